// The life of a connection: create, connect (consent or pasted token), choose marketplaces, reconnect,
// disconnect. Called from HTTP threads and at start; every call blocks until its outcome is committed. A
// grant is adopted only after identify has shown whose account it is: another account than before, and one that another
// connection has already, is refused, and the old grant stays.
#pragma once
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/stop_signal.hpp"
#include "config/config.hpp"
#include "connections/channel_setup.hpp"
#include "connections/identifier.hpp"
#include "connections/identity_store.hpp"
#include "connections/pending_grants.hpp"
#include "oauth/oauth.hpp"
#include "plugins/registry.hpp"
#include "store/journal.hpp"
#include "store/models.hpp"
#include "store/rows.hpp"

namespace mooring::host {

struct NewConnection {
  std::string channel, region, label;  // label empty: made from channel and region
  std::map<std::string, std::string> settings;
  std::string config_key;   // its name in the file that declares it
  std::string consent{};    // which of the region's consents; empty: the usual one
  std::string workspace{};  // empty: "default"
};

struct ConnectionChange {
  std::optional<std::string> label;
  std::map<std::string, std::string> settings;  // only what changes
  std::optional<std::string> consent{};    // of another kind of account only while nobody has connected it
  std::optional<std::string> workspace{};  // empty: "default"
};

struct ConnectOutcome {
  std::string connection_id;
  bool reconnected = false;          // it was connected before
  bool choose_marketplaces = false;  // nothing selected yet: the user is to choose
  // It had been disconnected: syncing goes on with the selection that was kept, which the user is to look over.
  bool confirm_marketplaces = false;
  std::string return_to;
};

struct Account {
  std::string id, name;
};
std::string masked(const std::string& account_id);    // "A1F...8QZ": enough to tell two apart
std::string in_words(const Account& account);         // "Shop (A1F83G8QZ)"
std::string in_masked_words(const Account& account);  // "Shop (A1F...8QZ)"

// A consent of another account than expected was given, and not adopted.
struct OtherAccount {
  std::string connection_id, connection_label;  // that the consent was for
  Account expected;                             // whose connection it is; without id: it has none yet
  Account signed_in;
  std::string existing_id, existing_label;  // a connection that has the account already; may be empty
  std::string switch_login;                 // how one signs in as somebody else; may be empty
  PendingKey pending;                       // with which it can still be connected; without key: it cannot
};

struct ConnectProblem {
  Error error;
  std::optional<OtherAccount> other;  // with account_mismatch and account_connected
};
using ConnectResult = tl::expected<ConnectOutcome, ConnectProblem>;

struct FinishedConsent {
  ConnectResult result;
  std::string link_id;  // of the reconnect link that it began with; empty: by someone signed in
  std::string label;    // of its connection; may be empty
};

struct PastedToken {
  Secret refresh_token;
  std::string account_id;          // where the provider does not tell it
  std::string source = "pasted";   // or "file"
  bool second_connection = false;  // although another connection has the account
};

struct Revocation {         // what became of the access at the provider
  bool documented = false;  // the provider has a way for a program
  bool revoked = false;
  std::string message, help_url;  // help_url: where the account's owner withdraws it; may be empty
};

class ConnectionService {
 public:
  struct Dependencies {
    Database& database;
    Vault& vault;
    AuthorizationFlow& flow;
    TokenClient& token_client;
    TokenService& tokens;
    Identifier& identifier;
    ConnectionDirectory& directory;
    const PluginRegistry& registry;
    const Config& config;
    Journal& journal;
    EventHub& events;
    Executor& core;
    const Clock& clock;
    Random& random;
    Logger& logger;
    std::string public_url;
  };
  explicit ConnectionService(Dependencies dependencies);

  Result<ConnectionRow> create(const NewConnection&, const std::string& actor);
  // `also`: what else is changed with it, or not at all.
  Result<ConnectionRow> update(const std::string& id, const ConnectionChange&,
                               std::optional<int64_t> expected_version, const std::string& actor,
                               const std::function<Status(Session&)>& also = {});

