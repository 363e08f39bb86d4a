#include "connections/values_json.hpp"

#include <Poco/JSON/Object.h>

#include <sstream>

namespace mooring::host {

std::string values_json(const std::vector<std::pair<std::string, std::string>>& values) {
  Poco::JSON::Object object(Poco::JSON_PRESERVE_KEY_ORDER);
  for (const auto& [name, value] : values)
    object.set(name, value);
  std::ostringstream out;
  object.stringify(out);
  return out.str();
}

}  // namespace mooring::host
