#include "store/sql_condition.hpp"

#include <algorithm>
#include <charconv>

#include "base/text.hpp"

namespace mooring::host::sqlite {
namespace {

std::optional<Value> decode_value(std::string_view part) {
  if (part == "n") return Value{};
  if (part.empty()) return std::nullopt;
  const std::string_view rest = part.substr(1);
  if (part[0] == 's') return text_value(url_decode(rest));
  if (part[0] != 'i') return std::nullopt;
  int64_t number = 0;
  const auto [end, problem] = std::from_chars(rest.data(), rest.data() + rest.size(), number);
  if (problem != std::errc{} || end != rest.data() + rest.size()) return std::nullopt;
  return integer_value(number);
}

}  // namespace

void Condition::add(const std::string& text, const std::vector<Value>& parameters) {
  sql += (sql.empty() ? " WHERE " : " AND ") + text;
  values.insert(values.end(), parameters.begin(), parameters.end());
}

void Condition::add_any_of(const std::string& column, const std::vector<std::string>& texts) {
  if (texts.empty()) return;
  std::vector<Value> parameters;
  for (const std::string& text : texts)
    parameters.push_back(text_value(text));
  add(column + " IN (" + marks(texts.size()) + ")", parameters);
}

std::string marks(size_t count) {
  std::string out = "?";
  for (size_t i = 1; i < count; ++i)
    out += ", ?";
  return out;
}

std::string like_pattern(std::string_view text) {
  std::string out = "%";
  for (char c : text) {
    if (c == '%' || c == '_' || c == '\\') out += '\\';
    out += c;
  }
  return out + "%";
}

std::string encode_cursor(const std::vector<Value>& values) {
  std::string out;
  for (const auto& value : values) {
    if (!out.empty()) out += ':';
    if (value.kind == Value::Kind::null) out += 'n';
    if (value.kind == Value::Kind::integer) out += "i" + std::to_string(value.integer);
    if (value.kind == Value::Kind::text) out += "s" + url_encode(value.text);
  }
  return out;
}

std::optional<std::vector<Value>> decode_cursor(std::string_view cursor) {
  std::vector<Value> values;
  for (size_t at = 0; at <= cursor.size();) {
    const size_t end = std::min(cursor.find(':', at), cursor.size());
    auto value = decode_value(cursor.substr(at, end - at));
    if (!value) return std::nullopt;
    values.push_back(std::move(*value));
    at = end + 1;
  }
  return values;
}

void bind_values(sqlite3_stmt* statement, const std::vector<Value>& values) {
  int position = 0;
  for (const auto& value : values) {
    ++position;
    if (value.kind == Value::Kind::integer) sqlite3_bind_int64(statement, position, value.integer);
    if (value.kind == Value::Kind::text) bind_text(statement, position, value.text);
  }
}

Value column_value(sqlite3_stmt* statement, int column) {
  switch (sqlite3_column_type(statement, column)) {
    case SQLITE_NULL:
      return {};
    case SQLITE_INTEGER:
      return integer_value(sqlite3_column_int64(statement, column));
    default:
      return text_value(std::string(column_text(statement, column)));
  }
}

}  // namespace mooring::host::sqlite
