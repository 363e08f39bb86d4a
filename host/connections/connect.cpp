// Connecting: from a consent or a pasted token to an adopted grant.
#include <algorithm>
#include <iterator>

#include "base/await.hpp"
#include "base/ids.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "connections/checkup_entries.hpp"
#include "connections/service.hpp"

namespace mooring::host {

Error explain_connect_failure(const Failure& failure, const std::string& channel_name) {
  switch (failure.kind) {
    case FailureKind::grant_rejected:
    case FailureKind::grant_revoked:
      return {"token_rejected", channel_name + " does not accept this authorization: " + failure.message,
              "Connect again, or paste a new refresh token"};
    case FailureKind::application_rejected:
      return {"application_rejected",
              channel_name + " refuses the application's credentials: " + failure.message,
              "Check client_id and client_secret in [channels.<channel>.application] and restart the host"};
    case FailureKind::permission:
      return {"permission_missing", channel_name + " does not allow reading this account: " + failure.message,
              "Give the application the roles it needs, then connect again"};
    case FailureKind::throttled:
    case FailureKind::server:
    case FailureKind::network:
      return {"provider_unavailable", channel_name + " could not be asked: " + failure.message,
              "Nothing was changed. Try again in a few minutes"};
    default:
      return {"connect_failed", channel_name + " answered in an unexpected way: " + failure.message,
              "Try again; if it stays, see the activity log for the exact call"};
  }
}

Result<StartedAuthorization> ConnectionService::begin_consent(const std::string& id,
                                                              const std::string& return_to,
                                                              const std::string& actor) {
  auto connection = find(id);
  if (!connection) return fail(connection.error());
  auto oauth = endpoint(*connection);
  if (!oauth) return fail(oauth.error());
  auto started = d_.flow.begin(*oauth, id, d_.public_url, return_to, actor);
  if (!started) return started;
  ActivityRow entry;
  entry.connection_id = id;
  entry.kind = "connection.consent_started";
  entry.message = "Sent to the sign-in page of " + d_.registry.manifest(connection->channel)->name;
  entry.actor = actor;
  d_.journal.post(std::move(entry));
  return started;
}

Result<ConnectOutcome> ConnectionService::finish_consent(const std::string& issuer, const NameValues& query,
                                                         const std::string& browser_secret) {
  auto connection_id = d_.flow.connection_of(query);
  if (!connection_id) return fail(connection_id.error());
  auto connection = find(*connection_id);
  if (!connection) return fail(connection.error());
  auto oauth = endpoint(*connection);
  if (!oauth) return fail(oauth.error());
  auto accepted = d_.flow.accept(*oauth->description, issuer, query, browser_secret);
  if (!accepted) {
    ActivityRow entry;
    entry.connection_id = *connection_id;
    entry.kind = "connection.consent_failed";
    entry.severity = Severity::warning;
    entry.message = describe(accepted.error());
    entry.actor = "system";
    d_.journal.post(std::move(entry));
    return fail(accepted.error());
  }
  auto grant = await<TokenResult>(
      [&](auto done) {
        d_.core.post([this, oauth = *oauth, accepted = *accepted, done] {
          d_.token_client.exchange_code(oauth, accepted.code, accepted.redirect_uri, accepted.pkce_verifier,
                                        done);
        });
      },
      limits::kTokenCallDeadline);
  const std::string& name = d_.registry.manifest(connection->channel)->name;
  if (!grant)
    return fail("provider_unavailable", name + " did not answer in time",
                "Nothing was changed. Start the consent again");
  if (!*grant) {
    ActivityRow entry;
    entry.connection_id = *connection_id;
    entry.kind = "connection.consent_failed";
    entry.severity = Severity::error;
    entry.status = grant->error().status;
    entry.endpoint = grant->error().endpoint;
    entry.message = grant->error().message;
    entry.actor = accepted->actor;
    d_.journal.post(std::move(entry));
    return fail(explain_connect_failure(grant->error(), name));
  }
  if ((*grant)->refresh_token.empty())
    return fail("connect_failed",
                name + " gave no refresh token, so the connection would end within the hour",
                "Nothing was changed. Start the consent again");
  auto outcome = adopt(*connection, **grant, accepted->account_id, "consent", accepted->actor);
  if (outcome) outcome->return_to = accepted->return_to;
  return outcome;
}

Result<ConnectOutcome> ConnectionService::connect_with_token(const std::string& id,
                                                             const Secret& refresh_token,
                                                             const std::string& account_id,
                                                             const std::string& source,
                                                             const std::string& actor) {
  auto connection = find(id);
  if (!connection) return fail(connection.error());
  auto oauth = endpoint(*connection);
  if (!oauth) return fail(oauth.error());
  const Manifest& manifest = *d_.registry.manifest(connection->channel);
  if (!manifest.oauth.pasted_tokens)
    return fail("pasted_tokens_unsupported", manifest.name + " does not take pasted tokens",
                "Use Connect instead");
  if (!manifest.oauth.pasted_account.empty() && account_id.empty())
    return fail("account_missing", "The account id is missing", manifest.oauth.pasted_account);
  if (refresh_token.empty() || refresh_token.reveal().size() > limits::kRefreshTokenBytesMax)
    return fail("token_rejected", "The refresh token is empty or too long",
                "Paste the whole token, nothing else");
  auto grant = await<TokenResult>(
      [&](auto done) {
        d_.core.post([this, oauth = *oauth, refresh_token, done] {
          d_.token_client.refresh(oauth, refresh_token, done);
        });
      },
      limits::kTokenCallDeadline);
  if (!grant)
    return fail("provider_unavailable", manifest.name + " did not answer in time",
                "Nothing was changed. Try again");
  if (!*grant) return fail(explain_connect_failure(grant->error(), manifest.name));
  if ((*grant)->refresh_token.empty()) (*grant)->refresh_token = refresh_token;
  return adopt(*connection, **grant, account_id, source, actor);
}

Result<ConnectOutcome> ConnectionService::adopt(const ConnectionRow& connection, const TokenGrant& grant,
                                                const std::string& account_id, const std::string& source,
                                                const std::string& actor) {
  auto setup = channel_setup(d_.registry, d_.config, connection.channel, connection.region);
  if (!setup) return fail(setup.error());
  // A provider that tells no account lets the plugin choose one: the same as before, as long as it is there.
  KnownAccount known;
  auto looked_up = d_.database.read([&](Session& session) -> Status {
    known = known_account(session, connection);
    return {};
  });
  if (!looked_up) return fail(looked_up.error());
  if (!account_id.empty()) known.id = account_id;
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
    entry.message = describe(error);
    entry.actor = actor;
    d_.journal.post(std::move(entry));
    return fail(std::move(error));
  }
  std::string account = identity->account_id.empty() ? known.id : identity->account_id;
  ConnectOutcome outcome;
  outcome.connection_id = connection.id;
  auto status = d_.database.write([&](Session& session) -> Status {
    return store_adopted(session, connection, grant, *identity, account, source, actor, outcome);
  });
  if (!status) return fail(status.error());
  if (outcome.connection_id.empty())  // the refusal is in the activity log, so its transaction was committed
    return fail(
        "account_mismatch",
        "This connection belongs to the account " + connection.account_id + ", but " + account + " signed in",
        "Sign in with the same account, or make a new connection for the other one");
  forget_token(connection.id);
  changed(connection.id);
  return outcome;
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

}  // namespace

