// The API's contract as an OpenAPI 3.1 document, made from the route table and the shapes. Pure.
#pragma once
#include <string>

#include "admin/json/json.hpp"

namespace mooring::host::admin {

JsonObject openapi_document(const std::string& version, const std::string& public_url);

}  // namespace mooring::host::admin
