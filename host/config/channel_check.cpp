// The second check: names in the configuration against what the loaded channels declare.
#include <algorithm>

#include "base/text.hpp"
#include "base/text_list.hpp"
#include "config/config.hpp"
#include "config/config_table.hpp"

namespace mooring::host {
namespace {

using Names = std::vector<std::string>;
const Names kNoNames;

// "con_" and a ULID, as new_id() makes them.
bool is_id(std::string_view prefix, std::string_view text) {
  constexpr size_t kUlidSize = 26;
  constexpr std::string_view kLetters = "0123456789abcdefghjkmnpqrstvwxyz";
  const std::string start = std::string(prefix) + "_";
  return text.size() == start.size() + kUlidSize && text.starts_with(start) &&
         text.find_first_not_of(kLetters, start.size()) == std::string_view::npos;
}

bool holds(const Names& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

class ChannelChecks {
 public:
  ChannelChecks(const Config& config, const std::vector<KnownChannel>& known)
      : config_(config), known_(known) {
    for (const auto& channel : known)
      ids_.push_back(channel.id);
  }

  std::vector<ConfigProblem> run() {
    for (const auto& [id, channel] : config_.channels) {
      std::string path = "channels." + key_step(id);
      if (const KnownChannel* found = find(id))
        check_channel(path, channel, *found);
      else
        unknown(path, id, "channel", ids_);
    }
    for (size_t i = 0; i < config_.connections.size(); ++i)
      check_connection("connections[" + std::to_string(i) + "]", config_.connections[i]);
    for (size_t i = 0; i < config_.alerts.destinations.size(); ++i)
      check_rules("alerts.destinations[" + std::to_string(i) + "]", config_.alerts.destinations[i].rules);
    return std::move(problems_);
  }

 private:
  const KnownChannel* find(const std::string& id) const {
    auto found =
        std::find_if(known_.begin(), known_.end(), [&](const auto& channel) { return channel.id == id; });
    return found == known_.end() ? nullptr : &*found;
  }

  void check_channel(const std::string& path, const ChannelConfig& channel, const KnownChannel& known) {
    if (!known.refusal.empty()) refused(path, known);
    Names fields = known.application_fields;
    fields.insert(fields.end(), {"client_id", "client_secret", "client_secret_previous", "secret_issued_at"});
    check_keys(path + ".application", channel.application, "application key", fields);
    check_keys(path + ".endpoints", channel.endpoints, "region", known.regions);
    check_keys(path + ".budgets", channel.budgets, "rate budget", known.budgets);
    check_keys(path + ".streams", channel.streams, "stream", known.streams);
  }

  void check_connection(const std::string& path, const DeclaredConnection& connection) {
    const KnownChannel* known = find(connection.channel);
    if (!known) return unknown(path + ".channel", connection.channel, "channel", ids_);
    if (!known->refusal.empty() && !config_.channels.contains(known->id)) refused(path + ".channel", *known);
    if (!holds(known->regions, connection.region))
      unknown(path + ".region", connection.region, "region of " + known->id, known->regions);
    check_consent(path, connection, *known);
    check_keys(path + ".settings", connection.settings, "setting", known->settings);
    for (const auto& [key, value] : connection.settings)
      if (const auto choices = known->choices.find(key); choices != known->choices.end())
        check_choice(path + ".settings." + key_step(key), key, value, choices->second,
                     holds(known->lists, key));
  }

  void check_choice(const std::string& path, const std::string& key, const std::string& value,
                    const Names& choices, bool is_list) {
    const Names values = is_list ? list_parts(value) : Names{value};
    if (values.empty()) unknown(path, value, "value of " + key, choices);
    for (const std::string& one : values)
      if (!holds(choices, one)) unknown(path, one, "value of " + key, choices);
  }

  void check_consent(const std::string& path, const DeclaredConnection& connection,
                     const KnownChannel& known) {
    const auto of_region = known.consents.find(connection.region);
    const Names& ids = of_region == known.consents.end() ? kNoNames : of_region->second;
    if (!connection.consent.empty() && !holds(ids, connection.consent))
      unknown(path + ".consent", connection.consent, "consent of " + known.id + " in " + connection.region,
              ids);
  }

  // A rule of a name that is mistyped would never tell anybody.
  void check_rules(const std::string& path, const AlertRules& rules) {
    for (const std::string& channel : rules.channels)
      if (!holds(ids_, channel)) unknown(path + ".channels", channel, "channel", ids_);
    Names regions;
    for (const KnownChannel& channel : known_)
      for (const std::string& region : channel.regions)
        if (!holds(regions, region)) regions.push_back(region);
    for (const std::string& region : rules.regions)
      if (!holds(regions, region)) unknown(path + ".regions", region, "region", regions);
    Names declared;
    for (const DeclaredConnection& one : config_.connections)
      declared.push_back(one.name);
    for (const std::string& id : rules.connections) {
      if (is_id("con", id) || holds(declared, id)) continue;
      const auto near = nearest(id, declared);
      problem(
          path + ".connections", "'" + id + "' is neither the name of a declared connection nor an id",
          near ? "Did you mean '" + *near + "'?"
               : "Name connections as [[connections]] does, or by id: `mooring connections list` shows them");
    }
  }

  template <class Map>
  void check_keys(const std::string& path, const Map& map, const std::string& what, const Names& known) {
    for (const auto& [name, value] : map)
      if (!holds(known, name)) unknown(path + "." + key_step(name), name, what, known);
  }

  void unknown(const std::string& path, const std::string& name, const std::string& what,
               const Names& known) {
    auto near = nearest(name, known);
    std::string all;
    for (const auto& one : known)
      all += (all.empty() ? "" : ", ") + one;
    std::string hint = near            ? "Did you mean '" + *near + "'?"
                       : known.empty() ? "None is known: `mooring plugins list` shows what was loaded"
                                       : "Known: " + all;
    problem(path, "'" + name + "' is no known " + what, hint);
  }

  void problem(const std::string& path, const std::string& what, const std::string& hint) {
    ConfigOrigin at = origin(path);
    problems_.push_back({at.file, at.line, at.column, path, what, hint});
  }

  void refused(const std::string& path, const KnownChannel& known) {
    problem(path, "its plugin is refused: " + known.refusal,
            "Until it is in order the channel's connections rest; their data stays");
  }

  // A table has no origin of its own: the first key in it stands for it.
  ConfigOrigin origin(const std::string& path) const {
    auto found = config_.origins.find(path);
    if (found == config_.origins.end()) found = config_.origins.lower_bound(path + ".");
    if (found != config_.origins.end() && found->first.starts_with(path)) return found->second;
    return {config_.files.empty() ? "" : config_.files.front().string()};
  }

  const Config& config_;
  const std::vector<KnownChannel>& known_;
  Names ids_;
  std::vector<ConfigProblem> problems_;
};

}  // namespace

std::vector<ConfigProblem> check_channels(const Config& config, const std::vector<KnownChannel>& known) {
  return ChannelChecks(config, known).run();
}

}  // namespace mooring::host
