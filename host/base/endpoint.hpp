// What calls are told apart by. An endpoint ("GET https://host/orders/123-7") names one call exactly; its operation
// ("GET https://host/orders/{id}") names all calls of that kind, so that a filter, a count or an incident can gather
// them. Pure, any thread; used by the journal and by what sums up a run's calls.
#pragma once
#include <string>
#include <string_view>

namespace mooring::host {

// The endpoint with `{id}` for each part of the path that looks like an identifier: numbers, UUIDs, long tokens and
// everything that mixes letters with many digits. Versions ("v0", "2021-06-30") and words stay.
std::string operation_of(std::string_view endpoint);

// "GET" of "GET https://...", empty when it begins with no method.
std::string method_of(std::string_view endpoint);

}  // namespace mooring::host
