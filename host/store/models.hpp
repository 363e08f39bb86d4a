// Rows of the host's own tables, as plain structs. Times are UTC microseconds in the database.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"

namespace mooring::host {

struct ConnectionRow {
  std::string id, workspace_id, channel, region, label;
  bool disconnected = false;           // by the user; history stays
  std::string managed_by = "console";  // or "file": declared in the configuration
  std::string config_key;              // name in the configuration when managed by file
  std::string account_id, account_name;
  std::string settings_json = "{}";
  Timestamp created_at, updated_at;
  int64_t version = 1;    // for ETag and If-Match
  std::string consent{};  // which of the region's consents; empty: the usual one
};

enum class GrantState {
  active,      // the one in use
  rejected,    // the provider no longer accepts it (confirmed)
  revoked,     // the account's owner withdrew it
  superseded,  // a newer grant took its place
  withdrawn,   // dropped by disconnect
};
const char* to_text(GrantState state);

struct GrantRow {
  std::string id, connection_id;
  GrantState state = GrantState::active;
  std::string source;  // "consent", "pasted", "file"
  std::string account_id;
  Timestamp issued_at;
  std::optional<Timestamp> expires_at, ended_at, last_refreshed_at;
  // What proves the state: the provider's last word.
  int evidence_status = 0;
  std::string evidence_code, evidence_message, evidence_endpoint;
  std::optional<Timestamp> evidence_at;
};

struct MarketplaceRow {
  std::string id, name, country_code, currency, time_zone, note;
  bool available = true;
  bool selected = false;
  Timestamp first_seen_at;
};

struct PermissionRow {
  std::string id, note;
  std::optional<bool> granted;
};

struct StreamRow {  // one per (connection, stream with its own runs, marketplace)
  std::string connection_id, stream, cursor;
  std::optional<Timestamp> last_success_at, last_attempt_at;
  std::string last_run_id;
  bool last_run_failed = false;
  int consecutive_failures = 0;
  std::string marketplace{};  // empty unless the stream's scope is marketplace: then one row for each
  std::string notice{};       // what the latest run wanted people to know; empty: nothing
};

enum class RunState { queued, running, succeeded, failed, cancelled };
const char* to_text(RunState state);

struct RunRow {
  std::string id, connection_id, stream;
  std::string trigger;  // "schedule", "manual", "initial", "resume", "backfill"
  std::string actor;    // who asked: "scheduler", "token:...", "console"
  RunState state = RunState::queued;
  Timestamp queued_at;
  std::optional<Timestamp> started_at, finished_at;
  int64_t requests = 0, pages = 0;
  int64_t rows_read = 0, rows_written = 0, rows_changed = 0;  // changed: inserted or different from before
  int64_t progress_done = 0, progress_total = 0;
  std::string progress_note;
  std::string failure_kind, failure_endpoint, failure_request_id, failure_message;
  int failure_status = 0;
  std::string waiting_for;  // "" | "budget" | "retry" | "sleep" | what the plugin named: "report"; live only
  std::optional<Timestamp> waiting_until;
  std::optional<Timestamp> expected_at{};  // about when it will have ended; live only
  std::string marketplace{};               // empty: the run reads all selected ones
  // Of a backfill: whose, and which range it reads. Nothing: an ordinary run, which continues at the stream's cursor.
  std::string backfill_id{};
  std::optional<Timestamp> range_from{}, range_to{};
};

struct CoverageRow {
  std::string connection_id, stream, marketplace;
  Timestamp from, to;
  std::string part{};  // of the stream, covered by itself; empty: the whole stream
  bool lost = false;   // wanted, never read, and no longer offered by the provider
};

enum class Severity { info, warning, error };
const char* to_text(Severity severity);

struct ActivityRow {
  int64_t seq = 0;  // order of commit; assigned by the store
  std::string id, connection_id, run_id, stream;
  Timestamp at;
  std::string kind;  // "connection.connected", "token.refresh_failed", "request.failed", "run.succeeded" ...
  Severity severity = Severity::info;
  int status = 0;  // HTTP status, 0: none
  std::string endpoint, request_id, message;
  std::string actor;  // "system", "scheduler", "user:<name>", "token:<name>", "config", "cli"
  // `endpoint` names the exact call. The journal fills in what follows from it: its method, and its operation, where
  // `{id}` stands for what names one thing only (base/endpoint.hpp).
  std::string method{}, operation{};
  int attempt = 0;                       // which try of a call this was; 0: no call
  std::optional<int64_t> duration_ms{};  // of the call, or of the run that ended
  std::string before_json{},
      after_json{};  // objects of the values that a person or the host changed; empty: none
  std::string
      failure_kind{};  // a FailureKind as text, where something failed: names the cause (badge/playbook.hpp)
};

}  // namespace mooring::host
