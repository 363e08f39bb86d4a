// The figures of one record of an analytics report, as numbers written out: once as Amazon's JSON, once as the columns of an
// oracle row. Values, one thread.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "simulator/amazon/oracle_row.hpp"
#include "simulator/amazon/sellers.hpp"

namespace mooring::amazon_simulator::seller {

class Figures {
 public:
  explicit Figures(const Marketplace& marketplace) : marketplace_(marketplace) {}

  void integer(std::string_view member, int64_t value);
  void amount(std::string_view member, int64_t value);  // in the smallest unit
  // value / of, times `times`, with two decimals; 0 of 0 is 0.
  void ratio(std::string_view member, int64_t value, int64_t of, int64_t times = 1);

  // `"unitsOrdered":3,"orderedProductSales":{...}`: without braces. Only those from `first` on, up to `last`.
  std::string json(size_t first = 0, size_t last = SIZE_MAX) const;
  size_t size() const { return all_.size(); }
  // unitsOrderedB2B is units_ordered_b2b. Amounts and ratios are text, as decimals are. The currency where there are amounts.
  void add_to(OracleRow& row) const;

 private:
  struct Figure {
    std::string member, text;
    bool is_amount = false, is_integer = false;
  };

  const Marketplace& marketplace_;
  std::vector<Figure> all_;
};

}  // namespace mooring::amazon_simulator::seller
