#include "access/api_tokens.hpp"

#include <algorithm>

#include "access/token_text.hpp"
#include "base/ids.hpp"
#include "base/limits_access.hpp"
#include "base/text.hpp"

namespace mooring::host {
namespace {

bool name_taken(Session& session, const std::string& name) {
  const auto tokens = rows::list_api_tokens(session);
  return std::any_of(tokens.begin(), tokens.end(), [&](const ApiTokenRow& token) {
    return !token.revoked_at && equals_ignoring_case(token.name, name);
  });
}

bool holds(const Scopes& scopes, Scope scope) {
  return std::find(scopes.begin(), scopes.end(), scope) != scopes.end();
}

// What it may at this moment; nothing: nothing at all.
std::optional<LiveToken> live(Session& session, ApiTokenRow row, Timestamp now) {
  if (row.revoked_at || (row.expires_at && now >= *row.expires_at)) return std::nullopt;
  LiveToken token;
  token.role = role_of(std::string_view(row.role)).value_or(Role::viewer);
  token.scopes = scopes_of(row.scopes);
  if (!row.user_id.empty()) {
    const auto maker = rows::find_user(session, row.user_id);
    if (!maker || maker->disabled) return std::nullopt;
    token.role = std::min(token.role, role_of(std::string_view(maker->role)).value_or(Role::viewer));
  }
  token.row = std::move(row);
  return token;
}

}  // namespace

Result<std::vector<ApiTokenRow>> ApiTokens::list() const {
  std::vector<ApiTokenRow> tokens;
  Status read = d_.database.read([&](Session& session) -> Status {
    tokens = rows::list_api_tokens(session);
    return {};
  });
  if (!read) return fail(read.error());
  return tokens;
}

Status ApiTokens::check(const NewApiToken& token, const TokenMaker& maker) const {
  if (token.name.empty() || token.name.size() > limits::kTokenNameBytesMax || !is_clean_line(token.name) ||
      token.name.front() == ' ' || token.name.back() == ' ' || equals_ignoring_case(token.name, "admin"))
    return fail("token_name_invalid",
                "The name is empty, longer than " + std::to_string(limits::kTokenNameBytesMax) +
                    " bytes, the word admin, or has control characters or blanks around it",
                "Name what uses the token, for example: nightly export");
  if (token.scopes.empty())
    return fail("scopes_invalid", "A token without a scope may do nothing",
                "Scopes are read, sync, manage, admin and calendar");
  // It stands in an address, which programs keep and tell more freely than a header.
  if (token.scopes.size() > 1 && holds(token.scopes, Scope::calendar))
    return fail("scopes_invalid", "The scope calendar goes alone: its token stands in an address",
                "Make another token for the other scopes");
  if (role_of(token.scopes) > maker.role)
    return fail("scopes_invalid", "A token may not do more than who makes it", "Leave the wider scopes out");
  const Timestamp now = d_.clock.now();
  if (token.expires_at &&
      (*token.expires_at <= now || *token.expires_at > now + limits::kApiTokenLifetimeMax))
    return fail("expiry_invalid", "The token would end in the past, or in more than a year",
                "Leave expires_at out for a token that ends when it is revoked");
  return {};
}

Result<ApiTokens::Made> ApiTokens::make(const NewApiToken& token, const TokenMaker& maker) {
  if (Status good = check(token, maker); !good) return fail(good.error());
  const std::string text = make_token_text(d_.random);
  ApiTokenRow row;
  row.id = new_id("tok", d_.clock, d_.random);
  row.name = token.name;
  row.token_hash = sha256_hex(text);
  row.prefix = shown_token_prefix(text);
  row.scopes = to_text(token.scopes);
  row.role = to_text(role_of(token.scopes));
  row.user_id = maker.user_id;
  row.created_by = maker.actor;
  row.created_at = d_.clock.now();
  row.expires_at = token.expires_at;
  Status stored = d_.database.write([&](Session& session) -> Status {
    if (name_taken(session, row.name))
      return fail("name_taken", "There is a token " + row.name + " already",
                  "Choose another name, or revoke that one");
    if (rows::count_api_tokens(session) >= limits::kApiTokensMax)
      return fail("tokens_too_many", "There are " + std::to_string(limits::kApiTokensMax) + " API tokens",
                  "Revoke some that are not needed any more");
    rows::delete_api_tokens_ended_before(session, row.created_at - limits::kEndedApiTokensKept);
    rows::insert_api_token(session, row);
    audit(d_.journal, session,
          {maker.actor, "access.token_created", "API token " + row.name + " (" + row.prefix + "...) was made",
           "", "{\"scopes\":" + json_quote(row.scopes) + "}"});
    return {};
  });
  if (!stored) return fail(stored.error());
  return Made{std::move(row), Secret(text)};
}

Result<Ended> ApiTokens::revoke(const std::string& id, const std::string& actor) {
  Ended ended;
  Status done = d_.database.write([&](Session& session) -> Status {
    const auto token = rows::find_api_token(session, id);
    if (!token)
      return fail("token_unknown", "There is no API token " + clean_line(id, 60),
                  "GET /api/v1/api-tokens lists them");
    if (token->revoked_at) return {};
    rows::revoke_api_token(session, id, d_.clock.now());
    rows::delete_saved_views_of(session, id);
    ended.token_ids.push_back(id);
    audit(d_.journal, session,
          {actor, "access.token_revoked",
           "API token " + token->name + " (" + token->prefix + "...) was revoked"});
    return {};
  });
  if (!done) return fail(done.error());
  return ended;
}

Result<std::optional<LiveToken>> ApiTokens::find(std::string_view text) {
  if (!is_token_text(text)) return std::nullopt;
  const Timestamp now = d_.clock.now();
  std::optional<LiveToken> found;
  Status read = d_.database.read([&](Session& session) -> Status {
    if (auto row = rows::find_api_token_by_hash(session, sha256_hex(text)))
      found = live(session, std::move(*row), now);
    return {};
  });
  if (!read) return fail(read.error());
  if (!found) return found;
  const auto& used = found->row.last_used_at;
  if (used && now - *used < Duration(limits::kApiTokenTouchEvery)) return found;
  Status touched = d_.database.write([&](Session& session) -> Status {
    rows::touch_api_token(session, found->row.id, now);
    return {};
  });
  if (touched) found->row.last_used_at = now;  // on a full disk reading must go on
  return found;
}

}  // namespace mooring::host
