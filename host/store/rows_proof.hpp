// What a badge is proven by: how a run failed, and the entries of the activity log that tell of it. For lists of many
// connections, of which each may have something to prove: a statement is prepared once, and only the columns that are told
// are read. One per read; used on its thread, inside Database::read, and gone before the session is given back. What cannot
// be read throws, as in rows.hpp.
#pragma once
#include <optional>
#include <string>

#include "store/database.hpp"
#include "store/sqlite_tools.hpp"

namespace mooring::host::rows {

struct RunFailure {
  std::string kind;  // a FailureKind as text
  int status = 0;    // HTTP; 0: none
  std::string message;
};

class ProofReader {
 public:
  explicit ProofReader(const Session& session) : database_(sqlite::handle(session)) {}

  std::optional<RunFailure> failure_of(const std::string& run_id);
  // Ids; empty: none. A kind is also what begins with it and a dot.
  std::string entry_of_run(const std::string& run_id, const std::string& kind);
  std::string latest_entry(const std::string& connection_id, const std::string& kind);

 private:
  std::string find_entry(sqlite::Statement& statement, const char* sql, const std::string& of,
                         const std::string& kind);

  sqlite3* const database_;
  sqlite::Statement failure_, of_run_, latest_;
};

}  // namespace mooring::host::rows
