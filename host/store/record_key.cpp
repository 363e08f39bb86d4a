#include "store/record_key.hpp"

#include "store/record_view_read.hpp"
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

Result<std::optional<RecordFields>> find_record(Session& session, const RecordTable& table,
                                                const std::string& connection_id, const RecordKey& key) {
  sqlite::Condition condition;
  condition.add("_connection_id = ?", {sqlite::text_value(connection_id)});
  for (const auto& [name, value] : key)
    condition.add(sqlite::quote_name(name) + " = ?", {sqlite::text_value(value)});
  std::string columns;
  for (const RecordField& field : table.fields)
    columns += (columns.empty() ? "" : ", ") + sqlite::quote_name(field.name);
  std::optional<RecordFields> found;
  auto read = for_each_row(sqlite::handle(session),
                           "SELECT " + columns + " FROM " + sqlite::quote_name(table.name()) + condition.sql,
                           condition.values, [&](sqlite3_stmt* row) {
                             found.emplace();
                             for (int i = 0; i < static_cast<int>(table.fields.size()); ++i)
                               found->push_back(text_or_null(row, i));
                           });
  if (!read) return fail(read.error());
  return found;
}

Status register_key_function(sqlite3* database) {
  constexpr int kFlags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY;
  if (sqlite3_create_function_v2(database, "mooring_key", -1, kFlags, nullptr, key_of_row, nullptr, nullptr,
                                 nullptr) != SQLITE_OK)
    return fail(sqlite::last_error(database, "preparing keys of records"));
  return {};
}

}  // namespace mooring::host
