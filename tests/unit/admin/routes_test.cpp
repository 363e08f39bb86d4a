// The route table: what leads where, who may, and that docs/reference/rest.md names the same.
#include <catch2/catch.hpp>
#include <fstream>
#include <set>
#include <sstream>

#include "admin/api/routes.hpp"

using namespace mooring::host;
using namespace mooring::host::admin;

namespace {

std::string rest_reference() {
  std::ifstream file(std::string(MOORING_SOURCE_FOLDER) + "/docs/reference/rest.md");
  REQUIRE(file);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}
}  // namespace

TEST_CASE("Every route leads to itself, with its parameters", "[admin]") {
  for (const Route& route : routes()) {
    std::string path(route.pattern);
    for (size_t at = path.find('{'); at != std::string::npos; at = path.find('{'))
      path.replace(at, path.find('}') - at + 1, "some%20id");
    INFO(route.method << " " << path);
    const RouteMatch match = match_route(route.method, path);
    REQUIRE(match.route == &route);
    if (!match.parameters.empty() && route.pattern != "/{path...}") CHECK(match.parameters[0] == "some id");
  }
}

TEST_CASE("Paths that are almost right lead nowhere", "[admin]") {
  for (const char* path : {"/api/v1/runs/", "/api/v1//runs", "/api/v1/runs/a/b", "/api/v2/runs", "/api/v1",
                           "/api/", "/oauth/callback", "/oauth/callback/", "/API/v1/runs"}) {
    INFO(path);
    const RouteMatch match = match_route("GET", path);
    CHECK((match.route == nullptr || match.route->pattern == "/{path...}"));
    if (std::string(path).starts_with("/api/")) CHECK(match.route == nullptr);
  }
  CHECK(match_route("DELETE", "/api/v1/runs").allowed == "GET");
  CHECK(match_route("PUT", "/api/v1/connections").allowed == "GET, POST");
  CHECK(match_route("HEAD", "/api/v1/runs").route != nullptr);
  CHECK(match_route("POST", "/index.html").allowed == "GET");
}

TEST_CASE("All of the API needs a sign-in, except signing in", "[admin][security]") {
  const std::set<std::string_view> signing_in{"/api/v1/session", "/api/v1/setup"};
  for (const Route& route : routes()) {
    INFO(route.method << " " << route.pattern);
    if (!route.pattern.starts_with("/api/")) continue;
    CHECK(route.access ==
          (signing_in.contains(route.pattern) && route.method == "POST" ? Access::sign_in : Access::api));
  }
  CHECK(match_route("GET", "/metrics").route->access == Access::api);
}

// What a viewer may change is the viewer's own: a session, a password, views. Everything else needs more.
TEST_CASE("Every route of the API has a least role and a scope; a viewer changes only what is a viewer's own",
          "[admin][security]") {
  const std::set<std::string> own{"DELETE /api/v1/session",         "DELETE /api/v1/sessions",
                                  "DELETE /api/v1/sessions/{id}",   "POST /api/v1/users/{id}/password",
                                  "POST /api/v1/saved-views",       "PATCH /api/v1/saved-views/{id}",
                                  "DELETE /api/v1/saved-views/{id}"};
  size_t found = 0;
  for (const Route& route : routes()) {
    INFO(route.method << " " << route.pattern);
    const auto need = need_of(route);
    REQUIRE(need.has_value() == (route.access == Access::api));
    if (!need) continue;
    const bool is_own = own.contains(std::string(route.method) + " " + std::string(route.pattern));
    found += is_own;
    if (route.method != "GET") CHECK((need->role == Role::viewer) == is_own);
    CHECK((need->role == Role::administrator) == (need->scope == Scope::admin));
    if (need->scope == Scope::read) CHECK((route.method == "GET" || route.pattern == "/api/v1/session"));
  }
  CHECK(found == own.size());
}

TEST_CASE("The reference names every route, and every route of the reference exists", "[admin]") {
  const std::string reference = rest_reference();
  for (const Route& route : routes()) {
    std::string path(route.pattern);
    if (path == "/{path...}") continue;
    if (path.starts_with("/api/v1")) path = path.substr(7);
    INFO(route.method << " " << path);
    CHECK(reference.find(path) != std::string::npos);
  }
  // `GET /runs/{id}` and the like
  for (size_t at = reference.find('`'); at != std::string::npos; at = reference.find('`', at + 1)) {
    for (const char* method : {"GET ", "POST ", "PUT ", "PATCH ", "DELETE "}) {
      if (reference.compare(at + 1, std::string(method).size(), method) != 0) continue;
      const size_t start = at + 1 + std::string(method).size();
      std::string path = reference.substr(start, reference.find_first_of("` ?\n", start) - start);
      if (!path.starts_with("/") || path == "/api/v1/openapi.json") continue;
      const std::string verb = std::string(method).substr(0, std::string(method).size() - 1);
      INFO(verb << " " << path);
      for (size_t brace = path.find('{'); brace != std::string::npos; brace = path.find('{'))
        path.replace(brace, path.find('}') - brace + 1, "x");
      const RouteMatch inside = match_route(verb, "/api/v1" + path);
      const RouteMatch outside = match_route(verb, path);
      CHECK((inside.route != nullptr || outside.route != nullptr));
    }
  }
}
