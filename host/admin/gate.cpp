#include "admin/gate.hpp"

#include <algorithm>

#include "admin/oauth_page.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"

namespace mooring::host::admin {
namespace {

constexpr const char* kSessionCookie = "mooring_session";
constexpr const char* kLocalOwner = "console";  // as views were kept before there were users
constexpr const char* kAdminTokenOwner = "token";

bool is_safe(const std::string& method) {
  return method == "GET" || method == "HEAD" || method == "OPTIONS";
}

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c); });
  return text;
}

tl::unexpected<Error> not_signed_in() {
  return fail("not_signed_in", "This needs a sign-in or a token",
              "Sign in at the console, or send Authorization: Bearer <token>");
}

Caller to_caller(LiveSession session) {
  Caller caller;
  caller.actor = session.actor();
  caller.role = session.role();
  if (session.user) caller.user_id = session.user->id;
  caller.owner = session.user ? caller.user_id : kLocalOwner;
  caller.ends_at = session.expires_at;
  caller.session = std::move(session);
  return caller;
}

Caller to_caller(LiveToken token) {
  Caller caller;
  caller.actor = "token:" + token.row.name;
  caller.owner = caller.token_id = token.row.id;
  caller.role = token.role;
  caller.ends_at = token.row.expires_at;
  caller.scopes = std::move(token.scopes);
  return caller;
}

Sessions::Opening opening_of(const http::Request& request, std::string method) {
  return {std::move(method), request.peer, std::string(request.header("user-agent")),
          std::string(request.cookie(kSessionCookie))};
}

}  // namespace

Status permit(const Caller& caller, const Need& need) {
  if (caller.role < need.role)
    return fail(
        "role_insufficient",
        std::string("This needs the role ") + to_text(need.role) + "; you are " + to_text(caller.role),
        "Ask an administrator");
  const bool has_scope = !caller.scopes || includes(*caller.scopes, need.scope) ||
                         (need.also && includes(*caller.scopes, *need.also));
  if (!has_scope)
    return fail("scope_insufficient",
                std::string("This needs a token with the scope ") + to_text(need.scope) + "; this one has " +
                    to_text(*caller.scopes),
                "Make a token with that scope");
  return {};
}

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

