// The schema of the host's own tables, as an ordered list of SQL scripts. Script n brings a database from
// version n-1 to n, in one transaction with the version number: a crash leaves the old version or the new
// one. Released scripts are never edited, only added to. Used by Database::open.
#pragma once
#include <sqlite3.h>

#include <span>

#include "base/result.hpp"

namespace mooring::host {

struct Migration {
  const char* name;
  const char* sql;
};

std::span<const Migration> all_migrations();

// Marks the file as ours, in SQLite's header ("MOOR").
inline constexpr int32_t kApplicationId = 0x4D4F4F52;

// Errors: store_newer, store_not_a_database (a database of another program), and what SQLite fails with.
Status migrate(sqlite3* database, std::span<const Migration> migrations);

}  // namespace mooring::host
