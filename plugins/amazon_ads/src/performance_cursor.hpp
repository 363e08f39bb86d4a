// The cursor of a performance stream: which days of each product were read, and the reports that Amazon is still building.
// Pure.
#pragma once
#include <map>
#include <string>
#include <string_view>

#include "products.hpp"
#include "window_plan.hpp"

namespace amazon_ads {

struct PerformanceCursor {
  std::map<std::string, ReportState> products;  // by the product's code
  std::string reports;                          // the ReportBook, as JSON text; empty: none
};

// Empty text: nothing was read yet. Throws Failure (internal) for a damaged cursor or one of a newer version.
PerformanceCursor parse_performance_cursor(std::string_view text);
using amazon::to_text;  // of a day
std::string to_text(const PerformanceCursor& cursor);

}  // namespace amazon_ads
