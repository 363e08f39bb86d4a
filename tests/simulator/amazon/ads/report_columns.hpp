// One column of a report: where its value comes from and how it is written. Pure, any thread.
#pragma once
#include "simulator/amazon/ads/report_document.hpp"

namespace mooring::amazon_simulator::ads {

enum class Source {
  date,
  start_date,
  end_date,
  dimension,  // tells what the row is about; the same for all days
  impressions,
  clicks,
  cost,
  purchases,
  same_purchases,
  units,
  same_units,
  other_units,
  sales,
  same_sales,
  other_sales,
  cost_per_click,
  click_rate,     // clicks of impressions, in percent
  cost_of_sales,  // in percent
  return_on_cost,
  rate_per_impression,  // percent of clicks per impression, scaled
  nothing               // null
};

struct Column {
  std::string name;
  std::string base;  // without the window
  Source source{};
  size_t window = 2;         // index into kWindows; 14 days where the name has none
  int64_t per_mille = 1000;  // of the source
};

Column find_column(const std::string& name);
void append_metric(std::string& out, const Column& column, const Metrics& metrics);

struct DimensionContext {
  const Catalog& catalog;
  const ReportSpec& spec;
  const RowSubject& subject;
};
void append_dimension(std::string& out, const Column& column, const DimensionContext& context);

}  // namespace mooring::amazon_simulator::ads
