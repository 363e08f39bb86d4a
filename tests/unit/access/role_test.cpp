#include "access/role.hpp"

#include <catch2/catch.hpp>

using namespace mooring::host;

TEST_CASE("Roles and scopes are read as they are written, and nothing else is one", "[access]") {
  for (Role role : {Role::viewer, Role::operator_, Role::administrator})
    CHECK(role_of(std::string_view(to_text(role))) == role);
  for (Scope scope : {Scope::read, Scope::sync, Scope::manage, Scope::admin, Scope::calendar})
    CHECK(scope_of(to_text(scope)) == scope);
  for (const char* word : {"", "Viewer", "admin ", "root"}) {
    CHECK_FALSE(role_of(std::string_view(word)));
    CHECK_FALSE(scope_of(word));
  }
  CHECK(to_text(Scopes{Scope::read, Scope::sync}) == "read sync");
  CHECK(scopes_of("read nonsense sync") == Scopes{Scope::read, Scope::sync});
}

TEST_CASE("A wider scope includes the narrower ones, sync includes nothing", "[access][security]") {
  CHECK(includes({Scope::admin}, Scope::admin));
  CHECK(includes({Scope::admin}, Scope::read));
  CHECK(includes({Scope::manage}, Scope::sync));
  CHECK(includes({Scope::manage}, Scope::read));
  CHECK_FALSE(includes({Scope::manage}, Scope::admin));
  CHECK_FALSE(includes({Scope::sync}, Scope::read));
  CHECK_FALSE(includes({Scope::sync}, Scope::manage));
  CHECK_FALSE(includes({Scope::read}, Scope::sync));
  CHECK_FALSE(includes({Scope::calendar}, Scope::read));
  CHECK_FALSE(includes({Scope::sync}, Scope::calendar));
  CHECK_FALSE(includes(Scopes{}, Scope::read));
  CHECK(role_of(Scopes{Scope::read}) == Role::viewer);
  CHECK(role_of(Scopes{Scope::read, Scope::sync}) == Role::operator_);
  CHECK(role_of(Scopes{Scope::manage}) == Role::operator_);
  CHECK(role_of(Scopes{Scope::read, Scope::admin}) == Role::administrator);
}
