// The files in config/ are what people start from: they load, and the names in them are ones that the plugin declares.
#include <catch2/catch.hpp>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

#include "config/config.hpp"
#include "config_folder.hpp"
#include "plugins/manifest.hpp"

using namespace mooring::host;
using namespace mooring::host::testing;

namespace {

const std::filesystem::path kSource = MOORING_SOURCE_DIR;

std::string read_text(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  REQUIRE(in);
  return {std::istreambuf_iterator<char>(in), {}};
}

// Secrets are elsewhere on a real machine: each points to a file in the test's folder instead.
std::string with_local_secrets(const std::string& text) {
  return std::regex_replace(text, std::regex(R"(\{ file = "[^"]*" \})"), "{ file = \"/secret\" }");
}

KnownChannel known(const std::string& plugin) {
  auto file = std::filesystem::path(MOORING_BINARY_DIR) / "plugins" / (plugin + ".toml");
  auto manifest = parse_manifest(read_text(file), file.string());
  if (!manifest) FAIL(describe(manifest.error()));
  KnownChannel channel;
  channel.id = manifest->id;
  for (const auto& region : manifest->regions) {
    channel.regions.push_back(region.id);
    for (const auto& consent : region.consents)
      channel.consents[region.id].push_back(consent.id);
  }
  for (const auto& field : manifest->oauth.application_fields)
    channel.application_fields.push_back(field.key);
  for (const auto& budget : manifest->budgets)
    channel.budgets.push_back(budget.id);
  for (const auto& stream : manifest->streams)
    channel.streams.push_back(stream.id);
  for (const auto& setting : manifest->settings)
    channel.settings.push_back(setting.key);
  return channel;
}

class Example {
 public:
  ConfigLoad load(const std::string& text) {
    auto secret = folder_.write("secret", "example-secret-1\n");
    std::string local = with_local_secrets(text);
    for (size_t at = local.find("/secret\""); at != std::string::npos;
         at = local.find("/secret\"", at + secret.string().size()))
      local.replace(at, 7, secret.string());
    return load_config_text(local, folder_ / "example.toml");
  }

 private:
  ConfigFolder folder_;
};

void check_good(const ConfigLoad& load) {
  INFO(all_problems(load));
  CHECK(load.problems.empty());
  std::string unknown;
  for (const auto& problem : check_channels(load.config, {known("amazon_seller"), known("amazon_ads")}))
    unknown += describe(problem) + "\n";
  CHECK(unknown.empty());
}

// "# key = value" and "# [table]" are examples; a key that is set already keeps its value.
std::string uncommented(const std::string& text) {
  std::istringstream lines(text);
  std::string out, line;
  const std::regex commented(R"(# (\[.*|([a-z_]+) = .*))");
  const std::regex plain(R"(([a-z_]+) = .*)");
  std::set<std::string> set_here;
  while (std::getline(lines, line)) {
    std::smatch match;
    bool example = std::regex_match(line, match, commented);
    std::string key = example ? match[2].str() : std::regex_match(line, match, plain) ? match[1].str() : "";
    if (example) line = line.substr(2);
    if (line.starts_with('[')) set_here.clear();
    bool again = !key.empty() && !set_here.insert(key).second;
    if (!(example && again)) out += line + "\n";
  }
  return out;
}

}  // namespace

TEST_CASE("config/demo.toml loads and fits the plugin") {
  Example example;
  auto load = example.load(read_text(kSource / "config/demo.toml"));
  check_good(load);
  const auto& channel = load.config.channels.at("amazon_seller");
  CHECK(channel.endpoints.size() == 3);
  for (const auto& [region, endpoint] : channel.endpoints)
    CHECK(endpoint.api_base.starts_with("http://127.0.0.1:"));
  CHECK(channel.client_secret.reveal() == "example-secret-1");
}

TEST_CASE("config/mooring.toml loads as it is, and with every example line switched on") {
  Example example;
  std::string text = read_text(kSource / "config/mooring.toml");
  check_good(example.load(text));
  std::string all = uncommented(text);
  auto load = example.load(all);
  INFO(all);
  check_good(load);
  CHECK(load.config.admin.allow_remote);
  CHECK(load.config.origins.size() >= 20);
}

namespace {

// The keys that a table takes, as the refusal of another one tells them.
std::vector<std::string> known_keys(const std::string& table) {
  const auto load = load_config_text(table + "\nzzzzzzzzzzzzzzzzzzzzzzzz = 1\n", "c.toml");
  for (const auto& problem : load.problems) {
    const std::string start = "Known here: ";
    if (problem.message != "unknown key" || !problem.hint.starts_with(start)) continue;
    std::vector<std::string> keys;
    const std::regex quoted("'([a-z_]+)'");
    for (std::sregex_iterator at(problem.hint.begin(), problem.hint.end(), quoted), end; at != end; ++at)
      keys.push_back((*at)[1]);
    return keys;
  }
  FAIL("no key of " << table << " was told");
  return {};
}

// The keys that the examples set, without the names of channels, regions, budgets and streams.
std::set<std::string> shown_keys() {
  const std::regex index(R"(\[\d+\])");
  const std::regex names(R"(^channels\.\w+\.?(endpoints|budgets|streams)?(\.("[^"]*"|\w+)(?=\.))?)");
  Example example;
  std::set<std::string> shown;
  for (const char* file : {"config/mooring.toml", "config/connections.example.toml"}) {
    const auto load = example.load(uncommented(read_text(kSource / file)));
    for (const auto& [path, origin] : load.config.origins)
      shown.insert(std::regex_replace(std::regex_replace(path, index, ""), names, "channels.$1"));
  }
  return shown;
}

}  // namespace

