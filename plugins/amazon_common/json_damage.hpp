// simdjson reads only the members that it is asked for, and does not look at the others: an answer whose records are kept as they
// came is looked at as a whole first. Pure.
#pragma once
#include <mooring/json_check.hpp>
#include <string>
#include <string_view>

namespace amazon {

// "it is no JSON: a value is missing at byte 812, near \"tru]\""; empty: it is JSON to its end. Without the sample where people's
// names may stand near.
inline std::string json_damage(std::string_view body, bool with_sample = true) {
  const auto fault = mooring::find_json_fault(body);
  if (!fault) return {};
  if (!with_sample)
    return "it is no JSON: " + std::string(fault->what) + " at byte " + std::to_string(fault->at);
  return "it is no JSON: " + mooring::text_of(*fault, body);
}

}  // namespace amazon
