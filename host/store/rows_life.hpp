// What changes a connection's account, lets its owner reconnect it, and ends it. Called inside Database::read or
// Database::write, like the functions of rows.hpp.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "store/database.hpp"

namespace mooring::host {

struct AccountSpanRow {  // records that came in this time are of this account
  std::string connection_id;
  Timestamp from;
  std::optional<Timestamp> until;  // nothing: it is the account of now
  std::string account_id, account_name;
};

struct AccountTransferRow {
  std::string connection_id, account_id;
  Timestamp armed_at, expires_at;
  std::string actor;
};

struct PendingGrantRow {  // a consent that waits for a person's decision
  std::string key_hash, browser_hash, connection_id, account_id, account_name, token_sealed, return_to, actor;
  Timestamp created_at, expires_at;
};

struct ReconnectLinkRow {
  std::string id, connection_id, code_hash;
  Timestamp created_at, expires_at;
  std::optional<Timestamp> opened_at, ended_at;  // opened_at: when its button was last pressed
  std::string end;    // "used", "other_account", "revoked"; empty: it is open or expired
  std::string actor;  // who made it
};

struct WipeRow {
  std::string connection_id, label, channel, region;
  bool deletes_connection = false;
  int64_t rows_deleted = 0;
  std::string actor;
  Timestamp started_at;
  std::optional<Timestamp> finished_at;
};

}  // namespace mooring::host

namespace mooring::host::rows {

// accounts, the latest first
std::vector<AccountSpanRow> list_accounts(Session&, const std::string& connection_id);
// Ends the span of another account and begins one, where needed; else keeps the span and renames it.
void put_account(Session&, const std::string& connection_id, const std::string& account_id,
                 const std::string& account_name, Timestamp now);
// Another connection of the same channel and region that belongs to the account: one that is in use comes first.
std::optional<std::string> find_connection_of_account(Session&, const std::string& channel,
                                                      const std::string& region,
                                                      const std::string& account_id,
                                                      const std::string& except_connection_id);

std::optional<AccountTransferRow> find_transfer(Session&, const std::string& connection_id, Timestamp now);
void put_transfer(Session&, const AccountTransferRow&);
bool delete_transfer(Session&, const std::string& connection_id);

void insert_pending_grant(Session&, const PendingGrantRow&);
std::optional<PendingGrantRow> find_pending_grant(Session&, const std::string& key_hash);
bool delete_pending_grant(Session&, const std::string& key_hash);  // false: it was taken already
std::vector<PendingGrantRow> list_pending_grants(Session&);

// links, the newest first
std::vector<ReconnectLinkRow> list_reconnect_links(Session&, const std::string& connection_id);
std::optional<ReconnectLinkRow> find_reconnect_link(Session&, const std::string& id);
std::optional<ReconnectLinkRow> find_reconnect_link_by_code(Session&, const std::string& code_hash);
void insert_reconnect_link(Session&, const ReconnectLinkRow&);
void note_link_opened(Session&, const std::string& id, Timestamp at);
bool end_reconnect_link(Session&, const std::string& id, const std::string& end,
                        Timestamp at);  // false: it had ended
size_t end_reconnect_links_of(Session&, const std::string& connection_id, const std::string& end,
                              Timestamp at);
// Those that somebody made who may not any more.
size_t end_reconnect_links_of_actor(Session&, const std::string& actor, const std::string& end, Timestamp at);
size_t delete_reconnect_links_before(Session&, Timestamp expired_before);

std::optional<WipeRow> find_wipe(Session&, const std::string& connection_id);
std::vector<WipeRow> unfinished_wipes(Session&);
void put_wipe(Session&, const WipeRow&);

// Every table with a column connection_id and every record table, but those that outlive a wipe. Tables that later
// versions add are wiped without being named here.
std::vector<std::string> tables_to_wipe(Session&);
// Deletes at most `at_most` rows of the connection (all at once where the table has no row ids: those are small).
size_t delete_rows_of_connection(Session&, const std::string& table, const std::string& connection_id,
                                 int64_t at_most);
void delete_facts_of_connection(Session&, const std::string& connection_id);
void delete_connection(Session&, const std::string& connection_id);
// Whether the connection is there and belongs to this account: of another one nothing may be stored under it. An account that
// was not known (empty) is none.
bool is_of_account(Session&, const std::string& connection_id, const std::string& account_id);
bool has_unfinished_runs(Session&, const std::string& connection_id);
bool has_ever_connected(Session&, const std::string& connection_id);
// What was read of the account so far is of another one's: every stream begins anew.
void forget_cursors_and_coverage(Session&, const std::string& connection_id);

}  // namespace mooring::host::rows
