// What the host says of itself, for About and for support bundles. Any thread.
#pragma once
#include "admin/json/json.hpp"
#include "config/config.hpp"
#include "store/database.hpp"

namespace mooring::host::admin {

JsonObject store_json(const Database::Health& health);
JsonArray limits_json(const Config& config);  // [{title, value}], those that a person may run into

}  // namespace mooring::host::admin
