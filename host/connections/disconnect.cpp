// The end of a grant by its user's wish: withdrawn at the provider where there is a way, erased here in any case.
#include "base/limits.hpp"
#include "connections/adoption.hpp"
#include "store/rows_life.hpp"

namespace mooring::host {
namespace {

constexpr const char* kKept = "Disconnected. Data, history and the selection are kept";

}  // namespace

std::optional<Secret> ConnectionService::active_refresh_token(const std::string& id) const {
  std::optional<Secret> token;
  auto status = d_.database.read([&](Session& session) -> Status {
    auto grant = rows::active_or_last_grant(session, id);
    if (!grant || grant->state != GrantState::active) return {};
    if (auto held = d_.vault.get(session, id, "refresh_token/" + grant->id)) token = std::move(*held);
    return {};
  });
  if (!status) token.reset();
  return token;
}

// Best effort: whatever comes of it, the token is erased here. No provider keeps a person from disconnecting.
Revocation ConnectionService::revoke(const ConnectionRow& row) {
  Revocation outcome;
  auto setup = channel_setup(d_.registry, d_.config, row.channel, row.region, row.consent);
  if (!setup) return outcome;
  const std::string& name = setup->manifest->name;
  outcome.help_url = setup->manifest->consent_texts(row.region, row.consent).revoke_help;
  outcome.documented = !setup->region->revoke_url.empty();
  auto token = active_refresh_token(row.id);
  const std::string by_hand =
      outcome.help_url.empty() ? "" : "; the account's owner withdraws the access at " + outcome.help_url;
  if (!outcome.documented) {
    outcome.message =
        name + " documents no way for a program to withdraw the access. The token was erased here" + by_hand;
    return outcome;
  }
  auto oauth = endpoint(row);
  if (!token || !oauth) {
    outcome.message = "The access was not withdrawn at " + name + ": there is " +
                      (token ? "no application to ask with" : "no token in use") + by_hand;
    return outcome;
  }
  auto answer = await_until_stop<std::optional<Failure>>(
      stopping_,
      [&](auto done) {
        d_.core.post(
            [this, oauth = *oauth, token = *token, done] { d_.token_client.revoke(oauth, token, done); });
      },
      host_stops(), limits::kTokenCallDeadline);
  outcome.revoked = answer && !*answer;
  outcome.message = outcome.revoked ? "The access was withdrawn at " + name
                                    : "The access could not be withdrawn at " + name + " (" +
                                          (answer ? (*answer)->message : "no answer in time") +
                                          "). The token was erased here" + by_hand;
  return outcome;
}

Result<Revocation> ConnectionService::disconnect(const std::string& id, const std::string& actor) {
  auto row = find(id);
  if (!row) return fail(row.error());
  d_.identifier.cancel(id);
  const Revocation revocation = revoke(*row);
  auto status = d_.database.write([&](Session& session) -> Status {
    auto now = rows::find_connection(session, id);
    if (!now) return fail("connection_unknown", "The connection " + id + " is gone");
    if (auto grant = rows::active_or_last_grant(session, id)) {
      if (grant->state == GrantState::active) {
        grant->state = GrantState::withdrawn;
        grant->ended_at = d_.clock.now();
        rows::update_grant(session, *grant);
      }
      if (auto erased = d_.vault.erase(session, id, "refresh_token/" + grant->id); !erased) return erased;
    }
    // Whoever disconnects it does not want that a link from before connects it again.
    rows::end_reconnect_links_of(session, id, "revoked", d_.clock.now());
    now->disconnected = true;
    now->updated_at = d_.clock.now();
    if (!rows::update_connection(session, *now))
      return fail("version_conflict", "The connection was changed meanwhile", "Try again");
    record(session, id, "connection.disconnected",
           kKept + (revocation.message.empty() ? std::string() : ". " + revocation.message), actor);
    return {};
  });
  if (!status) return fail(status.error());
  forget_token(id);
  changed(id);
  return revocation;
}

}  // namespace mooring::host
