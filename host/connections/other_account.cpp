// When another account than expected signed in: how accounts are named, and what a person may decide about it.
#include "base/await.hpp"
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

// Who is to be asked is decided in the transaction that would adopt it, so that two consents cannot pass each other.
Result<bool> ConnectionService::is_refused(Session& session, const ConnectionRow& row, Adoption& adoption) {
  const Account& account = adoption.signed_in;
  auto transfer = rows::find_transfer(session, row.id, d_.clock.now());
  const Account expected =
      transfer ? Account{transfer->account_id, {}} : Account{row.account_id, row.account_name};
  // Data of two accounts must never mix under one connection.
  const bool another = !expected.id.empty() && !account.id.empty() && account.id != expected.id;
  adoption.transferred = transfer && !another && account.id != row.account_id;
  std::optional<std::string> existing;
  if (!account.id.empty() && account.id != row.account_id && !adoption.second_connection)
    existing = rows::find_connection_of_account(session, row.channel, row.region, account.id, row.id);
  if (!another && !existing) return false;
  adoption.refusal = another ? "account_mismatch" : "account_connected";
  OtherAccount& other = adoption.other.emplace();
  other.connection_id = row.id;
  other.connection_label = row.label;
  other.expected = expected;
  other.signed_in = account;
  if (const Manifest* manifest = d_.registry.manifest(row.channel))
    other.switch_login = manifest->consent_texts(row.region, row.consent).switch_login;
  if (auto found = existing ? rows::find_connection(session, *existing) : std::nullopt) {
    other.existing_id = found->id;
    other.existing_label = found->label;
  }
  record(session, row.id, "connection." + adoption.refusal,
         another ? "Another account signed in: " + in_words(account) + " instead of " + in_words(expected) +
                       ". Nothing was changed"
                 : "The account " + in_words(account) + " is connected already, as " + other.existing_label +
                       ". Nothing was changed",
         adoption.actor, Severity::warning);
  return true;
}

ConnectResult ConnectionService::refused(const ConnectionRow& row, const TokenGrant& grant,
                                         const Adoption& adoption) {
  ConnectProblem problem;
  problem.other = adoption.other;
  OtherAccount& other = *problem.other;
  const bool mismatch = adoption.refusal == "account_mismatch";
  problem.error = mismatch
                      ? Error{adoption.refusal,
                              "This connection belongs to the account " + in_words(other.expected) +
                                  ", but " + in_words(other.signed_in) + " signed in",
                              "Sign in with the same account, or make a new connection for the other one"}
                      : Error{adoption.refusal,
                              "The account " + in_words(other.signed_in) + " is connected already, as " +
                                  other.existing_label + " (" + other.existing_id + ")",
                              "Use that connection; reconnect it there when it needs to be"};
  if (adoption.source != "consent") return tl::unexpected(std::move(problem));  // the token is a person's own
  PendingConsent consent{row.id,         other.signed_in.id, other.signed_in.name, adoption.return_to,
                         adoption.actor, grant.refresh_token};
  // Who came by a link may not make connections; and one that exists is to be used rather than doubled.
  const bool may_be_connected = adoption.link_id.empty() && (!mismatch || other.existing_id.empty());
  if (!may_be_connected) {
    pending_.give_up(consent);
  } else if (auto kept = pending_.keep(consent)) {
    other.pending = *kept;
  } else {
    d_.logger.warning("a consent of another account could not be kept",
                      {{"connection", row.id}, {"reason", describe(kept.error())}});
  }
  return tl::unexpected(std::move(problem));
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
  auto row = find(consent->connection_id);
  if (!row) return fail(row.error());
  const bool own = row->account_id.empty();  // its first account, of which there is another connection
  if (!own) {
    row = create({row->channel,
                  row->region,
                  clean_line(consent->account_name, limits::kLabelBytesMax),
                  {},
                  {},
                  row->consent},
                 consent->actor);
    if (!row) return fail(row.error());
  }
  auto grant = refreshed(*row, consent->refresh_token);
  Adoption adoption{consent->account_id, "consent", consent->actor};
  adoption.second_connection = own;
  auto adopted = grant ? adopt(*row, *grant, std::move(adoption))
                       : ConnectResult(tl::unexpected(ConnectProblem{grant.error(), {}}));
  if (adopted) return *adopted;
  if (!own) discard(*row);
  return fail(adopted.error().error);
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
  auto grant = await<TokenResult>(
      [&](auto done) {
        d_.core.post([this, oauth = *oauth, refresh_token, done] {
          d_.token_client.refresh(oauth, refresh_token,
                                  [&client = d_.token_client, done](TokenResult result) {
                                    if (result) client.forget_soon(result->access_token);
                                    done(std::move(result));
                                  });
        });
      },
      limits::kTokenCallDeadline);
  if (!grant)
    return fail("provider_unavailable", name + " did not answer in time", "Nothing was changed. Try again");
  if (!*grant) return fail(explain_connect_failure(grant->error(), name));
  if ((*grant)->refresh_token.empty()) (*grant)->refresh_token = refresh_token;
  return std::move(**grant);
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
