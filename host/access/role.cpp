#include "access/role.hpp"

#include <algorithm>
#include <array>
#include <sstream>

namespace mooring::host {
namespace {

constexpr std::array kRoles{Role::viewer, Role::operator_, Role::administrator};
constexpr std::array kScopes{Scope::read, Scope::sync, Scope::manage, Scope::admin, Scope::calendar};

bool includes(Scope wide, Scope scope) {
  return wide == scope || wide == Scope::admin || (wide == Scope::manage && scope != Scope::admin);
}

}  // namespace

const char* to_text(Role role) {
  switch (role) {
    case Role::viewer:
      return "viewer";
    case Role::operator_:
      return "operator";
    case Role::administrator:
      return "administrator";
  }
  return "viewer";
}

std::optional<Role> role_of(std::string_view text) {
  for (Role role : kRoles)
    if (text == to_text(role)) return role;
  return std::nullopt;
}

const char* to_text(Scope scope) {
  switch (scope) {
    case Scope::read:
      return "read";
    case Scope::sync:
      return "sync";
    case Scope::manage:
      return "manage";
    case Scope::admin:
      return "admin";
    case Scope::calendar:
      return "calendar";
  }
  return "read";
}

std::optional<Scope> scope_of(std::string_view text) {
  for (Scope scope : kScopes)
    if (text == to_text(scope)) return scope;
  return std::nullopt;
}

std::string to_text(const Scopes& scopes) {
  std::string text;
  for (Scope scope : scopes)
    text += (text.empty() ? "" : " ") + std::string(to_text(scope));
  return text;
}

Scopes scopes_of(std::string_view text) {
  Scopes scopes;
  std::istringstream words{std::string(text)};
  for (std::string word; words >> word;)
    if (auto scope = scope_of(word)) scopes.push_back(*scope);
  return scopes;
}

bool includes(const Scopes& scopes, Scope scope) {
  return std::any_of(scopes.begin(), scopes.end(), [scope](Scope one) { return includes(one, scope); });
}

Role role_of(const Scopes& scopes) {
  if (includes(scopes, Scope::admin)) return Role::administrator;
  const bool changes = includes(scopes, Scope::sync) || includes(scopes, Scope::manage);
  return changes ? Role::operator_ : Role::viewer;
}

}  // namespace mooring::host
