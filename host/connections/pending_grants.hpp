// Consents that were given but not adopted, because they are of another account than expected: kept sealed for at most
// limits::kPendingConsentLifetime, under a one-time key and the browser that gave them, until a person says what to do
// with them. The key follows from the browser's secret: the page can be drawn again, and its address holds no secret. What nobody wants is dropped, and withdrawn at the provider where there is a way. Any thread; owned by
// ConnectionService.
#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "base/executor.hpp"
#include "base/log.hpp"
#include "oauth/vault.hpp"
#include "store/rows_life.hpp"

namespace mooring::host {

inline constexpr const char* kPendingConsentPurpose = "pending consent";  // what their tokens are sealed for

struct PendingConsent {
  std::string connection_id;  // that it was given for
  std::string account_id, account_name, return_to, actor;
  Secret refresh_token;
  Timestamp expires_at{};  // of one that was taken
};

struct PendingKey {
  std::string key;             // in the page's forms
  std::string browser_secret;  // in the browser's cookie
};

class PendingGrants {
 public:
  // `withdraw`: any thread; best effort, must not wait.
  using Withdraw = std::function<void(const std::string& connection_id, const Secret& refresh_token)>;
  PendingGrants(Database& database, Vault& vault, Executor& core, const Clock& clock, Random& random,
                Logger& logger, Withdraw withdraw);
  ~PendingGrants();

  // Error: too_many_consents.
  Result<PendingKey> keep(const PendingConsent& consent);
  // What waits for this browser's decision, and by which key; nothing is used up. Errors: consent_ended, consent_expired.
  Result<std::pair<PendingKey, PendingConsent>> look(const std::string& browser_secret);
  // Uses it up. Errors: consent_ended, consent_expired, consent_foreign_browser (which uses nothing up).
  Result<PendingConsent> take(const PendingKey& key);
  // What was taken could not be used: it waits again, under the same key and no longer than before. Error: consent_expired.
  Status put_back(const PendingKey& key, const PendingConsent& consent);
  // Nobody wants it.
  void give_up(const PendingConsent& consent);
  // What expired meanwhile; called at start, and by itself later.
  void drop_expired();

 private:
  Status store(const PendingKey& key, const PendingConsent& consent, Timestamp expires_at);

  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace mooring::host
