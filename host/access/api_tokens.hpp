// API tokens for scripts: made by an administrator, shown once, found by their hash on each request, revoked at once. A
// token never may more than who made it: when that person is demoted it may less, when they are disabled or removed nothing.
// Thread-safe, blocks on the store. Owned by the admin interface.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "access/audit.hpp"
#include "access/role.hpp"

namespace mooring::host {

struct NewApiToken {
  std::string name;
  Scopes scopes;
  std::optional<Timestamp> expires_at{};
};

struct TokenMaker {
  std::string actor, user_id;  // user_id empty: the host's own token or link
  Role role = Role::viewer;
};

struct LiveToken {
  ApiTokenRow row;
  Role role = Role::viewer;
  Scopes scopes;
};

class ApiTokens {
 public:
  explicit ApiTokens(AccessDependencies dependencies) : d_(std::move(dependencies)) {}

  Result<std::vector<ApiTokenRow>> list() const;

  struct Made {
    ApiTokenRow row;
    Secret text;  // shown once
  };
  // Errors: token_name_invalid, name_taken, scopes_invalid, expiry_invalid, tokens_too_many.
  Result<Made> make(const NewApiToken& token, const TokenMaker& maker);
  // Error: token_unknown. Revoking twice changes nothing.
  Result<Ended> revoke(const std::string& id, const std::string& actor);

  // Counts as a use. Nothing: not one of ours, revoked, expired, or its maker is gone.
  Result<std::optional<LiveToken>> find(std::string_view text);

 private:
  Status check(const NewApiToken& token, const TokenMaker& maker) const;

  AccessDependencies d_;
};

}  // namespace mooring::host
