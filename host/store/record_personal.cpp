#include "store/record_personal.hpp"

#include <algorithm>
#include <cstring>

#include "store/change_counter.hpp"
#include "store/record_time.hpp"
#include "store/row_mapping.hpp"
#include "store/sqlite_tools.hpp"

namespace mooring::host {
namespace {

using sqlite::quote_name;

std::string index_name(const RecordTable& table) {
  return table.name() + "_personal";
}

std::string joined(const std::vector<std::string>& terms, const std::string& between) {
  std::string text;
  for (const std::string& term : terms)
    text += (text.empty() ? "" : between) + term;
  return text;
}

std::string path_of(const std::string& member) {
  return "'$.\"" + member + "\"'";
}

// Of a record that is JSON: whether a named member has a value.
std::string names_someone(const RecordTable& table, const std::string& raw) {
  std::vector<std::string> terms;
  for (const std::string& member : table.personal_raw)
    terms.push_back("coalesce(json_extract(" + raw + ", " + path_of(member) + "), '') <> ''");
  return joined(terms, " OR ");
}

// "a" IS NOT NULL OR "b" IS NOT NULL ...: the same text in the index and in the query, or SQLite does not use the index.
std::string holds_any(const RecordTable& table) {
  std::vector<std::string> terms;
  for (const RecordField& field : table.fields)
    if (field.pii) terms.push_back(quote_name(field.name) + " IS NOT NULL");
  return joined(terms, " OR ");
}

std::string index_sql(const RecordTable& table) {
  return "CREATE INDEX " + quote_name(index_name(table)) + " ON " + quote_name(table.name()) +
         " (_connection_id, _first_seen_at) WHERE " + holds_any(table);
}

std::string removal_sql(const RecordTable& table) {
  std::string assignments;
  for (const RecordField& field : table.fields)
    if (field.pii) assignments += quote_name(field.name) + " = NULL, ";
  const std::string raw =
      raw_without_personal(table, "_raw", [&](size_t i) { return quote_name(table.fields[i].name); });
  return "UPDATE " + quote_name(table.name()) + " SET " + assignments + "_raw = " + raw +
         ", _change_seq = ? + found.number FROM (SELECT rowid AS place, row_number() OVER () AS number "
         "FROM " +
         quote_name(table.name()) + " WHERE _connection_id = ? AND _first_seen_at < ? AND (" +
         holds_any(table) + ") LIMIT ?) AS found WHERE " + quote_name(table.name()) + ".rowid = found.place";
}

}  // namespace

bool has_personal_fields(const RecordTable& table) {
  return std::any_of(table.fields.begin(), table.fields.end(), [](const auto& field) { return field.pii; });
}

std::string raw_without_personal(const RecordTable& table, const std::string& raw,
                                 const std::function<std::string(size_t)>& cell_of) {
  if (!table.personal_raw.empty()) {
    std::vector<std::string> paths;
    for (const std::string& member : table.personal_raw)
      paths.push_back(path_of(member));
    return "CASE WHEN json_valid(" + raw + ") THEN CASE WHEN " + names_someone(table, raw) +
           " THEN json_remove(" + raw + ", " + joined(paths, ", ") + ") ELSE " + raw + " END END";
  }
  return "CASE WHEN " + no_personal_cell(table, cell_of) + " THEN " + raw + " END";
}

std::string no_personal_cell(const RecordTable& table, const std::function<std::string(size_t)>& cell_of) {
  std::vector<std::string> empty;
  for (size_t i = 0; i < table.fields.size(); ++i)
    if (table.fields[i].pii) empty.push_back(cell_of(i) + " IS NULL");
  return joined(empty, " AND ");
}

bool may_name_someone(const RecordTable& table, std::string_view raw) {
  if (!raw.starts_with('{')) return true;
  return std::any_of(table.personal_raw.begin(), table.personal_raw.end(), [&](const std::string& member) {
    const std::string name = '"' + member + '"';
    // find() would compare at each quote.
    return ::memmem(raw.data(), raw.size(), name.data(), name.size()) != nullptr;
  });
}

Status ensure_personal_index(Session& session, const RecordTable& table) {
  if (!has_personal_fields(table)) return {};
  const std::string wanted = index_sql(table);
  auto present = rows::Query(session, "SELECT sql FROM sqlite_schema WHERE type = 'index' AND name = ?")
                     .bind(index_name(table))
                     .first<std::string>();
  if (present == wanted) return {};
  const std::string drop = "DROP INDEX IF EXISTS " + quote_name(index_name(table));
  const std::string what = "making the index of personal data of " + table.name();
  return sqlite::exec(sqlite::handle(session), drop.c_str(), what).and_then([&] {
    return sqlite::exec(sqlite::handle(session), wanted.c_str(), what);
  });
}

Result<int64_t> remove_personal_data(Session& session, const RecordTable& table,
                                     const std::string& connection_id, Timestamp first_seen_before,
                                     int64_t at_most) {
  if (!has_personal_fields(table)) return int64_t{0};
  sqlite3* database = sqlite::handle(session);
  auto last_seq = read_change_counter(database);
  if (!last_seq) return fail(last_seq.error());
  TimeText before;
  const size_t cleaned = rows::Query(session, removal_sql(table))
                             .bind(*last_seq)
                             .bind(connection_id)
                             .bind(std::string(format_record_time(to_unix_us(first_seen_before), before)))
                             .bind(at_most)
                             .run();
  const auto count = static_cast<int64_t>(cleaned);
  if (count > 0)
    if (auto counted = write_change_counter(database, *last_seq + count); !counted)
      return fail(counted.error());
  return count;
}

}  // namespace mooring::host
