#include "connections/pending_grants.hpp"

#include "base/limits_life.hpp"
#include "base/text.hpp"
#include "store/rows.hpp"

namespace mooring::host {
namespace {

constexpr size_t kKeyBytes = 32;
constexpr const char* kStartAgain = "Start again with Connect in the console";

constexpr const char* kKeyPrefix = "decision ";

// Whoever has the browser's secret has the key; another site has neither.
PendingKey key_of(const std::string& browser_secret) {
  return {sha256_hex(kKeyPrefix + browser_secret), browser_secret};
}

Error ended() {
  return {"consent_ended", "This choice was made already, or its time is over", kStartAgain};
}

Error expired() {
  return {"consent_expired",
          "This choice took longer than " + format_duration(limits::kPendingConsentLifetime), kStartAgain};
}

// Withdrawing one consent may end all that the account has given to this application.
bool is_in_use(Session& session, const PendingConsent& consent) {
  auto row = rows::find_connection(session, consent.connection_id);
  return row && rows::find_connection_of_account(session, row->channel, row->region, consent.account_id, "");
}

}  // namespace

struct PendingGrants::State : std::enable_shared_from_this<State> {
  State(Database& the_database, Vault& the_vault, Executor& the_core, const Clock& the_clock,
        Random& the_random, Logger& the_logger, Withdraw the_withdraw)
      : database(the_database),
        vault(the_vault),
        core(the_core),
        clock(the_clock),
        random(the_random),
        logger(the_logger),
        withdraw(std::move(the_withdraw)) {}

  Result<PendingConsent> open(const PendingGrantRow& row) const;
  void drop_expired();

  Database& database;
  Vault& vault;
  Executor& core;
  const Clock& clock;
  Random& random;
  Logger& logger;
  Withdraw withdraw;
};

Result<PendingConsent> PendingGrants::State::open(const PendingGrantRow& row) const {
  auto token = vault.open_text(row.token_sealed, kPendingConsentPurpose);
  if (!token) return fail(token.error());
  return PendingConsent{row.connection_id, row.account_id,    row.account_name, row.return_to,
                        row.actor,         std::move(*token), row.expires_at};
}

void PendingGrants::State::drop_expired() {
  database.post_write(
      [self = shared_from_this()](Session& session) -> Status {
        for (const PendingGrantRow& row : rows::list_pending_grants(session)) {
          if (row.expires_at > self->clock.now()) break;  // the next to expire comes first
          rows::delete_pending_grant(session, row.key_hash);
          auto consent = self->open(row);
          if (consent && !is_in_use(session, *consent))
            self->database.after_commit(
                [self, consent = *consent] { self->withdraw(consent.connection_id, consent.refresh_token); });
        }
        return {};
      },
      [self = shared_from_this()](Status status) {
        if (!status)
          self->logger.error("consents that nobody took could not be dropped",
                             {{"reason", describe(status.error())}});
      });
}

PendingGrants::PendingGrants(Database& database, Vault& vault, Executor& core, const Clock& clock,
                             Random& random, Logger& logger, Withdraw withdraw)
    : state_(std::make_shared<State>(database, vault, core, clock, random, logger, std::move(withdraw))) {}

PendingGrants::~PendingGrants() = default;

Result<PendingKey> PendingGrants::keep(const PendingConsent& consent) {
  const PendingKey key = key_of(state_->random.token(kKeyBytes));
  auto stored = store(key, consent, state_->clock.now() + Duration(limits::kPendingConsentLifetime));
  if (!stored) return fail(stored.error());
  state_->core.post_after(limits::kPendingConsentLifetime, [weak = std::weak_ptr(state_)] {
    if (auto state = weak.lock()) state->drop_expired();
  });
  return key;
}

Status PendingGrants::put_back(const PendingKey& key, const PendingConsent& consent) {
  if (consent.expires_at <= state_->clock.now()) return fail(expired());
  return store(key, consent, consent.expires_at);
}

Status PendingGrants::store(const PendingKey& key, const PendingConsent& consent, Timestamp expires_at) {
  PendingGrantRow row{sha256_hex(key.key),
                      sha256_hex(key.browser_secret),
                      consent.connection_id,
                      consent.account_id,
                      consent.account_name,
                      {},
                      consent.return_to,
                      consent.actor,
                      expires_at - Duration(limits::kPendingConsentLifetime),
                      expires_at};
  return state_->database.write([&](Session& session) -> Status {
    if (rows::list_pending_grants(session).size() >= limits::kPendingConsentsMax)
      return fail("too_many_consents", "Too many consents wait for a decision",
                  "Wait " + format_duration(limits::kPendingConsentLifetime) + " and try again");
    auto sealed = state_->vault.seal_text(consent.refresh_token, kPendingConsentPurpose);
    if (!sealed) return fail(sealed.error());
    row.token_sealed = std::move(*sealed);
    rows::insert_pending_grant(session, row);
    return {};
  });
}

Result<std::pair<PendingKey, PendingConsent>> PendingGrants::look(const std::string& browser_secret) {
  const PendingKey key = key_of(browser_secret);
  std::optional<PendingGrantRow> row;
  auto looked = state_->database.read([&](Session& session) -> Status {
    row = rows::find_pending_grant(session, sha256_hex(key.key));
    return {};
  });
  if (!looked) return fail(looked.error());
  if (!row) return fail(ended());
  if (row->expires_at <= state_->clock.now()) return fail(expired());
  auto consent = state_->open(*row);
  if (!consent) return fail(consent.error());
  return std::pair(key, std::move(*consent));
}

Result<PendingConsent> PendingGrants::take(const PendingKey& key) {
  std::optional<PendingGrantRow> row;
  const std::string key_hash = sha256_hex(key.key);
  auto taken = state_->database.write([&](Session& session) -> Status {
    row = rows::find_pending_grant(session, key_hash);
    if (!row) return fail(ended());
    if (!(Secret(sha256_hex(key.browser_secret)) == Secret(row->browser_hash)))
      return fail("consent_foreign_browser", "This choice belongs to another browser", kStartAgain);
    rows::delete_pending_grant(session, key_hash);
    return {};
  });
  if (!taken) return fail(taken.error());
  auto consent = state_->open(*row);
  if (consent && row->expires_at <= state_->clock.now()) {
    give_up(*consent);
    return fail(expired());
  }
  return consent;
}

void PendingGrants::give_up(const PendingConsent& consent) {
  bool in_use = true;
  auto looked = state_->database.read([&](Session& session) -> Status {
    in_use = is_in_use(session, consent);
    return {};
  });
  if (looked && !in_use) state_->withdraw(consent.connection_id, consent.refresh_token);
}

void PendingGrants::drop_expired() {
  state_->drop_expired();
}

}  // namespace mooring::host
