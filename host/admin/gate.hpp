// Who may pass: Host allow-list, Origin and Sec-Fetch-Site, bearer token, session cookie, CSRF token, sign-in and its rate
// limit. Any thread; owned by AdminServer.
#pragma once
#include <atomic>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "admin/http/message.hpp"
#include "admin/problem.hpp"
#include "base/clock.hpp"
#include "base/random.hpp"
#include "base/secret.hpp"
#include "store/database.hpp"
#include "store/rows.hpp"

namespace mooring::host::admin {

enum class Access {
  open,     // anyone, under any Host: health checks
  page,     // anyone: the console's files and the provider's redirect
  sign_in,  // anyone, from our own pages
  api,      // bearer token or session
};

struct Caller {
  std::string actor;         // "token", "console"; empty: nobody
  std::string session_hash;  // of a session
  std::string csrf_token;
  Timestamp expires_at{};
  bool by_session() const { return !session_hash.empty(); }
};

struct NewSession {
  std::string cookie;  // the whole Set-Cookie value
  Caller caller;
};

class Gate {
 public:
  struct Options {
    Database& database;
    const Clock& clock;
    Random& random;
    Secret token;
    std::string public_url, bind;
  };
  explicit Gate(Options options);
  void listening_on(uint16_t port) { port_ = port; }

  // Errors: host_not_allowed, origin_not_allowed, not_signed_in, csrf_invalid.
  Result<Caller> admit(const http::Request& request, Access access);

  // Errors: signin_refused, too_many_attempts.
  Result<NewSession> sign_in_with_code(const http::Request& request, const std::string& code);
  Result<NewSession> sign_in_with_token(const http::Request& request, const Secret& token);
  Status sign_out(const Caller& caller);
  std::string cleared_cookie() const;

  bool secure() const { return secure_; }  // browsers use https

 private:
  bool host_allowed(const std::string& host) const;
  bool origin_allowed(const http::Request& request) const;
  bool is_token(std::string_view text) const;
  Result<Caller> session_of(const http::Request& request);
  Result<NewSession> open_session(const http::Request& request);
  Status check_attempts(const std::string& peer);
  void count_failure(const std::string& peer);
  Caller to_caller(const rows::AdminSessionRow& row) const;
  std::string cookie(const std::string& value, long max_age_s) const;

  Options options_;
  std::string token_hash_;
  std::string public_scheme_, public_host_;  // host with port as browsers send it
  bool secure_ = false;
  std::atomic<uint16_t> port_{0};

  struct Failures {
    double count = 0;
    SteadyTime at{};
  };
  std::mutex mutex_;
  std::map<std::string, Failures> failures_;  // by client address
};

}  // namespace mooring::host::admin
