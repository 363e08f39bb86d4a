// Adopting: whose account a grant opens is asked first, then everything is stored in one transaction, or nothing.
#include <algorithm>
#include <iterator>

#include "base/ids.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "connections/adoption.hpp"
#include "connections/checkup_entries.hpp"
#include "connections/labels.hpp"
#include "connections/values_json.hpp"
#include "store/rows_backfills.hpp"

namespace mooring::host {

ConnectResult ConnectionService::adopt(const ConnectionRow& connection, const TokenGrant& grant,
                                       Adoption adoption) {
  const auto refuse = [](Error error) { return tl::unexpected(ConnectProblem{std::move(error), {}}); };
  auto setup =
      channel_setup(d_.registry, d_.config, connection.channel, connection.region, connection.consent);
  if (!setup) return refuse(setup.error());
  // A provider that tells no account lets the plugin choose one: the same as before, as long as it is there.
  KnownAccount known;
  auto looked_up = d_.database.read([&](Session& session) -> Status {
    auto transfer = rows::find_transfer(session, connection.id, d_.clock.now());
    known = transfer ? KnownAccount{transfer->account_id, {}} : known_account(session, connection);
    return {};
  });
  if (!looked_up) return refuse(looked_up.error());
  if (!adoption.account_id.empty()) known.id = adoption.account_id;
  auto identity = d_.identifier.identify(connection, *setup, grant.access_token, known);
  if (!identity) {
    Error error = explain_connect_failure(identity.error(), setup->manifest->name);
    ActivityRow entry;
    entry.connection_id = connection.id;
    entry.kind = "connection.identify_failed";
    entry.severity = Severity::error;
    entry.status = identity.error().status;
    entry.endpoint = identity.error().endpoint;
    entry.request_id = identity.error().request_id;
    entry.attempt = identity.error().attempt;
    entry.duration_ms = identity.error().duration_ms;
    entry.message = describe(error);
    entry.actor = adoption.actor;
    d_.journal.post(std::move(entry));
    return refuse(std::move(error));
  }
  adoption.signed_in = {identity->account_id.empty() ? known.id : identity->account_id,
                        identity->account_name};
  adoption.identity = std::move(*identity);
  adoption.outcome.connection_id = connection.id;
  auto status = d_.database.write(
      [&](Session& session) -> Status { return store_adopted(session, connection, grant, adoption); });
  if (!status) return refuse(status.error());
  // The refusal is in the activity log, so its transaction was committed.
  if (adoption.other) return refused(connection, grant, adoption);
  forget_token(connection.id);
  changed(connection.id);
  return adoption.outcome;
}

namespace {

// What becomes of the selection that was kept, after a reconnect.
std::string selection_text(const std::vector<MarketplaceRow>& marketplaces, const std::string& noun,
                           const ConnectOutcome& outcome) {
  std::vector<MarketplaceRow> lost;
  size_t resumed = 0;
  for (const MarketplaceRow& one : marketplaces) {
    if (one.selected && one.available) ++resumed;
    if (one.selected && !one.available) lost.push_back(one);
  }
  if (!outcome.reconnected || outcome.choose_marketplaces) return {};
  std::string text =
      ". " + std::to_string(resumed) + " selected " + noun + (resumed == 1 ? " continues" : "s continue");
  return lost.empty() ? text : text + "; not available any more: " + titles_of(lost);
}

std::string permissions_text(const IdentityAction& identity) {
  const auto known = std::count_if(identity.permissions.begin(), identity.permissions.end(),
                                   [](const auto& one) { return one.granted.has_value(); });
  const auto granted = std::count_if(identity.permissions.begin(), identity.permissions.end(),
                                     [](const auto& one) { return one.granted == true; });
  if (known == 0) return {};
  return ". Permissions verified: " + std::to_string(granted) + " of " + std::to_string(known);
}

// The other account's marketplaces cannot be read any more, so that nobody waits for them.
void keep_what_is_there(Session& session, const std::string& connection_id,
                        std::vector<MarketplaceRow>& marketplaces) {
  std::vector<std::string> kept;
  for (MarketplaceRow& one : marketplaces) {
    one.selected = one.selected && one.available;
    if (one.selected) kept.push_back(one.id);
  }
  rows::set_selected_marketplaces(session, connection_id, kept);
}

}  // namespace

Status ConnectionService::store_adopted(Session& session, const ConnectionRow& before,
                                        const TokenGrant& grant, Adoption& adoption) {
  auto row = rows::find_connection(session, before.id);
  if (!row) return fail("connection_unknown", "The connection " + before.id + " is gone");
  if (auto wipe = rows::find_wipe(session, row->id); wipe && !wipe->finished_at)
    return fail("wipe_under_way", "This connection is being wiped", "Connect it when that is done");
  auto refused = is_refused(session, *row, adoption);
  if (!refused) return fail(refused.error());
  const Timestamp now = d_.clock.now();
  if (!adoption.link_id.empty() &&
      !rows::end_reconnect_link(session, adoption.link_id, *refused ? "other_account" : "used", now))
    return fail("link_ended", "This link was used already, or withdrawn", "Ask for a new one");
  if (*refused) return {};
  if (auto replaced = replace_grant(session, *row, grant, adoption); !replaced) return replaced;
  if (adoption.transferred) store_transfer(session, *row, adoption);

  ConnectOutcome& outcome = adoption.outcome;
  const Manifest& manifest = *d_.registry.manifest(row->channel);
  const Account& account = adoption.signed_in;
  IdentityChanges changes = store_identity(session, *row, adoption.identity, now);
  auto marketplaces = rows::list_marketplaces(session, row->id);
  if (adoption.transferred) keep_what_is_there(session, row->id, marketplaces);
  bool selected = std::any_of(marketplaces.begin(), marketplaces.end(),
                              [](const MarketplaceRow& m) { return m.selected; });
  outcome.choose_marketplaces = !selected;
  outcome.confirm_marketplaces = selected && (row->disconnected || adoption.transferred);
  row->disconnected = false;
  if (!account.id.empty()) row->account_id = account.id;
  if (!account.name.empty()) row->account_name = account.name;
  if (!outcome.reconnected) {
    auto setup = channel_setup(d_.registry, d_.config, row->channel, row->region, row->consent);
    if (setup) name_after_account(session, *setup, *row);
  }
  row->updated_at = now;
  if (!rows::update_connection(session, *row))
    return fail("version_conflict", "The connection was changed meanwhile", "Try again");
  if (!row->account_id.empty()) rows::put_account(session, row->id, row->account_id, row->account_name, now);
  record(session, row->id, outcome.reconnected ? "connection.reconnected" : "connection.connected",
         (outcome.reconnected ? "Reconnected " : "Connected ") + manifest.name +
             (row->account_name.empty() ? "" : " account '" + row->account_name + "'") +
             (account.id.empty() ? "" : " (" + account.id + ")") +
             selection_text(marketplaces, manifest.marketplace_noun, outcome) +
             permissions_text(adoption.identity),
         adoption.actor);
  record_found(session, *row, changes, marketplaces, adoption);
  return {};
}

Status ConnectionService::replace_grant(Session& session, const ConnectionRow& row, const TokenGrant& grant,
                                        Adoption& adoption) {
  const Timestamp now = d_.clock.now();
  if (auto last = rows::active_or_last_grant(session, row.id)) {
    adoption.outcome.reconnected = true;
    if (last->state == GrantState::active) {
      last->state = GrantState::superseded;
      last->ended_at = now;
      rows::update_grant(session, *last);
    }
    if (auto erased = d_.vault.erase(session, row.id, "refresh_token/" + last->id); !erased) return erased;
  }
  GrantRow next;
  next.id = new_id("grt", d_.clock, d_.random);
  next.connection_id = row.id;
  next.source = adoption.source;
  next.account_id = adoption.signed_in.id;
  next.issued_at = now;
  const OAuthDescription& oauth = d_.registry.manifest(row.channel)->oauth;
  const bool ends = adoption.source == "consent" || oauth.pasted_tokens_expire;
  if (ends && oauth.grant_lifetime_days > 0)
    next.expires_at = now + std::chrono::days{oauth.grant_lifetime_days};
  rows::insert_grant(session, next);
  return d_.vault.put(session, row.id, "refresh_token/" + next.id, grant.refresh_token);
}

// History, tags and ids stay. What is held was read from the other account: for this one everything is still to be read, and
// what was to be read of the other one is over.
void ConnectionService::store_transfer(Session& session, const ConnectionRow& before,
                                       const Adoption& adoption) {
  rows::delete_transfer(session, before.id);
  rows::forget_cursors_and_coverage(session, before.id);
  const Account was{before.account_id, before.account_name};
  ActivityRow entry;
  entry.connection_id = before.id;
  entry.kind = "connection.transferred";
  entry.message = "Transferred from the account " + in_words(was) + " to " + in_words(adoption.signed_in) +
                  ". History, tags and notes stay; everything is read anew";
  entry.actor = adoption.actor;
  entry.before_json = values_json({{"account_id", was.id}, {"account_name", was.name}});
  entry.after_json =
      values_json({{"account_id", adoption.signed_in.id}, {"account_name", adoption.signed_in.name}});
  d_.journal.append(session, std::move(entry));
  for (const BackfillRow& ended :
       rows::cancel_open_backfills(session, before.id, d_.clock.now(), kTransferredNote))
    record(session, before.id, "backfill.cancelled",
           "A backfill of the account " + in_words(was) +
               " was cancelled: the connection belongs to another account now. What was committed stays (" +
               ended.id + ")",
           adoption.actor);
}

// What cannot be read is named, not skipped silently; what a reconnect found is told as a checkup tells it.
void ConnectionService::record_found(Session& session, const ConnectionRow& row, IdentityChanges& changes,
                                     const std::vector<MarketplaceRow>& marketplaces,
                                     const Adoption& adoption) {
  const std::string& actor = adoption.actor;
  for (const auto& permission : adoption.identity.permissions)
    if (permission.granted == false)
      record(session, row.id, "connection.permission_missing",
             "No permission for " + permission.id + (permission.note.empty() ? "" : ": " + permission.note),
             actor, Severity::warning);
  std::vector<MarketplaceRow> unreadable;
  std::copy_if(marketplaces.begin(), marketplaces.end(), std::back_inserter(unreadable),
               [](const MarketplaceRow& m) { return !m.available; });
  if (!unreadable.empty())
    record(session, row.id, "connection.marketplaces_unavailable", "Cannot be read: " + titles_of(unreadable),
           actor, Severity::warning);
  if (!adoption.outcome.reconnected) return;
  changes.permissions_lost.clear();  // told as missing
  for (ActivityRow& entry :
       entries_of(changes, marketplace_noun(d_.registry, row.channel), row.account_name, false)) {
    entry.connection_id = row.id;
    entry.actor = actor;
    d_.journal.append(session, std::move(entry));
  }
}

}  // namespace mooring::host
