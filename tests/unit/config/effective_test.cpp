// The configuration in force has every key that can be set, and no secret.
#include <catch2/catch.hpp>

#include <algorithm>

#include "config/effective.hpp"
#include "config_folder.hpp"

using namespace mooring::host;
using namespace mooring::host::testing;

namespace {

const std::string kSecretText = "a-secret-of-more-than-16-characters";
const std::string kSecretUrl = "https://hooks.example.com/a-secret-of-more-than-16-characters";

// Every key of docs/reference/configuration.md.
const std::string kEveryKey = R"(data_folder = "data"
key_file = "key"
plugin_folders = ["plugins"]
activity_retention = "30d"
activity_entries_max = 20000
[admin]
bind = "0.0.0.0"
port = 9000
allow_remote = true
public_url = "https://mooring.example.com"
token = { env = "MOORING_TEST_SECRET" }
trusted_proxies = ["10.0.0.0/8"]
certificate_file = "certificate.pem"
[log]
level = "debug"
format = "json"
[schedule]
stale_after = "2h"
runs_at_once = 3
[alerts]
allow_private = true
[[alerts.destinations]]
name = "ops"
kind = "webhook"
url = { env = "MOORING_TEST_URL" }
secret = { env = "MOORING_TEST_SECRET" }
kinds = ["badge", "expiry"]
badges = ["revoked"]
badges_from = ["connected"]
channels = ["shop"]
regions = ["EU"]
connections = ["con_1"]
min_severity = "warning"
recovered = false
quiet = "2h"
delay = "10m"
[[alerts.destinations]]
name = "mail"
kind = "email"
to = ["a@example.com", "b@example.com"]
[smtp]
host = "smtp.example.com"
port = 2525
security = "tls"
user = "mooring"
password = { env = "MOORING_TEST_SECRET" }
from = "mooring@example.com"
ca_file = "ca.pem"
[channels.shop]
new_marketplaces = "select"
[channels.shop.application]
client_id = "client"
client_secret = { env = "MOORING_TEST_SECRET" }
client_secret_previous = { env = "MOORING_TEST_SECRET" }
secret_issued_at = 2026-01-31
[channels.shop.endpoints.EU]
api_base = "https://api.example.com"
authorize_url = "https://signin.example.com"
token_url = "https://token.example.com"
[channels.shop.budgets."orders.list"]
rate_per_s = 0.5
burst = 4
[channels.shop.streams.orders]
enabled = true
interval = "1h"
stale_after = "4h"
[[connections]]
name = "eu"
channel = "shop"
region = "EU"
consent = "vendor"
label = "Europe"
workspace = "acme"
account_id = "A1"
refresh_token = { env = "MOORING_TEST_SECRET" }
marketplaces = ["M1"]
new_marketplaces = "announce"
[connections.settings]
days = 30
)";

ConfigLoad every_key() {
  ScopedEnv secret("MOORING_TEST_SECRET", kSecretText.c_str()), url("MOORING_TEST_URL", kSecretUrl.c_str());
  ConfigLoad load = load_config_text(kEveryKey, "c.toml");
  INFO(all_problems(load));
  REQUIRE(load.problems.empty());
  return load;
}

const EffectiveKey* find(const std::vector<EffectiveKey>& keys, const std::string& name) {
  const auto found =
      std::find_if(keys.begin(), keys.end(), [&](const EffectiveKey& key) { return key.key == name; });
  return found == keys.end() ? nullptr : &*found;
}

std::string value(const std::vector<EffectiveKey>& keys, const std::string& name) {
  const EffectiveKey* key = find(keys, name);
  INFO(name);
  REQUIRE(key);
  return key->value;
}

}  // namespace

TEST_CASE("what a file sets is in force, with its line") {
  const ConfigLoad load = every_key();
  const auto keys = effective_keys(load.config);
  REQUIRE(load.config.origins.size() > 60);
  for (const auto& [name, origin] : load.config.origins) {
    INFO(name);
    if (name.ends_with(".env")) continue;  // where a secret is read; its key stands beside it
    const EffectiveKey* key = find(keys, name);
    REQUIRE(key);
    if (name == "key_file") continue;  // where it lies, not who says so
    CHECK(key->source == KeySource::file);
    CHECK(key->line == origin.line);
  }
}

TEST_CASE("every key stands in one of the known parts") {
  for (const EffectiveKey& key : effective_keys(every_key().config)) {
    const std::string part = key.key.substr(0, key.key.find_first_of(".["));
    INFO(key.key);
    CHECK(std::count(config_parts().begin(), config_parts().end(), part) == 1);
  }
}

TEST_CASE("alerts and the mail server are in force with their defaults, their secrets hidden") {
  const auto keys = effective_keys(every_key().config);
  CHECK(value(keys, "alerts.allow_private") == "true");
  CHECK(value(keys, "alerts.destinations[0].kinds") == "badge, expiry");
  CHECK(value(keys, "alerts.destinations[0].quiet") == "2 h");
  CHECK(value(keys, "alerts.destinations[1].to") == "a@example.com, b@example.com");
  CHECK(value(keys, "alerts.destinations[1].kinds") == "all");
  CHECK(find(keys, "alerts.destinations[1].kinds")->source == KeySource::default_value);
  CHECK(value(keys, "smtp.security") == "tls");
  for (const char* name : {"alerts.destinations[0].url", "alerts.destinations[0].secret", "smtp.password",
                           "channels.shop.application.client_secret_previous"}) {
    CHECK(value(keys, name) == kHiddenValue);
    CHECK(find(keys, name)->secret);
    CHECK(find(keys, name)->secret_from.starts_with("the environment variable MOORING_TEST_"));
  }
  for (const EffectiveKey& key : keys) {
    INFO(key.key);
    CHECK(key.value.find(kSecretText) == std::string::npos);
  }
}

TEST_CASE("without a mail server the configuration says so") {
  const auto keys = effective_keys(Config());
  CHECK(value(keys, "smtp.host") == "none: there is no mail");
  CHECK(value(keys, "alerts.allow_private") == "false");
  CHECK_FALSE(find(keys, "smtp.port"));
}
