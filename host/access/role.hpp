// What a caller may do: a person has one role, an API token has scopes that never reach further than a role.
// Pure functions; any thread.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mooring::host {

enum class Role {
  viewer,         // reads everything but secrets; has views of its own
  operator_,      // runs the connections (the plain word is a keyword)
  administrator,  // people, tokens, what cannot be undone
};
const char* to_text(Role role);
std::optional<Role> role_of(std::string_view text);

enum class Scope {
  read,      // what a viewer reads
  sync,      // start and cancel runs and backfills
  manage,    // all that an operator may change; includes read and sync
  admin,     // everything
  calendar,  // the calendar of expiries, also by an address that holds the token; goes alone
};
const char* to_text(Scope scope);
std::optional<Scope> scope_of(std::string_view text);

using Scopes = std::vector<Scope>;
std::string to_text(const Scopes& scopes);         // "read sync"
Scopes scopes_of(std::string_view text);           // the words that are scopes
bool includes(const Scopes& scopes, Scope scope);  // by itself, or by a wider one
Role role_of(const Scopes& scopes);                // the least role that may do all of it

}  // namespace mooring::host
