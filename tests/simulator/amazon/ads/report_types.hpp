// The report types of reporting v3: what they may be grouped by, which columns they have, how far back they go.
// Pure, any thread.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "simulator/amazon/ads/entities.hpp"

namespace mooring::amazon_simulator::ads {

// What one row is about.
enum class Grain { campaign, ad_group, placement, target, search_term, ad };

struct ReportType {
  std::string_view id, ad_product;
  Product product;
  int retention_days;
  std::vector<std::string_view> groups;
};

const ReportType* find_report_type(std::string_view id);
// The grain of a grouping; nothing when the type cannot be grouped so.
std::optional<Grain> grain_of(const ReportType& type, const std::vector<std::string>& group_by);
std::vector<std::string> allowed_columns(const ReportType& type, const std::vector<std::string>& group_by);
bool is_allowed_filter(const ReportType& type, const std::vector<std::string>& group_by,
                       std::string_view field);

}  // namespace mooring::amazon_simulator::ads
