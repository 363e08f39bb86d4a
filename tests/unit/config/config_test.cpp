#include "config/config.hpp"

#include <catch2/catch.hpp>

#include "base/text.hpp"
#include "config_folder.hpp"

using namespace mooring::host;
using namespace mooring::host::testing;
using namespace std::chrono_literals;
using Catch::Matchers::Contains;
using Catch::Matchers::StartsWith;

TEST_CASE("an address of IPv6 is kept as everybody else writes it") {
  auto load = load_config_text("[admin]\nbind = \"0:0:0:0:0:0:0:1\"", "c.toml");
  REQUIRE(load.problems.empty());
  CHECK(load.config.admin.bind == "::1");
  CHECK(load.config.admin.public_url == "http://[::1]:8420");
}

TEST_CASE("an empty file gives the defaults") {
  auto load = load_config_text("", "/etc/mooring/mooring.toml");
  REQUIRE(load.problems.empty());
  const Config& config = load.config;
  CHECK(config.data_folder == "/etc/mooring/data");
  CHECK(config.key_file == "/etc/mooring/data/vault.key");
  CHECK(config.plugin_folders.empty());
  CHECK(config.activity_retention == 24h * 365);
  CHECK(config.activity_entries_max == 10'000'000);
  CHECK(config.admin.bind == "127.0.0.1");
  CHECK(config.admin.port == 8420);
  CHECK(config.admin.public_url == "http://127.0.0.1:8420");
  CHECK(config.admin.token.empty());
  CHECK(config.log.level == LogLevel::info);
  CHECK(config.log.format == LogFormat::text);
  CHECK(config.schedule.stale_after == 24h);
  CHECK(config.schedule.runs_at_once == limits::kRunsAtOnceMax);
  CHECK(config.channels.empty());
  CHECK(config.connections.empty());
  CHECK(config.files == std::vector<std::filesystem::path>{"/etc/mooring/mooring.toml"});
}

