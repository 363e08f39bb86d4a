// Reading and writing the host's own tables: one function, one statement (or one obvious loop).
// Called inside Database::read or Database::write; Poco's exceptions pass through to there.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "store/database.hpp"
#include "store/models.hpp"

namespace mooring::host::rows {

// connections
struct ConnectionFilter {
  std::string channel{}, region{}, after_id{};  // empty: any
  size_t limit = 0;                             // 0: all
};
std::vector<ConnectionRow> list_connections(Session&, const ConnectionFilter& = {});
std::optional<ConnectionRow> find_connection(Session&, const std::string& id);
std::optional<ConnectionRow> find_connection_by_config_key(Session&, const std::string& config_key);
void insert_connection(Session&, const ConnectionRow&);
bool update_connection(Session&,
                       const ConnectionRow&);  // increments version; false when row.version is outdated

// grants
std::optional<GrantRow> active_or_last_grant(Session&,
                                             const std::string& connection_id);  // else the newest one
std::vector<GrantRow> list_grants(Session&, const std::string& connection_id);
void insert_grant(Session&, const GrantRow&);
void update_grant(Session&, const GrantRow&);

// sealed values (the vault's rows; opaque here)
struct SealedRow {
  std::string connection_id, name;  // name "key" is the connection's data key, sealed by the key file
  std::string key_id;
  std::string sealed;  // nonce + ciphertext + tag, bytes
};
std::optional<SealedRow> find_sealed(Session&, const std::string& connection_id, const std::string& name);
bool holds_sealed_values(Session&);  // of any connection, data keys not counted
void put_sealed(Session&, const SealedRow&);
void delete_sealed(Session&, const std::string& connection_id, const std::string& name);

// pending authorizations
struct AuthorizationRow {
  std::string state_hash, connection_id, browser_hash, issuer, redirect_uri, return_to, actor;
  std::string pkce_verifier_sealed;
  Timestamp created_at, expires_at;
  std::optional<Timestamp> used_at;
  std::string link_id{};  // the reconnect link that it was started by; empty: by someone signed in
};
void insert_authorization(Session&, const AuthorizationRow&);
std::optional<AuthorizationRow> find_authorization(Session&, const std::string& state_hash);
bool mark_authorization_used(Session&, const std::string& state_hash,
                             Timestamp at);  // false: was used already
size_t delete_expired_authorizations(Session&, Timestamp before);

// marketplaces and permissions
std::vector<MarketplaceRow> list_marketplaces(Session&, const std::string& connection_id);
void upsert_marketplace(Session&, const std::string& connection_id,
                        const MarketplaceRow&);  // keeps selected, first_seen_at
void mark_marketplaces_unavailable_except(Session&, const std::string& connection_id,
                                          const std::vector<std::string>& ids);
void set_selected_marketplaces(Session&, const std::string& connection_id,
                               const std::vector<std::string>& ids);
std::vector<PermissionRow> list_permissions(Session&, const std::string& connection_id);
void replace_permissions(Session&, const std::string& connection_id, const std::vector<PermissionRow>&);

// streams: one row for each marketplace where the stream's scope is marketplace, else one without
std::vector<StreamRow> list_streams(Session&, const std::string& connection_id);
std::vector<StreamRow> list_all_streams(Session&);
std::optional<StreamRow> find_stream(Session&, const std::string& connection_id, const std::string& stream,
                                     const std::string& marketplace = {});
void upsert_stream(Session&, const StreamRow&);

// runs
struct RunFilter {
  std::string connection_id{}, stream{}, before_id{};  // newest first; before_id continues a page
  std::optional<RunState> state{};
  size_t limit = 50;
  std::string marketplace{};  // empty: any
  std::string backfill_id{};  // empty: any
};
std::vector<RunRow> list_runs(Session&, const RunFilter&);
std::optional<RunRow> find_run(Session&, const std::string& id);
void insert_run(Session&, const RunRow&);
void update_run(Session&, const RunRow&);
// Finished runs, at most `examined` of the oldest; the last run of a stream stays, because its badge points at it.
size_t delete_runs_before(Session&, Timestamp before, int64_t examined);
// Planned runs that succeeded and changed nothing: nobody asks for them after some days, and there are thousands a day.
size_t delete_uneventful_runs_before(Session&, Timestamp before, int64_t at_most);
std::vector<RunRow> unfinished_runs(Session&);  // queued or running: after a crash

// coverage: an empty range is no change; adjoining and overlapping ranges of one (stream, marketplace, part) and state
// are merged. What is held is not lost: a held range cuts lost ones, and a lost one is kept only where nothing is held.
void add_coverage(Session&, const CoverageRow&);
std::vector<CoverageRow> list_coverage(Session&, const std::string& connection_id,
                                       const std::string& stream = {});

// activity
struct ActivityFilter {
  std::string connection_id{}, kind_prefix{}, run_id{};  // empty: any; kind_prefix "token" matches "token.*"
  std::optional<Severity> severity_min{};
  std::optional<Timestamp> since{}, until{};  // since inclusive, until exclusive
  int64_t before_seq = 0;                     // newest first; 0: from the newest
  size_t limit = 50;
  std::string channel{}, region{}, stream{}, actor{}, method{}, operation{}, request_id{};  // empty: any
  int status_from = 0, status_until = 0;  // HTTP status; until exclusive, 0: any
  std::string text{};     // contained in message, endpoint or request id; 3 characters or more
  int64_t after_seq = 0;  // only what was written after it
};
int64_t insert_activity(Session&, const ActivityRow&);  // returns seq
std::vector<ActivityRow> list_activity(Session&, const ActivityFilter&);
std::vector<ActivityRow> list_activity_oldest_first(Session&, const ActivityFilter&, int64_t after_seq);
int64_t count_activity(Session&, const ActivityFilter&, int64_t at_most);  // counts no further than at_most
int64_t last_activity_seq(Session&);                                       // 0: the log is empty
std::optional<ActivityRow> find_activity(Session&, const std::string& id);
std::optional<ActivityRow> latest_activity(Session&, const std::string& connection_id,
                                           const std::string& kind_prefix);

// small key-value facts of the host
std::optional<std::string> get_fact(Session&, const std::string& key);
void put_fact(Session&, const std::string& key, const std::string& value);

}  // namespace mooring::host::rows
