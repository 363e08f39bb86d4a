#include "connections/values_json.hpp"

#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>

#include <sstream>

namespace mooring::host {
namespace {

std::string text_of(const Poco::JSON::Object& object) {
  std::ostringstream out;
  object.stringify(out);
  return out.str();
}

}  // namespace

std::string values_json(const std::vector<std::pair<std::string, std::string>>& values) {
  Poco::JSON::Object object(Poco::JSON_PRESERVE_KEY_ORDER);
  for (const auto& [name, value] : values)
    object.set(name, value);
  return text_of(object);
}

std::string marketplaces_json(std::span<const std::string> marketplaces) {
  Poco::JSON::Array::Ptr named = new Poco::JSON::Array;
  for (const std::string& marketplace : marketplaces)
    if (!marketplace.empty()) named->add(marketplace);
  if (named->empty()) return {};
  Poco::JSON::Object object;
  object.set("marketplaces", named);
  return text_of(object);
}

}  // namespace mooring::host
