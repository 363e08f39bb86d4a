#include "reports/table_report.hpp"

#include <algorithm>

#include "json_text.hpp"
#include "numbers.hpp"
#include "values.hpp"

namespace amazon_seller {

using amazon::append_json_text;

using amazon::Unreadable;
using mooring::Charset;
using mooring::DelimitedReader;
using mooring::TextDecoder;

namespace {

constexpr size_t kShownBytes = 60;

TextDecoder decoder_of(const ReportScope& scope, const OpenReport& open) {
  const Charset fallback = scope.country_code == "JP" ? Charset::shift_jis : Charset::windows_1252;
  return TextDecoder(mooring::charset_of_content_type(open.content_type), fallback);
}

DelimitedReader::Options options_of(const TableRows& rows) {
  DelimitedReader::Options options;
  options.short_rows = rows.has_short_rows();
  options.samples = rows.shows_text();
  return options;
}

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' '))
    text.remove_prefix(1);
  while (text.ends_with(' '))
    text.remove_suffix(1);
  return text;
}

bool has_slashes(std::string_view cell) {
  return cell.find('/') != std::string_view::npos;
}

}  // namespace

std::optional<std::string_view> TableRow::text(Column column) const {
  const std::string_view cell = trimmed(table_[column]);
  return cell.empty() ? std::nullopt : std::optional(cell);
}

std::string_view TableRow::required(Column column) const {
  if (const auto cell = text(column)) return *cell;
  throw Unreadable("column '" + table_.header()[column.value()] + "' is empty");
}

std::optional<std::string_view> TableRow::amount(Column column) {
  const auto cell = text(column);
  if (!cell) return std::nullopt;
  const bool may_be_thousands =
      rules_.decimal_mark == DecimalMark::unknown && cell->size() > 4 && (*cell)[cell->size() - 4] == '.';
  if (!may_be_thousands && amazon::is_plain_decimal(*cell)) return cell;
  auto parsed = parse_amount(*cell, rules_.decimal_mark);
  if (!parsed) refuse(column, "amount");
  return keep(std::move(*parsed));
}

std::optional<int64_t> TableRow::integer(Column column) const {
  const auto cell = text(column);
  if (!cell) return std::nullopt;
  const auto value = amazon::to_integer(*cell);
  if (!value) refuse(column, "whole number");
  return value;
}

std::optional<mooring::Time> TableRow::time(Column column) const {
  const auto cell = text(column);
  if (!cell) return std::nullopt;
  const auto value = parse_report_time(*cell, rules_.date_order, rules_.country_code);
  if (!value) refuse(column, has_slashes(*cell) ? "time that reads in one way only" : "time");
  return value;
}

std::optional<mooring::Time> TableRow::time_or_zone(Column column, std::string_view& unknown_zone) const {
  const auto cell = text(column);
  if (cell) unknown_zone = unknown_zone_of(*cell, rules_.date_order, rules_.country_code);
  return unknown_zone.empty() ? time(column) : std::nullopt;
}

std::optional<std::string_view> TableRow::date(Column column) {
  const auto cell = text(column);
  if (!cell) return std::nullopt;
  auto value = parse_report_date(*cell, rules_.date_order, rules_.country_code);
  if (!value) refuse(column, has_slashes(*cell) ? "date that reads in one way only" : "date");
  return keep(std::move(*value));
}

std::optional<std::string_view> TableRow::us_date(Column column) {
  const auto cell = text(column);
  if (!cell) return std::nullopt;
  auto value = parse_us_date(*cell);
  if (!value) refuse(column, "date (month/day/year)");
  return keep(std::move(*value));
}

std::optional<std::string_view> TableRow::date_of(Column column, std::optional<mooring::Time> at) {
  const auto cell = text(column);
  if (!cell) return std::nullopt;
  auto value = parse_date_of(*cell, at);
  if (!value) refuse(column, at ? "date that fits the time beside it" : "date");
  return keep(std::move(*value));
}

std::optional<bool> TableRow::boolean(Column column) const {
  const auto cell = text(column);
  if (!cell) return std::nullopt;
  const std::string lower = mooring::detail::ascii_lower(*cell);
  if (lower == "y" || lower == "yes" || lower == "true" || lower == "1") return true;
  if (lower == "n" || lower == "no" || lower == "false" || lower == "0") return false;
  refuse(column, "yes or no");
}

std::string_view TableRow::raw(Column without) {
  std::vector<std::string>& names = scratch_.names;
  for (size_t i = names.size(); i < table_.header().size(); ++i)
    names.push_back(amazon::json_text(table_.header()[i]) + ':');
  std::string& raw = scratch_.raw;
  raw = "{";
  for (size_t i = 0; i < table_.header().size(); ++i) {
    if (table_[i].empty() || without == i) continue;
    if (raw.size() > 1) raw += ',';
    raw += names[i];
    append_json_text(raw, table_[i]);
  }
  return raw += '}';
}

void TableRow::refuse(Column column, const char* wanted) const {
  const std::string name = "column '" + table_.header()[*column] + "' is ";
  if (!rules_.shows_text) throw Unreadable(name + "no " + wanted);
  const std::string_view cell = table_[column];
  std::string shown(cell.substr(0, kShownBytes));
  if (cell.size() > kShownBytes) shown += "...";
  throw Unreadable(name + '"' + shown + "\", which is no " + wanted);
}

TableReader::TableReader(const ReportScope& scope, const OpenReport& open, std::unique_ptr<TableRows> rows)
    : rows_(std::move(rows)),
      rules_{date_order_of(scope.country_code), decimal_mark_of(scope.country_code), scope.country_code,
             rows_->shows_text()},
      table_(options_of(*rows_), decoder_of(scope, open)) {}

bool TableReader::take(ReportSink& sink) {
  if (!is_bound_ && table_.has_header()) {
    rows_->bind(table_);
    is_bound_ = true;
  }
  while (!sink.is_full()) {
    if (!table_.next()) return true;
    add(sink);
  }
  return false;
}

void TableReader::add(ReportSink& sink) {
  TableRow row(table_, ++sink.records, rules_, scratch_);
  try {
    rows_->add(row, sink);
  } catch (const Unreadable& problem) {
    table_.refuse("cannot be used, " + std::string(problem.what()));
  }
}

}  // namespace amazon_seller
