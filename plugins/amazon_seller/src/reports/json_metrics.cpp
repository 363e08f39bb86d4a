#include "reports/json_metrics.hpp"

#include <algorithm>

namespace amazon_seller {

using amazon::Text;
using amazon::Unreadable;
using amazon::Value;

Metrics::Metrics(std::span<const Metric> table)
    : table_(table), cells_(table.size()), has_amounts_(std::ranges::any_of(table, [](const Metric& metric) {
        return metric.kind == MetricKind::amount;
      })) {}

void Metrics::clear() {
  cells_.assign(table_.size(), Cell{});
  next_ = 0;
  currency_.clear();
  values_.clear();
  values_.forget_member();
}

size_t Metrics::find(std::string_view group, std::string_view member) {
  for (size_t i = 0; i < table_.size(); ++i) {
    const size_t at = (next_ + i) % table_.size();
    if (member != table_[at].member || group != table_[at].group) continue;
    next_ = at + 1;
    return at;
  }
  return table_.size();
}

bool Metrics::take(std::string_view group, std::string_view member, Value value) {
  const size_t at = find(group, member);
  if (at == table_.size()) return false;
  const Metric& metric = table_[at];
  switch (metric.kind) {
    case MetricKind::integer:
      cells_[at].integer = values_.integer(metric.member, value);
      break;
    case MetricKind::decimal:
      cells_[at].text = values_.decimal(metric.member, value);
      break;
    case MetricKind::amount:
      cells_[at].text = amount(metric.member, value);
      break;
  }
  return true;
}

void Metrics::take_all(std::string_view group, Value object) {
  amazon::for_each_member(object, [&](std::string_view key, Value value) { take(group, key, value); });
}

Text Metrics::amount(const char* member, Value value) {
  Text amount, currency;
  amazon::for_each_member(value, [&](std::string_view key, Value part) {
    if (key == "amount") amount = values_.decimal(member, part);
    if (key == "currencyCode") currency = values_.some_text(member, part);
  });
  if (!amount) return std::nullopt;
  if (!currency) throw Unreadable(std::string("member '") + member + "' has no currency");
  if (currency_.empty()) currency_ = *currency;
  if (currency_ != *currency)
    throw Unreadable(std::string("member '") + member + "' is in " + std::string(*currency) +
                     ", another amount of the record in " + currency_);
  return amount;
}

void Metrics::add_to(mooring::Rows& rows) const {
  if (has_amounts_) rows.add_text(currency_.empty() ? Text() : Text(currency_));
  for (size_t i = 0; i < table_.size(); ++i) {
    if (table_[i].kind == MetricKind::integer)
      rows.add_integer(cells_[i].integer);
    else
      rows.add_decimal(cells_[i].text);
  }
}

}  // namespace amazon_seller
