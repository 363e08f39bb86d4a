// Conditions of a list's query and its opaque cursors: what record_query and record_view have in common.
// Internal to store/. Pure, but for binding and reading a statement, which belongs to one thread.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/sqlite_tools.hpp"

namespace mooring::host::sqlite {

struct Value {
  enum class Kind { null, integer, text } kind = Kind::null;
  int64_t integer = 0;
  std::string text{};
};
inline Value text_value(std::string text) {
  return {Value::Kind::text, 0, std::move(text)};
}
inline Value integer_value(int64_t integer) {
  return {Value::Kind::integer, integer, {}};
}

// SQL text and its parameters, growing together.
struct Condition {
  std::string sql{};  // empty, or " WHERE ..."
  std::vector<Value> values{};

  void add(const std::string& text, const std::vector<Value>& parameters = {});
  // "column IN (?, ?)"; of no values: no condition.
  void add_any_of(const std::string& column, const std::vector<std::string>& texts);
};

std::string marks(size_t count);                  // "?, ?, ?"
std::string like_pattern(std::string_view text);  // for LIKE ? ESCAPE '\': contains the text as it stands

// A cursor is the ordering values of a row: 'n', 'i<number>' or 's<escaped text>', separated by colons.
std::string encode_cursor(const std::vector<Value>& values);
std::optional<std::vector<Value>> decode_cursor(std::string_view cursor);

void bind_values(sqlite3_stmt* statement, const std::vector<Value>& values);  // which must outlive the steps
Value column_value(sqlite3_stmt* statement, int column);

}  // namespace mooring::host::sqlite
