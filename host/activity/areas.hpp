// What entries of the activity log are about: the word before the point of their kind ("token.refreshed"). A filter by kind
// names one of these, or a kind of it. Constants; a unit test compares them with the kinds that the host writes.
#pragma once
#include <array>
#include <string_view>

namespace mooring::host {

inline constexpr std::array<std::string_view, 21> kActivityAreas{
    "access",   "account", "alerts",   "application", "backfill", "badge",      "connection",
    "coverage", "expiry",  "incident", "marketplace", "object",   "permission", "personal_data",
    "plugin",   "request", "run",      "stream",      "token",    "vault",      "watchdog"};

}  // namespace mooring::host
