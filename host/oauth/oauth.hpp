// OAuth 2.0 as the manifests declare it: authorization code flow, refresh, and what the refusals mean.
// Nothing here knows a provider. Three parts:
//   AuthorizationFlow  starts a consent and takes its callback (HTTP threads, blocking)
//   TokenClient        one call to a token endpoint, classified (core executor)
//   TokenService       access tokens of connections: cached, refreshed ahead of time, single flight (core
//   executor)
#pragma once
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "base/executor.hpp"
#include "base/result.hpp"
#include "config/config.hpp"
#include "oauth/known_secrets.hpp"
#include "oauth/vault.hpp"
#include "plugins/task.hpp"
#include "store/database.hpp"
#include "store/journal.hpp"
#include "transport/transport.hpp"

namespace mooring::host {

// The endpoints and application of one channel in one region: manifest + configuration, resolved.
struct OAuthEndpoint {
  std::string channel, region, issuer, authorize_url, token_url;
  std::string revoke_url;                          // empty: the provider has no way for a program
  const OAuthDescription* description = nullptr;   // lives as long as the registry
  std::map<std::string, std::string> application;  // client_id, application fields
  Secret client_secret;
  Secret client_secret_previous;  // empty: there is one only
};
// What the application is to do: speak to the token endpoint, or send people to the consent page, too, whose address may carry
// the manifest's application fields.
enum class ApplicationUse { tokens, consent };
std::vector<std::string> missing_application_keys(const Manifest& manifest, const ChannelConfig& config,
                                                  ApplicationUse use);
// Error: application_missing, with the keys to set and their table.
Status check_application(const Manifest& manifest, const ChannelConfig& config, ApplicationUse use);

// `consent`: which of the region's consent pages; empty: the usual one. Errors: application_missing (for tokens), region_unknown,
// consent_unknown, endpoint_insecure.
Result<OAuthEndpoint> resolve_oauth(const Manifest& manifest, const ChannelConfig& config,
                                    const std::string& region, const std::string& consent = {});

struct TokenGrant {
  Secret access_token;
  Secret refresh_token;  // empty: the answer had none (keep the old one)
  Duration expires_in{};
};
using TokenResult = tl::expected<TokenGrant, Failure>;  // Failure.kind tells rejected, revoked, application,
                                                        // server, network, throttled

// Where two client secrets of a channel are configured (for some time after a new one was made, a provider may accept
// only the old one, or only the new one): the one that worked last is tried first, and the other one where the provider
// refuses the application.
class TokenClient {
 public:
  // No failure that it hands over has a secret in it that the redactor knows. The redactor knows each access token from now
  // on: until its owner removes it, or, where nobody keeps it, forget_soon() was called.
  TokenClient(HttpTransport& transport, Redactor& redactor);
  // Called on core when another of two secrets works than the last time, and when the first one is known.
  void on_secret_known(std::function<void(const std::string& channel, bool previous)> listener);
  void exchange_code(const OAuthEndpoint&, const std::string& code, const std::string& redirect_uri,
                     const Secret& pkce_verifier, std::function<void(TokenResult)> done);
  void refresh(const OAuthEndpoint&, const Secret& refresh_token, std::function<void(TokenResult)> done);
  // An access token that is used once, to ask whose account it is: it is redacted for a day more, as if it had been replaced.
  void forget_soon(const Secret& access_token);
  // RFC 7009, once: nothing when the provider confirmed it, else why not. The endpoint has a revoke_url.
  void revoke(const OAuthEndpoint&, const Secret& refresh_token,
              std::function<void(std::optional<Failure>)> done);
  void drop_issued(SteadyTime now) { issued_.drop_old(now); }  // every few hours; any thread

 private:
  struct Call;
  void call(const OAuthEndpoint&, NameValues form, std::function<void(TokenResult)> done);
  void attempt(std::shared_ptr<Call> call);
  bool previous_works(const std::string& channel) const;
  void note_secret(const std::string& channel, bool previous);
  HttpTransport& transport_;
  Redactor& redactor_;
  FadingSecrets issued_;                        // tokens that whoever asked is about to keep
  std::map<std::string, bool> previous_works_;  // by channel; core's own
  std::function<void(const std::string&, bool)> on_secret_known_;
};
// Pure: how a token endpoint's answer is read under the manifest's rules. A network error, 5xx, 429 or an
// answer that is no JSON never means rejected.
TokenResult read_token_answer(const OAuthDescription&, const std::string& endpoint, const HttpResult& answer);

struct StartedAuthorization {
  std::string authorize_url;
  std::string provider_name{};  // for people; whoever knows the manifest sets it
  std::string browser_secret;   // goes into the browser's cookie, only its hash is stored
};
struct AcceptedCallback {
  std::string connection_id, code, account_id, redirect_uri, issuer, return_to, actor;
  Secret pkce_verifier;
};

struct ConsentOrigin {
  std::string connection_id;
  std::string link_id;  // of a reconnect link; empty: someone signed in began it
};

inline constexpr const char* kVerifierPurpose = "pkce verifier";  // what they are sealed for

class AuthorizationFlow {
 public:
  AuthorizationFlow(Database& database, Vault& vault, const Clock& clock, Random& random);
  // redirect_uri = <public_url>/oauth/callback/<issuer>
  Result<StartedAuthorization> begin(const OAuthEndpoint&, const std::string& connection_id,
                                     const std::string& public_url, const std::string& return_to,
                                     const std::string& actor, const std::string& link_id = {});
  // Checks and uses up the state. Errors: state_unknown, state_used, state_expired, state_foreign_browser,
  // issuer_mismatch, consent_refused (the provider's error and description), code_missing. The last three use
  // it up too.
  Result<AcceptedCallback> accept(const OAuthDescription&, const std::string& issuer, const NameValues& query,
                                  const std::string& browser_secret);
  // What a callback is for, without using anything up; to find the channel's OAuthDescription.
  Result<ConsentOrigin> origin_of(const NameValues& query);

 private:
  Status reserve(const std::string& state_hash, Timestamp now);
  void release(const std::string& state_hash);
  Database& database_;
  Vault& vault_;
  const Clock& clock_;
  Random& random_;
  std::mutex mutex_;
  std::map<std::string, Timestamp> pending_;  // state hash -> end of its life; for the cap
};

using AccessTokenResult = tl::expected<Secret, Failure>;

class TokenService {
 public:
  using EndpointOf = std::function<Result<OAuthEndpoint>(const std::string& connection_id)>;
  TokenService(Database&, Vault&, TokenClient&, Journal&, Executor& core, const Clock&, Redactor&,
               EndpointOf);
  ~TokenService();

  // Core executor. A cached token when it is good for long enough, else one refresh however many ask (single
  // flight). A rejection is confirmed by a second try after kRejectionConfirmAfter before the grant is marked
  // rejected or revoked, with the evidence and an activity entry; other failures leave the grant alone and
  // pause kRefreshFailurePause.
  void access_token(const std::string& connection_id, std::function<void(AccessTokenResult)> done);
  // The provider said that this token is expired: forget it, so that the next access_token refreshes.
  void drop(const std::string& connection_id, const Secret& access_token);
  // The connection has a new grant, or none any more.
  void forget(const std::string& connection_id);
  // Refreshes ahead of time for connections in use; called once at start.
  void start_refreshing_ahead();
  // Called after a grant's state changed for the worse (for the engine and the console).
  void on_grant_changed(std::function<void(const std::string& connection_id)> listener);

 private:
  struct State;
  std::shared_ptr<State> state_;  // callbacks hold it weakly
};

}  // namespace mooring::host
