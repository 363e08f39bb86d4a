#include "config/effective.hpp"

#include "base/text.hpp"
#include "base/text_list.hpp"

namespace mooring::host {
namespace {

class Keys {
 public:
  explicit Keys(const Config& config) : config_(config) {}

  void add(const std::string& key, const std::string& value) { put(key, value, false, {}); }
  void add(const std::string& key, bool value) { add(key, std::string(value ? "true" : "false")); }
  void add(const std::string& key, Duration value) { add(key, format_duration(value)); }
  template <class Value>
  void add_set(const std::string& key, const std::optional<Value>& value) {
    if (value) add(key, *value);
  }
  void add_text(const std::string& key, const std::string& value) {
    if (!value.empty()) add(key, value);
  }
  // `otherwise`: where the host takes it from when the configuration does not name it; empty: it has none.
  void add_secret(const std::string& key, const Secret& secret, const std::string& otherwise = {}) {
    if (secret.empty() && otherwise.empty()) return;
    put(key, kHiddenValue, true, secret.empty() ? otherwise : std::string());
  }
  // As `value` stands in the host; `made` says where it comes from when no file names it.
  void put(const std::string& key, const std::string& value, bool secret, const std::string& made) {
    EffectiveKey item;
    item.key = key;
    item.value = value;
    item.secret = secret;
    const auto found = config_.origins.find(key);
    if (found != config_.origins.end() && !found->second.file.empty() && made.empty()) {
      item.source = KeySource::file;
      item.file = found->second.file;
      item.line = found->second.line;
      item.secret_from = found->second.secret_from;
    } else {
      item.source = made.empty() ? KeySource::default_value : KeySource::host;
      item.secret_from = made;
    }
    if (key == "data_folder" || key == "key_file") item.change = KeyChange::move_first;
    keys_.push_back(std::move(item));
  }
  std::vector<EffectiveKey> take() { return std::move(keys_); }

