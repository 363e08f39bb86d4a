#include "store/record_personal.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "store/change_counter.hpp"
#include "store/row_mapping.hpp"
#include "store/sqlite_tools.hpp"

namespace mooring::host {
namespace {

using sqlite::quote_name;

std::string index_name(const RecordTable& table) {
  return table.name() + "_personal";
}

// "a" IS NOT NULL OR "b" IS NOT NULL: the same text in the index and in the query, or SQLite does not use the index.
std::string holds_any(const RecordTable& table) {
  std::string condition;
  for (const RecordField& field : table.fields)
    if (field.pii) condition += (condition.empty() ? "" : " OR ") + quote_name(field.name) + " IS NOT NULL";
  return condition;
}

std::string index_sql(const RecordTable& table) {
  return "CREATE INDEX " + quote_name(index_name(table)) + " ON " + quote_name(table.name()) +
         " (_connection_id, _first_seen_at) WHERE " + holds_any(table);
}

// Of a record whose members are not known, or that is no JSON, nothing is kept.
std::string cleaned_raw(const RecordTable& table) {
  if (table.personal_raw.empty()) return "NULL";
  std::string paths;
  for (const std::string& member : table.personal_raw)
    paths += ", '$.\"" + member + "\"'";
  return "CASE WHEN json_valid(_raw) THEN json_remove(_raw" + paths + ") END";
}

std::string removal_sql(const RecordTable& table) {
  std::string assignments;
  for (const RecordField& field : table.fields)
    if (field.pii) assignments += quote_name(field.name) + " = NULL, ";
  return "UPDATE " + quote_name(table.name()) + " SET " + assignments + "_raw = " + cleaned_raw(table) +
         ", _change_seq = ? + found.number FROM (SELECT rowid AS place, row_number() OVER () AS number "
         "FROM " +
         quote_name(table.name()) + " WHERE _connection_id = ? AND _first_seen_at < ? AND (" +
         holds_any(table) + ") LIMIT ?) AS found WHERE " + quote_name(table.name()) + ".rowid = found.place";
}

}  // namespace

bool has_personal_fields(const RecordTable& table) {
  return std::any_of(table.fields.begin(), table.fields.end(), [](const auto& field) { return field.pii; });
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
  const size_t cleaned = rows::Query(session, removal_sql(table))
                             .bind(*last_seq)
                             .bind(connection_id)
                             .bind(format_time(first_seen_before))
                             .bind(at_most)
                             .run();
  const auto count = static_cast<int64_t>(cleaned);
  if (count > 0)
    if (auto counted = write_change_counter(database, *last_seq + count); !counted)
      return fail(counted.error());
  return count;
}

}  // namespace mooring::host
