// What a JSON report says of itself ("reportSpecification"): for which type, days, marketplace and options it was made. Figures
// of another report than was asked for would count twice, or for other days. Pure.
#pragma once
#include <span>

#include "reports/json_report.hpp"
#include "reports/report_stream.hpp"

namespace amazon_seller {

struct Specification {
  std::string_view report_type;
  const ReportScope& scope;
  std::span<const ReportOption> options;
};

// Throws Unreadable, naming what differs.
void check_specification(const JsonRecord& record, const Specification& wanted);

}  // namespace amazon_seller