// A page of another site that resolves its own name to our address (DNS rebinding) still sends that name. The names of
// loopback are safe wherever we listen: no site's DNS decides where they lead, so a browser that sends one was told to
// ask this machine, and a page of another site that does so is turned away by its origin.
bool Gate::host_allowed(const std::string& host) const {
  if (host == public_host_) return true;
  const std::string port = ":" + std::to_string(port_.load());
  const std::string bound =
      options_.bind.find(':') == std::string::npos ? options_.bind : "[" + options_.bind + "]";
  if (host == bound + port) return true;
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

bool Gate::is_admin_token(std::string_view text) const {
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
  if (!authorization.empty()) return caller_of_token(authorization);
  auto caller = caller_of_session(request);
  if (!caller || is_safe(request.method)) return caller;
  const Secret sent{std::string(request.header("x-csrf-token"))};
  if (!(sent == Secret(caller->session->row.csrf_token)))
    return fail("csrf_invalid", "The header X-CSRF-Token is missing or not this session's",
                "Send the csrf_token of GET /api/v1/session");
  return caller;
}

Result<Caller> Gate::caller_of_token(std::string_view authorization) {
  constexpr std::string_view kBearer = "bearer ";
  if (!equals_ignoring_case(authorization.substr(0, kBearer.size()), kBearer)) return not_signed_in();
  const std::string_view text = authorization.substr(kBearer.size());
  if (is_admin_token(text)) {
    Caller caller;
    caller.actor = kAdminTokenActor;
    caller.owner = kAdminTokenOwner;
    caller.role = Role::administrator;
    return caller;
  }
  auto token = options_.access.api_tokens.find(text);
  if (!token) return fail(token.error());
  if (!*token) return not_signed_in();
  return to_caller(std::move(**token));
}

Result<Caller> Gate::caller_of_session(const http::Request& request) {
  const std::string_view id = request.cookie(kSessionCookie);
  if (id.empty()) return not_signed_in();
  auto session = options_.access.sessions.find(std::string(id));
  if (!session) return fail(session.error());
  if (!*session) return not_signed_in();
  return to_caller(std::move(**session));
}

Result<NewSession> Gate::sign_in_with_code(const http::Request& request, const std::string& code) {
  const AccessDependencies& d = options_.access.d;
  // Read first: guessing makes nobody else's write wait.
  auto known = find_link(d.database, d.clock, code, {LinkPurpose::local, LinkPurpose::user});
  if (!known) return refused_code(request, known.error());
  auto opened = options_.access.sessions.open_by_link(code, opening_of(request, "link"));
  if (!opened) return refused_code(request, opened.error());
  return hand_over(std::move(opened));
}

Result<NewSession> Gate::sign_in_with_token(const http::Request& request, const Secret& token) {
  if (is_admin_token(token.reveal()))
    return hand_over(options_.access.sessions.open(std::nullopt, opening_of(request, "token")));
  return refused_code(
      request, {"signin_refused", "This is not the admin token",
                "It stands in the token file of the data folder, or in admin.token of the configuration"});
}

Result<NewSession> Gate::sign_in_with_password(const http::Request& request, const std::string& name,
                                               const Secret& password) {
  AccessServices& access = options_.access;
  if (Status begun = access.attempts.begin(request.peer, name); !begun) return fail(begun.error());
  auto user = access.accounts.verify(name, password);
  if (!user && user.error().code != "signin_refused") {
    access.attempts.give_back(request.peer, name);
    return fail(user.error());
  }
  if (!user) {
    tell_refused(request, name);
    return fail(user.error());
  }
  auto opened = access.sessions.open(*user, opening_of(request, "password"));
  if (opened) access.attempts.give_back(request.peer, name);
  return hand_over(std::move(opened));
}

Result<NewSession> Gate::set_up(const http::Request& request, const std::string& code, const NewUser& user) {
  auto made = options_.access.accounts.set_up(code, user, request.peer);
  if (!made) return refused_code(request, made.error());
  return hand_over(options_.access.sessions.open(*made, opening_of(request, "password")));
}

Result<NewSession> Gate::hand_over(Result<Sessions::Opened> opened) const {
  if (!opened) return fail(opened.error());
  constexpr long kMaxAge = std::chrono::duration_cast<std::chrono::seconds>(limits::kSessionAbsolute).count();
  return NewSession{cookie(opened->cookie, kMaxAge), to_caller(std::move(opened->session))};
}

// Only what is wrong counts. Nobody guesses 256 bits: the limit keeps the noise down.
Result<NewSession> Gate::refused_code(const http::Request& request, const Error& error) {
  if (error.code != "signin_refused" && error.code != "setup_link_invalid") return fail(error);
  if (Status begun = options_.access.attempts.begin(request.peer, ""); !begun) return fail(begun.error());
  tell_refused(request, "");
  return fail(error);
}

// A name that is not one of ours may be a password in the wrong field: it is told to nobody.
void Gate::tell_refused(const http::Request& request, const std::string& name) {
  AccessServices& access = options_.access;
  const auto telling = access.attempts.telling();
  if (!telling.tell) return;
  std::string whom;
  if (!name.empty()) whom = access.accounts.knows(name) ? " of " + name : " with an unknown name";
  ActivityRow entry;
  entry.kind = "access.signin_failed";
  entry.severity = Severity::warning;
  entry.actor = "system";
  entry.message = "A sign-in" + whom + " was refused, from " + request.peer;
  if (telling.untold > 0)
    entry.message += "; " + std::to_string(telling.untold) + " before it were not written here";
  access.d.journal.post(std::move(entry));
}

Status Gate::sign_out(const Caller& caller) {
  return caller.session ? options_.access.sessions.sign_out(*caller.session) : Status{};
}

std::string Gate::cookie(const std::string& value, long max_age_s) const {
  return std::string(kSessionCookie) + "=" + value +
         "; Path=/; HttpOnly; SameSite=Strict; Max-Age=" + std::to_string(max_age_s) +
         (secure_ ? "; Secure" : "");
}

std::vector<std::string> Gate::cleared_cookies() const {
  return {cookie("", 0), cleared_consent_cookie(secure_)};
}

}  // namespace mooring::host::admin