TEST_CASE("every key is read into its place") {
  ConfigFolder folder;
  folder.write("secret", "app-secret-1\n");
  folder.write("token", "refresh-token-1\r\n");
  ScopedEnv admin_token("MOORING_TEST_ADMIN", "admin-token-1");
  auto file = folder.write("mooring.toml", R"(
data_folder = "/var/lib/mooring/"
key_file = "keys/vault.key"
plugin_folders = ["plugins", "/opt/plugins"]
activity_retention = "90d"
activity_entries_max = 500000

[admin]
bind = "::1"
port = 9000
public_url = "https://mooring.example.com/"
token = { env = "MOORING_TEST_ADMIN" }

[log]
level = "debug"
format = "json"

[schedule]
stale_after = "12h"
runs_at_once = 4

[channels.shop.application]
client_id = "client-1"
application_id = "app-1"
client_secret = { file = "secret" }
secret_issued_at = 2026-01-31

[channels.shop.endpoints.NA]
api_base = "http://127.0.0.1:9400/na"
authorize_url = "http://localhost:9400/authorize"
token_url = "http://[::1]:9400/token"

[channels.shop.budgets."orders.search"]
rate_per_s = 5
burst = 20.5

[channels.shop.streams.orders]
interval = "1m"
stale_after = "2h"
enabled = false

[[connections]]
name = "acme-na"
channel = "shop"
region = "NA"
label = "Acme"
account_id = "A1"
refresh_token = { file = "token" }
marketplaces = ["M1", "M2"]
settings = { history_days = 30, deep = true, note = "x" }
)");
  auto load = load_config(file);
  INFO(all_problems(load));
  REQUIRE(load.problems.empty());
  const Config& config = load.config;
  CHECK(config.data_folder == "/var/lib/mooring");
  CHECK(config.key_file == folder / "keys/vault.key");
  CHECK(config.plugin_folders == std::vector<std::filesystem::path>{folder / "plugins", "/opt/plugins"});
  CHECK(config.activity_retention == 24h * 90);
  CHECK(config.activity_entries_max == 500'000);
  CHECK(config.admin.bind == "::1");
  CHECK(config.admin.port == 9000);
  CHECK(config.admin.public_url == "https://mooring.example.com");
  CHECK(config.admin.token.reveal() == "admin-token-1");
  CHECK(config.log.level == LogLevel::debug);
  CHECK(config.log.format == LogFormat::json);
  CHECK(config.schedule.stale_after == 12h);
  CHECK(config.schedule.runs_at_once == 4);

  const ChannelConfig& channel = config.channels.at("shop");
  CHECK(channel.application ==
        std::map<std::string, std::string>{{"client_id", "client-1"}, {"application_id", "app-1"}});
  CHECK(channel.client_secret.reveal() == "app-secret-1");
  CHECK(format_time(channel.secret_issued_at.value()) == "2026-01-31T00:00:00Z");
  CHECK(channel.endpoints.at("NA").api_base == "http://127.0.0.1:9400/na");
  CHECK(channel.endpoints.at("NA").authorize_url == "http://localhost:9400/authorize");
  CHECK(channel.endpoints.at("NA").token_url == "http://[::1]:9400/token");
  CHECK(channel.budgets.at("orders.search").rate_per_s == 5);
  CHECK(channel.budgets.at("orders.search").burst == 20.5);
  CHECK(channel.streams.at("orders").interval == Duration(1min));
  CHECK(channel.streams.at("orders").stale_after == Duration(2h));
  CHECK(channel.streams.at("orders").enabled == false);

  REQUIRE(config.connections.size() == 1);
  const DeclaredConnection& connection = config.connections.front();
  CHECK(connection.name == "acme-na");
  CHECK(connection.channel == "shop");
  CHECK(connection.region == "NA");
  CHECK(connection.label == "Acme");
  CHECK(connection.account_id == "A1");
  CHECK(connection.refresh_token.reveal() == "refresh-token-1");
  CHECK(connection.marketplaces == std::vector<std::string>{"M1", "M2"});
  CHECK(connection.settings ==
        std::map<std::string, std::string>{{"history_days", "30"}, {"deep", "true"}, {"note", "x"}});
  CHECK(config.origins.at("connections[0].region").line == 45);
}

TEST_CASE("broken TOML names file, line, column and the parser's reason") {
  std::string text = problem_of("[admin]\nport = 84 20\n");
  CHECK_THAT(text, StartsWith("c.toml:2:"));
  CHECK_THAT(text, Contains("not valid TOML"));
  CHECK_THAT(problem_of("[admin\n"), StartsWith("c.toml:1:"));
  CHECK_THAT(problem_of("a = \"\xff\"\n"), Contains("not valid TOML"));
  CHECK_THAT(problem_of("[admin]\nport = 1\nport = 2\n"), StartsWith("c.toml:3:"));
}

TEST_CASE("an unknown key is refused with the nearest known one") {
  CHECK(problem_of("[admin]\n\nprot = 1") == "c.toml:3:1: admin.prot: unknown key. Did you mean 'port'?");
  CHECK(problem_of("data_foldr = \"x\"") ==
        "c.toml:1:1: data_foldr: unknown key. Did you mean 'data_folder'?");
  CHECK(problem_of("[chanels.x]") == "c.toml:1:2: chanels: unknown key. Did you mean 'channels'?");
  CHECK(problem_of("[channels.shop.streams.orders]\nintervall = \"1m\"") ==
        "c.toml:2:1: channels.shop.streams.orders.intervall: unknown key. Did you mean 'interval'?");
  CHECK(problem_of("[log]\nzzzzzzzz = 1") ==
        "c.toml:2:1: log.zzzzzzzz: unknown key. Known here: 'level', 'format'");
  CHECK_THAT(problem_of("[[connections]]\nname = 'a'\nchannel = 'b'\nregion = 'c'\nacount_id = 'd'"),
             StartsWith("c.toml:5:1: connections[0].acount_id: unknown key. Did you mean 'account_id'?"));
}

TEST_CASE("all problems are told, not only the first") {
  auto load = load_config_text("a = 1\n[admin]\nport = 'x'\nbind = 7\n[log]\nlevel = 'loud'\n", "c.toml");
  CHECK(load.problems.size() == 4);
}

TEST_CASE("a wrong type names what is wanted and what was found") {
  auto wrong = GENERATE(table<std::string, std::string>({
      {"[admin]\nport = \"8420\"",
       "c.toml:2:8: admin.port: must be a whole number, not text. Write it without quotes"},
      {"[admin]\nport = 8420.0",
       "c.toml:2:8: admin.port: must be a whole number, not a number. Write it without quotes"},
      {"[admin]\nbind = 127", "c.toml:2:8: admin.bind: must be text, not a whole number. Put it in quotes"},
      {"[admin]\nallow_remote = \"yes\"",
       "c.toml:2:16: admin.allow_remote: must be true or false, not text. Write it without quotes"},
      {"admin = 1",
       "c.toml:1:9: admin: must be a table, not a whole number. Write [admin] on a line of its own"},
      {"connections = 1",
       "c.toml:1:15: connections: must be a list of tables, not a whole number. Write [[connections]] before "
       "each"},
      {"[schedule]\nstale_after = 24",
       "c.toml:2:15: schedule.stale_after: must be a duration, not a whole number. Write it like \"90s\", "
       "\"15m\", \"24h\" or \"7d\""},
      {"[channels.a.budgets.\"b.c\"]\nrate_per_s = \"1\"",
       "c.toml:2:14: channels.a.budgets.\"b.c\".rate_per_s: must be a number, not text. Write it without "
       "quotes"},
      {"plugin_folders = \"x\"",
       "c.toml:1:18: plugin_folders: must be a list of texts, with at least one. Write it like [\"one\", "
       "\"two\"], or remove the line"},
      {"[channels.a.application]\nsecret_issued_at = \"2026-01-01\"",
       "c.toml:2:20: channels.a.application.secret_issued_at: must be a date, or a date with time and "
       "offset, not text. Write it like 2026-01-31, without quotes"},
  }));
  CHECK(problem_of(std::get<0>(wrong)) == std::get<1>(wrong));
}

TEST_CASE("a value out of range names the range") {
  auto wrong = GENERATE(table<std::string, std::string>({
      {"[admin]\nport = 65536", "65536 is out of range. Use 1 to 65535"},
      {"[admin]\nport = -1", "-1 is out of range"},
      {"[schedule]\nruns_at_once = 0", "Use 1 to 1000"},
      {"[schedule]\nruns_at_once = 1001", "Use 1 to 1000"},
      {"[schedule]\nstale_after = \"1s\"", "'1s' is out of range. Use 10 s to 365 days"},
      {"[schedule]\nstale_after = \"soon\"", "'soon' is not a duration"},
      {"activity_retention = \"1h\"", "'1h' is out of range. Use 24 h to 3650 days"},
      {"[channels.a.streams.b]\ninterval = \"0s\"", "'0s' is out of range"},
      {"[channels.a.streams.b]\ninterval = \"2h\"\nstale_after = \"1h\"", "shorter than the interval"},
      {"[channels.a.budgets.b]\nrate_per_s = 0", "is out of range. Use more than 0"},
      {"[channels.a.budgets.b]\nrate_per_s = nan", "is out of range"},
      {"[channels.a.budgets.b]\nrate_per_s = -1.5", "is out of range"},
      {"[channels.a.budgets.b]\nrate_per_s = 1\nburst = 0.5", "is out of range. Use 1 or more"},
      {"[channels.a.budgets.b]\nburst = 2", "rate_per_s: is missing"},
      {"[log]\nlevel = \"warn\"", "Did you mean 'warning'?"},
      {"data_folder = \"\"", "is empty"},
      {"data_folder = \"a\\nb\"", "control character"},
  }));
  CHECK_THAT(problem_of(std::get<0>(wrong)), Contains(std::get<1>(wrong)));
}

TEST_CASE("endpoints are https, or http to this machine only") {
  auto with = [](const std::string& url) {
    return load_config_text("[channels.a.endpoints.NA]\napi_base = \"" + url + "\"\n", "c.toml");
  };
  for (const char* good :
       {"https://api.example.com", "https://api.example.com:8443/v1", "http://127.0.0.1:9400/na",
        "http://127.8.9.1", "http://localhost:1", "http://[::1]:9400"}) {
    CAPTURE(good);
    CHECK(with(good).problems.empty());
  }
  CHECK(with("https://api.example.com/v1/").config.channels["a"].endpoints["NA"].api_base ==
        "https://api.example.com/v1");
  for (const char* bad : {"http://api.example.com", "http://10.0.0.1", "http://127.0.0.1.example.com",
                          "http://localhost.example.com", "ftp://x", "api.example.com", "https://",
                          "https://a b", "https://user:pass@host/", "https://host/?q=1", "https://host/#f",
                          "https://host:0/", "https://host:99999", "https://host:", "https://ho_st!",
                          "http://[::2]", "http://127.0.0.1@evil", "https://[zz]/", "https://host\\\\evil"}) {
    CAPTURE(bad);
    CHECK(with(bad).problems.size() == 1);
  }
}

TEST_CASE("the console is not opened to other machines by accident") {
  CHECK_THAT(problem_of("[admin]\nbind = \"0.0.0.0\""),
             Contains("c.toml:2:1: admin.bind: 0.0.0.0 lets other machines reach the console"));
  CHECK_THAT(problem_of("[admin]\nbind = \"::\""), Contains("lets other machines"));
  CHECK_THAT(problem_of("[admin]\nbind = \"localhost\""), Contains("'localhost' is not an IP address"));
  CHECK_THAT(problem_of("[admin]\nbind = \"0.0.0.0\"\nallow_remote = true"),
             Contains("admin.public_url: must be an https://"));
  CHECK_THAT(
      problem_of("[admin]\nbind = \"0.0.0.0\"\nallow_remote = true\npublic_url = \"http://127.0.0.1\""),
      Contains("must be an https://"));
  auto open = load_config_text(
      "[admin]\nbind = \"10.1.2.3\"\nallow_remote = true\npublic_url = \"https://m.example.com\"", "c");
  CHECK(open.problems.empty());
  CHECK(load_config_text("[admin]\nbind = \"127.0.0.2\"", "c").config.admin.public_url ==
        "http://127.0.0.2:8420");
  CHECK(load_config_text("[admin]\nbind = \"::1\"", "c").config.admin.public_url == "http://[::1]:8420");
}

TEST_CASE("the console has an address that stays, at the root of its name") {
  CHECK(problem_of("[admin]\nport = 0") == "c.toml:2:8: admin.port: 0 is out of range. Use 1 to 65535");
  CHECK(problem_of("[admin]\npublic_url = \"https://m.example:8443/sub\"") ==
        "c.toml:2:1: admin.public_url: has a path, but the console stands at the root of its name. Write "
        "https://m.example:8443, and give Mooring a name or a port of its own");
  CHECK(load_config_text("[admin]\npublic_url = \"https://m.example/\"", "c").config.admin.public_url ==
        "https://m.example");
}

TEST_CASE("declared connections need a unique name, a channel and a region") {
  auto missing = load_config_text("[[connections]]\n", "c.toml");
  REQUIRE(missing.problems.size() == 3);
  CHECK_THAT(describe(missing.problems[0]), StartsWith("c.toml:1:1: connections[0].name: is missing"));
  CHECK(missing.problems[1].key == "connections[0].channel");
  CHECK(missing.problems[2].key == "connections[0].region");

  std::string one = "[[connections]]\nname = \"a\"\nchannel = \"x\"\nregion = \"NA\"\n";
  CHECK(problem_of(one + one) ==
        "c.toml:6:1: connections[1].name: 'a' is the name of another connection, in c.toml:2. Give each "
        "connection a name of its own");
  CHECK_THAT(problem_of("[[connections]]\nname = \"a b\"\nchannel = \"x\"\nregion = \"NA\"\n"),
             Contains("'a b' is not a name"));
  CHECK_THAT(problem_of(one + "marketplaces = []"), Contains("at least one"));
  CHECK_THAT(problem_of(one + "marketplaces = [\"M\", \"M\"]"), Contains("names 'M' twice"));
  CHECK_THAT(problem_of(one + "settings = { days = 1.5 }"),
             Contains("connections[0].settings.days: must be text"));
}

TEST_CASE("names that no channel knows are found with their place") {
  auto load = load_config_text(R"([channels.shop.application]
client_id = "c"
aplication_id = "d"
[channels.shop.streams.order]
enabled = true
[channels.shop.endpoints.na]
token_url = "https://x"
[channels.shop.budgets."orders.serch"]
rate_per_s = 1
[channels.shp.streams.orders]
enabled = true
[channels.shp-2.streams.orders]
enabled = true
[[connections]]
name = "a"
channel = "shop"
region = "EV"
settings = { history_day = 1 }
)",
                               "c.toml");
  REQUIRE(load.problems.empty());
  KnownChannel shop{"shop",     {"NA", "EU"},    {"application_id"}, {"orders.search"},
                    {"orders"}, {"history_days"}};
  std::vector<std::string> lines;
  for (const auto& problem : check_channels(load.config, {shop}))
    lines.push_back(describe(problem));
  CHECK(lines ==
        std::vector<std::string>{
            "c.toml:3:1: channels.shop.application.aplication_id: 'aplication_id' is no known application "
            "key. Did you mean 'application_id'?",
            "c.toml:7:1: channels.shop.endpoints.na: 'na' is no known region. Did you mean 'NA'?",
            "c.toml:9:1: channels.shop.budgets.\"orders.serch\": 'orders.serch' is no known rate budget. Did "
            "you mean 'orders.search'?",
            "c.toml:5:1: channels.shop.streams.order: 'order' is no known stream. Did you mean 'orders'?",
            "c.toml:11:1: channels.shp: 'shp' is no known channel. Did you mean 'shop'?",
            "c.toml:13:1: channels.shp-2: 'shp-2' is no known channel. Known: shop",
            "c.toml:17:1: connections[0].region: 'EV' is no known region of shop. Did you mean 'EU'?",
            "c.toml:18:14: connections[0].settings.history_day: 'history_day' is no known setting. Did you "
            "mean 'history_days'?",
        });
  CHECK(check_channels(load_config_text("[channels.shop.streams.orders]\nenabled = true", "c").config, {shop})
            .empty());
  CHECK_THAT(check_channels(load.config, {}).front().hint, Contains("mooring plugins list"));
}

