#include <openssl/sha.h>

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "oauth/oauth.hpp"

namespace mooring::host {
namespace {

constexpr size_t kSecretBytes = 32;  // of the state, the browser's secret and the PKCE verifier
constexpr size_t kCodeBytesMax = 4096;
constexpr size_t kReasonBytesMax = 500;
constexpr const char* kStartAgain = "Start again with Connect in the console";

std::string value_of(const NameValues& query, const std::string& name) {
  auto found = std::find_if(query.begin(), query.end(),
                            [&](const auto& parameter) { return parameter.first == name; });
  return found == query.end() ? std::string() : found->second;
}

// A page of the console, never another site.
bool is_local_path(const std::string& path) {
  bool clean = std::none_of(path.begin(), path.end(),
                            [](unsigned char c) { return c < 0x21 || c == '\\' || c == 0x7f; });
  return path.empty() || (clean && path.front() == '/' && !path.starts_with("//"));
}

std::string s256_challenge(const std::string& verifier) {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
  SHA256(reinterpret_cast<const unsigned char*>(verifier.data()), verifier.size(), digest.data());
  return base64url_encode(digest);
}

Result<std::string> authorize_url(const OAuthEndpoint& endpoint, const std::string& state,
                                  const std::string& redirect_uri, const std::string& verifier) {
  const OAuthDescription& description = *endpoint.description;
  NameValues values(endpoint.application.begin(), endpoint.application.end());
  values.emplace_back("state", state);
  values.emplace_back("redirect_uri", redirect_uri);
  NameValues parameters;
  for (const auto& [name, pattern] : description.authorize_parameters) {
    auto value = fill_template(pattern, values);
    if (!value) return fail(value.error());
    parameters.emplace_back(name, std::move(*value));
  }
  if (!description.scopes.empty() && value_of(parameters, "scope").empty()) {
    std::string scopes;
    for (const std::string& scope : description.scopes)
      scopes += (scopes.empty() ? "" : " ") + scope;
    parameters.emplace_back("scope", scopes);
  }
  if (description.pkce) {
    parameters.emplace_back("code_challenge", s256_challenge(verifier));
    parameters.emplace_back("code_challenge_method", "S256");
  }
  std::string url = endpoint.authorize_url;
  char separator = url.find('?') == std::string::npos ? '?' : '&';
  for (const auto& [name, value] : parameters) {
    url.append(1, separator).append(url_encode(name)).append("=").append(url_encode(value));
    separator = '&';
  }
  return url;
}

// Everything that must hold before a state is used up. A foreign browser uses nothing up: it could only spoil
// the consent of the one who started it.
Status check_pending(const std::optional<rows::AuthorizationRow>& row, const std::string& browser_secret,
                     Timestamp now) {
  if (!row)
    return fail("state_unknown", "No started consent belongs to this answer: it began elsewhere, or long ago",
                kStartAgain);
  if (row->used_at)
    return fail(
        "state_used", "Its answer was taken before, and is taken only once",
        "Look at the connection in the console: it may be connected. If not, start again with Connect");
  if (now >= row->expires_at)
    return fail("state_expired", "It took longer than " + format_duration(limits::kAuthorizationLifetime),
                kStartAgain);
  if (browser_secret.empty() || sha256_hex(browser_secret) != row->browser_hash)
    return fail("state_foreign_browser", "This browser is not the one that began it",
                "Finish it in the browser where you clicked Connect, or start again there");
  return {};
}

Result<AcceptedCallback> read_callback(const OAuthDescription& description, const NameValues& query,
                                       const rows::AuthorizationRow& row) {
  if (std::string error = value_of(query, "error"); !error.empty()) {
    std::string reason = clean_line(error, kReasonBytesMax);
    if (std::string more = value_of(query, "error_description"); !more.empty())
      reason += ": " + clean_line(more, kReasonBytesMax);
    return fail("consent_refused", "The provider gave no consent (" + reason + ")",
                "If that was not meant, start again with Connect and approve");
  }
  AcceptedCallback accepted;
  accepted.code = value_of(query, description.callback_code);
  if (accepted.code.empty() || accepted.code.size() > kCodeBytesMax)
    return fail("code_missing", "the provider's answer carries no usable '" + description.callback_code + "'",
                kStartAgain);
  if (!description.callback_account.empty())
    accepted.account_id = value_of(query, description.callback_account);
  accepted.connection_id = row.connection_id;
  accepted.redirect_uri = row.redirect_uri;
  accepted.issuer = row.issuer;
  accepted.return_to = row.return_to;
  accepted.actor = row.actor;
  return accepted;
}

}  // namespace

AuthorizationFlow::AuthorizationFlow(Database& database, Vault& vault, const Clock& clock, Random& random)
    : database_(database), vault_(vault), clock_(clock), random_(random) {}

Status AuthorizationFlow::reserve(const std::string& state_hash, Timestamp now) {
  std::lock_guard lock(mutex_);
  std::erase_if(pending_, [&](const auto& entry) { return entry.second <= now; });
  if (pending_.size() >= limits::kPendingAuthorizationsMax)
    return fail("too_many_consents", "too many consents are waiting to be finished",
                "Finish some, or wait " + format_duration(limits::kAuthorizationLifetime) + " and try again");
  pending_.emplace(state_hash, now + limits::kAuthorizationLifetime);
  return {};
}

void AuthorizationFlow::release(const std::string& state_hash) {
  std::lock_guard lock(mutex_);
  pending_.erase(state_hash);
}

Result<StartedAuthorization> AuthorizationFlow::begin(const OAuthEndpoint& endpoint,
                                                      const std::string& connection_id,
                                                      const std::string& public_url,
                                                      const std::string& return_to, const std::string& actor,
                                                      const std::string& link_id) {
  if (!is_local_path(return_to))
    return fail("return_to_invalid", "return_to must be a path of the console",
                "Use something like /#/connections/...");
  Timestamp now = clock_.now();
  std::string state = random_.token(kSecretBytes), verifier;
  StartedAuthorization started;
  started.browser_secret = random_.token(kSecretBytes);

  rows::AuthorizationRow row;
  row.state_hash = sha256_hex(state);
  row.connection_id = connection_id;
  row.browser_hash = sha256_hex(started.browser_secret);
  row.issuer = endpoint.issuer;
  row.redirect_uri = public_url + "/oauth/callback/" + endpoint.issuer;
  row.return_to = return_to;
  row.actor = actor;
  row.link_id = link_id;
  row.created_at = now;
  row.expires_at = now + limits::kAuthorizationLifetime;
  if (endpoint.description->pkce) verifier = random_.token(kSecretBytes);
  auto url = authorize_url(endpoint, state, row.redirect_uri, verifier);
  if (!url) return fail(url.error());
  started.authorize_url = std::move(*url);

  if (auto reserved = reserve(row.state_hash, now); !reserved) return fail(reserved.error());
  auto stored = database_.write([&](Session& session) -> Status {
    rows::delete_expired_authorizations(session, now - limits::kAuthorizationKept);
    if (!verifier.empty()) {
      auto sealed = vault_.seal_text(Secret(verifier), kVerifierPurpose);
      if (!sealed) return fail(sealed.error());
      row.pkce_verifier_sealed = std::move(*sealed);
    }
    rows::insert_authorization(session, row);
    return {};
  });
  if (!stored) {
    release(row.state_hash);  // nobody can finish what nobody has sent anywhere
    return fail(stored.error());
  }
  return started;
}

Result<AcceptedCallback> AuthorizationFlow::accept(const OAuthDescription& description,
                                                   const std::string& issuer, const NameValues& query,
                                                   const std::string& browser_secret) {
  std::string state_hash = sha256_hex(value_of(query, "state"));
  Timestamp now = clock_.now();
  rows::AuthorizationRow row;
  auto used = database_.write([&](Session& session) -> Status {
    auto found = rows::find_authorization(session, state_hash);
    if (auto checked = check_pending(found, browser_secret, now); !checked) return checked;
    if (!rows::mark_authorization_used(session, state_hash, now))
      return fail("state_used", "Its answer was taken before, and is taken only once", kStartAgain);
    row = std::move(*found);
    return {};
  });
  if (!used) return fail(used.error());
  release(state_hash);
  // From here on the state is used up, whatever comes: a mixed-up or refused answer cannot be tried again.
  if (row.issuer != issuer)
    return fail("issuer_mismatch", "the answer came from another provider than the one that was asked",
                kStartAgain);
  auto accepted = read_callback(description, query, row);
  if (accepted && !row.pkce_verifier_sealed.empty()) {
    auto verifier = vault_.open_text(row.pkce_verifier_sealed, kVerifierPurpose);
    if (!verifier) return fail(verifier.error());
    accepted->pkce_verifier = std::move(*verifier);
  }
  return accepted;
}

Result<ConsentOrigin> AuthorizationFlow::origin_of(const NameValues& query) {
  std::optional<rows::AuthorizationRow> row;
  auto read = database_.read([&](Session& session) -> Status {
    row = rows::find_authorization(session, sha256_hex(value_of(query, "state")));
    return {};
  });
  if (!read) return fail(read.error());
  if (!row)
    return fail("state_unknown", "No started consent belongs to this answer: it began elsewhere, or long ago",
                kStartAgain);
  return ConsentOrigin{row->connection_id, row->link_id};
}

}  // namespace mooring::host
