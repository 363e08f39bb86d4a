// The number that orders the changes of records, of which _change_seq is a copy. Kept in the database, inside the same
// transaction as the rows that use the numbers: never twice, never back. Internal to store/; the writer thread's.
#pragma once
#include "store/sqlite_tools.hpp"

namespace mooring::host {

inline Result<int64_t> read_change_counter(sqlite3* database) {
  return sqlite::query_integer(database, "SELECT last_seq FROM change_counter WHERE id = 1");
}

inline Status write_change_counter(sqlite3* database, int64_t last_seq) {
  std::string sql = "UPDATE change_counter SET last_seq = " + std::to_string(last_seq) + " WHERE id = 1";
  return sqlite::exec(database, sql.c_str(), "counting the changes of records");
}

}  // namespace mooring::host
