#include "reports/report_specification.hpp"

#include <algorithm>

namespace amazon_seller {

using amazon::Text;
using amazon::Unreadable;
using amazon::Value;

namespace {

[[noreturn]] void differs(const std::string& what, std::string_view found, std::string_view wanted) {
  throw Unreadable("it is not the report that was asked for: " + what + " is " + std::string(found) +
                   ", not " + std::string(wanted));
}

void check_days(std::string_view first, std::string_view last, const DayRange& wanted) {
  if (first != amazon::to_text(wanted.first)) differs("its first day", first, amazon::to_text(wanted.first));
  if (last != amazon::to_text(wanted.last)) differs("its last day", last, amazon::to_text(wanted.last));
}

void check_option(std::string_view name, std::string_view value, std::span<const ReportOption> options) {
  const auto known = std::ranges::find(options, name, &ReportOption::name);
  if (known != options.end() && value != known->value) differs(std::string(name), value, known->value);
}

}  // namespace

void check_specification(const JsonRecord& record, const Specification& wanted) {
  amazon::ValueReader values;
  Text first, last;
  bool has_marketplace = false;
  amazon::for_each_member(record.value(), [&](std::string_view key, Value value) {
    if (key == "reportType") {
      const std::string_view type = values.text("reportType", value).value_or("");
      if (type != wanted.report_type) differs("its type", type, wanted.report_type);
    } else if (key == "dataStartTime") {
      first = values.date("dataStartTime", value);
    } else if (key == "dataEndTime") {
      last = values.date("dataEndTime", value);
    } else if (key == "marketplaceIds") {
      amazon::for_each_element(value, [&](Value id) {
        has_marketplace = has_marketplace || values.text("marketplaceIds", id) == wanted.scope.marketplace;
      });
    } else if (key == "reportOptions") {
      amazon::for_each_member(value, [&](std::string_view name, Value option) {
        check_option(name, values.text("reportOptions", option).value_or(""), wanted.options);
      });
    }
  });
  if (wanted.scope.days) check_days(first.value_or("missing"), last.value_or("missing"), *wanted.scope.days);
  if (!has_marketplace) differs("its marketplace", "another", wanted.scope.marketplace);
}

}  // namespace amazon_seller
