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

TEST_CASE(
    "each consent page leads to the Seller or Vendor Central where one signed in, and asks for what one has "
    "there") {
  const toml::table manifest =
      toml::parse(std::string_view(mooring_plugin_v1.manifest.data, mooring_plugin_v1.manifest.size));
  const auto host_of = [](const std::string& url) {
    const size_t from = url.find("//") + 2;
    return url.substr(from, url.find('/', from) - from);
  };
  const toml::node_view<const toml::node> oauth = manifest["oauth"];
  CHECK(oauth["pasted_tokens_expire"].value_or(true) == false);
  size_t pages = 0;
  for (const toml::node& region : *manifest["regions"].as_array()) {
    for (const toml::node& entry : *(*region.as_table())["consents"].as_array()) {
      const toml::node_view<const toml::node> consent(entry);
      const auto text = [&](const char* key) {
        return consent[key].value_or(oauth[key].value_or(std::string()));
      };
      const bool of_vendor = text("account") == "vendor";
      INFO(text("id"));
      ++pages;
      CHECK(host_of(text("revoke_help")) == host_of(text("authorize_url")));
      CHECK(text("switch_login").find(of_vendor ? "Vendor Central" : "Seller Central") != std::string::npos);
      CHECK(text("pasted_account").starts_with(of_vendor ? "Vendor code" : "Seller id"));
    }
  }
  CHECK(pages == 38);
}

TEST_CASE("the probe of a report asks for the store, and says what only a run can tell of it") {
  const toml::table manifest =
      toml::parse(std::string_view(mooring_plugin_v1.manifest.data, mooring_plugin_v1.manifest.size));
  size_t reports = 0;
  for (const toml::node& entry : *manifest["streams"].as_array()) {
    const toml::node_view<const toml::node> stream(entry), probe = stream["probe"];
    if (!probe["path"].value_or(std::string()).starts_with("/reports/")) continue;
    INFO(stream["id"].value_or(std::string()));
    ++reports;
    std::string asked;
    for (const toml::node& parameter : *probe["query"].as_array()) {
      const toml::node_view<const toml::node> one(parameter);
      if (one["name"].value_or(std::string()) == "marketplaceIds")
        asked = one["value"].value_or(std::string());
    }
    CHECK(asked == "{marketplace}");
    const bool by_store = stream["scope"].value_or(std::string()) == "marketplace";
    CHECK(probe["leaves_open"].value_or(std::string()).empty() != by_store);
  }
  CHECK(reports == 10);
}
