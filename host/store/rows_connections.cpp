// Connections, grants, sealed values, authorizations, marketplaces, permissions.
#include "base/text.hpp"
#include "store/row_mapping.hpp"
#include "store/rows.hpp"
#include "store/rows_many.hpp"

namespace mooring::host::rows {
namespace {

// Rows with bytes in them, as they are stored.
struct StoredSealed {
  SealedRow row;
  Poco::Data::BLOB sealed = to_blob(row.sealed);
  SealedRow take() {
    row.sealed = to_bytes(sealed);
    return std::move(row);
  }
};

struct OwnedMarketplace {
  std::string connection_id;
  MarketplaceRow row;
};

struct StoredAuthorization {
  AuthorizationRow row;
  Poco::Data::BLOB verifier = to_blob(row.pkce_verifier_sealed);
  AuthorizationRow take() {
    row.pkce_verifier_sealed = to_bytes(verifier);
    return std::move(row);
  }
};

}  // namespace

template <>
struct RowColumns<ConnectionRow> {
  static constexpr const char* kNames =
      "id, workspace_id, channel, region, label, disconnected, managed_by, config_key, account_id, "
      "account_name, settings_json, created_at, updated_at, version, consent";
  static void each(auto& row, auto&& column) {
    column(row.id), column(row.workspace_id), column(row.channel), column(row.region), column(row.label);
    column(row.disconnected), column(row.managed_by), column(row.config_key);
    column(row.account_id), column(row.account_name), column(row.settings_json);
    column(row.created_at), column(row.updated_at), column(row.version), column(row.consent);
  }
};

template <>
struct RowColumns<GrantRow> {
  static constexpr const char* kNames =
      "id, connection_id, state, source, account_id, issued_at, expires_at, ended_at, last_refreshed_at, "
      "evidence_status, evidence_code, evidence_message, evidence_endpoint, evidence_at";
  static void each(auto& row, auto&& column) {
    column(row.id), column(row.connection_id), column(row.state), column(row.source), column(row.account_id);
    column(row.issued_at), column(row.expires_at), column(row.ended_at), column(row.last_refreshed_at);
    column(row.evidence_status), column(row.evidence_code), column(row.evidence_message);
    column(row.evidence_endpoint), column(row.evidence_at);
  }
};

template <>
struct RowColumns<StoredSealed> {
  static constexpr const char* kNames = "connection_id, name, key_id, sealed";
  static void each(auto& stored, auto&& column) {
    auto& row = stored.row;
    column(row.connection_id), column(row.name), column(row.key_id), column(stored.sealed);
  }
};

template <>
struct RowColumns<StoredAuthorization> {
  static constexpr const char* kNames =
      "state_hash, connection_id, browser_hash, issuer, redirect_uri, return_to, actor, "
      "pkce_verifier_sealed, "
      "created_at, expires_at, used_at, link_id";
  static void each(auto& stored, auto&& column) {
    auto& row = stored.row;
    column(row.state_hash), column(row.connection_id), column(row.browser_hash), column(row.issuer);
    column(row.redirect_uri), column(row.return_to), column(row.actor), column(stored.verifier);
    column(row.created_at), column(row.expires_at), column(row.used_at), column(row.link_id);
  }
};

template <>
struct RowColumns<MarketplaceRow> {
  static constexpr const char* kNames =
      "id, name, country_code, currency, time_zone, note, available, selected, first_seen_at";
  static void each(auto& row, auto&& column) {
    column(row.id), column(row.name), column(row.country_code), column(row.currency), column(row.time_zone);
    column(row.note), column(row.available), column(row.selected), column(row.first_seen_at);
  }
};

template <>
struct RowColumns<OwnedMarketplace> {
  static constexpr const char* kNames =
      "connection_id, id, name, country_code, currency, time_zone, note, available, selected, first_seen_at";
  static void each(auto& owned, auto&& column) {
    column(owned.connection_id);
    RowColumns<MarketplaceRow>::each(owned.row, column);
  }
};

template <>
struct RowColumns<PermissionRow> {
  static constexpr const char* kNames = "id, note, granted";
  static void each(auto& row, auto&& column) { column(row.id), column(row.note), column(row.granted); }
};

std::vector<ConnectionRow> list_connections(Session& session, const ConnectionFilter& filter) {
  auto query = select<ConnectionRow>(session, "connections");
  if (!filter.channel.empty()) query.where("channel = ?", filter.channel);
  if (!filter.region.empty()) query.where("region = ?", filter.region);
  if (!filter.after_id.empty()) query.where("id > ?", filter.after_id);
  query.add(" ORDER BY id");
  if (filter.limit > 0) query.add(" LIMIT ?").bind(filter.limit);
  return query.all<ConnectionRow>();
}

std::optional<ConnectionRow> find_connection(Session& session, const std::string& id) {
  return select<ConnectionRow>(session, "connections").where("id = ?", id).first<ConnectionRow>();
}

std::optional<ConnectionRow> find_connection_by_config_key(Session& session, const std::string& config_key) {
  if (config_key.empty()) return std::nullopt;
  return select<ConnectionRow>(session, "connections")
      .where("config_key <> ''")
      .where("config_key = ?", config_key)
      .first<ConnectionRow>();
}

void insert_connection(Session& session, const ConnectionRow& row) {
  insert(session, "connections", row).run();
}

bool update_connection(Session& session, const ConnectionRow& row) {
  auto next = row;
  ++next.version;
  return update(session, "connections", next)
             .where("id = ?", row.id)
             .where("version = ?", row.version)
             .run() == 1;
}

Many::Many(const std::vector<std::string>& ids) : ids_json_("[") {
  for (const std::string& id : ids)
    ids_json_ += (ids_json_.size() > 1 ? "," : "") + json_quote(id);
  ids_json_ += "]";
}

std::vector<ConnectionRow> connections_of(Session& session, const Many& many) {
  auto query = select<ConnectionRow>(session, "connections");
  return narrow(query, "id", many).add(" ORDER BY id").template all<ConnectionRow>();
}

// The last one of each connection wins.
std::map<std::string, GrantRow> active_or_last_grants_of(Session& session, const Many& many) {
  std::map<std::string, GrantRow> grants;
  auto query = select<GrantRow>(session, "grants");
  for (GrantRow& row :
       narrow(query, "connection_id", many).add(" ORDER BY state = 'active', seq").template all<GrantRow>()) {
    std::string id = row.connection_id;
    grants.insert_or_assign(std::move(id), std::move(row));
  }
  return grants;
}

std::map<std::string, std::vector<MarketplaceRow>> marketplaces_of(Session& session, const Many& many) {
  std::map<std::string, std::vector<MarketplaceRow>> marketplaces;
  auto query = select<OwnedMarketplace>(session, "marketplaces");
  for (OwnedMarketplace& owned : narrow(query, "connection_id", many)
                                     .add(" ORDER BY connection_id, id")
                                     .template all<OwnedMarketplace>())
    marketplaces[owned.connection_id].push_back(std::move(owned.row));
  return marketplaces;
}

std::optional<GrantRow> active_or_last_grant(Session& session, const std::string& connection_id) {
  return select<GrantRow>(session, "grants")
      .where("connection_id = ?", connection_id)
      .add(" ORDER BY state = 'active' DESC, seq DESC LIMIT 1")
      .first<GrantRow>();
}

std::vector<GrantRow> list_grants(Session& session, const std::string& connection_id) {
  return select<GrantRow>(session, "grants")
      .where("connection_id = ?", connection_id)
      .add(" ORDER BY seq DESC")
      .all<GrantRow>();
}

void insert_grant(Session& session, const GrantRow& row) {
  insert(session, "grants", row).run();
}

void update_grant(Session& session, const GrantRow& row) {
  update(session, "grants", row).where("id = ?", row.id).run();
}

std::optional<SealedRow> find_sealed(Session& session, const std::string& connection_id,
                                     const std::string& name) {
  auto found = select<StoredSealed>(session, "sealed_values")
                   .where("connection_id = ?", connection_id)
                   .where("name = ?", name)
                   .first<StoredSealed>();
  return found ? std::optional(found->take()) : std::nullopt;
}

bool holds_sealed_values(Session& session) {
  return Query(session, "SELECT 1 FROM sealed_values WHERE name <> 'key' LIMIT 1")
      .first<Poco::Int64>()
      .has_value();
}

void put_sealed(Session& session, const SealedRow& row) {
  insert(session, "sealed_values", StoredSealed{row})
      .add(" ON CONFLICT DO UPDATE SET key_id = excluded.key_id, sealed = excluded.sealed")
      .run();
}

void delete_sealed(Session& session, const std::string& connection_id, const std::string& name) {
  Query(session, "DELETE FROM sealed_values")
      .where("connection_id = ?", connection_id)
      .where("name = ?", name)
      .run();
}

void insert_authorization(Session& session, const AuthorizationRow& row) {
  insert(session, "authorizations", StoredAuthorization{row}).run();
}

std::optional<AuthorizationRow> find_authorization(Session& session, const std::string& state_hash) {
  auto found = select<StoredAuthorization>(session, "authorizations")
                   .where("state_hash = ?", state_hash)
                   .first<StoredAuthorization>();
  return found ? std::optional(found->take()) : std::nullopt;
}

bool mark_authorization_used(Session& session, const std::string& state_hash, Timestamp at) {
  return Query(session, "UPDATE authorizations SET used_at = ?")
             .bind(at)
             .where("state_hash = ?", state_hash)
             .where("used_at IS NULL")
             .run() == 1;
}

size_t delete_expired_authorizations(Session& session, Timestamp before) {
  return Query(session, "DELETE FROM authorizations").where("expires_at < ?", before).run();
}

std::vector<MarketplaceRow> list_marketplaces(Session& session, const std::string& connection_id) {
  return select<MarketplaceRow>(session, "marketplaces")
      .where("connection_id = ?", connection_id)
      .add(" ORDER BY id")
      .all<MarketplaceRow>();
}

void upsert_marketplace(Session& session, const std::string& connection_id, const MarketplaceRow& row) {
  Query(session,
        std::string("INSERT INTO marketplaces (connection_id, ") + RowColumns<MarketplaceRow>::kNames +
            ") VALUES (?," + placeholders<MarketplaceRow>() +
            ") ON CONFLICT DO UPDATE SET name = excluded.name, country_code = excluded.country_code, "
            "currency = excluded.currency, time_zone = excluded.time_zone, note = excluded.note, "
            "available = excluded.available")
      .bind(connection_id)
      .bind(row)
      .run();
}

void mark_marketplaces_unavailable_except(Session& session, const std::string& connection_id,
                                          const std::vector<std::string>& ids) {
  Query query(session, "UPDATE marketplaces SET available = 0");
  query.where("connection_id = ?", connection_id);
  for (const auto& id : ids)
    query.where("id <> ?", id);
  query.run();
}

void set_selected_marketplaces(Session& session, const std::string& connection_id,
                               const std::vector<std::string>& ids) {
  Query(session, "UPDATE marketplaces SET selected = 0").where("connection_id = ?", connection_id).run();
  for (const auto& id : ids)
    Query(session, "UPDATE marketplaces SET selected = 1")
        .where("connection_id = ?", connection_id)
        .where("id = ?", id)
        .run();
}

std::vector<PermissionRow> list_permissions(Session& session, const std::string& connection_id) {
  return select<PermissionRow>(session, "permissions")
      .where("connection_id = ?", connection_id)
      .add(" ORDER BY id")
      .all<PermissionRow>();
}

void replace_permissions(Session& session, const std::string& connection_id,
                         const std::vector<PermissionRow>& permissions) {
  Query(session, "DELETE FROM permissions").where("connection_id = ?", connection_id).run();
  for (const auto& row : permissions)
    Query(session, std::string("INSERT INTO permissions (connection_id, ") +
                       RowColumns<PermissionRow>::kNames + ") VALUES (?," + placeholders<PermissionRow>() +
                       ")")
        .bind(connection_id)
        .bind(row)
        .run();
}

}  // namespace mooring::host::rows
