// sync/1 of the stream `budget_usage`: how much of today's budget each enabled campaign has spent. Amazon answers it only for
// campaigns that are named, 100 per call, so a run first lists the enabled campaigns of each product.
#pragma once
#include <mooring/plugin.hpp>
#include <string>
#include <vector>

#include "products.hpp"

namespace amazon_ads {

// The number of fields that plugin.toml declares.
inline constexpr size_t kBudgetUsageFields = 6;

struct BudgetUsageAnswer {
  size_t good = 0;
  size_t refused = 0;        // campaigns for which Amazon gave an error instead
  std::string first_reason;  // of these
};

// Adds a row per campaign of one answer. Throws Failure when it cannot be read; then no row was added.
BudgetUsageAnswer read_budget_usage(const mooring::HttpResponse& answer, Product product,
                                    const std::string& profile_id, mooring::Rows& rows);

mooring::Task<> sync_budget_usage(mooring::Context& ctx, const mooring::Call& call);

}  // namespace amazon_ads
