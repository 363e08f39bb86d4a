// What may be written into a connection's settings: the manifest's keys, types and choices, and for which kind of account.
#include <catch2/catch.hpp>

#include "connections/channel_setup.hpp"

using namespace mooring::host;

namespace {

Manifest shop() {
  Manifest manifest;
  manifest.name = "Shop";
  SettingRule days;
  days.key = days.title = "days";
  days.type = SettingType::integer;
  days.minimum = 1;
  days.maximum = 90;
  SettingRule view;
  view.key = view.title = "view";
  view.choices = {"MADE", "SOURCED"};
  view.default_value = "MADE";
  view.accounts = {"maker"};
  SettingRule programs;
  programs.key = programs.title = "programs";
  programs.type = SettingType::list;
  programs.choices = {"RETAIL", "BUSINESS", "FRESH"};
  programs.default_value = "RETAIL";
  manifest.settings = {days, view, programs};
  return manifest;
}

std::string refusal(const std::string& kind, const std::string& key, const std::string& value) {
  auto json = settings_to_json(shop(), kind, "{}", {{key, value}});
  if (json) return "accepted " + *json;
  CHECK(json.error().code == "setting_invalid");
  return describe(json.error());
}

bool says(const std::string& text, const std::string& part) {
  INFO(text);
  CHECK(text.find(part) != std::string::npos);
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("a setting that is a choice takes what the manifest lists, and the refusal lists it") {
  CHECK(refusal("maker", "view", "SOURCED") == R"(accepted {"view":"SOURCED"})");
  CHECK(says(refusal("maker", "view", "FOO"), "Setting 'view' is 'FOO', expected one of MADE, SOURCED"));
  CHECK(says(refusal("maker", "view", ""), "expected one of MADE, SOURCED"));
  CHECK(says(refusal("maker", "view", "made"), "expected one of MADE, SOURCED"));
}

TEST_CASE("a setting of another kind of account is refused, and not proposed") {
  CHECK(says(refusal("shop", "view", "MADE"),
             "The setting 'view' is for accounts of the kind maker, and this one is of the kind shop"));
  CHECK(says(refusal("shop", "vew", "MADE"), "Known: days, programs"));
  CHECK(refusal("shop", "days", "30") == R"(accepted {"days":"30"})");
  CHECK(refusal("", "view", "MADE") == R"(accepted {"view":"MADE"})");  // nothing is known of its kind
}

TEST_CASE("a setting that is a list takes some of its choices, each once and in the manifest's order") {
  CHECK(refusal("maker", "programs", "RETAIL") == R"(accepted {"programs":"RETAIL"})");
  CHECK(refusal("maker", "programs", " FRESH, RETAIL ,FRESH") == R"(accepted {"programs":"RETAIL,FRESH"})");
  const std::string expected = "expected one or more of RETAIL, BUSINESS, FRESH, with commas between them";
  for (const char* wrong : {"", " ", "RETAIL,", "retail", "RETAIL FRESH", "RETAIL,OTHER"})
    CHECK(says(refusal("maker", "programs", wrong), expected));
}
