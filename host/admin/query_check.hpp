// Refuses query parameters that an address does not take, and names in them that nobody knows: a mistyped filter must not
// widen or empty an answer. Done once for every request of the API, before its handler. Any thread.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "admin/api/routes.hpp"

namespace mooring::host::admin {

struct Admin;

struct KnownNames {
  std::vector<std::string> channels, regions, streams;
  bool complete =
      true;  // false: a channel with connections has no plugin any more, so nobody can say what it knew
};

// Names of channels, regions, streams and kinds of activity stand in lists with commas. Errors: parameter_unknown,
// parameter_invalid, with the nearest known name.
Status check_parameter_names(const Route& route, const http::Request& request);
Status check_parameter_values(const Route& route, const http::Request& request, const KnownNames& known);

// What the plugins and the connections know: of one connection, only the streams of its channel.
Result<KnownNames> known_names(Admin& admin, const std::string& of_connection = {});
// "Did you mean 'NA'? " where one is near, then `before` and all that are known.
std::string advice(const std::string& word, const std::vector<std::string>& known, const std::string& before);

// Both, with the names that the plugins and the connections have.
Status check_query(Admin& admin, const RouteMatch& match, const http::Request& request);

}  // namespace mooring::host::admin
