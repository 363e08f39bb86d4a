// Connecting: from a consent or a pasted token to an adopted grant.
#include <algorithm>

#include "base/await.hpp"
#include "base/ids.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
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
  auto identity = d_.identifier.identify(connection, *setup, grant.access_token, account_id);
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
  std::string account = identity->account_id.empty() ? account_id : identity->account_id;
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

  std::vector<std::string> seen;
  for (const auto& marketplace : identity.marketplaces) {
    MarketplaceRow stored;
    stored.id = marketplace.id;
    stored.name = marketplace.name;
    stored.country_code = marketplace.country_code;
    stored.currency = marketplace.currency;
    stored.time_zone = marketplace.time_zone;
    stored.note = marketplace.note;
    stored.available = marketplace.available;
    stored.first_seen_at = now;
    rows::upsert_marketplace(session, row->id, stored);
    seen.push_back(stored.id);
  }
  rows::mark_marketplaces_unavailable_except(session, row->id, seen);
  std::vector<PermissionRow> permissions;
  for (const auto& permission : identity.permissions)
    permissions.push_back({permission.id, permission.note, permission.granted});
  rows::replace_permissions(session, row->id, permissions);

  auto marketplaces = rows::list_marketplaces(session, row->id);
  outcome.choose_marketplaces = std::none_of(marketplaces.begin(), marketplaces.end(),
                                             [](const MarketplaceRow& m) { return m.selected; });
  row->disconnected = false;
  if (!account_id.empty()) row->account_id = account_id;
  if (!identity.account_name.empty()) row->account_name = identity.account_name;
  row->updated_at = now;
  if (!rows::update_connection(session, *row))
    return fail("version_conflict", "The connection was changed meanwhile", "Try again");
  record(session, row->id, outcome.reconnected ? "connection.reconnected" : "connection.connected",
         (outcome.reconnected ? "Reconnected " : "Connected ") + manifest.name +
             (row->account_name.empty() ? "" : " account '" + row->account_name + "'") +
             (account_id.empty() ? "" : " (" + account_id + ")"),
         actor);
  for (const auto& permission : permissions)
    if (permission.granted == false)
      record(session, row->id, "connection.permission_missing",
             "No permission for " + permission.id + (permission.note.empty() ? "" : ": " + permission.note),
             actor, Severity::warning);
  return {};
}

}  // namespace mooring::host