Status ConnectionService::store_adopted(Session& session, const ConnectionRow& before,
                                        const TokenGrant& grant, const IdentityAction& identity,
                                        const std::string& account_id, const std::string& source,
                                        const std::string& actor, ConnectOutcome& outcome) {
  auto row = rows::find_connection(session, before.id);
  if (!row) return fail("connection_unknown", "The connection " + before.id + " is gone");
  const Manifest& manifest = *d_.registry.manifest(row->channel);
  // Data of two accounts must never mix under one connection.
  if (!row->account_id.empty() && !account_id.empty() && row->account_id != account_id) {
    record(session, row->id, "connection.account_mismatch",
           "Another account signed in: " + account_id + " instead of " + row->account_id +
               ". Nothing was changed",
           actor, Severity::warning);
    outcome.connection_id.clear();
    return {};
  }
  Timestamp now = d_.clock.now();
  if (auto last = rows::active_or_last_grant(session, row->id)) {
    outcome.reconnected = true;
    if (last->state == GrantState::active) {
      last->state = GrantState::superseded;
      last->ended_at = now;
      rows::update_grant(session, *last);
    }
    if (auto erased = d_.vault.erase(session, row->id, "refresh_token/" + last->id); !erased) return erased;
  }
  GrantRow next;
  next.id = new_id("grt", d_.clock, d_.random);
  next.connection_id = row->id;
  next.source = source;
  next.account_id = account_id;
  next.issued_at = now;
  if (manifest.oauth.grant_lifetime_days > 0)
    next.expires_at = now + std::chrono::days{manifest.oauth.grant_lifetime_days};
  rows::insert_grant(session, next);
  if (auto sealed = d_.vault.put(session, row->id, "refresh_token/" + next.id, grant.refresh_token); !sealed)
    return sealed;

  IdentityChanges changes = store_identity(session, *row, identity, now);
  auto marketplaces = rows::list_marketplaces(session, row->id);
  bool selected = std::any_of(marketplaces.begin(), marketplaces.end(),
                              [](const MarketplaceRow& m) { return m.selected; });
  outcome.choose_marketplaces = !selected;
  outcome.confirm_marketplaces = selected && row->disconnected;
  row->disconnected = false;
  if (!account_id.empty()) row->account_id = account_id;
  if (!identity.account_name.empty()) row->account_name = identity.account_name;
  row->updated_at = now;
  if (!rows::update_connection(session, *row))
    return fail("version_conflict", "The connection was changed meanwhile", "Try again");
  record(session, row->id, outcome.reconnected ? "connection.reconnected" : "connection.connected",
         (outcome.reconnected ? "Reconnected " : "Connected ") + manifest.name +
             (row->account_name.empty() ? "" : " account '" + row->account_name + "'") +
             (account_id.empty() ? "" : " (" + account_id + ")") +
             selection_text(marketplaces, manifest.marketplace_noun, outcome),
         actor);
  record_found(session, *row, changes, marketplaces, outcome.reconnected, actor);
  for (const auto& permission : identity.permissions)
    if (permission.granted == false)
      record(session, row->id, "connection.permission_missing",
             "No permission for " + permission.id + (permission.note.empty() ? "" : ": " + permission.note),
             actor, Severity::warning);
  return {};
}

// What cannot be read is named, not skipped silently; what a reconnect found is told as a checkup tells it.
void ConnectionService::record_found(Session& session, const ConnectionRow& row, IdentityChanges& changes,
                                     const std::vector<MarketplaceRow>& marketplaces, bool reconnected,
                                     const std::string& actor) {
  std::vector<MarketplaceRow> unreadable;
  std::copy_if(marketplaces.begin(), marketplaces.end(), std::back_inserter(unreadable),
               [](const MarketplaceRow& m) { return !m.available; });
  if (!unreadable.empty())
    record(session, row.id, "connection.marketplaces_unavailable", "Cannot be read: " + titles_of(unreadable),
           actor, Severity::warning);
  if (!reconnected) return;
  changes.permissions_lost.clear();  // told as missing
  for (ActivityRow& entry :
       entries_of(changes, marketplace_noun(d_.registry, row.channel), row.account_name, false)) {
    entry.connection_id = row.id;
    entry.actor = actor;
    d_.journal.append(session, std::move(entry));
  }
}

}  // namespace mooring::host
