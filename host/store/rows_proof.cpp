#include "store/rows_proof.hpp"

#include <Poco/Data/SQLite/SQLiteException.h>

#include <utility>

namespace mooring::host::rows {
namespace {

// As POCO does it: Database::read makes an error of it, with the code that the handle keeps.
[[noreturn]] void refuse(sqlite3* database) {
  throw Poco::Data::SQLite::SQLiteException(sqlite3_errmsg(database));
}

// Ready for its parameters, at each use.
sqlite3_stmt* fresh(sqlite::Statement& statement, sqlite3* database, const char* sql) {
  if (!statement) {
    auto made = sqlite::prepare(database, sql);
    if (!made) refuse(database);
    statement = std::move(*made);
  }
  sqlite3_reset(statement.get());
  return statement.get();
}

bool has_row(sqlite3_stmt* statement) {
  const int code = sqlite3_step(statement);
  if (code != SQLITE_ROW && code != SQLITE_DONE) refuse(sqlite3_db_handle(statement));
  return code == SQLITE_ROW;
}

}  // namespace

std::optional<RunFailure> ProofReader::failure_of(const std::string& run_id) {
  sqlite3_stmt* run = fresh(failure_, database_,
                            "SELECT failure_kind, failure_status, failure_message FROM runs WHERE id = ?");
  sqlite::bind_text(run, 1, run_id);
  if (!has_row(run)) return std::nullopt;
  return RunFailure{std::string(sqlite::column_text(run, 0)), sqlite3_column_int(run, 1),
                    std::string(sqlite::column_text(run, 2))};
}

std::string ProofReader::entry_of_run(const std::string& run_id, const std::string& kind) {
  return find_entry(
      of_run_,
      "SELECT id FROM activity INDEXED BY activity_by_run WHERE run_id = ?1 AND run_id <> '' AND "
      "kind >= ?2 AND kind < ?2 || '/' ORDER BY seq DESC LIMIT 1",
      run_id, kind);
}

std::string ProofReader::latest_entry(const std::string& connection_id, const std::string& kind) {
  return find_entry(
      latest_,
      // The inner query is answered from the index alone, however many entries of other kinds came later.
      "SELECT id FROM activity WHERE seq = (SELECT max(seq) FROM activity INDEXED BY activity_by_kind "
      "WHERE connection_id = ?1 AND kind >= ?2 AND kind < ?2 || '/')",
      connection_id, kind);
}

std::string ProofReader::find_entry(sqlite::Statement& statement, const char* sql, const std::string& of,
                                    const std::string& kind) {
  sqlite3_stmt* entry = fresh(statement, database_, sql);
  sqlite::bind_text(entry, 1, of);
  sqlite::bind_text(entry, 2, kind);
  return has_row(entry) ? std::string(sqlite::column_text(entry, 0)) : std::string();
}

}  // namespace mooring::host::rows
