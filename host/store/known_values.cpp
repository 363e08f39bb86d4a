#include "store/known_values.hpp"

#include "store/sqlite_tools.hpp"

namespace mooring::host {

Result<std::vector<KnownValue>> known_values(Session& session, const RecordTable& table,
                                             const std::string& connection_id, const std::string& marketplace,
                                             const std::string& field, size_t most) {
  const std::string name = sqlite::quote_name(field);
  std::string sql = "SELECT MIN(_first_seen_at), " + name + " FROM " + sqlite::quote_name(table.name()) +
                    " WHERE _connection_id = ?1 AND " + name + " <> ''";
  if (!marketplace.empty()) sql += " AND _marketplace_id = ?2";
  sql += " GROUP BY " + name + " ORDER BY 1, 2 LIMIT " + std::to_string(most + 1);
  sqlite3* database = sqlite::handle(session);
  auto statement = sqlite::prepare(database, sql);
  if (!statement) return fail(statement.error());
  sqlite3_stmt* row = statement->get();
  sqlite::bind_text(row, 1, connection_id);
  if (!marketplace.empty()) sqlite::bind_text(row, 2, marketplace);
  std::vector<KnownValue> values;
  int code = SQLITE_ROW;
  while ((code = sqlite3_step(row)) == SQLITE_ROW) {
    if (values.size() == most)
      return fail("known_values_too_many",
                  table.name() + "." + field + " has more than " + std::to_string(most) +
                      " different values, which is more than a run is given",
                  "Select fewer marketplaces, or report it to the plugin's author");
    values.push_back({std::string(sqlite::column_text(row, 0)), std::string(sqlite::column_text(row, 1))});
  }
  if (code != SQLITE_DONE)
    return fail(sqlite::last_error(database, "values of " + table.name() + "." + field));
  return values;
}

std::string to_lines(const std::vector<KnownValue>& values) {
  std::string text;
  for (const KnownValue& one : values) {
    if (one.value.find('\n') != std::string::npos) continue;
    text += one.first_seen_at + ' ' + one.value + '\n';
  }
  return text;
}

}  // namespace mooring::host
