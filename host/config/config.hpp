// The host's configuration: TOML files -> one typed, checked value. docs/reference/configuration.md lists
// every key. load_config is called on the main thread at start (and by `mooring validate`); a Config is
// immutable afterwards.
#pragma once
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/limits.hpp"
#include "base/limits_activity.hpp"
#include "base/log.hpp"
#include "base/result.hpp"
#include "base/secret.hpp"
#include "config/alerts_config.hpp"

namespace mooring::host {

struct EndpointOverride {                          // [channels.<id>.endpoints.<region>]
  std::string api_base, authorize_url, token_url;  // empty: as the manifest says. http:// only to loopback.
};

struct BudgetOverride {  // [channels.<id>.budgets."<budget>"]
  double rate_per_s = 0;
  std::optional<double> burst;
};

struct StreamOverride {  // [channels.<id>.streams.<stream>]
  std::optional<Duration> interval, stale_after;
  std::optional<bool> enabled;
};

struct ChannelConfig {                             // [channels.<id>]
  std::map<std::string, std::string> application;  // client_id and the manifest's application fields
  Secret client_secret;
  Secret client_secret_previous;  // tried where the other one is refused; empty: there is one only
  std::optional<Timestamp> secret_issued_at;  // for the expiry calendar
  bool select_new_marketplaces = false;  // new_marketplaces = "select": those found later join the selection
  std::map<std::string, EndpointOverride> endpoints;
  std::map<std::string, BudgetOverride> budgets;
  std::map<std::string, StreamOverride> streams;
};

struct DeclaredConnection {  // [[connections]]
  std::string name;          // unique; identifies it across restarts
  std::string channel, region, label, account_id;
  std::string consent;                    // which of the region's consents; empty: the usual one
  std::string workspace;                  // whose business it belongs to; empty: as it is, "default" at first
  Secret refresh_token;                   // empty: consent in the console
  std::vector<std::string> marketplaces;  // empty: all available
  std::map<std::string, std::string> settings;
  std::optional<bool> select_new_marketplaces{};  // instead of the channel's
};

struct AdminConfig {  // [admin]
  std::string bind = "127.0.0.1";
  uint16_t port = 8420;       // 0: any free one
  bool allow_remote = false;  // a bind beyond loopback must be asked for in words
  std::string public_url;  // how browsers reach it, without a slash at the end; default http://<bind>:<port>,
                           // empty for port 0
  Secret token;            // empty: a token file is made in the data folder
  std::vector<std::string> trusted_proxies{};  // addresses and ranges whose X-Forwarded-For is believed
  std::filesystem::path certificate_file;  // of public_url, PEM: for the expiry calendar; empty: not known
};

struct LogConfig {  // [log]
  LogLevel level = LogLevel::info;
  LogFormat format = LogFormat::text;
};

struct ScheduleConfig {  // [schedule]
  Duration stale_after = std::chrono::hours{24};
  int runs_at_once = limits::kRunsAtOnceMax;
};

struct ConfigOrigin {  // where a key is set
  std::string file;
  int line = 0, column = 0;
  std::string
      secret_from{};  // of a secret: where its value is read, "the file /run/secrets/x"; empty: it is none
};

struct Config {
  std::filesystem::path data_folder = "data";
  std::filesystem::path key_file;                     // default <data_folder>/vault.key
  std::vector<std::filesystem::path> plugin_folders;  // empty: beside the program, then <data_folder>/plugins
  Duration activity_retention = std::chrono::days{365};
  int64_t activity_entries_max = limits::kActivityEntriesMax;
  AdminConfig admin;
  LogConfig log;
  ScheduleConfig schedule;
  AlertsConfig alerts;
  SmtpConfig smtp;
  std::map<std::string, ChannelConfig> channels;
  std::vector<DeclaredConnection> connections;
  std::vector<std::filesystem::path> files;  // what was read, in order
  std::map<std::string, ConfigOrigin>
      origins;  // key path -> where; "connections[0].region" counts over all files
};

struct ConfigProblem {
  std::string file;
  int line = 0, column = 0;  // 0: the whole file
  std::string key;           // "admin.port"
  std::string message, hint;
};
std::string describe(
    const ConfigProblem& problem);  // "config/demo.toml:3:1: admin.prot: unknown key. Did you mean 'port'?"

struct ConfigLoad {
  Config config;  // meaningful only when problems is empty
  std::vector<ConfigProblem> problems;
};

// Reads `file`, then <folder of file>/conf.d/*.toml in byte order; a later file may add, never redefine.
// Relative paths are relative to the file that names them. Secrets are read here. All problems are collected,
// not only the first.
ConfigLoad load_config(const std::filesystem::path& file);
// The same for one text that stands for `file`; no drop-ins.
ConfigLoad load_config_text(std::string_view text, const std::filesystem::path& file);

// Whether marketplaces that an account gets later are selected by themselves. config_key: of a declared connection, or empty.
bool selects_new_marketplaces(const Config& config, const std::string& channel,
                              const std::string& config_key);

// What a channel knows, for the second check: the composition root fills it from the manifests.
struct KnownChannel {
  std::string id;
  std::vector<std::string> regions, application_fields, budgets, streams, settings;
  std::string refusal = {};                                       // why its plugin is not used; empty: it is
  std::map<std::string, std::vector<std::string>> consents = {};  // ids of each region's consents
  std::map<std::string, std::vector<std::string>> choices =
      {};                               // what a setting may be, where it is a choice
  std::vector<std::string> lists = {};  // settings that take several of their choices
};
// Names in the configuration that no channel knows, with the nearest known one, and channels whose plugin is
// refused. Kept apart from
// load_config because a missing or refused plugin must not keep the host from starting: `validate` fails on
// these, `serve` warns.
std::vector<ConfigProblem> check_channels(const Config& config, const std::vector<KnownChannel>& known);

}  // namespace mooring::host