TEST_CASE("config/ shows every key that there is") {
  const std::set<std::string> shown = shown_keys();
  std::string all;
  for (const auto& key : shown)
    all += key + " ";
  INFO(all);
  const std::vector<std::pair<std::string, std::string>> tables = {
      {"", ""},
      {"[admin]", "admin."},
      {"[log]", "log."},
      {"[schedule]", "schedule."},
      {"[alerts]", "alerts."},
      {"[[alerts.destinations]]", "alerts.destinations."},
      {"[smtp]", "smtp."},
      {"[channels.x.endpoints.NA]", "channels.endpoints."},
      {"[channels.x.budgets.b]", "channels.budgets."},
      {"[channels.x.streams.s]", "channels.streams."},
      {"[[connections]]", "connections."}};
  for (const auto& [table, path] : tables)
    for (const std::string& key : known_keys(table)) {
      const std::string whole = path + key;
      CAPTURE(whole);
      const auto next = shown.lower_bound(whole);
      const bool there = next != shown.end() && (*next == whole || next->starts_with(whole + "."));
      CHECK(there);
    }
  for (const char* key : {"client_id", "client_secret", "client_secret_previous", "secret_issued_at"}) {
    CAPTURE(key);
    CHECK(all.find(std::string("application.") + key + " ") != std::string::npos);
  }
  CHECK(all.find("new_marketplaces ") != std::string::npos);
}

TEST_CASE("config/mooring.toml shows the defaults") {
  Example example;
  auto load = example.load(uncommented(read_text(kSource / "config/mooring.toml")));
  const Config standard;
  CHECK(load.config.activity_retention == standard.activity_retention);
  CHECK(load.config.log.level == standard.log.level);
  CHECK(load.config.log.format == standard.log.format);
  CHECK(load.config.schedule.stale_after == standard.schedule.stale_after);
  CHECK(load.config.schedule.runs_at_once == standard.schedule.runs_at_once);
  CHECK(load.config.admin.bind == standard.admin.bind);
  CHECK(load.config.admin.port == standard.admin.port);
}

TEST_CASE("config/connections.example.toml loads") {
  Example example;
  auto load = example.load(uncommented(read_text(kSource / "config/connections.example.toml")));
  check_good(load);
  REQUIRE(load.config.connections.size() == 4);
  CHECK(load.config.connections[0].refresh_token.reveal() == "example-secret-1");
  CHECK(load.config.connections[1].name == "acme-eu");
  CHECK(load.config.connections[1].consent == "seller_nl");
  CHECK(load.config.connections[2].consent == "vendor_de");
  CHECK(load.config.connections[3].channel == "amazon_ads");
}

TEST_CASE("the samples of the plugins load and fit them") {
  for (const char* plugin : {"amazon_seller", "amazon_ads"}) {
    CAPTURE(plugin);
    Example example;
    auto load = example.load(read_text(kSource / "plugins" / plugin / "sample.toml"));
    check_good(load);
    REQUIRE(load.config.connections.size() == 1);
    CHECK(load.config.connections[0].channel == plugin);
  }
}

TEST_CASE("docs/reference/configuration.md explains every key of the examples") {
  Example example;
  std::string page = read_text(kSource / "docs/reference/configuration.md");
  std::set<std::string> keys;
  for (const char* file : {"config/mooring.toml", "config/connections.example.toml"})
    for (const auto& [path, origin] : example.load(uncommented(read_text(kSource / file))).config.origins)
      keys.insert(path.substr(path.rfind('.') + 1));
  for (const char* of_the_channel : {"application_id", "history_days", "archived_hours", "restated_days",
                                     "vendor_view", "vendor_programs", "file"})
    keys.erase(of_the_channel);
  CHECK(keys.size() > 25);
  for (const auto& key : keys) {
    CAPTURE(key);
    CHECK(page.find("`" + key + "`") != std::string::npos);
  }
}
