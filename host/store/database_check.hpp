// Looks at a database file without opening it for work: for `mooring doctor`, also while a host runs on it. Any thread; blocks.
#pragma once
#include <filesystem>
#include <string>

#include "base/result.hpp"

namespace mooring::host {

struct DatabaseCheck {
  bool exists = false;
  int64_t version = 0, newest_version = 0;  // of the schema: of the file, and of this program
  std::string damage;                       // what PRAGMA quick_check found first; empty: nothing
};

// Errors: store_unreadable, store_not_a_database, store_corrupt, store_busy.
Result<DatabaseCheck> check_database(const std::filesystem::path& file);

}  // namespace mooring::host
