// Connecting: from a consent or a pasted token to a grant; adopt.cpp does the rest.
#include "base/limits.hpp"
#include "base/limits_doors.hpp"
#include "base/text.hpp"
#include "connections/adoption.hpp"

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
    case FailureKind::cancelled:
      return {"connect_cancelled", "The connection was disconnected, or the host stops",
              "Nothing was changed. Connect again"};
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
                                                              const std::string& actor,
                                                              const std::string& link_id) {
  auto connection = find(id);
  if (!connection) return fail(connection.error());
  auto setup =
      channel_setup(d_.registry, d_.config, connection->channel, connection->region, connection->consent);
  if (!setup) return fail(setup.error());
  if (auto known = check_application(*setup->manifest, *setup->config, ApplicationUse::consent); !known)
    return fail(known.error());
  auto oauth = endpoint(*connection);
  if (!oauth) return fail(oauth.error());
  auto started = d_.flow.begin(*oauth, id, d_.public_url, return_to, actor, link_id);
  if (!started) return started;
  started->provider_name = d_.registry.manifest(connection->channel)->name;
  ActivityRow entry;
  entry.connection_id = id;
  entry.kind = "connection.consent_started";
  entry.message = "Sent to the sign-in page of " + d_.registry.manifest(connection->channel)->name;
  entry.actor = actor;
  d_.journal.post(std::move(entry));
  return started;
}

FinishedConsent ConnectionService::finish_consent(const std::string& issuer, const NameValues& query,
                                                  const std::string& browser_secret) {
  FinishedConsent finished;
  const auto ends = [&](Error error) {
    finished.result = tl::unexpected(ConnectProblem{std::move(error), {}});
    return finished;
  };
  auto origin = d_.flow.origin_of(query);
  if (!origin) return ends(origin.error());
  finished.link_id = origin->link_id;
  auto connection = find(origin->connection_id);
  if (!connection) return ends(connection.error());
  finished.label = connection->label;
  auto oauth = endpoint(*connection);
  if (!oauth) return ends(oauth.error());
  auto accepted = d_.flow.accept(*oauth->description, issuer, query, browser_secret);
  if (!accepted) {
    if (is_first_refusal(query, accepted.error()))
      record_refusal(connection->id, "system", Severity::warning, {}, describe(accepted.error()));
    return ends(accepted.error());
  }
  auto grant = exchanged(*connection, *oauth, *accepted);
  if (!grant) return ends(grant.error());
  Adoption adoption{accepted->account_id, "consent", accepted->actor};
  adoption.return_to = accepted->return_to;
  adoption.link_id = origin->link_id;
  finished.result = adopt(*connection, *grant, std::move(adoption));
  if (finished.result) finished.result->return_to = accepted->return_to;
  return finished;
}

// Whoever knows an address of a callback may open it as often as they like, without a sign-in: the log tells of it once.
bool ConnectionService::is_first_refusal(const NameValues& query, const Error& error) {
  std::string refusal = error.code;
  for (const auto& [name, value] : query)
    if (name == "state") refusal += " " + sha256_hex(value);
  std::lock_guard lock(refusals_mutex_);
  if (refusals_.size() >= limits::kRefusedConsentsRemembered) refusals_.clear();
  return refusals_.insert(std::move(refusal)).second;
}

Result<TokenGrant> ConnectionService::exchanged(const ConnectionRow& connection, const OAuthEndpoint& oauth,
                                                const AcceptedCallback& accepted) {
  auto grant = await_until_stop<TokenResult>(
      stopping_,
      [&](auto done) {
        d_.core.post([this, oauth, accepted, done] {
          d_.token_client.exchange_code(oauth, accepted.code, accepted.redirect_uri, accepted.pkce_verifier,
                                        done);
        });
      },
      tl::unexpected(host_stops()), limits::kTokenCallDeadline);
  const std::string& name = d_.registry.manifest(connection.channel)->name;
  if (!grant)
    return fail("provider_unavailable", name + " did not answer in time",
                "Nothing was changed. Start the consent again");
  if (!*grant) {
    record_refusal(connection.id, accepted.actor, Severity::error, grant->error(), grant->error().message);
    return fail(explain_connect_failure(grant->error(), name));
  }
  if ((*grant)->refresh_token.empty())
    return fail("connect_failed",
                name + " gave no refresh token, so the connection would end within the hour",
                "Nothing was changed. Start the consent again");
  return std::move(**grant);
}

void ConnectionService::record_refusal(const std::string& connection_id, const std::string& actor,
                                       Severity severity, const Failure& failure,
                                       const std::string& message) {
  ActivityRow entry;
  entry.connection_id = connection_id;
  entry.kind = "connection.consent_failed";
  entry.severity = severity;
  entry.status = failure.status;
  entry.endpoint = failure.endpoint;
  entry.request_id = failure.request_id;
  entry.attempt = failure.endpoint.empty() ? 0 : 1;
  entry.duration_ms = failure.duration_ms;
  entry.message = message;
  entry.actor = actor;
  d_.journal.post(std::move(entry));
}

ConnectResult ConnectionService::connect_with_token(const std::string& id, const PastedToken& token,
                                                    const std::string& actor) {
  const auto refuse = [](Error error) { return tl::unexpected(ConnectProblem{std::move(error), {}}); };
  auto connection = find(id);
  if (!connection) return refuse(connection.error());
  auto oauth = endpoint(*connection);
  if (!oauth) return refuse(oauth.error());
  const Manifest& manifest = *d_.registry.manifest(connection->channel);
  if (!manifest.oauth.pasted_tokens)
    return refuse(
        {"pasted_tokens_unsupported", manifest.name + " does not take pasted tokens", "Use Connect instead"});
  const std::string asked = manifest.consent_texts(connection->region, connection->consent).pasted_account;
  if (!asked.empty() && token.account_id.empty())
    return refuse({"account_missing", "The account id is missing", asked});
  if (token.refresh_token.empty() || token.refresh_token.reveal().size() > limits::kRefreshTokenBytesMax)
    return refuse(
        {"token_rejected", "The refresh token is empty or too long", "Paste the whole token, nothing else"});
  auto grant = refreshed(*connection, token.refresh_token);
  if (!grant) return refuse(grant.error());
  Adoption adoption{token.account_id, token.source, actor};
  adoption.second_connection = token.second_connection;
  return adopt(*connection, *grant, std::move(adoption));
}

}  // namespace mooring::host
