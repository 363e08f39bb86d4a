// The host's tables as they began: connections, runs, coverage, activity, objects, badges.
#include "store/migration_scripts.hpp"

namespace mooring::host::migration_scripts {

const char kHostTables[] = R"sql(
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
const char kMarketplacesOfStreams[] = R"sql(
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
const char kBadgeHistory[] = R"sql(
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

}  // namespace mooring::host::migration_scripts
