// Identifiers: a prefix that says what it is, then a ULID (sorts by creation time, 80 random bits).
#pragma once
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/random.hpp"

namespace mooring::host {

// prefixes in use: con (connection), grt (grant), run, act (activity entry), ses (session), obj (object),
// nte (note), svw (saved view)
std::string new_id(std::string_view prefix, const Clock& clock, Random& random);
// Ids made before `at` are smaller, those made at or after it are larger (to the millisecond).
std::string id_border(std::string_view prefix, Timestamp at);

}  // namespace mooring::host