TEST_CASE("a setting that is a choice takes only what the channel names") {
  KnownChannel shop{"shop", {"NA"}, {}, {}, {}, {"view"}, {}, {}, {{"view", {"MADE", "SOURCED"}}}};
  const auto check = [&](const std::string& value) {
    auto load = load_config_text(
        "[[connections]]\nname = \"a\"\nchannel = \"shop\"\nregion = \"NA\"\n"
        "settings = { view = \"" +
            value + "\" }\n",
        "c.toml");
    REQUIRE(load.problems.empty());
    return check_channels(load.config, {shop});
  };
  CHECK(check("MADE").empty());
  auto problems = check("FOO");
  REQUIRE(problems.size() == 1);
  CHECK(describe(problems.front()) ==
        "c.toml:5:14: connections[0].settings.view: 'FOO' is no known value of view. Known: MADE, SOURCED");
}

TEST_CASE("a setting that is a list takes some of what the channel names, as a list or as one text") {
  KnownChannel shop{"shop",   {"NA"}, {}, {}, {}, {"views"}, {}, {}, {{"views", {"MADE", "SOURCED"}}},
                    {"views"}};
  const auto check = [&](const std::string& value, const std::string& read) {
    auto load = load_config_text(
        "[[connections]]\nname = \"a\"\nchannel = \"shop\"\nregion = \"NA\"\n"
        "settings = { views = " +
            value + " }\n",
        "c.toml");
    REQUIRE(load.problems.empty());
    CHECK(load.config.connections.front().settings.at("views") == read);
    std::string problems;
    for (const auto& problem : check_channels(load.config, {shop}))
      problems += describe(problem) + "\n";
    return problems;
  };
  CHECK(check("[\"SOURCED\", \"MADE\"]", "SOURCED,MADE").empty());
  CHECK(check("\"MADE, SOURCED\"", "MADE, SOURCED").empty());
  CHECK(
      check("[\"MADE\", \"FOO\"]", "MADE,FOO") ==
      "c.toml:5:14: connections[0].settings.views: 'FOO' is no known value of views. Known: MADE, SOURCED\n");
}

