// The report types that are JSON: sales and traffic of sellers, and what a vendor is told of its products. Each is a line in
// report_types.cpp. Any thread.
#pragma once
#include <optional>
#include <string>

#include "seller/reports.hpp"

namespace mooring::amazon_simulator::seller {

// sales_traffic_report.cpp
std::optional<ReportText> make_sales_traffic(const ReportQuestion& question);
std::string refuse_sales_traffic(const ReportQuestion& question);

// vendor_reports.cpp
std::optional<ReportText> make_vendor_sales(const ReportQuestion& question);
std::optional<ReportText> make_vendor_inventory(const ReportQuestion& question);
std::optional<ReportText> make_vendor_traffic(const ReportQuestion& question);
std::string refuse_vendor_report(
    const ReportQuestion& question);  // with distributor view and selling program
std::string refuse_vendor_traffic(const ReportQuestion& question);

// The days that a report covers: the times of day do not count.
struct ReportDays {
  int64_t first_us = 0, last_us = 0;  // both at midnight
};
ReportDays days_of(const ReportSpec& spec);
// {"reportType":..,"reportOptions":{..},"dataStartTime":..,"dataEndTime":..,"marketplaceIds":[..]}; `updated_us` 0: not told.
std::string specification_json(const ReportQuestion& question, int64_t updated_us = 0);
std::string date_text(int64_t us);

inline constexpr int64_t kReportDay_us = 86'400'000'000;

}  // namespace mooring::amazon_simulator::seller
