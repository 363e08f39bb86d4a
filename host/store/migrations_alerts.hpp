// The script of the tables of incidents and alerts; its place in the list stands in migrations.cpp.
#pragma once

namespace mooring::host {

inline constexpr char kIncidentsAndAlerts[] = R"sql(
CREATE TABLE incidents (
  id TEXT NOT NULL PRIMARY KEY,
  channel TEXT NOT NULL,
  region TEXT NOT NULL,
  failure_class TEXT NOT NULL,
  host TEXT NOT NULL,
  operation TEXT NOT NULL,
  status INTEGER NOT NULL,
  message TEXT NOT NULL,
  connections INTEGER NOT NULL,
  failing INTEGER NOT NULL,
  run_id TEXT NOT NULL,
  opened_at INTEGER NOT NULL,
  last_seen_at INTEGER NOT NULL,
  resolved_at INTEGER,
  resolution TEXT NOT NULL,
  opened_entry_id TEXT NOT NULL,
  resolved_entry_id TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX incidents_open ON incidents (id) WHERE resolved_at IS NULL;
CREATE INDEX incidents_by_opened_entry ON incidents (opened_entry_id);
CREATE INDEX incidents_by_resolved_entry ON incidents (resolved_entry_id);

CREATE TABLE incident_connections (
  incident_id TEXT NOT NULL REFERENCES incidents (id) ON DELETE CASCADE,
  connection_id TEXT NOT NULL REFERENCES connections (id) ON DELETE CASCADE,
  stream TEXT NOT NULL,
  run_id TEXT NOT NULL,
  first_seen_at INTEGER NOT NULL,
  last_seen_at INTEGER NOT NULL,
  recovered_at INTEGER,
  PRIMARY KEY (incident_id, connection_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX incident_connections_failing ON incident_connections (connection_id) WHERE recovered_at IS NULL;

-- What failed last, of all streams of all connections: looked for at every change.
CREATE INDEX streams_failed ON streams (connection_id) WHERE last_run_failed = 1;

CREATE TABLE alert_destinations (
  id TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  address TEXT NOT NULL,
  rules_json TEXT NOT NULL,
  enabled INTEGER NOT NULL,
  managed_by TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  version INTEGER NOT NULL,
  secret_changed_at INTEGER,
  previous_secret_until INTEGER,
  failing_since INTEGER,
  last_attempt_at INTEGER,
  last_success_at INTEGER,
  last_status INTEGER NOT NULL,
  last_answer TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE alert_deliveries (
  id TEXT NOT NULL PRIMARY KEY,
  destination_id TEXT NOT NULL REFERENCES alert_destinations (id) ON DELETE CASCADE,
  entry_id TEXT NOT NULL,
  connection_id TEXT NOT NULL,
  subject TEXT NOT NULL,
  kind TEXT NOT NULL,
  severity TEXT NOT NULL,
  recovered INTEGER NOT NULL,
  repeats INTEGER NOT NULL,
  title TEXT NOT NULL,
  alert_json TEXT NOT NULL,
  state TEXT NOT NULL,
  reason TEXT NOT NULL,
  attempts INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  due_at INTEGER NOT NULL,
  last_attempt_at INTEGER,
  finished_at INTEGER,
  status INTEGER NOT NULL,
  answer TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX alert_deliveries_due ON alert_deliveries (due_at) WHERE state IN ('held', 'waiting');
CREATE INDEX alert_deliveries_by_subject ON alert_deliveries (destination_id, subject, id);
CREATE INDEX alert_deliveries_by_state ON alert_deliveries (state, id);
)sql";

}  // namespace mooring::host
