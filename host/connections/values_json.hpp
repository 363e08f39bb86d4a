// Texts as a JSON object, for the values before and after a change. Pure.
#pragma once
#include <string>
#include <utility>
#include <vector>

namespace mooring::host {

std::string values_json(const std::vector<std::pair<std::string, std::string>>& values);

}  // namespace mooring::host
