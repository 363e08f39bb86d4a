#include "store/migrations.hpp"

#include "store/migration_scripts.hpp"
#include "store/migrations_alerts.hpp"
#include "store/migrations_api.hpp"
#include "store/migrations_labels.hpp"
#include "store/migrations_permissions.hpp"
#include "store/sqlite_tools.hpp"

namespace mooring::host {
namespace {

using namespace migration_scripts;

const Migration kMigrations[] = {
    {"host tables", kHostTables},
    {"marketplaces of streams", kMarketplacesOfStreams},
    {"badge history", kBadgeHistory},
    {"activity details", kActivityDetails},
    {"slot facts", kSlotFacts},
    {"connection life", kConnectionLife},
    {"activity search", kActivitySearch},
    {"users and access", kAccess},
    {"incidents and alerts", kIncidentsAndAlerts},
    {"pauses and tags of connections", kConnectionMarks},
    {"backfills", kBackfills},
    {"idempotency keys", kIdempotency},
    {"nameless sessions", kNamelessSessions},
    {"failure kinds of activity", kFailureKinds},
    {"consents of connections", kConsents},
    {"probes of streams", kProbes},
    {"blank names of connections", kBlankLabels},
    {"unseen names of connections", kUnseenLabels},
};

Status apply(sqlite3* database, const Migration& migration, size_t version) {
  std::string what = std::string("bringing the database to version ") + std::to_string(version) + " (" +
                     migration.name + ")";
  std::string mark = "PRAGMA user_version=" + std::to_string(version) +
                     "; PRAGMA application_id=" + std::to_string(kApplicationId);
  auto done = sqlite::exec(database, "BEGIN IMMEDIATE", what)
                  .and_then([&] { return sqlite::exec(database, migration.sql, what); })
                  .and_then([&] { return sqlite::exec(database, mark.c_str(), what); })
                  .and_then([&] { return sqlite::exec(database, "COMMIT", what); });
  if (!done && sqlite3_get_autocommit(database) == 0)
    sqlite3_exec(database, "ROLLBACK", nullptr, nullptr, nullptr);
  return done;
}

// A new file, or one of ours; never a database of another program.
Status check_owner(sqlite3* database) {
  auto application = sqlite::query_integer(database, "PRAGMA application_id");
  if (!application) return fail(application.error());
  if (*application == kApplicationId) return {};
  auto objects = sqlite::query_integer(database, "SELECT count(*) FROM sqlite_schema");
  if (!objects) return fail(objects.error());
  if (*application == 0 && *objects == 0) return {};
  return fail("store_not_a_database", "the file is a database of another program",
              "Set another data_folder, or move this file away");
}

}  // namespace

std::span<const Migration> all_migrations() {
  return kMigrations;
}

Status migrate(sqlite3* database, std::span<const Migration> migrations) {
  if (auto owner = check_owner(database); !owner) return owner;
  auto version = sqlite::query_integer(database, "PRAGMA user_version");
  if (!version) return fail(version.error());
  auto newest = static_cast<int64_t>(migrations.size());
  if (*version > newest)
    return fail("store_newer",
                "the database has schema version " + std::to_string(*version) +
                    ", this program knows versions up to " + std::to_string(newest),
                "run the newer program that wrote it, or restore a backup from before the upgrade");
  for (int64_t next = *version + 1; next <= newest; ++next) {
    auto index = static_cast<size_t>(next);
    if (auto done = apply(database, migrations[index - 1], index); !done) return done;
  }
  return {};
}

}  // namespace mooring::host
