// What came with the life of a connection.
#include "store/migration_scripts.hpp"

namespace mooring::host::migration_scripts {

// What happened in figures: which call, which try, how long, and the values before and after a change.
const char kActivityDetails[] = R"sql(
ALTER TABLE activity ADD COLUMN method TEXT NOT NULL DEFAULT '';
ALTER TABLE activity ADD COLUMN operation TEXT NOT NULL DEFAULT '';
ALTER TABLE activity ADD COLUMN attempt INTEGER NOT NULL DEFAULT 0;
ALTER TABLE activity ADD COLUMN duration_ms INTEGER;
ALTER TABLE activity ADD COLUMN before_json TEXT NOT NULL DEFAULT '';
ALTER TABLE activity ADD COLUMN after_json TEXT NOT NULL DEFAULT '';
)sql";

// Why a call or a run failed, so that an entry names the same cause as its run.
const char kFailureKinds[] = R"sql(
ALTER TABLE activity ADD COLUMN failure_kind TEXT NOT NULL DEFAULT '';
)sql";

// What is known of a slot (a stream, or one marketplace of it) beside its cursor: when it was first wanted, how far its
// data reaches, and how often its runs brought something. What is held already is taken from the coverage.
const char kSlotFacts[] = R"sql(
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
const char kConnectionLife[] = R"sql(
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

// The log is searched by any field at millions of entries (store/activity_scan.hpp, docs/decisions/0013-activity-search.md).
// An index of an entry's value ends with its seq, so that the newest come first; those of rare values leave out the
// usual one. Zones of 1024 entries tell where a time is found and what retention may still remove. The text index is
// external and without positions: it names candidates, the entry itself decides.
const char kActivitySearch[] = R"sql(
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
const char kAccess[] = R"sql(
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
const char kConnectionMarks[] = R"sql(
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
const char kBackfills[] = R"sql(
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
const char kNamelessSessions[] = R"sql(
DROP TABLE admin_sessions;
DROP TABLE signin_codes;
)sql";

}  // namespace mooring::host::migration_scripts
