#include "store/database_check.hpp"

#include <memory>

#include "store/migrations.hpp"
#include "store/sqlite_tools.hpp"

namespace mooring::host {
namespace {

constexpr int kBusyWaitMs = 2000;

struct Close {
  void operator()(sqlite3* database) const { sqlite3_close_v2(database); }
};

}  // namespace

Result<DatabaseCheck> check_database(const std::filesystem::path& file) {
  DatabaseCheck check;
  check.newest_version = static_cast<int64_t>(all_migrations().size());
  std::error_code problem;
  check.exists = std::filesystem::exists(file, problem);
  if (!check.exists) return check;
  sqlite3* opened = nullptr;
  const int code =
      sqlite3_open_v2(file.c_str(), &opened, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, nullptr);
  const std::unique_ptr<sqlite3, Close> database(opened);
  if (code != SQLITE_OK) return fail(sqlite::last_error(opened, "opening " + file.string()));
  sqlite3_busy_timeout(opened, kBusyWaitMs);
  auto version = sqlite::query_integer(opened, "PRAGMA user_version");
  if (!version) return fail(version.error());
  check.version = *version;
  auto found = sqlite::query_text(opened, "PRAGMA quick_check(1)");
  if (!found) return fail(found.error());
  if (*found != "ok") check.damage = *found;
  return check;
}

}  // namespace mooring::host
