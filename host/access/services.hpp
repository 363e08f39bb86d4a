// The parts of access together, as the admin interface owns them. Thread-safe.
#pragma once
#include "access/accounts.hpp"
#include "access/api_tokens.hpp"
#include "access/links.hpp"
#include "access/sessions.hpp"
#include "access/signin_attempts.hpp"

namespace mooring::host {

struct AccessServices {
  explicit AccessServices(const AccessDependencies& dependencies, ScryptCost cost = {})
      : d(dependencies),
        hasher(d.random, cost),
        accounts(d, hasher),
        sessions(d),
        api_tokens(d),
        attempts(d.clock) {}

  AccessDependencies d;
  PasswordHasher hasher;
  Accounts accounts;
  Sessions sessions;
  ApiTokens api_tokens;
  SigninAttempts attempts;
};

}  // namespace mooring::host
