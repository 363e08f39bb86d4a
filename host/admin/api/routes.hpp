// The table of contents of the admin interface: which request reaches which handler, and who may send it.
// Immutable; the OpenAPI document and the tests are made from it.
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "access/role.hpp"
#include "admin/api/call.hpp"

namespace mooring::host::admin {

struct Route {
  std::string_view method;   // GET answers HEAD too
  std::string_view pattern;  // "/api/v1/runs/{id}"; a last "{path...}" takes the rest
  Access access;
  Handler handler;
  int status;               // of success
  std::string_view answer;  // schema in openapi_schemas.cpp, "page:<schema>" for a list, "" for no JSON
  std::string_view body;    // schema of the request's body, "" for none
  std::string_view query;   // names of query parameters
  std::string_view summary;
  // Who may send it. Left out: a viewer for GET, else an operator; of a token, the scope that goes with the role.
  std::optional<Role> role{};
  std::optional<Scope> scope{};
  std::optional<Scope> also{};  // another scope that does as well
};

// Nothing where no sign-in is needed.
std::optional<Need> need_of(const Route& route);

std::span<const Route> routes();

struct RouteMatch {
  const Route* route = nullptr;         // null: nothing has this path
  std::vector<std::string> parameters;  // decoded
  std::string allowed;                  // methods of the path, when only the method does not fit
};
RouteMatch match_route(std::string_view method, std::string_view path);

}  // namespace mooring::host::admin