TEST_CASE("rules of alerts that name what nobody knows would never tell anybody") {
  KnownChannel shop{"shop", {"NA", "EU"}, {}, {}, {}, {}};
  const auto check = [&](const std::string& rule) {
    auto load = load_config_text(
        "[smtp]\nhost = \"smtp.example.com\"\nfrom = \"mooring@example.com\"\n[[alerts.destinations]]\n"
        "name = \"ops\"\nkind = \"email\"\nto = [\"ops@example.com\"]\n" +
            rule + "\n",
        "c.toml");
    REQUIRE(load.problems.empty());
    std::vector<std::string> lines;
    for (const auto& problem : check_channels(load.config, {shop}))
      lines.push_back(describe(problem));
    return lines;
  };
  CHECK(check("channels = [\"shop\"]\nregions = [\"EU\", \"NA\"]\n"
              "connections = [\"con_01kyabcdefghjkmnpqrstvwxyz\"]")
            .empty());
  CHECK(check("channels = [\"shop\", \"shp\"]") ==
        std::vector<std::string>{
            "c.toml:8:1: alerts.destinations[0].channels: 'shp' is no known channel. Did you mean 'shop'?"});
  CHECK(check("regions = [\"EUROPE\"]") ==
        std::vector<std::string>{
            "c.toml:8:1: alerts.destinations[0].regions: 'EUROPE' is no known region. Known: NA, EU"});
  CHECK(check("connections = [\"con_nope\"]") ==
        std::vector<std::string>{
            "c.toml:8:1: alerts.destinations[0].connections: 'con_nope' is neither the name of a declared "
            "connection nor an id. Name connections as [[connections]] does, or by id: `mooring connections "
            "list` shows them"});
  const std::string declared = "\n[[connections]]\nname = \"acme-na\"\nchannel = \"shop\"\nregion = \"NA\"\n";
  CHECK(check("connections = [\"acme-na\"]" + declared).empty());
  CHECK(check("connections = [\"acme-an\"]" + declared) ==
        std::vector<std::string>{
            "c.toml:8:1: alerts.destinations[0].connections: 'acme-an' is neither the name "
            "of a declared connection nor an id. Did you mean 'acme-na'?"});
}

