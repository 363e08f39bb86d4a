// Amazon Ads: the entry of the plugin.
#include <mooring/plugin.hpp>

#include "budget_usage.hpp"
#include "entity_sync.hpp"
#include "performance_sync.hpp"
#include "profiles.hpp"

namespace {

using amazon_ads::EntityStream;
using amazon_ads::PerformanceStream;
using amazon_ads::sync_entity_stream;
using amazon_ads::sync_performance_stream;

}  // namespace

MOORING_PLUGIN(.identify = amazon_ads::identify,
               .streams = {
                   {"profiles", amazon_ads::sync_profiles},
                   {"portfolios", sync_entity_stream<EntityStream::portfolios>},
                   {"campaigns", sync_entity_stream<EntityStream::campaigns>},
                   {"ad_groups", sync_entity_stream<EntityStream::ad_groups>},
                   {"ads", sync_entity_stream<EntityStream::ads>},
                   {"keywords", sync_entity_stream<EntityStream::keywords>},
                   {"targets", sync_entity_stream<EntityStream::targets>},
                   {"negative_keywords", sync_entity_stream<EntityStream::negative_keywords>},
                   {"negative_targets", sync_entity_stream<EntityStream::negative_targets>},
                   {"budget_usage", amazon_ads::sync_budget_usage},
                   {"campaign_performance", sync_performance_stream<PerformanceStream::campaign>},
                   {"ad_group_performance", sync_performance_stream<PerformanceStream::ad_group>},
                   {"target_performance", sync_performance_stream<PerformanceStream::target>},
                   {"product_performance", sync_performance_stream<PerformanceStream::product>},
                   {"search_term_performance", sync_performance_stream<PerformanceStream::search_term>},
                   {"placement_performance", sync_performance_stream<PerformanceStream::placement>},
               });
