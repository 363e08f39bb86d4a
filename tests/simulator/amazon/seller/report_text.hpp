// How Amazon's tables are written: tabs, line ends, charsets, numbers and dates of each country; and which orders their facts
// come from. Pure, any thread.
#pragma once
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "seller/reports.hpp"
#include "simulator/amazon/orders.hpp"

namespace mooring::amazon_simulator::seller {

// What is left of a text in the charset that the marketplace's reports are in: '?' for what that does not know.
std::string shown_in(std::string_view utf8, const Marketplace& marketplace);

class TableText {
 public:
  explicit TableText(std::vector<std::string_view> header);
  // Cells of a row; fewer than the header has are written as they are.
  void row(const std::vector<std::string>& cells);
  size_t row_count() const { return rows_; }
  ReportText finish(const Marketplace& marketplace) const;

 private:
  std::string text_;
  size_t rows_ = 0;
};

// "-12.50"; in much of Europe "-12,50" for a table, never for an oracle.
std::string amount_text(int64_t amount, const Marketplace& marketplace);
std::string local_amount(int64_t amount, const Marketplace& marketplace);
bool writes_commas(const Marketplace& marketplace);

std::string day_text(int64_t us);                                     // "2026-01-31"
std::string local_day(int64_t us, const Marketplace& marketplace);    // "31.01.2026" where commas are written
std::string utc_text(int64_t us, const Marketplace& marketplace);     // the same with " 08:00:00 UTC"
std::string local_clock(int64_t us, const Marketplace& marketplace);  // in the country's own zone: "... PST"
std::string offset_text(int64_t us);                                  // "2026-01-31T08:00:00+00:00"
std::string us_day(int64_t us);                                       // "01/31/2026"

inline constexpr int64_t kReportDay_us = 86'400'000'000;
constexpr int64_t day_start(int64_t us) {
  return us / kReportDay_us * kReportDay_us;
}

// Orders of a marketplace that were created in [from, to] and shipped, with when that was.
void each_shipped(const OrderBook& book, const Marketplace& marketplace, int64_t from_us, int64_t to_us,
                  const std::function<void(const Timeline&, int64_t shipped_us)>& use);

// The same number for the same facts.
uint64_t fact_key(const World& world, std::string_view what, std::string_view seller_id, uint64_t number);

// The marketplaces of a report, or of an oracle's question, in which the seller takes part.
std::vector<const Marketplace*> stores_of(const Seller& seller, const std::vector<std::string>& wanted);

}  // namespace mooring::amazon_simulator::seller
