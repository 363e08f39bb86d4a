// Who may pass: Host allow-list, Origin and Sec-Fetch-Site, bearer token, session cookie, CSRF token, sign-in and its rate
// limit, and what a caller's role and scopes permit. Any thread; owned by AdminServer.
#pragma once
#include <atomic>
#include <string>
#include <vector>

#include "access/services.hpp"
#include "admin/http/message.hpp"
#include "admin/problem.hpp"
#include "base/clock.hpp"
#include "base/secret.hpp"

namespace mooring::host::admin {

enum class Access {
  open,     // anyone, under any Host: health checks
  page,     // anyone: the console's files and the provider's redirect
  sign_in,  // anyone, from our own pages
  api,      // bearer token or session
};

// What a request needs of its caller.
struct Need {
  Role role;
  Scope scope;
  std::optional<Scope> also{};  // of a token: this scope does as well
};

struct Caller {
  std::string actor;  // "user:anna", "token:nightly", "token:admin", "user:local"; empty: nobody
  std::string owner;  // of saved views: the user's or the token's id, or a word for the host's own
  Role role = Role::viewer;
  std::optional<Scopes> scopes{};        // of an API token
  std::string user_id{}, token_id{};     // both empty: the host's own token or link
  std::optional<LiveSession> session{};  // of a browser
  std::optional<Timestamp> ends_at{};    // of the session or token, as it stands

  bool by_session() const { return session.has_value(); }
  bool is_local() const { return user_id.empty() && token_id.empty() && !actor.empty(); }
  std::string session_hash() const { return session ? session->row.id_hash : std::string(); }
  std::string stream_owner() const { return session ? session->row.id_hash : token_id; }
};

// Errors: role_insufficient, scope_insufficient.
Status permit(const Caller& caller, const Need& need);

struct NewSession {
  std::string cookie;  // the whole Set-Cookie value
  Caller caller;
};

class Gate {
 public:
  struct Options {
    AccessServices& access;
    Secret token;
    std::string public_url, bind;
  };
  explicit Gate(Options options);
  void listening_on(uint16_t port) { port_ = port; }

  // Errors: host_not_allowed, origin_not_allowed, not_signed_in, csrf_invalid.
  Result<Caller> admit(const http::Request& request, Access access);

  // Always a new session: what the browser held before is worthless afterwards. A right code or token always passes: who
  // shares its holder's address (behind a proxy: everybody) cannot lock them out. Errors: signin_refused,
  // too_many_attempts, passwords_busy.
  Result<NewSession> sign_in_with_code(const http::Request& request, const std::string& code);
  Result<NewSession> sign_in_with_token(const http::Request& request, const Secret& token);
  Result<NewSession> sign_in_with_password(const http::Request& request, const std::string& name,
                                           const Secret& password);
  // Makes the first administrator with the set-up link and signs them in. Errors: as Accounts::set_up, and
  // too_many_attempts.
  Result<NewSession> set_up(const http::Request& request, const std::string& code, const NewUser& user);
  Status sign_out(const Caller& caller);
  // Of the session, and of a consent that the browser began.
  std::vector<std::string> cleared_cookies() const;

  bool secure() const { return secure_; }  // browsers use https

 private:
  bool host_allowed(const std::string& host) const;
  bool origin_allowed(const http::Request& request) const;
  bool is_admin_token(std::string_view text) const;
  Result<Caller> caller_of_token(std::string_view authorization);
  Result<Caller> caller_of_session(const http::Request& request);
  Result<NewSession> hand_over(Result<Sessions::Opened> opened) const;
  Result<NewSession> refused_code(const http::Request& request, const Error& error);
  void tell_refused(const http::Request& request, const std::string& name);
  std::string cookie(const std::string& value, long max_age_s) const;

  Options options_;
  std::string token_hash_;
  std::string public_scheme_, public_host_;  // host with port as browsers send it
  bool secure_ = false;
  std::atomic<uint16_t> port_{0};
};

}  // namespace mooring::host::admin
