// Texts as a JSON object, for the values before and after a change. Pure.
#pragma once
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace mooring::host {

std::string values_json(const std::vector<std::pair<std::string, std::string>>& values);
// {"marketplaces":["DE","FR"]}: which of a stream's an entry is about. Empty where there are none, or only the nameless one of
// a stream that is not split.
std::string marketplaces_json(std::span<const std::string> marketplaces);

}  // namespace mooring::host
