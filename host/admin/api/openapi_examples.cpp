#include "admin/api/openapi_examples.hpp"

#include <array>
#include <cctype>
#include <sstream>

#include "admin/api/openapi_schemas.hpp"

namespace mooring::host::admin {
namespace {

struct Text {
  std::string_view name, example;
};

// Texts whose name alone says little of what stands there.
constexpr std::array kTexts = {
    Text{"id", "con_01jd3n8y2k"},
    Text{"connection_id", "con_01jd3n8y2k"},
    Text{"run_id", "run_01jd3n8y2k"},
    Text{"entry_id", "act_01jd3n8y2k"},
    Text{"channel", "shop"},
    Text{"channel_name", "Shop"},
    Text{"region", "NA"},
    Text{"region_name", "North America"},
    Text{"stream", "orders"},
    Text{"marketplace", "M1"},
    Text{"label", "Shop NA"},
    Text{"workspace", "default"},
    Text{"account_id", "A1B2C3"},
    Text{"code", "version_conflict"},
    Text{"detail", "Somebody else has changed it"},
    Text{"hint", "Read it again, then send the change with the new ETag"},
    Text{"type", "about:blank"},
    Text{"endpoint", "GET https://api.example.com/orders"},
    Text{"pointer", "/region"},
    Text{"currency", "USD"},
    Text{"country_code", "US"},
    Text{"time_zone", "America/New_York"},
    Text{"version", "0.1.0"},
    Text{"url", "https://mooring.example.com/#signin=..."},
    Text{"authorize_url", "https://auth.example.com/consent?..."},
    Text{"token_url", "https://auth.example.com/token"},
    Text{"api_base", "https://api.example.com"},
};

Poco::Dynamic::Var value_of(const std::string& name, std::string type);

std::vector<std::pair<std::string, std::string>> members_of(const std::string& shape) {
  std::vector<std::pair<std::string, std::string>> members;
  for (const Shape& known : shapes()) {
    if (known.name != shape) continue;
    std::istringstream words{std::string(known.members)};
    for (std::string word; words >> word;) {
      if (word.front() == '~') continue;  // what may be absent is
      const size_t colon = word.find(':');
      members.emplace_back(word.substr(0, colon), word.substr(colon + 1));
    }
  }
  return members;
}

JsonObject shape_example(const std::string& shape) {
  auto example = json_object();
  for (const auto& [name, type] : members_of(shape))
    example->set(name, value_of(name, type));
  return example;
}

std::string text_example(const std::string& name) {
  for (const Text& text : kTexts)
    if (text.name == name) return std::string(text.example);
  return name.empty() ? "orders" : name;
}

Poco::Dynamic::Var list_of(const std::string& name, const std::string& type) {
  auto list = json_array();
  list->add(value_of(name.ends_with('s') ? name.substr(0, name.size() - 1) : name, type));
  return list;
}

Poco::Dynamic::Var plain_value(const std::string& name, const std::string& type) {
  if (type == "time") return std::string("2026-01-31T08:15:00Z");
  if (type == "date") return std::string("2026-01-31");
  if (type == "integer" || type == "number") return name == "status" ? 412 : 12;
  if (type == "boolean") return true;
  if (type == "object") return json_object();
  if (type == "any") return Poco::Dynamic::Var();
  return text_example(name);
}

Poco::Dynamic::Var value_of(const std::string& name, std::string type) {
  if (type.ends_with('?')) type.pop_back();
  if (type.ends_with("[]")) return list_of(name, type.substr(0, type.size() - 2));
  if (type.ends_with("{}")) return json_object();
  if (type.find('|') != std::string::npos) return type.substr(0, type.find('|'));
  if (std::isupper(static_cast<unsigned char>(type.front())) != 0) return shape_example(type);
  return plain_value(name, type);
}

}  // namespace

Poco::Dynamic::Var example_of(const std::string& type) {
  return value_of("", type);
}

JsonObject example_page(const std::string& shape) {
  auto items = json_array();
  items->add(shape_example(shape));
  auto page = json_object();
  page->set("items", items);
  page->set("next", Poco::Dynamic::Var());
  return page;
}

}  // namespace mooring::host::admin
