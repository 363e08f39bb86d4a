// When another account than expected signed in: how accounts are named, and what a person may decide about it.
#include "base/limits.hpp"
#include "base/text.hpp"
#include "connections/adoption.hpp"

namespace mooring::host {
namespace {

constexpr size_t kMaskedEnd = 3;  // characters that are shown at each end

std::string named(const Account& account, const std::string& id) {
  if (account.name.empty()) return id;
  return id.empty() ? account.name : account.name + " (" + id + ")";
}

// The same consent may do a moment later.
bool is_passing(const Error& error) {
  return error.code == "provider_unavailable" || error.code == "connect_failed" ||
         error.code == "connect_cancelled";
}

}  // namespace

std::string masked(const std::string& account_id) {
  if (account_id.size() <= 2 * kMaskedEnd) return account_id.substr(0, 1) + "...";
  return account_id.substr(0, kMaskedEnd) + "..." + account_id.substr(account_id.size() - kMaskedEnd);
}

std::string in_words(const Account& account) {
  return named(account, account.id);
}

std::string in_masked_words(const Account& account) {
  return named(account, account.id.empty() ? "" : masked(account.id));
}

bool is_mismatch(const OtherAccount& other) {
  return !other.expected.id.empty() && !other.signed_in.id.empty() && other.signed_in.id != other.expected.id;
}

// What may be said of it: that it is another account, or that another connection has it.
Error refusal_of(const OtherAccount& other) {
  if (is_mismatch(other))
    return {"account_mismatch",
            "This connection belongs to the account " + in_words(other.expected) + ", but " +
                in_words(other.signed_in) + " signed in",
            "Sign in with the same account, or make a new connection for the other one"};
  return {"account_connected",
          "The account " + in_words(other.signed_in) + " is connected already, as " + other.existing_label +
              " (" + other.existing_id + ")",
          "Use that connection; reconnect it there when it needs to be"};
}

// Who is to be asked is decided in the transaction that would adopt it, so that two consents cannot pass each other.
// Nothing: this account may be adopted.
std::optional<OtherAccount> ConnectionService::other_account(Session& session, const ConnectionRow& row,
                                                             const Account& signed_in) {
  auto transfer = rows::find_transfer(session, row.id, d_.clock.now());
  OtherAccount other;
  other.connection_id = row.id;
  other.connection_label = row.label;
  other.expected = transfer ? Account{transfer->account_id, {}} : Account{row.account_id, row.account_name};
  other.signed_in = signed_in;
  if (const Manifest* manifest = d_.registry.manifest(row.channel))
    other.switch_login = manifest->consent_texts(row.region, row.consent).switch_login;
  std::optional<std::string> existing;
  if (!signed_in.id.empty() && signed_in.id != row.account_id)
    existing = rows::find_connection_of_account(session, row.channel, row.region, signed_in.id, row.id);
  if (auto found = existing ? rows::find_connection(session, *existing) : std::nullopt) {
    other.existing_id = found->id;
    other.existing_label = found->label;
  }
  if (!is_mismatch(other) && other.existing_id.empty()) return std::nullopt;
  return other;
}

Result<bool> ConnectionService::is_refused(Session& session, const ConnectionRow& row, Adoption& adoption) {
  const Account& account = adoption.signed_in;
  auto other = other_account(session, row, account);
  // Data of two accounts must never mix under one connection.
  const bool another = other && is_mismatch(*other);
  adoption.transferred =
      !another && account.id != row.account_id && rows::find_transfer(session, row.id, d_.clock.now());
  if (!other || (!another && adoption.second_connection)) return false;
  adoption.refusal = refusal_of(*other).code;
  record(session, row.id, "connection." + adoption.refusal,
         another ? "Another account signed in: " + in_words(account) + " instead of " +
                       in_words(other->expected) + ". Nothing was changed"
                 : "The account " + in_words(account) + " is connected already, as " + other->existing_label +
                       ". Nothing was changed",
         adoption.actor, Severity::warning);
  adoption.other = std::move(other);
  return true;
}

ConnectResult ConnectionService::refused(const ConnectionRow& row, const TokenGrant& grant,
                                         const Adoption& adoption) {
  ConnectProblem problem{refusal_of(*adoption.other), adoption.other};
  OtherAccount& other = *problem.other;
  if (adoption.source != "consent") return tl::unexpected(std::move(problem));  // the token is a person's own
  PendingConsent consent{row.id,         other.signed_in.id, other.signed_in.name, adoption.return_to,
                         adoption.actor, grant.refresh_token};
  if (!adoption.link_id.empty()) {  // who came by a link decides nothing
    pending_.give_up(consent);
  } else if (auto kept = pending_.keep(consent)) {
    other.pending = *kept;
  } else {
    d_.logger.warning("a consent of another account could not be kept",
                      {{"connection", row.id}, {"reason", describe(kept.error())}});
  }
  return tl::unexpected(std::move(problem));
}

Result<ConnectProblem> ConnectionService::undecided(const std::string& browser_secret) {
  auto waiting = pending_.look(browser_secret);
  if (!waiting) return fail(waiting.error());
  const auto& [key, consent] = *waiting;
  std::optional<OtherAccount> other;
  auto looked = d_.database.read([&](Session& session) -> Status {
    if (auto row = rows::find_connection(session, consent.connection_id))
      other = other_account(session, *row, {consent.account_id, consent.account_name});
    return {};
  });
  if (!looked) return fail(looked.error());
  if (!other)
    return fail("consent_ended", "There is nothing left to decide: the connection was changed meanwhile",
                "See it in the console, and connect there again where it is needed");
  other->pending = key;
  return ConnectProblem{refusal_of(*other), std::move(other)};
}

Result<StartedAuthorization> ConnectionService::sign_in_again(const PendingKey& key) {
  auto consent = pending_.take(key);
  if (!consent) return fail(consent.error());
  pending_.give_up(*consent);
  return begin_consent(consent->connection_id, consent->return_to, consent->actor);
}

Result<ConnectOutcome> ConnectionService::connect_other(const PendingKey& key) {
  auto consent = pending_.take(key);
  if (!consent) return fail(consent.error());
  auto connected = connect_taken(*consent);
  if (connected) return *connected;
  Error error = connected.error().error;
  if (connected.error().other) return fail(std::move(error));  // that refusal settled what becomes of it
  if (is_passing(error)) {
    auto kept = pending_.put_back(key, *consent);
    if (kept) return fail(std::move(error));
    d_.logger.warning("a consent of another account could not be kept",
                      {{"connection", consent->connection_id}, {"reason", describe(kept.error())}});
  }
  pending_.give_up(*consent);
  error.message += ". This consent is over";
  return fail(std::move(error));
}

// The consent's token becomes the one that the provider gave for it, which may be the only one that is still good.
ConnectResult ConnectionService::connect_taken(PendingConsent& consent) {
  const auto refuse = [](Error error) {
    return ConnectResult(tl::unexpected(ConnectProblem{std::move(error), {}}));
  };
  auto row = find(consent.connection_id);
  if (!row) return refuse(row.error());
  const bool own = row->account_id.empty();  // its first account, of which there is another connection
  if (!own) {
    row = create({row->channel,
                  row->region,
                  clean_line(consent.account_name, limits::kLabelBytesMax),
                  {},
                  {},
                  row->consent},
                 consent.actor);
    if (!row) return refuse(row.error());
  }
  auto grant = refreshed(*row, consent.refresh_token);
  if (grant) consent.refresh_token = grant->refresh_token;
  Adoption adoption{consent.account_id, "consent", consent.actor};
  adoption.second_connection = own;
  auto adopted = grant ? adopt(*row, *grant, std::move(adoption)) : refuse(grant.error());
  if (!adopted && !own) discard(*row);
  return adopted;
}

// A connection that was made for a consent which then could not be used: nobody shall wonder where it came from.
void ConnectionService::discard(const ConnectionRow& row) {
  auto status = d_.database.write([&](Session& session) -> Status {
    rows::delete_connection(session, row.id);
    return {};
  });
  if (!status)
    d_.logger.warning("a connection that was not made could not be removed",
                      {{"connection", row.id}, {"reason", describe(status.error())}});
  changed(row.id);
}

Result<TokenGrant> ConnectionService::refreshed(const ConnectionRow& row, const Secret& refresh_token) {
  auto oauth = endpoint(row);
  if (!oauth) return fail(oauth.error());
  const std::string& name = d_.registry.manifest(row.channel)->name;
  auto grant = ask_token(*oauth, refresh_token);
  if (!grant)
    return fail("provider_unavailable", name + " did not answer in time", "Nothing was changed. Try again");
  if (!*grant) return fail(explain_connect_failure(grant->error(), name));
  if ((*grant)->refresh_token.empty()) (*grant)->refresh_token = refresh_token;
  return std::move(**grant);
}

// Nothing: no answer in time.
std::optional<TokenResult> ConnectionService::ask_token(const OAuthEndpoint& oauth,
                                                        const Secret& refresh_token) {
  return await_until_stop<TokenResult>(
      stopping_,
      [&](auto done) {
        d_.core.post([this, oauth, refresh_token, done] {
          d_.token_client.refresh(oauth, refresh_token,
                                  [&client = d_.token_client, done](TokenResult result) {
                                    if (result) client.forget_soon(result->access_token);
                                    done(std::move(result));
                                  });
        });
      },
      tl::unexpected(host_stops()), limits::kTokenCallDeadline);
}

void ConnectionService::stop() {
  stopping_.stop();
}

void ConnectionService::withdraw(const std::string& connection_id, const Secret& refresh_token) {
  auto known = d_.directory.find(connection_id);
  if (!known) return;
  auto setup = channel_setup(d_.registry, d_.config, known->channel, known->region, {});
  if (!setup || setup->region->revoke_url.empty()) return;
  auto oauth = resolve_oauth(*setup->manifest, *setup->config, known->region);
  if (!oauth) return;
  d_.core.post(
      [&client = d_.token_client, &logger = d_.logger, oauth = *oauth, refresh_token, connection_id] {
        client.revoke(oauth, refresh_token, [&logger, connection_id](std::optional<Failure> problem) {
          if (problem)
            logger.warning("a consent that was not used could not be withdrawn",
                           {{"connection", connection_id}, {"reason", problem->message}});
        });
      });
}

}  // namespace mooring::host