 private:
  const Config& config_;
  std::vector<EffectiveKey> keys_;
};

// As the configuration file has it.
std::string step(const std::string& name) {
  const bool bare = !name.empty() && name.find_first_not_of(
                                         "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                         "0123456789_-") == std::string::npos;
  return bare ? name : "\"" + name + "\"";
}

// Nothing forbids a person to put a secret where none belongs.
bool sounds_secret(const std::string& key) {
  for (const char* word : {"secret", "token", "password", "passphrase", "private"})
    if (contains_ignoring_case(key, word)) return true;
  return false;
}

void add_named(Keys& keys, const std::string& path, const std::map<std::string, std::string>& values) {
  for (const auto& [name, value] : values)
    keys.add(path + "." + step(name), sounds_secret(name) ? std::string(kHiddenValue) : value);
}

std::string paths_text(const std::vector<std::filesystem::path>& paths) {
  std::vector<std::string> texts;
  for (const auto& path : paths)
    texts.push_back(path.string());
  return joined(texts);
}

std::string number(double value) {
  std::string text = std::to_string(value);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.ends_with('.')) text.pop_back();
  return text;
}

void add_host(Keys& keys, const Config& config) {
  keys.add("data_folder", config.data_folder.string());
  keys.put("key_file", kHiddenValue, true, "the file " + config.key_file.string());
  keys.add("plugin_folders", config.plugin_folders.empty() ? "beside the program, then data_folder/plugins"
                                                           : paths_text(config.plugin_folders));
  keys.add("activity_retention", config.activity_retention);
  keys.add("activity_entries_max", std::to_string(config.activity_entries_max));
  keys.add("admin.bind", config.admin.bind);
  keys.add("admin.port", std::to_string(config.admin.port));
  keys.add("admin.allow_remote", config.admin.allow_remote);
  keys.add_text("admin.public_url", config.admin.public_url);
  keys.add_text("admin.trusted_proxies", joined(config.admin.trusted_proxies));
  keys.add_text("admin.certificate_file", config.admin.certificate_file.string());
  keys.add_secret("admin.token", config.admin.token,
                  "made by Mooring, the file " + (config.data_folder / "admin.token").string());
  constexpr const char* kLevels[] = {"debug", "info", "warning", "error"};
  keys.add("log.level", std::string(kLevels[static_cast<size_t>(config.log.level)]));
  keys.add("log.format", std::string(config.log.format == LogFormat::json ? "json" : "text"));
  keys.add("schedule.stale_after", config.schedule.stale_after);
  keys.add("schedule.runs_at_once", std::to_string(config.schedule.runs_at_once));
}

std::string all_or(const std::vector<std::string>& texts, const char* when_empty = "all") {
  return texts.empty() ? when_empty : joined(texts);
}

void add_destination(Keys& keys, const std::string& path, const DeclaredDestination& one) {
  keys.add(path + ".name", one.name);
  keys.add(path + ".kind", one.kind);
  keys.add_secret(path + ".url", one.url);
  keys.add_secret(path + ".secret", one.secret);
  keys.add_text(path + ".to", joined(one.to));
  keys.add(path + ".kinds", all_or(one.rules.kinds));
  keys.add(path + ".badges", all_or(one.rules.badges, "any trouble"));
  keys.add(path + ".badges_from", all_or(one.rules.badges_from));
  keys.add(path + ".channels", all_or(one.rules.channels));
  keys.add(path + ".regions", all_or(one.rules.regions));
  keys.add(path + ".connections", all_or(one.rules.connections));
  keys.add(path + ".min_severity", one.rules.min_severity);
  keys.add(path + ".recovered", one.rules.recovered);
  keys.add(path + ".quiet", one.rules.quiet);
  keys.add(path + ".delay", one.rules.delay);
}

void add_alerts(Keys& keys, const AlertsConfig& alerts) {
  keys.add("alerts.allow_private", alerts.allow_private);
  for (size_t i = 0; i < alerts.destinations.size(); ++i)
    add_destination(keys, "alerts.destinations[" + std::to_string(i) + "]", alerts.destinations[i]);
}

void add_smtp(Keys& keys, const SmtpConfig& smtp) {
  if (smtp.host.empty()) return keys.add("smtp.host", std::string("none: there is no mail"));
  constexpr const char* kSecurity[] = {"starttls", "tls", "none"};
  keys.add("smtp.host", smtp.host);
  keys.add("smtp.port", std::to_string(smtp.port));
  keys.add("smtp.security", std::string(kSecurity[static_cast<size_t>(smtp.security)]));
  keys.add("smtp.from", smtp.from);
  keys.add_text("smtp.user", smtp.user);
  keys.add_secret("smtp.password", smtp.password);
  keys.add_text("smtp.ca_file", smtp.ca_file.string());
}

void add_channel(Keys& keys, const std::string& path, const ChannelConfig& channel) {
  add_named(keys, path + ".application", channel.application);
  keys.add_secret(path + ".application.client_secret", channel.client_secret);
  keys.add_secret(path + ".application.client_secret_previous", channel.client_secret_previous);
  if (channel.secret_issued_at)
    keys.add(path + ".application.secret_issued_at", format_time(*channel.secret_issued_at));
  keys.add(path + ".new_marketplaces", std::string(channel.select_new_marketplaces ? "select" : "announce"));
  for (const auto& [region, endpoint] : channel.endpoints) {
    const std::string at = path + ".endpoints." + step(region);
    keys.add_text(at + ".api_base", endpoint.api_base);
    keys.add_text(at + ".authorize_url", endpoint.authorize_url);
    keys.add_text(at + ".token_url", endpoint.token_url);
  }
  for (const auto& [id, budget] : channel.budgets) {
    keys.add(path + ".budgets." + step(id) + ".rate_per_s", number(budget.rate_per_s));
    if (budget.burst) keys.add(path + ".budgets." + step(id) + ".burst", number(*budget.burst));
  }
  for (const auto& [id, stream] : channel.streams) {
    const std::string at = path + ".streams." + step(id);
    keys.add_set(at + ".enabled", stream.enabled);
    keys.add_set(at + ".interval", stream.interval);
    keys.add_set(at + ".stale_after", stream.stale_after);
  }
}

void add_connection(Keys& keys, const std::string& path, const DeclaredConnection& declared) {
  keys.add(path + ".name", declared.name);
  keys.add(path + ".channel", declared.channel);
  keys.add(path + ".region", declared.region);
  keys.add_text(path + ".consent", declared.consent);
  keys.add_text(path + ".workspace", declared.workspace);
  keys.add_text(path + ".label", declared.label);
  keys.add_text(path + ".account_id", declared.account_id);
  keys.add_secret(path + ".refresh_token", declared.refresh_token);
  keys.add_text(path + ".marketplaces", joined(declared.marketplaces));
  if (declared.select_new_marketplaces)
    keys.add(path + ".new_marketplaces",
             std::string(*declared.select_new_marketplaces ? "select" : "announce"));
  add_named(keys, path + ".settings", declared.settings);
}

}  // namespace

const char* to_text(KeySource source) {
  switch (source) {
    case KeySource::file:
      return "file";
    case KeySource::host:
      return "host";
    case KeySource::default_value:
      break;
  }
  return "default";
}

std::string from_text(const EffectiveKey& key) {
  if (key.source == KeySource::host) return key.secret_from;
  const std::string place = key.file + (key.line > 0 ? ":" + std::to_string(key.line) : std::string());
  if (key.source == KeySource::file)
    return key.secret_from.empty() ? place : key.secret_from + ", named in " + place;
  return key.secret ? "configuration" : "default";
}

const std::vector<std::string>& config_parts() {
  static const std::vector<std::string> parts = {"data_folder",
                                                 "key_file",
                                                 "plugin_folders",
                                                 "activity_retention",
                                                 "activity_entries_max",
                                                 "admin",
                                                 "log",
                                                 "schedule",
                                                 "alerts",
                                                 "smtp",
                                                 "channels",
                                                 "connections"};
  return parts;
}

std::vector<EffectiveKey> effective_keys(const Config& config) {
  Keys keys(config);
  add_host(keys, config);
  add_alerts(keys, config.alerts);
  add_smtp(keys, config.smtp);
  for (const auto& [id, channel] : config.channels)
    add_channel(keys, "channels." + step(id), channel);
  for (size_t i = 0; i < config.connections.size(); ++i)
    add_connection(keys, "connections[" + std::to_string(i) + "]", config.connections[i]);
  return keys.take();
}

}  // namespace mooring::host
