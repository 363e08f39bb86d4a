// The daily reports that fill the performance streams: for each stream and product the report type of reporting v3, its
// grouping, and which of its columns fills which field. A table; pure. Checked in tests against Amazon's list of columns.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "day_ranges.hpp"
#include "products.hpp"

namespace amazon_ads {

using namespace amazon;

enum class PerformanceStream { campaign, ad_group, target, product, search_term, placement };

struct ReportType {
  PerformanceStream stream;
  Product product;
  const char* id;        // reportTypeId
  const char* group_by;  // comma-separated
  // What tells the rows of one day apart, and what describes them; comma-separated columns.
  const char* dimensions;
};

// The reports of a stream; a product that has none is not there.
std::span<const ReportType> reports_of(PerformanceStream stream);

// How far back Amazon really gives data. It documents 95 days for Products and answers such requests, but without the rows
// before the last 65 days.
int retention_days(Product product);

// The longest range of one report.
inline constexpr int kMaxReportDays = 31;

// The 14-day figures of Products carry a suffix, and 7 and 30 days stand beside them.
bool has_windows(Product product);

// The columns that are asked for, in order.
std::vector<std::string> columns_of(const ReportType& report);

// The body of POST /reporting/reports.
std::string report_request(const ReportType& report, DayRange days);

std::string_view id_of(PerformanceStream stream);  // "campaign_performance"

// The number of fields that plugin.toml declares.
size_t field_count(PerformanceStream stream);

}  // namespace amazon_ads
