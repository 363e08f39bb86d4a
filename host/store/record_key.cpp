#include "store/record_key.hpp"

#include "store/sqlite_tools.hpp"

namespace mooring::host {
namespace {

void append_quoted(std::string& out, std::string_view text) {
  static constexpr char kHex[] = "0123456789abcdef";
  out += '"';
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') out += '\\';
    if (byte < 0x20)
      out += std::string("\\u00") + kHex[byte >> 4] + kHex[byte & 15];
    else
      out += c;
  }
  out += '"';
}

void append_member(std::string& out, std::string_view name, std::string_view value) {
  out += out.empty() ? '{' : ',';
  append_quoted(out, name);
  out += ':';
  append_quoted(out, value);
}

std::string_view text_of(sqlite3_value* value) {
  const auto* text = reinterpret_cast<const char*>(sqlite3_value_text(value));
  if (!text) return {};
  return {text, static_cast<size_t>(sqlite3_value_bytes(value))};
}

void key_of_row(sqlite3_context* context, int count, sqlite3_value** values) {
  std::string out;
  for (int i = 0; i + 1 < count; i += 2)
    append_member(out, text_of(values[i]), text_of(values[i + 1]));
  out += '}';
  sqlite3_result_text(context, out.data(), static_cast<int>(out.size()), SQLITE_TRANSIENT);
}

}  // namespace

std::string to_key_json(const RecordKey& key) {
  std::string out;
  for (const auto& [name, value] : key)
    append_member(out, name, value);
  return out + "}";
}

Status register_key_function(sqlite3* database) {
  constexpr int kFlags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY;
  if (sqlite3_create_function_v2(database, "mooring_key", -1, kFlags, nullptr, key_of_row, nullptr, nullptr,
                                 nullptr) != SQLITE_OK)
    return fail(sqlite::last_error(database, "preparing keys of records"));
  return {};
}

}  // namespace mooring::host
