// Files -> Config: which files are read, and which keys they have.
#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <system_error>

#include "config/alerts_load.hpp"
#include "config/checks.hpp"
#include "config/config.hpp"
#include "config/config_table.hpp"

namespace mooring::host {
namespace {

namespace fs = std::filesystem;

void read_admin(ConfigTable& table, AdminConfig& out) {
  table.text("bind", out.bind);
  table.integer("port", out.port, 1, 65535);
  table.boolean("allow_remote", out.allow_remote);
  table.url("public_url", out.public_url);
  table.secret("token", out.token);
  table.path("certificate_file", out.certificate_file);
  table.texts("trusted_proxies", out.trusted_proxies);
}

void read_log(ConfigTable& table, LogConfig& out) {
  table.choice("level", out.level,
               {{"debug", LogLevel::debug},
                {"info", LogLevel::info},
                {"warning", LogLevel::warning},
                {"error", LogLevel::error}});
  table.choice("format", out.format, {{"text", LogFormat::text}, {"json", LogFormat::json}});
}

void read_schedule(ConfigTable& table, ScheduleConfig& out) {
  table.duration("stale_after", out.stale_after, limits::kStaleAfterMin, limits::kStaleAfterMax);
  table.integer("runs_at_once", out.runs_at_once, 1, limits::kRunsAtOnceCeiling);
}

void read_stream(ConfigTable& table, StreamOverride& out) {
  table.boolean("enabled", out.enabled);
  table.duration("interval", out.interval, limits::kStreamIntervalMin, limits::kStreamIntervalMax);
  table.duration("stale_after", out.stale_after, limits::kStaleAfterMin, limits::kStaleAfterMax);
}

void read_budget(ConfigTable& table, BudgetOverride& out) {
  table.require("rate_per_s", "Set the requests per second, like rate_per_s = 0.5");
  table.number("rate_per_s", out.rate_per_s, 0);
  table.number("burst", out.burst, 1);
}

void read_endpoint(ConfigTable& table, EndpointOverride& out) {
  table.url("api_base", out.api_base);
  table.url("authorize_url", out.authorize_url);
  table.url("token_url", out.token_url);
}

void read_channel(ConfigTable& table, ChannelConfig& out) {
  table.choice("new_marketplaces", out.select_new_marketplaces, {{"announce", false}, {"select", true}});
  table.table("application", [&](ConfigTable& application) {
    application.secret("client_secret", out.client_secret);
    application.secret("client_secret_previous", out.client_secret_previous);
    application.date("secret_issued_at", out.secret_issued_at);
    application.other_texts(out.application);  // which ones there are, the channel's manifest says
  });
  table.tables_by_name("endpoints", [&](const std::string& region, ConfigTable& endpoint) {
    read_endpoint(endpoint, out.endpoints[region]);
  });
  table.tables_by_name("budgets", [&](const std::string& budget, ConfigTable& inner) {
    read_budget(inner, out.budgets[budget]);
  });
  table.tables_by_name("streams", [&](const std::string& stream, ConfigTable& inner) {
    read_stream(inner, out.streams[stream]);
  });
}

DeclaredConnection read_connection(ConfigTable& table) {
  DeclaredConnection out;
  table.require("name",
                "Give each connection a name of its own; it identifies the connection across restarts");
  table.require("channel", "Name the channel: an id that `mooring plugins list` shows");
  table.require("region", "Name the region: one that `mooring plugins inspect` shows");
  table.text("name", out.name);
  table.text("channel", out.channel);
  table.text("region", out.region);
  table.text("consent", out.consent);
  table.text("workspace", out.workspace);
  table.text("label", out.label);
  table.text("account_id", out.account_id);
  table.secret("refresh_token", out.refresh_token);
  table.texts("marketplaces", out.marketplaces);
  table.choice("new_marketplaces", out.select_new_marketplaces, {{"announce", false}, {"select", true}});
  table.table("settings", [&](ConfigTable& settings) { settings.other_texts(out.settings, true); });
  return out;
}

void read_root(ConfigTable& root, Config& out) {
  root.path("data_folder", out.data_folder);
  root.path("key_file", out.key_file);
  root.paths("plugin_folders", out.plugin_folders);
  root.duration("activity_retention", out.activity_retention, limits::kActivityRetentionMin,
                limits::kActivityRetentionMax);
  root.integer("activity_entries_max", out.activity_entries_max, limits::kActivityEntriesLeast,
               limits::kActivityEntriesMost);
  root.table("admin", [&](ConfigTable& table) { read_admin(table, out.admin); });
  root.table("log", [&](ConfigTable& table) { read_log(table, out.log); });
  root.table("alerts", [&](ConfigTable& table) { read_alerts(table, out.alerts); });
  root.table("smtp", [&](ConfigTable& table) { read_smtp(table, out.smtp); });
  root.table("schedule", [&](ConfigTable& table) { read_schedule(table, out.schedule); });
  root.tables_by_name(
      "channels", [&](const std::string& id, ConfigTable& table) { read_channel(table, out.channels[id]); });
  root.table_list("connections", out.connections.size(),
                  [&](ConfigTable& table) { out.connections.push_back(read_connection(table)); });
}

void read_text(std::string_view text, const fs::path& file, ConfigLoad& load) {
  load.config.files.push_back(file);
  FileContext context{file, load.config.origins, load.problems};
  try {
    toml::table table = toml::parse(text, file.string());
    ConfigTable root(table, "", context);
    read_root(root, load.config);
  } catch (const toml::parse_error& error) {
    auto at = error.source().begin;
    load.problems.push_back({file.string(), static_cast<int>(at.line), static_cast<int>(at.column), "",
                             "not valid TOML: " + std::string(error.description()),
                             "Correct this line; nothing of the file was read"});
  }
}

void read_file(const fs::path& file, ConfigLoad& load) {
  auto refuse = [&](std::string message, std::string hint) {
    load.problems.push_back({file.string(), 0, 0, "", std::move(message), std::move(hint)});
  };
  std::error_code ignored;
  if (fs::is_directory(file, ignored)) return refuse("is a folder", "Name a TOML file");
  errno = 0;
  std::ifstream in(file, std::ios::binary);
  std::string text(limits::kConfigFileBytesMax + 1, '\0');
  if (in) in.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (in.bad() || !in.is_open())
    return refuse(std::string("cannot be read: ") + std::strerror(errno ? errno : EIO),
                  "Check the name, and that the user that runs mooring may read it");
  text.resize(static_cast<size_t>(in.gcount()));
  if (text.size() > limits::kConfigFileBytesMax)
    return refuse("is larger than 1 MiB", "Name a TOML file written for mooring");
  read_text(text, file, load);
}

std::vector<fs::path> drop_ins(const fs::path& file, ConfigLoad& load) {
  fs::path folder = file.parent_path() / "conf.d";
  std::vector<fs::path> files;
  std::error_code error;
  if (!fs::exists(folder, error) && !error) return files;
  for (fs::directory_iterator item(folder, error), end; !error && item != end; item.increment(error)) {
    std::string name = item->path().filename().string();
    if (name.ends_with(".toml") && !name.starts_with('.')) files.push_back(item->path());
  }
  if (error)
    load.problems.push_back({folder.string(), 0, 0, "", "cannot be read: " + error.message(),
                             "conf.d must be a folder that the user that runs mooring may read"});
  std::sort(files.begin(), files.end(), [](const auto& a, const auto& b) { return a.native() < b.native(); });
  return files;
}

}  // namespace

ConfigLoad load_config_text(std::string_view text, const fs::path& file) {
  ConfigLoad load;
  read_text(text, file, load);
  check_config(load, file);
  return load;
}

ConfigLoad load_config(const fs::path& file) {
  ConfigLoad load;
  read_file(file, load);
  for (const auto& drop_in : drop_ins(file, load))
    read_file(drop_in, load);
  check_config(load, file);
  return load;
}

}  // namespace mooring::host
