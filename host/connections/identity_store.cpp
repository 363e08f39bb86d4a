#include "connections/identity_store.hpp"

#include <map>

#include "connections/channel_setup.hpp"

namespace mooring::host {
namespace {

MarketplaceRow row_of(const IdentityMarketplace& told, Timestamp now) {
  MarketplaceRow row;
  row.id = told.id;
  row.name = told.name;
  row.country_code = told.country_code;
  row.currency = told.currency;
  row.time_zone = told.time_zone;
  row.note = told.note;
  row.available = told.available;
  row.first_seen_at = now;
  return row;
}

bool same_details(const MarketplaceRow& a, const MarketplaceRow& b) {
  return a.name == b.name && a.country_code == b.country_code && a.currency == b.currency &&
         a.time_zone == b.time_zone && a.note == b.note;
}

void compare(const MarketplaceRow* before, MarketplaceRow now, IdentityChanges& changes) {
  if (!before) return changes.added.push_back(std::move(now));
  now.selected = before->selected;
  now.first_seen_at = before->first_seen_at;
  if (!same_details(*before, now)) changes.details = true;
  if (before->available && !now.available) changes.lost.push_back(now);
  if (!before->available && now.available) changes.returned.push_back(now);
}

void store_permissions(Session& session, const std::string& connection_id, const IdentityAction& identity,
                       IdentityChanges& changes) {
  std::map<std::string, std::optional<bool>> before;
  for (const PermissionRow& row : rows::list_permissions(session, connection_id))
    before.emplace(row.id, row.granted);
  std::vector<PermissionRow> now;
  for (const IdentityPermission& told : identity.permissions) {
    now.push_back({told.id, told.note, told.granted});
    auto known = before.find(told.id);
    bool was_refused = known != before.end() && known->second == false;
    if (told.granted == false && !was_refused) changes.permissions_lost.push_back(now.back());
    if (told.granted == true && was_refused) changes.permissions_returned.push_back(now.back());
  }
  rows::replace_permissions(session, connection_id, now);
}

}  // namespace

IdentityChanges store_identity(Session& session, const ConnectionRow& connection,
                               const IdentityAction& identity, Timestamp now) {
  IdentityChanges changes;
  std::map<std::string, MarketplaceRow> left;  // not told yet
  for (MarketplaceRow& row : rows::list_marketplaces(session, connection.id))
    left.emplace(row.id, std::move(row));
  std::map<std::string, MarketplaceRow> known = left;
  for (const IdentityMarketplace& told : identity.marketplaces) {
    MarketplaceRow row = row_of(told, now);
    rows::upsert_marketplace(session, connection.id, row);
    left.erase(row.id);
    auto before = known.find(row.id);
    compare(before == known.end() ? nullptr : &before->second, std::move(row), changes);
  }
  for (auto& [id, row] : left) {
    if (!row.available) continue;
    row.available = false;
    row.note = kNotListedNote;
    rows::upsert_marketplace(session, connection.id, row);
    changes.lost.push_back(std::move(row));
  }
  store_permissions(session, connection.id, identity, changes);
  bool renamed = !identity.account_name.empty() && !connection.account_name.empty() &&
                 identity.account_name != connection.account_name;
  if (renamed) changes.renamed_from = connection.account_name;
  return changes;
}

KnownAccount known_account(Session& session, const ConnectionRow& connection) {
  KnownAccount known{connection.account_id, {}};
  for (const MarketplaceRow& m : rows::list_marketplaces(session, connection.id))
    known.marketplaces.push_back(
        {m.id, m.name, m.country_code, m.currency, m.time_zone, m.note, m.available});
  return known;
}

std::string title_of(const MarketplaceRow& marketplace) {
  return marketplace_title(marketplace.id, marketplace.name, marketplace.country_code);
}

std::string titles_of(const std::vector<MarketplaceRow>& marketplaces) {
  std::string titles;
  for (const MarketplaceRow& one : marketplaces)
    titles += (titles.empty() ? "" : ", ") + title_of(one) + (one.note.empty() ? "" : " (" + one.note + ")");
  return titles;
}

}  // namespace mooring::host
