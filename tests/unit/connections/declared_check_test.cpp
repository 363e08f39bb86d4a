// What `mooring validate` finds before the host would be refused.
#include "connections/declared_check.hpp"
#include "declared_fixture.hpp"

using namespace mooring::host;
using namespace mooring::test;

namespace {

struct CheckFixture {
  mooring_plugin plugin = declared_plugin(kDeclaredManifest);
  PluginRegistry registry;
  CheckFixture() { REQUIRE(registry.add_linked(plugin)); }

  std::vector<std::string> lines(const std::string& connection, const std::string& application) {
    auto load = load_config_text(
        application + "[[connections]]\nname = \"acme\"\nchannel = \"shop\"\n" + connection, "c.toml");
    REQUIRE(load.problems.empty());
    if (with_token) load.config.connections.front().refresh_token = Secret("refresh-token-1");
    if (with_secret) load.config.channels["shop"].client_secret = Secret("the-client-secret");
    std::vector<std::string> found;
    for (const ConfigProblem& problem : check_declared(load.config, registry))
      found.push_back(describe(problem));
    return found;
  }
  bool with_token = false, with_secret = false;
};

const std::string kApplication = "[channels.shop.application]\nclient_id = \"client-1\"\n";

}  // namespace

TEST_CASE_METHOD(CheckFixture, "settings beyond their range or of another type are found before the start") {
  const auto with = [&](const std::string& settings) {
    return lines("region = \"NA\"\nsettings = { " + settings + " }\n", "");
  };
  CHECK(with("history_days = 30").empty());
  CHECK(with("history_days = -5") ==
        std::vector<std::string>{
            "c.toml:5:14: connections[0].settings.history_days: Setting 'history_days' is '-5', "
            "expected at least 1 and at most 3650. `mooring plugins inspect` tells what each "
            "setting takes"});
  CHECK(with("history_days = true").size() == 1);
  CHECK(with("personal = 1") ==
        std::vector<std::string>{
            "c.toml:5:14: connections[0].settings.personal: Setting 'personal' is '1', expected "
            "true or false. `mooring plugins inspect` tells what each setting takes"});
  CHECK(with("personal = true").empty());
  CHECK(with("nonsense = 1").empty());  // check_channels tells of names
  CHECK(lines("region = \"MARS\"\nsettings = { history_days = -5 }\n", "").empty());
}

TEST_CASE_METHOD(CheckFixture,
                 "a token in the file without an application to use it with is found before the start") {
  CHECK(lines("region = \"NA\"\n", "").empty());  // connected in the console, later
  with_token = true;
  CHECK(lines("region = \"NA\"\n", kApplication) ==
        std::vector<std::string>{
            "c.toml:5:1: connections[0].refresh_token: cannot be used without the client_secret of the "
            "application of shop. Set client_secret in [channels.shop.application]"});
  with_secret = true;
  CHECK(lines("region = \"NA\"\n", kApplication).empty());
}
