// What is in a finished report: one JSON array of objects with exactly the columns asked for. Pure, any thread.
#pragma once
#include "simulator/amazon/ads/report_rows.hpp"

namespace mooring::amazon_simulator::ads {

struct ReportFilter {
  std::string field;
  std::vector<std::string> values;
};

struct ReportSpec {
  const ReportType* type = nullptr;
  Grain grain{};
  std::vector<std::string> group_by, columns;
  std::vector<ReportFilter> filters;
  bool daily = true;
  DayRange days;
  int64_t first_told = 0;  // older days are silently left out
};

std::string report_document(const Catalog& catalog, const ReportSpec& spec, int64_t as_of_us);
// The text of a keyword or target in reports, and its type: BROAD, TARGETING_EXPRESSION, ...
std::string target_text(const RowSubject& subject, const Catalog& catalog);
std::string_view keyword_type(const RowSubject& subject, const Catalog& catalog);

}  // namespace mooring::amazon_simulator::ads
