// What the API shows of what the host watches: badges over time, what ends, what is overdue. docs/reference/rest.md names the members. Pure functions.
#pragma once
#include "admin/json/json.hpp"
#include "store/rows_watch.hpp"
#include "watch/expiries.hpp"
#include "watch/watchdog.hpp"

namespace mooring::host::admin {

JsonObject badge_span_json(const rows::BadgeSpan& span);
JsonObject expiry_json(const Expiry& expiry);
JsonObject undated_expiry_json(const UndatedExpiry& undated);
// Into the facts of an explained status: "overdue":[{"stream","marketplace","due_at"}].
void add_overdue(JsonObject& explained_status, const std::vector<OverdueStream>& streams);

}  // namespace mooring::host::admin
