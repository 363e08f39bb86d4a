#include "store/record_where.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/limits.hpp"
#include "base/limits_api.hpp"
#include "base/text.hpp"
#include "store/decimal_sum.hpp"
#include "store/record_table.hpp"
#include "store/record_time.hpp"

namespace mooring::host {
namespace {

constexpr std::array kOps = {WhereOp::eq, WhereOp::ne,   WhereOp::lt,       WhereOp::lte,
                             WhereOp::gt, WhereOp::gte,  WhereOp::contains, WhereOp::starts,
                             WhereOp::in, WhereOp::null, WhereOp::notnull};

const std::array<RecordField, 8>& host_columns() {
  static const std::array<RecordField, 8> columns = {RecordField{"_connection_id", FieldType::text},
                                                     RecordField{"_marketplace_id", FieldType::text},
                                                     RecordField{"_run_id", FieldType::text},
                                                     RecordField{"_first_seen_at", FieldType::timestamp},
                                                     RecordField{"_synced_at", FieldType::timestamp},
                                                     RecordField{"_deleted_at", FieldType::timestamp},
                                                     RecordField{"_missing_since", FieldType::timestamp},
                                                     RecordField{"_change_seq", FieldType::integer}};
  return columns;
}

tl::unexpected<Error> invalid(std::string message, std::string hint) {
  return fail("where_invalid", std::move(message), std::move(hint));
}

tl::unexpected<Error> unknown_column(const RecordTable& table, std::string_view name) {
  std::vector<std::string> names;
  for (const RecordField& field : table.fields)
    names.push_back(field.name);
  const auto near = nearest(name, names);
  return invalid("There is no column '" + clean_line(name, limits::kNameBytesMax) + "'",
                 near ? "Did you mean '" + *near + "'?" : "GET /api/v1/plugins lists the fields of a stream");
}

Result<std::string> boolean_value(std::string_view text) {
  if (text == "true" || text == "1") return "1";
  if (text == "false" || text == "0") return "0";
  return invalid("is neither true nor false", "Use true or false");
}

Result<std::string> integer_value(std::string_view text) {
  int64_t number = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (problem == std::errc{} && end == text.data() + text.size()) return std::to_string(number);
  return invalid("is no whole number", "Use a number like 12");
}

Result<std::string> time_value(std::string_view text) {
  const bool day = text.size() == 10;
  const auto time = parse_time(day ? std::string(text) + "T00:00:00Z" : std::string(text));
  TimeText out;
  if (time) return std::string(format_record_time(to_unix_us(*time), out));
  return invalid("is no time", "Use 2026-01-31T00:00:00Z, or 2026-01-31 for its first moment in UTC");
}

// As the column holds it.
Result<std::string> value_for(FieldType type, std::string_view text) {
  switch (type) {
    case FieldType::boolean:
      return boolean_value(text);
    case FieldType::integer:
      return integer_value(text);
    case FieldType::decimal:
      if (parse_decimal(text)) return std::string(text);
      return invalid("is no decimal number", "Use a number like 12.50");
    case FieldType::timestamp:
      return time_value(text);
    case FieldType::date:
      if (text.size() == 10 && time_value(text)) return std::string(text);
      return invalid("is no date", "Use a date like 2026-01-31");
    case FieldType::text:
    case FieldType::json:
      break;
  }
  return std::string(text);
}

std::string op_names(FieldType type) {
  std::string names;
  for (const WhereOp op : where_ops_of(type))
    names += (names.empty() ? "" : ", ") + std::string(to_text(op));
  return names;
}

Result<WhereOp> op_of(const RecordField& field, std::string_view text) {
  for (const WhereOp op : where_ops_of(field.type))
    if (text == to_text(op)) return op;
  return invalid("'" + clean_line(text, limits::kNameBytesMax) + "' is no comparison of " + field.name,
                 "Columns of type " + std::string(to_text(field.type)) + " know " + op_names(field.type));
}

std::vector<std::string_view> split_list(std::string_view text) {
  std::vector<std::string_view> parts;
  for (size_t at = 0; at <= text.size();) {
    const size_t end = std::min(text.find(',', at), text.size());
    parts.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return parts;
}

Status read_values(RecordCondition& condition, std::string_view text) {
  const auto parts = condition.op == WhereOp::in ? split_list(text) : std::vector<std::string_view>{text};
  if (parts.size() > limits::kFilterValuesMax)
    return invalid(condition.field.name + " names too many values",
                   "Name at most " + std::to_string(limits::kFilterValuesMax));
  for (const std::string_view part : parts) {
    auto value = value_for(condition.field.type, part);
    if (!value)
      return invalid(
          "'" + clean_line(part, 80) + "' " + value.error().message + " (" + condition.field.name + ")",
          value.error().hint);
    condition.values.push_back(std::move(*value));
  }
  return {};
}

}  // namespace

const char* to_text(WhereOp op) {
  constexpr std::array<const char*, kOps.size()> kNames = {
      "eq", "ne", "lt", "lte", "gt", "gte", "contains", "starts", "in", "null", "notnull"};
  return kNames[static_cast<size_t>(op)];
}

const RecordField* record_column(const RecordTable& table, std::string_view name) {
  for (const RecordField& field : table.fields)
    if (field.name == name) return &field;
  for (const RecordField& field : host_columns())
    if (field.name == name) return &field;
  return nullptr;
}

std::vector<WhereOp> where_ops_of(FieldType type) {
  switch (type) {
    case FieldType::boolean:
      return {WhereOp::eq, WhereOp::null, WhereOp::notnull};
    case FieldType::json:
      return {WhereOp::contains, WhereOp::null, WhereOp::notnull};
    case FieldType::text:
      return {WhereOp::eq, WhereOp::ne,   WhereOp::contains, WhereOp::starts,
              WhereOp::in, WhereOp::null, WhereOp::notnull};
    default:
      return {WhereOp::eq,  WhereOp::ne, WhereOp::lt,   WhereOp::lte,    WhereOp::gt,
              WhereOp::gte, WhereOp::in, WhereOp::null, WhereOp::notnull};
  }
}

Result<RecordCondition> parse_where(const RecordTable& table, std::string_view text) {
  if (text.size() > limits::kWhereBytesMax)
    return invalid("A condition is longer than " + std::to_string(limits::kWhereBytesMax) + " bytes",
                   "Split it, or filter by something shorter");
  const size_t first = text.find(':');
  if (first == std::string_view::npos)
    return invalid("'" + clean_line(text, 80) + "' is no condition",
                   "Write column:comparison:value, for example amount:gte:10");
  const std::string_view name = text.substr(0, first), rest = text.substr(first + 1);
  const RecordField* field = record_column(table, name);
  if (!field) return unknown_column(table, name);
  const size_t second = std::min(rest.find(':'), rest.size());
  auto op = op_of(*field, rest.substr(0, second));
  if (!op) return fail(op.error());
  RecordCondition condition{*field, *op, {}};
  const bool without_value = *op == WhereOp::null || *op == WhereOp::notnull;
  if (without_value && second == rest.size()) return condition;
  if (without_value || second == rest.size())
    return invalid(std::string(to_text(*op)) + (without_value ? " takes no value" : " needs a value"),
                   "Write " + field->name + ":" + to_text(*op) + (without_value ? "" : ":value"));
  if (Status read = read_values(condition, rest.substr(second + 1)); !read) return fail(read.error());
  return condition;
}

}  // namespace mooring::host
