// The figures of one record of a JSON report, read by a table: which member goes to which column. Members that Amazon leaves
// out are null, members that it adds are passed over. All amounts of a record are in one currency. One thread.
#pragma once
#include <mooring/plugin.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "values.hpp"

namespace amazon_seller {

enum class MetricKind {
  integer,
  decimal,  // a rate, an average, a percentage
  amount,   // {"amount": 12.5, "currencyCode": "EUR"}
};

struct Metric {
  const char* member;
  MetricKind kind;
  const char* group = "";  // the object that holds it; empty: the record itself
};

class Metrics {
 public:
  // In the order of the columns; the table lives for ever.
  explicit Metrics(std::span<const Metric> table);

  void clear();
  // Takes the member when it is one of the group's. Throws as the values' reader does, and Unreadable for a second currency.
  bool take(std::string_view group, std::string_view member, amazon::Value value);
  // All members of an object.
  void take_all(std::string_view group, amazon::Value object);

  // One cell for each metric; before them the currency of the amounts, where the table has amounts (null: this record has none).
  void add_to(mooring::Rows& rows) const;

  amazon::ValueReader& values() { return values_; }
  const char* place() const { return values_.member(); }

 private:
  struct Cell {
    amazon::Text text;
    std::optional<int64_t> integer;
  };

  size_t find(std::string_view group, std::string_view member);  // table_.size(): none
  amazon::Text amount(const char* member, amazon::Value value);

  std::span<const Metric> table_;
  std::vector<Cell> cells_;
  bool has_amounts_ = false;
  size_t next_ = 0;  // members come in the table's order, mostly
  std::string currency_;
  amazon::ValueReader values_;
};

}  // namespace amazon_seller