  // `link_id`: of the reconnect link by which the account's owner does it.
  Result<StartedAuthorization> begin_consent(const std::string& id, const std::string& return_to,
                                             const std::string& actor, const std::string& link_id = {});
  FinishedConsent finish_consent(const std::string& issuer, const NameValues& query,
                                 const std::string& browser_secret);
  // Errors: token_rejected, account_missing, account_mismatch, account_connected, pasted_tokens_unsupported,
  // application_missing.
  ConnectResult connect_with_token(const std::string& id, const PastedToken& token, const std::string& actor);

  // What a person decided about a consent of another account. Errors: consent_ended, consent_expired,
  // consent_foreign_browser.
  // What waits for the decision of this browser, as finish_consent told it; nothing is used up.
  Result<ConnectProblem> undecided(const std::string& browser_secret);
  // It is dropped, and a new consent of the same connection begins.
  Result<StartedAuthorization> sign_in_again(const PendingKey& key);
  // It becomes a connection of its own; or, where the account has another connection, a second one. Where the provider
  // could not be asked, it can be decided again.
  Result<ConnectOutcome> connect_other(const PendingKey& key);
  // What nobody decided about before this host was started.
  void drop_expired_consents() { pending_.drop_expired(); }

  // Errors: marketplace_unknown, marketplace_unavailable, selection_empty, version_conflict.
  Result<ConnectionRow> select_marketplaces(const std::string& id,
                                            const std::vector<std::string>& marketplace_ids,
                                            std::optional<int64_t> expected_version,
                                            const std::string& actor);
  // Stops the schedule, withdraws the access at the provider where the region declares a way, drops the token, keeps all
  // data and the selection.
  Result<Revocation> disconnect(const std::string& id, const std::string& actor);

  // The host stops: nobody waits for a token endpoint any more, whatever it is asked. Any thread.
  void stop();

  // After every change that the engine must know of: connected, selection, settings, disconnected.
  void on_change(std::function<void(const std::string& connection_id)> listener);

 private:
  Result<ConnectionRow> find(const std::string& id) const;
  Result<OAuthEndpoint> endpoint(const ConnectionRow& connection) const;
  struct Adoption;  // how a grant came, and what became of it
  ConnectResult adopt(const ConnectionRow&, const TokenGrant&, Adoption adoption);
  ConnectResult refused(const ConnectionRow&, const TokenGrant&, const Adoption&);
  Status store_adopted(Session&, const ConnectionRow& before, const TokenGrant&, Adoption&);
  Result<bool> is_refused(Session&, const ConnectionRow&, Adoption&);
  std::optional<OtherAccount> other_account(Session&, const ConnectionRow&, const Account& signed_in);
  void store_transfer(Session&, const ConnectionRow& before, const Adoption&);
  Status replace_grant(Session&, const ConnectionRow&, const TokenGrant&, Adoption&);
  ConnectResult connect_taken(PendingConsent& consent);
  void discard(const ConnectionRow& row);
  Result<TokenGrant> exchanged(const ConnectionRow&, const OAuthEndpoint&, const AcceptedCallback&);
  bool is_first_refusal(const NameValues& query, const Error& error);
  void record_refusal(const std::string& connection_id, const std::string& actor, Severity severity,
                      const Failure& failure, const std::string& message);
  Result<TokenGrant> refreshed(const ConnectionRow&, const Secret& refresh_token);
  std::optional<TokenResult> ask_token(const OAuthEndpoint&, const Secret& refresh_token);
  void withdraw(const std::string& connection_id, const Secret& refresh_token);
  void record_found(Session&, const ConnectionRow&, IdentityChanges& changes,
                    const std::vector<MarketplaceRow>& marketplaces, const Adoption&);
  std::optional<Secret> active_refresh_token(const std::string& id) const;
  Revocation revoke(const ConnectionRow& row);
  void record(Session&, const std::string& connection_id, std::string kind, std::string message,
              const std::string& actor, Severity severity = Severity::info);
  void changed(const std::string& connection_id);
  void forget_token(const std::string& connection_id);

  Dependencies d_;
  PendingGrants pending_;
  std::function<void(const std::string&)> listener_;
  StopSignal stopping_;
  std::mutex refusals_mutex_;
  std::set<std::string> refusals_;  // that were told
};

// Exposed for the message of connect failures: what to tell a person about a token endpoint's or identify's
// refusal.
Error explain_connect_failure(const Failure& failure, const std::string& channel_name);

}  // namespace mooring::host
