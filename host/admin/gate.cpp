#include "admin/gate.hpp"

#include <algorithm>

#include "base/limits.hpp"
#include "base/text.hpp"

namespace mooring::host::admin {
namespace {

constexpr const char* kSessionCookie = "mooring_session";
constexpr size_t kClientsRememberedMax = 1000;
constexpr size_t kTokenBytes = 32;

bool is_safe(const std::string& method) {
  return method == "GET" || method == "HEAD" || method == "OPTIONS";
}

bool is_loopback(const std::string& bind) {
  return bind.starts_with("127.") || bind == "::1";
}

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c); });
  return text;
}

tl::unexpected<Error> not_signed_in() {
  return fail("not_signed_in", "This needs a sign-in or a token",
              "Open the sign-in link that `mooring serve` prints, or send Authorization: Bearer <token>");
}

}  // namespace

Gate::Gate(Options options) : options_(std::move(options)), token_hash_(sha256_hex(options_.token.reveal())) {
  const std::string url = lower(options_.public_url);
  const size_t slashes = url.find("://");
  if (slashes == std::string::npos) return;
  public_scheme_ = url.substr(0, slashes);
  public_host_ = url.substr(slashes + 3, url.find('/', slashes + 3) - (slashes + 3));
  const std::string standard_port = public_scheme_ == "https" ? ":443" : ":80";
  if (public_host_.ends_with(standard_port)) public_host_.resize(public_host_.size() - standard_port.size());
  secure_ = public_scheme_ == "https";
}

// A page of another site that resolves its own name to our address (DNS rebinding) still sends that name.
bool Gate::host_allowed(const std::string& host) const {
  if (host == public_host_) return true;
  const std::string port = ":" + std::to_string(port_.load());
  const std::string bound =
      options_.bind.find(':') == std::string::npos ? options_.bind : "[" + options_.bind + "]";
  if (host == bound + port) return true;
  if (!is_loopback(options_.bind)) return false;
  return host == "localhost" + port || host == "127.0.0.1" + port || host == "[::1]" + port;
}

bool Gate::origin_allowed(const http::Request& request) const {
  const std::string_view site = request.header("sec-fetch-site");
  if (!site.empty() && site != "same-origin" && site != "none") return false;
  const std::string origin = lower(std::string(request.header("origin")));
  if (origin.empty()) return true;
  if (origin == public_scheme_ + "://" + public_host_) return true;
  // Reached by another of our names, for example through a tunnel: the page must come from that very name.
  return request.host != public_host_ && origin == "http://" + request.host;
}

bool Gate::is_token(std::string_view text) const {
  // Equal lengths (of the hashes), compared in constant time.
  return !options_.token.empty() && Secret(sha256_hex(text)) == Secret(token_hash_);
}

Result<Caller> Gate::admit(const http::Request& request, Access access) {
  if (access == Access::open) return Caller();
  if (!host_allowed(request.host))
    return fail("host_not_allowed", "This host name is not one of Mooring's",
                "Use the address of admin.public_url; set that key to the name that browsers use");
  if (access == Access::page) return Caller();
  if (!origin_allowed(request))
    return fail("origin_not_allowed", "The request comes from a page of another site",
                "Set admin.public_url to the address that browsers use");
  if (access == Access::sign_in) return Caller();
  const std::string_view authorization = request.header("authorization");
  if (!authorization.empty()) {
    constexpr std::string_view kBearer = "bearer ";
    const bool bearer = equals_ignoring_case(authorization.substr(0, kBearer.size()), kBearer);
    if (!bearer || !is_token(authorization.substr(kBearer.size()))) return not_signed_in();
    Caller caller;
    caller.actor = "token";
    return caller;
  }
  auto caller = session_of(request);
  if (!caller || is_safe(request.method)) return caller;
  const Secret sent{std::string(request.header("x-csrf-token"))};
  if (!(sent == Secret(caller->csrf_token)))
    return fail("csrf_invalid", "The header X-CSRF-Token is missing or not this session's",
                "Send the csrf_token of GET /api/v1/session");
  return caller;
}

Caller Gate::to_caller(const rows::AdminSessionRow& row) const {
  Caller caller;
  caller.actor = row.actor;
  caller.session_hash = row.id_hash;
  caller.csrf_token = row.csrf_token;
  caller.expires_at = std::min(row.created_at + Duration(limits::kSessionAbsolute),
                               row.last_seen_at + Duration(limits::kSessionIdle));
  return caller;
}

