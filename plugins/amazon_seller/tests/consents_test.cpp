// What the manifest says of the consent pages, against what the code knows of the stores.
#include <mooring/abi.h>
#include <toml++/toml.h>
#include <algorithm>
#include <catch2/catch.hpp>

#include "marketplaces.hpp"

using namespace amazon_seller;

TEST_CASE("a vendor's consent page proposes the stores of its country, a seller's whatever Amazon lists") {
  const toml::table manifest =
      toml::parse(std::string_view(mooring_plugin_v1.manifest.data, mooring_plugin_v1.manifest.size));
  size_t vendors = 0;
  for (const toml::node& region : *manifest["regions"].as_array()) {
    for (const toml::node& entry : *(*region.as_table())["consents"].as_array()) {
      const toml::node_view<const toml::node> consent(entry);
      const std::string id = consent["id"].value_or(std::string());
      INFO(id);
      const toml::array* proposes = consent["proposes"].as_array();
      if (consent["account"].value_or(std::string()) != "vendor") {
        CHECK(proposes == nullptr);
        continue;
      }
      ++vendors;
      REQUIRE(proposes != nullptr);
      std::string countries;
      for (const toml::node& one : *proposes) {
        const Store* store = find_store(one.value_or(std::string()));
        REQUIRE(store != nullptr);
        countries += store->country_code;
      }
      std::string country = id.substr(id.find('_') + 1);
      std::ranges::transform(country, country.begin(), [](char c) { return static_cast<char>(c & ~0x20); });
      if (country == "UK") country = "GB";
      if (country == "ME") country = "AEEGSA";  // one page for the Middle East
      CHECK(countries == country);
    }
  }
  CHECK(vendors == 19);
}