TEST_CASE("a channel whose plugin is refused is named, with the reason, once") {
  auto load = load_config_text(R"([channels.shop.streams.orders]
enabled = true
[[connections]]
name = "a"
channel = "shop"
region = "NA"
[[connections]]
name = "b"
channel = "depot"
region = "NA"
)",
                               "c.toml");
  REQUIRE(load.problems.empty());
  KnownChannel shop{"shop", {"NA"}, {}, {}, {"orders"}, {}, "/p/shop.so is not in order"};
  KnownChannel depot{"depot", {"NA"}, {}, {}, {}, {}, "/p/depot.so is not in order"};
  std::vector<std::string> lines;
  for (const auto& problem : check_channels(load.config, {shop, depot}))
    lines.push_back(describe(problem));
  REQUIRE(lines.size() == 2);
  CHECK_THAT(lines[0], StartsWith("c.toml:2:1: channels.shop: its plugin is refused: /p/shop.so is not"));
  CHECK_THAT(lines[1], StartsWith("c.toml:9:1: connections[1].channel: its plugin is refused: /p/depot.so"));
}

TEST_CASE("trusted proxies are addresses and ranges") {
  const auto good =
      load_config_text("[admin]\ntrusted_proxies = [\"127.0.0.1\", \"10.0.0.0/8\", \"::1\"]", "c");
  CHECK(good.problems.empty());
  CHECK(good.config.admin.trusted_proxies == std::vector<std::string>{"127.0.0.1", "10.0.0.0/8", "::1"});
  CHECK_THAT(problem_of("[admin]\ntrusted_proxies = [\"10.0.0.0/33\"]"),
             Contains("admin.trusted_proxies: '10.0.0.0/33' is neither an IP address nor a range"));
  CHECK_THAT(problem_of("[admin]\ntrusted_proxies = [\"proxy.example\"]"), Contains("admin.trusted_proxies"));
}