Result<Caller> Gate::session_of(const http::Request& request) {
  const std::string_view id = request.cookie(kSessionCookie);
  if (id.empty()) return not_signed_in();
  const std::string hash = sha256_hex(id);
  std::optional<rows::AdminSessionRow> row;
  Status read = options_.database.read([&](Session& session) -> Status {
    row = rows::find_admin_session(session, hash);
    return {};
  });
  if (!read) return fail(read.error());
  const Timestamp now = options_.clock.now();
  if (!row || now >= to_caller(*row).expires_at) return not_signed_in();
  if (now - row->last_seen_at >= Duration(limits::kSessionTouchEvery)) {
    Status touched = options_.database.write([&](Session& session) -> Status {
      rows::touch_admin_session(session, hash, now);
      return {};
    });
    // On a full disk reading must go on; the session only seems idle for longer.
    if (touched) row->last_seen_at = now;
  }
  return to_caller(*row);
}

Result<NewSession> Gate::sign_in_with_code(const http::Request& request, const std::string& code) {
  if (Status allowed = check_attempts(request.peer); !allowed) return fail(allowed.error());
  bool valid = false;
  Status used = options_.database.write([&](Session& session) -> Status {
    valid = rows::consume_signin_code(session, sha256_hex(code), options_.clock.now());
    return {};
  });
  if (!used) return fail(used.error());
  if (valid) return open_session(request);
  count_failure(request.peer);
  return fail("signin_refused", "This sign-in link was used before, has expired, or is not one of ours",
              "Ask for a new one with `mooring signin`");
}

Result<NewSession> Gate::sign_in_with_token(const http::Request& request, const Secret& token) {
  if (Status allowed = check_attempts(request.peer); !allowed) return fail(allowed.error());
  if (is_token(token.reveal())) return open_session(request);
  count_failure(request.peer);
  return fail("signin_refused", "This is not the admin token",
              "It stands in the token file of the data folder, or in admin.token of the configuration");
}

// Always a new session: what the browser held before is worthless afterwards.
Result<NewSession> Gate::open_session(const http::Request& request) {
  const std::string id = options_.random.token(kTokenBytes);
  rows::AdminSessionRow row;
  row.id_hash = sha256_hex(id);
  row.csrf_token = options_.random.token(kTokenBytes);
  row.actor = "console";
  row.created_at = row.last_seen_at = options_.clock.now();
  const std::string_view before = request.cookie(kSessionCookie);
  Status stored = options_.database.write([&](Session& session) -> Status {
    if (!before.empty()) rows::delete_admin_session(session, sha256_hex(before));
    rows::delete_admin_sessions_before(session, row.created_at - Duration(limits::kSessionAbsolute),
                                       row.created_at - Duration(limits::kSessionIdle));
    rows::insert_admin_session(session, row);
    return {};
  });
  if (!stored) return fail(stored.error());
  constexpr long kMaxAge = std::chrono::duration_cast<std::chrono::seconds>(limits::kSessionAbsolute).count();
  return NewSession{cookie(id, kMaxAge), to_caller(row)};
}

Status Gate::sign_out(const Caller& caller) {
  if (!caller.by_session()) return {};
  return options_.database.write([&](Session& session) -> Status {
    rows::delete_admin_session(session, caller.session_hash);
    return {};
  });
}

std::string Gate::cookie(const std::string& value, long max_age_s) const {
  return std::string(kSessionCookie) + "=" + value +
         "; Path=/; HttpOnly; SameSite=Strict; Max-Age=" + std::to_string(max_age_s) +
         (secure_ ? "; Secure" : "");
}

std::string Gate::cleared_cookie() const {
  return cookie("", 0);
}

Status Gate::check_attempts(const std::string& peer) {
  std::lock_guard lock(mutex_);
  const auto found = failures_.find(peer);
  if (found == failures_.end()) return {};
  const auto passed = options_.clock.steady_now() - found->second.at;
  const double forgotten = static_cast<double>(passed.count()) /
                           static_cast<double>(Duration(limits::kSigninFailureForgottenAfter).count());
  if (found->second.count - forgotten < limits::kSigninFailuresMax) return {};
  return fail("too_many_attempts", "Too many failed sign-ins from this address",
              "Wait a minute and try again");
}

void Gate::count_failure(const std::string& peer) {
  std::lock_guard lock(mutex_);
  if (failures_.size() >= kClientsRememberedMax && !failures_.contains(peer))
    failures_.erase(failures_.begin());
  const SteadyTime now = options_.clock.steady_now();
  Failures& failures = failures_[peer];
  const double forgotten = static_cast<double>((now - failures.at).count()) /
                           static_cast<double>(Duration(limits::kSigninFailureForgottenAfter).count());
  failures.count = std::max(0.0, failures.count - forgotten) + 1;
  failures.at = now;
}

}  // namespace mooring::host::admin
