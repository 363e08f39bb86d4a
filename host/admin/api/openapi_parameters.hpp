// What each query and path parameter may hold, for the OpenAPI document. A parameter of the route table that is not here
// fails a test. Immutable.
#pragma once
#include <string_view>

namespace mooring::host::admin {

struct ParameterRule {
  std::string_view name;
  std::string_view
      type;  // text, time, date, flag, integer, limit, cursor, list (separated by commas), repeated, "a|b|c"
  std::string_view description;
  std::string_view example;
  std::string_view routes = {};  // start of the patterns it holds for; empty: any. The first that fits counts
};

const ParameterRule* parameter_rule(std::string_view name, std::string_view pattern);

}  // namespace mooring::host::admin
