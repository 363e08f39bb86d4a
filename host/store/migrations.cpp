#include "store/migrations.hpp"

#include "store/migrations_alerts.hpp"
#include "store/migrations_api.hpp"
#include "store/sqlite_tools.hpp"

namespace mooring::host {
namespace {

// Times are UTC microseconds. STRICT keeps a wrong bind from storing text where a number belongs.
constexpr char kHostTables[] = R"sql(
CREATE TABLE connections (
  id TEXT NOT NULL PRIMARY KEY,
  workspace_id TEXT NOT NULL,
  channel TEXT NOT NULL,
  region TEXT NOT NULL,
  label TEXT NOT NULL,
  disconnected INTEGER NOT NULL,
  managed_by TEXT NOT NULL,
  config_key TEXT NOT NULL,
  account_id TEXT NOT NULL,
  account_name TEXT NOT NULL,
  settings_json TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  version INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX connections_by_config_key ON connections (config_key) WHERE config_key <> '';

CREATE TABLE grants (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  connection_id TEXT NOT NULL REFERENCES connections (id) ON DELETE CASCADE,
  state TEXT NOT NULL,
  source TEXT NOT NULL,
  account_id TEXT NOT NULL,
  issued_at INTEGER NOT NULL,
  expires_at INTEGER,
  ended_at INTEGER,
  last_refreshed_at INTEGER,
  evidence_status INTEGER NOT NULL,
  evidence_code TEXT NOT NULL,
  evidence_message TEXT NOT NULL,
  evidence_endpoint TEXT NOT NULL,
  evidence_at INTEGER
) STRICT;
CREATE INDEX grants_by_connection ON grants (connection_id);

-- No reference to connections: the vault may hold values that belong to none.
CREATE TABLE sealed_values (
  connection_id TEXT NOT NULL,
  name TEXT NOT NULL,
  key_id TEXT NOT NULL,
  sealed BLOB,
  PRIMARY KEY (connection_id, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE authorizations (
  state_hash TEXT NOT NULL PRIMARY KEY,
  connection_id TEXT NOT NULL REFERENCES connections (id) ON DELETE CASCADE,
  browser_hash TEXT NOT NULL,
  issuer TEXT NOT NULL,
  redirect_uri TEXT NOT NULL,
  return_to TEXT NOT NULL,
  actor TEXT NOT NULL,
  pkce_verifier_sealed BLOB,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  used_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX authorizations_by_connection ON authorizations (connection_id);

CREATE TABLE marketplaces (
  connection_id TEXT NOT NULL REFERENCES connections (id) ON DELETE CASCADE,
  id TEXT NOT NULL,
  name TEXT NOT NULL,
  country_code TEXT NOT NULL,
  currency TEXT NOT NULL,
  time_zone TEXT NOT NULL,
  note TEXT NOT NULL,
  available INTEGER NOT NULL,
  selected INTEGER NOT NULL,
  first_seen_at INTEGER NOT NULL,
  PRIMARY KEY (connection_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE permissions (
  connection_id TEXT NOT NULL REFERENCES connections (id) ON DELETE CASCADE,
  id TEXT NOT NULL,
  note TEXT NOT NULL,
  granted INTEGER,
  PRIMARY KEY (connection_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE streams (
  connection_id TEXT NOT NULL REFERENCES connections (id) ON DELETE CASCADE,
  stream TEXT NOT NULL,
  cursor TEXT NOT NULL,
  last_success_at INTEGER,
  last_attempt_at INTEGER,
  last_run_id TEXT NOT NULL,
  last_run_failed INTEGER NOT NULL,
  consecutive_failures INTEGER NOT NULL,
  PRIMARY KEY (connection_id, stream)
) STRICT, WITHOUT ROWID;

CREATE TABLE runs (
  id TEXT NOT NULL PRIMARY KEY,
  connection_id TEXT NOT NULL REFERENCES connections (id) ON DELETE CASCADE,
  stream TEXT NOT NULL,
  trigger TEXT NOT NULL,
  actor TEXT NOT NULL,
  state TEXT NOT NULL,
  queued_at INTEGER NOT NULL,
  started_at INTEGER,
  finished_at INTEGER,
  requests INTEGER NOT NULL,
  pages INTEGER NOT NULL,
  rows_read INTEGER NOT NULL,
  rows_written INTEGER NOT NULL,
  rows_changed INTEGER NOT NULL,
  progress_done INTEGER NOT NULL,
  progress_total INTEGER NOT NULL,
  progress_note TEXT NOT NULL,
  failure_kind TEXT NOT NULL,
  failure_endpoint TEXT NOT NULL,
  failure_request_id TEXT NOT NULL,
  failure_message TEXT NOT NULL,
  failure_status INTEGER NOT NULL
) STRICT;
CREATE INDEX runs_by_connection ON runs (connection_id, id);
CREATE INDEX runs_unfinished ON runs (id) WHERE state IN ('queued', 'running');

CREATE TABLE coverage (
  connection_id TEXT NOT NULL REFERENCES connections (id) ON DELETE CASCADE,
  stream TEXT NOT NULL,
  marketplace TEXT NOT NULL,
  from_at INTEGER NOT NULL,
  to_at INTEGER NOT NULL CHECK (to_at > from_at),
  PRIMARY KEY (connection_id, stream, marketplace, from_at)
) STRICT, WITHOUT ROWID;

-- AUTOINCREMENT: a number is not used again after retention removed its entry, so paging stays exact.
CREATE TABLE activity (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  connection_id TEXT NOT NULL,
  run_id TEXT NOT NULL,
  stream TEXT NOT NULL,
  at INTEGER NOT NULL,
  kind TEXT NOT NULL,
  severity TEXT NOT NULL,
  status INTEGER NOT NULL,
  endpoint TEXT NOT NULL,
  request_id TEXT NOT NULL,
  message TEXT NOT NULL,
  actor TEXT NOT NULL
) STRICT;
CREATE INDEX activity_by_connection ON activity (connection_id, seq);
CREATE INDEX activity_by_kind ON activity (connection_id, kind, seq);
CREATE INDEX activity_by_run ON activity (run_id, seq) WHERE run_id <> '';
CREATE INDEX activity_by_time ON activity (at);

CREATE TABLE admin_sessions (
  id_hash TEXT NOT NULL PRIMARY KEY,
  csrf_token TEXT NOT NULL,
  actor TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  last_seen_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE signin_codes (
  code_hash TEXT NOT NULL PRIMARY KEY,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE facts (
  key TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Which tables hold channel data. A name is made of channel and stream, so two pairs could meet in one.
CREATE TABLE record_tables (
  table_name TEXT NOT NULL PRIMARY KEY,
  channel TEXT NOT NULL,
  stream TEXT NOT NULL,
  key_columns TEXT NOT NULL,
  time_column TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- The last _change_seq given to a record.
CREATE TABLE change_counter (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  last_seq INTEGER NOT NULL
) STRICT;
INSERT INTO change_counter VALUES (1, 0);
)sql";

// A stream of scope marketplace has a row, a cursor and runs for each marketplace. SQLite cannot change a primary key:
// such tables are made anew. Nothing refers to them.
constexpr char kMarketplacesOfStreams[] = R"sql(
CREATE TABLE streams_of_2 (
  connection_id TEXT NOT NULL REFERENCES connections (id) ON DELETE CASCADE,
  stream TEXT NOT NULL,
  marketplace TEXT NOT NULL,
  cursor TEXT NOT NULL,
  last_success_at INTEGER,
  last_attempt_at INTEGER,
  last_run_id TEXT NOT NULL,
  last_run_failed INTEGER NOT NULL,
  consecutive_failures INTEGER NOT NULL,
  notice TEXT NOT NULL,
  PRIMARY KEY (connection_id, stream, marketplace)
) STRICT, WITHOUT ROWID;
INSERT INTO streams_of_2
  SELECT connection_id, stream, '', cursor, last_success_at, last_attempt_at, last_run_id, last_run_failed,
         consecutive_failures, ''
  FROM streams;
DROP TABLE streams;
ALTER TABLE streams_of_2 RENAME TO streams;

ALTER TABLE runs ADD COLUMN marketplace TEXT NOT NULL DEFAULT '';
CREATE INDEX runs_by_state ON runs (state, id);
CREATE INDEX runs_by_stream ON runs (connection_id, stream, marketplace, id);
CREATE INDEX runs_uneventful ON runs (finished_at) WHERE state = 'succeeded' AND trigger = 'schedule' AND rows_changed = 0;

CREATE TABLE coverage_of_2 (
  connection_id TEXT NOT NULL REFERENCES connections (id) ON DELETE CASCADE,
  stream TEXT NOT NULL,
  marketplace TEXT NOT NULL,
  part TEXT NOT NULL,
  from_at INTEGER NOT NULL,
  to_at INTEGER NOT NULL CHECK (to_at > from_at),
  lost INTEGER NOT NULL,
  PRIMARY KEY (connection_id, stream, marketplace, part, from_at)
) STRICT, WITHOUT ROWID;
INSERT INTO coverage_of_2 SELECT connection_id, stream, marketplace, '', from_at, to_at, 0 FROM coverage;
DROP TABLE coverage;
ALTER TABLE coverage_of_2 RENAME TO coverage;

-- What people put on records. A record's table has no row for ever; its object has.
CREATE TABLE objects (
  id TEXT NOT NULL PRIMARY KEY,
  connection_id TEXT NOT NULL REFERENCES connections (id) ON DELETE CASCADE,
  stream TEXT NOT NULL,
  key_json TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  UNIQUE (connection_id, stream, key_json)
) STRICT;

CREATE TABLE object_tags (
  object_id TEXT NOT NULL REFERENCES objects (id) ON DELETE CASCADE,
  tag TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  PRIMARY KEY (object_id, tag)
) STRICT, WITHOUT ROWID;
CREATE INDEX object_tags_by_tag ON object_tags (tag);

CREATE TABLE object_notes (
  id TEXT NOT NULL PRIMARY KEY,
  object_id TEXT NOT NULL REFERENCES objects (id) ON DELETE CASCADE,
  text TEXT NOT NULL,
  author TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  edited_at INTEGER
) STRICT;
CREATE INDEX object_notes_by_object ON object_notes (object_id, created_at);

CREATE TABLE saved_views (
  id TEXT NOT NULL PRIMARY KEY,
  owner TEXT NOT NULL,
  page TEXT NOT NULL,
  name TEXT NOT NULL,
  query TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  UNIQUE (owner, page, name)
) STRICT;
)sql";

// A row where a badge changed; the newest of a connection is the badge that it was last seen with.
constexpr char kBadgeHistory[] = R"sql(
CREATE TABLE badge_history (
  connection_id TEXT NOT NULL REFERENCES connections (id) ON DELETE CASCADE,
  at INTEGER NOT NULL,
  badge TEXT NOT NULL,
  reason TEXT NOT NULL,
  action TEXT NOT NULL,
  entry_id TEXT NOT NULL,
  PRIMARY KEY (connection_id, at)
) STRICT, WITHOUT ROWID;
)sql";

// What happened in figures: which call, which try, how long, and the values before and after a change.
constexpr char kActivityDetails[] = R"sql(
ALTER TABLE activity ADD COLUMN method TEXT NOT NULL DEFAULT '';
ALTER TABLE activity ADD COLUMN operation TEXT NOT NULL DEFAULT '';
ALTER TABLE activity ADD COLUMN attempt INTEGER NOT NULL DEFAULT 0;
ALTER TABLE activity ADD COLUMN duration_ms INTEGER;
ALTER TABLE activity ADD COLUMN before_json TEXT NOT NULL DEFAULT '';
ALTER TABLE activity ADD COLUMN after_json TEXT NOT NULL DEFAULT '';
)sql";

// What is known of a slot (a stream, or one marketplace of it) beside its cursor: when it was first wanted, how far its
// data reaches, and how often its runs brought something. What is held already is taken from the coverage.
constexpr char kSlotFacts[] = R"sql(
CREATE TABLE slot_facts (
  connection_id TEXT NOT NULL REFERENCES connections (id) ON DELETE CASCADE,
  stream TEXT NOT NULL,
  marketplace TEXT NOT NULL,
  first_wanted_at INTEGER,
  covered_until INTEGER,
  newest_record_at INTEGER,
  run_outcomes TEXT NOT NULL DEFAULT '',
  empty_runs INTEGER NOT NULL DEFAULT 0,
  last_rows_at INTEGER,
  longest_silence_us INTEGER NOT NULL DEFAULT 0,
  longest_silence_at INTEGER,
  empty_since INTEGER,
  PRIMARY KEY (connection_id, stream, marketplace)
) STRICT, WITHOUT ROWID;
INSERT INTO slot_facts (connection_id, stream, marketplace, covered_until)
  SELECT connection_id, stream, marketplace, min(reached) FROM (
    SELECT connection_id, stream, marketplace, part, max(to_at) AS reached FROM coverage WHERE lost = 0
    GROUP BY connection_id, stream, marketplace, part)
  GROUP BY connection_id, stream, marketplace;
)sql";

// Whose account a connection was over time, what may change it, and what ends it.
constexpr char kConnectionLife[] = R"sql(
ALTER TABLE authorizations ADD COLUMN link_id TEXT NOT NULL DEFAULT '';

CREATE TABLE connection_accounts (
  connection_id TEXT NOT NULL REFERENCES connections (id) ON DELETE CASCADE,
  from_at INTEGER NOT NULL,
  until_at INTEGER,
  account_id TEXT NOT NULL,
  account_name TEXT NOT NULL,
  PRIMARY KEY (connection_id, from_at)
) STRICT, WITHOUT ROWID;
INSERT INTO connection_accounts
  SELECT id, coalesce((SELECT min(issued_at) FROM grants WHERE connection_id = connections.id), created_at), NULL,
         account_id, account_name
  FROM connections WHERE account_id <> '';

-- A connection that waits for exactly this account instead of the one that it belongs to.
CREATE TABLE account_transfers (
  connection_id TEXT NOT NULL PRIMARY KEY REFERENCES connections (id) ON DELETE CASCADE,
  account_id TEXT NOT NULL,
  armed_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  actor TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Consents that wait for a person's decision: the refresh token is sealed by the key file.
CREATE TABLE pending_grants (
  key_hash TEXT NOT NULL PRIMARY KEY,
  browser_hash TEXT NOT NULL,
  connection_id TEXT NOT NULL REFERENCES connections (id) ON DELETE CASCADE,
  account_id TEXT NOT NULL,
  account_name TEXT NOT NULL,
  token_sealed TEXT NOT NULL,
  return_to TEXT NOT NULL,
  actor TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Only the code's hash is stored.
CREATE TABLE reconnect_links (
  id TEXT NOT NULL PRIMARY KEY,
  connection_id TEXT NOT NULL REFERENCES connections (id) ON DELETE CASCADE,
  code_hash TEXT NOT NULL UNIQUE,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  opened_at INTEGER,
  ended_at INTEGER,
  end TEXT NOT NULL,
  actor TEXT NOT NULL
) STRICT;
CREATE INDEX reconnect_links_by_connection ON reconnect_links (connection_id, id);

-- What is being wiped, or was: it outlives its connection.
CREATE TABLE connection_wipes (
  connection_id TEXT NOT NULL PRIMARY KEY,
  label TEXT NOT NULL,
  channel TEXT NOT NULL,
  region TEXT NOT NULL,
  deletes_connection INTEGER NOT NULL,
  rows_deleted INTEGER NOT NULL,
  actor TEXT NOT NULL,
  started_at INTEGER NOT NULL,
  finished_at INTEGER
) STRICT, WITHOUT ROWID;
)sql";

// The log is searched by any field at millions of entries (store/activity_scan.hpp, docs/decisions/activity-search.md).
// An index of an entry's value ends with its seq, so that the newest come first; those of rare values leave out the
// usual one. Zones of 1024 entries tell where a time is found and what retention may still remove. The text index is
// external and without positions: it names candidates, the entry itself decides.
constexpr char kActivitySearch[] = R"sql(
DROP INDEX activity_by_time;
CREATE INDEX activity_of_kind ON activity (kind, seq);
CREATE INDEX activity_of_severity ON activity (severity, seq) WHERE severity <> 'info';
CREATE INDEX activity_errors ON activity (connection_id, seq) WHERE severity = 'error';
CREATE INDEX activity_of_status ON activity (status, seq) WHERE status <> 0;
CREATE INDEX activity_of_operation ON activity (operation, seq) WHERE operation <> '';
CREATE INDEX activity_of_request ON activity (request_id, seq) WHERE request_id <> '';
CREATE INDEX activity_of_actor ON activity (actor, seq) WHERE actor NOT IN ('system', 'scheduler');
CREATE INDEX activity_of_stream ON activity (stream, seq) WHERE stream <> '';

CREATE TABLE activity_zones (
  zone INTEGER PRIMARY KEY,
  min_at INTEGER NOT NULL,
  max_at INTEGER NOT NULL,
  infos INTEGER NOT NULL,
  warnings INTEGER NOT NULL,
  errors INTEGER NOT NULL
) STRICT;
INSERT INTO activity_zones
  SELECT seq >> 10, min(at), max(at), sum(severity = 'info'), sum(severity = 'warning'), sum(severity = 'error')
  FROM activity GROUP BY seq >> 10;

CREATE VIRTUAL TABLE activity_text USING fts5 (message, endpoint, request_id, content = 'activity',
  content_rowid = 'seq', tokenize = 'trigram', detail = none, columnsize = 0);
INSERT INTO activity_text (activity_text) VALUES ('rebuild');

CREATE TRIGGER activity_inserted AFTER INSERT ON activity BEGIN
  INSERT INTO activity_zones VALUES (new.seq >> 10, new.at, new.at, new.severity = 'info', new.severity = 'warning',
    new.severity = 'error')
  ON CONFLICT (zone) DO UPDATE SET min_at = min(min_at, excluded.min_at), max_at = max(max_at, excluded.max_at),
    infos = infos + excluded.infos, warnings = warnings + excluded.warnings, errors = errors + excluded.errors;
  INSERT INTO activity_text (rowid, message, endpoint, request_id)
    VALUES (new.seq, new.message, new.endpoint, new.request_id);
END;
CREATE TRIGGER activity_deleted AFTER DELETE ON activity BEGIN
  UPDATE activity_zones SET infos = infos - (old.severity = 'info'), warnings = warnings - (old.severity = 'warning'),
    errors = errors - (old.severity = 'error') WHERE zone = old.seq >> 10;
  DELETE FROM activity_zones WHERE zone = old.seq >> 10 AND infos + warnings + errors = 0;
  INSERT INTO activity_text (activity_text, rowid, message, endpoint, request_id)
    VALUES ('delete', old.seq, old.message, old.endpoint, old.request_id);
END;

-- The calls of a run, summed up: they are too many for the log.
CREATE TABLE run_calls (
  run_id TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  operation TEXT NOT NULL,
  status INTEGER NOT NULL,
  calls INTEGER NOT NULL,
  total_ms INTEGER NOT NULL,
  slowest_ms INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  PRIMARY KEY (run_id, operation, status)
) STRICT, WITHOUT ROWID;
)sql";

// People with roles, their sessions, API tokens and one-time links.
constexpr char kAccess[] = R"sql(
CREATE TABLE users (
  id TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL COLLATE NOCASE UNIQUE,
  role TEXT NOT NULL,
  password_hash TEXT NOT NULL,
  disabled INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  created_by TEXT NOT NULL,
  signed_in_at INTEGER,
  version INTEGER NOT NULL
) STRICT;

-- An empty user_id: signed in with the host's own token or link.
CREATE TABLE sessions (
  id_hash TEXT NOT NULL PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  csrf_token TEXT NOT NULL,
  user_id TEXT NOT NULL,
  method TEXT NOT NULL,
  peer TEXT NOT NULL,
  client TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  last_seen_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_by_user ON sessions (user_id);

CREATE TABLE api_tokens (
  id TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  token_hash TEXT NOT NULL UNIQUE,
  prefix TEXT NOT NULL,
  scopes TEXT NOT NULL,
  role TEXT NOT NULL,
  user_id TEXT NOT NULL,
  created_by TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER,
  last_used_at INTEGER,
  revoked_at INTEGER
) STRICT;
CREATE UNIQUE INDEX api_tokens_by_name ON api_tokens (name COLLATE NOCASE) WHERE revoked_at IS NULL;

CREATE TABLE access_links (
  code_hash TEXT NOT NULL PRIMARY KEY,
  purpose TEXT NOT NULL,
  user_id TEXT NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
)sql";

// What people put on connections: a pause of the planned runs, and tags. And runs by the time they ended, for the hours of
// the Overview.
constexpr char kConnectionMarks[] = R"sql(
CREATE TABLE connection_pauses (
  connection_id TEXT NOT NULL PRIMARY KEY REFERENCES connections (id) ON DELETE CASCADE,
  paused_at INTEGER NOT NULL,
  actor TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE connection_tags (
  connection_id TEXT NOT NULL REFERENCES connections (id) ON DELETE CASCADE,
  tag TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  PRIMARY KEY (connection_id, tag)
) STRICT, WITHOUT ROWID;

CREATE INDEX runs_by_end ON runs (finished_at, state) WHERE finished_at IS NOT NULL;
)sql";

// A backfill reads a range of the past, slot by slot; each of its parts has a cursor of its own.
constexpr char kBackfills[] = R"sql(
ALTER TABLE runs ADD COLUMN backfill_id TEXT NOT NULL DEFAULT '';
ALTER TABLE runs ADD COLUMN range_from INTEGER;
ALTER TABLE runs ADD COLUMN range_to INTEGER;
CREATE INDEX runs_of_backfills ON runs (backfill_id, id) WHERE backfill_id <> '';

CREATE TABLE backfills (
  id TEXT NOT NULL PRIMARY KEY,
  connection_id TEXT NOT NULL REFERENCES connections (id) ON DELETE CASCADE,
  reason TEXT NOT NULL,
  actor TEXT NOT NULL,
  state TEXT NOT NULL,
  from_at INTEGER NOT NULL,
  to_at INTEGER NOT NULL CHECK (to_at > from_at),
  streams TEXT NOT NULL,
  marketplaces TEXT NOT NULL,
  note TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  started_at INTEGER,
  finished_at INTEGER
) STRICT;
CREATE INDEX backfills_by_connection ON backfills (connection_id, id);
CREATE INDEX backfills_by_state ON backfills (state, id);

CREATE TABLE backfill_parts (
  backfill_id TEXT NOT NULL REFERENCES backfills (id) ON DELETE CASCADE,
  stream TEXT NOT NULL,
  marketplace TEXT NOT NULL,
  own_runs INTEGER NOT NULL,
  state TEXT NOT NULL,
  from_at INTEGER NOT NULL,
  to_at INTEGER NOT NULL CHECK (to_at > from_at),
  position INTEGER NOT NULL,
  cursor TEXT NOT NULL,
  rows INTEGER NOT NULL,
  requests INTEGER NOT NULL,
  attempts INTEGER NOT NULL,
  next_try_at INTEGER,
  lost_until INTEGER,
  notice TEXT NOT NULL,
  failure_kind TEXT NOT NULL,
  failure_message TEXT NOT NULL,
  last_run_id TEXT NOT NULL,
  started_at INTEGER,
  finished_at INTEGER,
  PRIMARY KEY (backfill_id, stream, marketplace)
) STRICT, WITHOUT ROWID;
)sql";

// Sessions and codes of before there were people belong to nobody: they end.
constexpr char kNamelessSessions[] = R"sql(
DROP TABLE admin_sessions;
DROP TABLE signin_codes;
)sql";

constexpr Migration kMigrations[] = {
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
