// An example of each shape, made from its members. Pure; any thread.
#pragma once
#include "admin/json/json.hpp"

namespace mooring::host::admin {

Poco::Dynamic::Var example_of(const std::string& type);  // as in openapi_schemas.hpp: "text[]", "Run?", "a|b"
JsonObject example_page(const std::string& shape);

}  // namespace mooring::host::admin
