#include "store/rows_life.hpp"

#include "store/row_mapping.hpp"

namespace mooring::host::rows {

template <>
struct RowColumns<AccountSpanRow> {
  static constexpr const char* kNames = "connection_id, from_at, until_at, account_id, account_name";
  static void each(auto& row, auto&& column) {
    column(row.connection_id), column(row.from), column(row.until);
    column(row.account_id), column(row.account_name);
  }
};

template <>
struct RowColumns<AccountTransferRow> {
  static constexpr const char* kNames = "connection_id, account_id, armed_at, expires_at, actor";
  static void each(auto& row, auto&& column) {
    column(row.connection_id), column(row.account_id), column(row.armed_at), column(row.expires_at);
    column(row.actor);
  }
};

template <>
struct RowColumns<PendingGrantRow> {
  static constexpr const char* kNames =
      "key_hash, browser_hash, connection_id, account_id, account_name, token_sealed, return_to, actor, "
      "created_at, expires_at";
  static void each(auto& row, auto&& column) {
    column(row.key_hash), column(row.browser_hash), column(row.connection_id), column(row.account_id);
    column(row.account_name), column(row.token_sealed), column(row.return_to), column(row.actor);
    column(row.created_at), column(row.expires_at);
  }
};

template <>
struct RowColumns<ReconnectLinkRow> {
  static constexpr const char* kNames =
      "id, connection_id, code_hash, created_at, expires_at, opened_at, ended_at, end, actor";
  static void each(auto& row, auto&& column) {
    column(row.id), column(row.connection_id), column(row.code_hash), column(row.created_at);
    column(row.expires_at), column(row.opened_at), column(row.ended_at), column(row.end), column(row.actor);
  }
};

template <>
struct RowColumns<WipeRow> {
  static constexpr const char* kNames =
      "connection_id, label, channel, region, deletes_connection, rows_deleted, actor, started_at, "
      "finished_at";
  static void each(auto& row, auto&& column) {
    column(row.connection_id), column(row.label), column(row.channel), column(row.region);
    column(row.deletes_connection), column(row.rows_deleted), column(row.actor), column(row.started_at);
    column(row.finished_at);
  }
};

std::vector<AccountSpanRow> list_accounts(Session& session, const std::string& connection_id) {
  return select<AccountSpanRow>(session, "connection_accounts")
      .where("connection_id = ?", connection_id)
      .add(" ORDER BY from_at DESC")
      .all<AccountSpanRow>();
}

void put_account(Session& session, const std::string& connection_id, const std::string& account_id,
                 const std::string& account_name, Timestamp now) {
  const auto spans = list_accounts(session, connection_id);
  const bool known = !spans.empty() && !spans.front().until;
  if (known && spans.front().account_id == account_id) {
    Query(session, "UPDATE connection_accounts SET account_name = ?")
        .bind(account_name)
        .where("connection_id = ?", connection_id)
        .where("from_at = ?", spans.front().from)
        .run();
    return;
  }
  if (known)
    Query(session, "UPDATE connection_accounts SET until_at = ?")
        .bind(now)
        .where("connection_id = ?", connection_id)
        .where("from_at = ?", spans.front().from)
        .run();
  insert(session, "connection_accounts",
         AccountSpanRow{connection_id, now, std::nullopt, account_id, account_name})
      .run();
}

std::optional<std::string> find_connection_of_account(Session& session, const std::string& channel,
                                                      const std::string& region,
                                                      const std::string& account_id,
                                                      const std::string& except_connection_id) {
  return Query(session, "SELECT id FROM connections")
      .where("account_id = ?", account_id)
      .where("channel = ?", channel)
      .where("region = ?", region)
      .where("id <> ?", except_connection_id)
      .add(" ORDER BY disconnected, id LIMIT 1")
      .first<std::string>();
}

std::optional<AccountTransferRow> find_transfer(Session& session, const std::string& connection_id,
                                                Timestamp now) {
  return select<AccountTransferRow>(session, "account_transfers")
      .where("connection_id = ?", connection_id)
      .where("expires_at > ?", now)
      .first<AccountTransferRow>();
}

void put_transfer(Session& session, const AccountTransferRow& row) {
  delete_transfer(session, row.connection_id);
  insert(session, "account_transfers", row).run();
}

bool delete_transfer(Session& session, const std::string& connection_id) {
  return Query(session, "DELETE FROM account_transfers").where("connection_id = ?", connection_id).run() > 0;
}

void insert_pending_grant(Session& session, const PendingGrantRow& row) {
  insert(session, "pending_grants", row).run();
}

std::optional<PendingGrantRow> find_pending_grant(Session& session, const std::string& key_hash) {
  return select<PendingGrantRow>(session, "pending_grants")
      .where("key_hash = ?", key_hash)
      .first<PendingGrantRow>();
}

bool delete_pending_grant(Session& session, const std::string& key_hash) {
  return Query(session, "DELETE FROM pending_grants").where("key_hash = ?", key_hash).run() == 1;
}

std::vector<PendingGrantRow> list_pending_grants(Session& session) {
  return select<PendingGrantRow>(session, "pending_grants")
      .add(" ORDER BY expires_at")
      .all<PendingGrantRow>();
}

std::vector<ReconnectLinkRow> list_reconnect_links(Session& session, const std::string& connection_id) {
  return select<ReconnectLinkRow>(session, "reconnect_links")
      .where("connection_id = ?", connection_id)
      .add(" ORDER BY id DESC")
      .all<ReconnectLinkRow>();
}

std::optional<ReconnectLinkRow> find_reconnect_link(Session& session, const std::string& id) {
  return select<ReconnectLinkRow>(session, "reconnect_links").where("id = ?", id).first<ReconnectLinkRow>();
}

std::optional<ReconnectLinkRow> find_reconnect_link_by_code(Session& session, const std::string& code_hash) {
  return select<ReconnectLinkRow>(session, "reconnect_links")
      .where("code_hash = ?", code_hash)
      .first<ReconnectLinkRow>();
}

void insert_reconnect_link(Session& session, const ReconnectLinkRow& row) {
  insert(session, "reconnect_links", row).run();
}

void note_link_opened(Session& session, const std::string& id, Timestamp at) {
  Query(session, "UPDATE reconnect_links SET opened_at = ?").bind(at).where("id = ?", id).run();
}

bool end_reconnect_link(Session& session, const std::string& id, const std::string& end, Timestamp at) {
  return Query(session, "UPDATE reconnect_links SET end = ?, ended_at = ?")
             .bind(end)
             .bind(at)
             .where("id = ?", id)
             .where("ended_at IS NULL")
             .run() == 1;
}

size_t end_reconnect_links_of(Session& session, const std::string& connection_id, const std::string& end,
                              Timestamp at) {
  return Query(session, "UPDATE reconnect_links SET end = ?, ended_at = ?")
      .bind(end)
      .bind(at)
      .where("connection_id = ?", connection_id)
      .where("ended_at IS NULL")
      .run();
}

size_t end_reconnect_links_of_actor(Session& session, const std::string& actor, const std::string& end,
                                    Timestamp at) {
  return Query(session, "UPDATE reconnect_links SET end = ?, ended_at = ?")
      .bind(end)
      .bind(at)
      .where("actor = ?", actor)
      .where("ended_at IS NULL")
      .run();
}

size_t delete_reconnect_links_before(Session& session, Timestamp expired_before) {
  return Query(session, "DELETE FROM reconnect_links").where("expires_at < ?", expired_before).run();
}

std::optional<WipeRow> find_wipe(Session& session, const std::string& connection_id) {
  return select<WipeRow>(session, "connection_wipes")
      .where("connection_id = ?", connection_id)
      .first<WipeRow>();
}

std::vector<WipeRow> unfinished_wipes(Session& session) {
  return select<WipeRow>(session, "connection_wipes").where("finished_at IS NULL").all<WipeRow>();
}

void put_wipe(Session& session, const WipeRow& row) {
  Query(session, "DELETE FROM connection_wipes").where("connection_id = ?", row.connection_id).run();
  insert(session, "connection_wipes", row).run();
}

std::vector<std::string> tables_to_wipe(Session& session) {
  return Query(
             session,
             "SELECT t.name FROM pragma_table_list AS t JOIN pragma_table_info(t.name) AS c "
             "WHERE t.schema = 'main' AND t.type = 'table' AND c.name IN ('connection_id', '_connection_id') "
             // The log and the badges tell that there was a connection and who wiped it. Notes and tags go
             // with their objects.
             "AND t.name NOT LIKE 'activity%' AND t.name NOT IN ('badge_history', 'connection_wipes') "
             "ORDER BY t.name")
      .all<std::string>();
}

namespace {

bool has_row_ids(Session& session, const std::string& table) {
  return Query(session, "SELECT wr FROM pragma_table_list(?)")
             .bind(table)
             .add(" WHERE schema = 'main'")
             .first<Poco::Int64>()
             .value_or(0) == 0;
}

bool is_record_table(Session& session, const std::string& table) {
  return Query(session, "SELECT 1 FROM record_tables")
      .where("table_name = ?", table)
      .first<Poco::Int64>()
      .has_value();
}

}  // namespace

size_t delete_rows_of_connection(Session& session, const std::string& table, const std::string& connection_id,
                                 int64_t at_most) {
  const std::string name = sqlite::quote_name(table);
  const std::string column = is_record_table(session, table) ? "_connection_id" : "connection_id";
  if (!has_row_ids(session, table))
    return Query(session, "DELETE FROM " + name).where(column + " = ?", connection_id).run();
  return Query(session, "DELETE FROM " + name + " WHERE rowid IN (SELECT rowid FROM " + name + " WHERE " +
                            column + " = ? LIMIT ?)")
      .bind(connection_id)
      .bind(at_most)
      .run();
}

void delete_facts_of_connection(Session& session, const std::string& connection_id) {
  Query(session, "DELETE FROM facts WHERE substr(key, -length(?)) = ?")
      .bind(connection_id)
      .bind(connection_id)
      .run();
}

void delete_connection(Session& session, const std::string& connection_id) {
  Query(session, "DELETE FROM connections").where("id = ?", connection_id).run();
}

bool is_of_account(Session& session, const std::string& connection_id, const std::string& account_id) {
  return Query(session, "SELECT 1 FROM connections")
      .where("id = ?", connection_id)
      .where("? IN ('', account_id)", account_id)
      .first<Poco::Int64>()
      .has_value();
}

bool has_unfinished_runs(Session& session, const std::string& connection_id) {
  return Query(session, "SELECT 1 FROM runs")
      .where("connection_id = ?", connection_id)
      .where("state IN ('queued', 'running')")
      .add(" LIMIT 1")
      .first<Poco::Int64>()
      .has_value();
}

bool has_ever_connected(Session& session, const std::string& connection_id) {
  return Query(session, "SELECT 1 FROM grants")
      .where("connection_id = ?", connection_id)
      .add(" LIMIT 1")
      .first<Poco::Int64>()
      .has_value();
}

void forget_cursors_and_coverage(Session& session, const std::string& connection_id) {
  for (const char* table : {"streams", "coverage"})
    Query(session, std::string("DELETE FROM ") + table).where("connection_id = ?", connection_id).run();
}

}  // namespace mooring::host::rows
