// Creating, changing, selecting, disconnecting. connect.cpp connects, DeclaredConnections does what the files declare.
#include "connections/service.hpp"

#include <algorithm>

#include "base/await.hpp"
#include "base/ids.hpp"
#include "base/limits.hpp"
#include "base/limits_connections.hpp"
#include "base/text.hpp"
#include "connections/labels.hpp"

namespace mooring::host {
namespace {

constexpr const char* kDefaultWorkspace = "default";

tl::unexpected<Error> version_conflict() {
  return fail("version_conflict", "The connection was changed meanwhile",
              "Read it again and repeat your change");
}

tl::unexpected<Error> connection_unknown(const std::string& id) {
  return fail("connection_unknown", "There is no connection " + clean_line(id, 80),
              "GET /api/v1/connections lists them");
}

// As it is stored; empty where there is nothing to see in it.
Result<std::string> label_from(const std::string& wanted) {
  std::string label = clean_label(wanted);
  if (label.size() > limits::kLabelBytesMax)
    return fail("label_invalid",
                "The name is longer than " + std::to_string(limits::kLabelBytesMax) + " bytes",
                "Choose a shorter one");
  return label;
}

// Lists, alerts and confirmations name a connection by it.
Result<std::string> new_label(const std::string& wanted) {
  auto label = label_from(wanted);
  if (label && label->empty())
    return fail("label_invalid", "A connection must have a name, this one is blank",
                "Give a name that people can read");
  return label;
}

// Names stand in lists with commas between.
Result<std::string> workspace_named(const std::string& wanted) {
  const std::string name = clean_line(wanted, limits::kWorkspaceBytesMax + 1);
  if (name.size() > limits::kWorkspaceBytesMax || name.find(',') != std::string::npos)
    return fail("workspace_invalid", "This is no name of a workspace",
                "Use up to " + std::to_string(limits::kWorkspaceBytesMax) + " bytes, without commas");
  return name.find_first_not_of(' ') == std::string::npos ? kDefaultWorkspace : name;
}

// What a person may change of a connection, as its entries keep it before and after.
std::string changeable_json(const ConnectionRow& row) {
  return "{\"label\":" + json_quote(row.label) + ",\"workspace\":" + json_quote(row.workspace_id) +
         ",\"settings\":" + row.settings_json +
         (row.consent.empty() ? "" : ",\"consent\":" + json_quote(row.consent)) + "}";
}

// Another consent page of the same kind of account is a matter of taste; another kind would be another account's data.
Status change_consent(ConnectionRow& row, const std::string& wanted, const PluginRegistry& registry,
                      const Config& config) {
  if (row.consent == wanted) return {};
  auto setup = channel_setup(registry, config, row.channel, row.region, wanted);
  if (!setup) return fail(setup.error());
  const std::string before = setup->manifest->account_kind(row.region, row.consent);
  if (!row.account_id.empty() && before != setup->account_kind)
    return fail("consent_fixed",
                row.label + " holds the data of a " + before + " account, not of a " + setup->account_kind,
                "Make a new connection for the other account");
  row.consent = wanted;
  return {};
}

std::string told_change(const ConnectionRow& row, const ConnectionChange& change) {
  if (change.label) return "Renamed to " + row.label;
  if (change.workspace && change.settings.empty()) return "Moved to the workspace " + row.workspace_id;
  return change.consent && change.settings.empty() ? "Another consent page chosen" : "Settings changed";
}

std::string selection_json(const std::vector<MarketplaceRow>& marketplaces,
                           const std::function<bool(const MarketplaceRow&)>& selected) {
  std::string out;
  for (const auto& one : marketplaces)
    if (selected(one)) out += (out.empty() ? "" : ",") + json_quote(one.id);
  return "{\"marketplaces\":[" + out + "]}";
}

ActivityRow change_entry(const std::string& connection_id, std::string kind, std::string message,
                         const std::string& actor) {
  ActivityRow entry;
  entry.connection_id = connection_id;
  entry.kind = std::move(kind);
  entry.message = std::move(message);
  entry.actor = actor;
  return entry;
}

}  // namespace

ConnectionService::ConnectionService(Dependencies dependencies)
    : d_(std::move(dependencies)),
      pending_(d_.database, d_.vault, d_.core, d_.clock, d_.random, d_.logger,
               [this](const std::string& id, const Secret& token) { withdraw(id, token); }) {}

void ConnectionService::on_change(std::function<void(const std::string&)> listener) {
  listener_ = std::move(listener);
}

void ConnectionService::changed(const std::string& connection_id) {
  if (listener_) listener_(connection_id);
  d_.events.publish({"connection", connection_id, "{}"});
}

// The token service belongs to core; what the engine is told next is posted behind this.
void ConnectionService::forget_token(const std::string& connection_id) {
  d_.core.post([&tokens = d_.tokens, connection_id] { tokens.forget(connection_id); });
}

void ConnectionService::record(Session& session, const std::string& connection_id, std::string kind,
                               std::string message, const std::string& actor, Severity severity) {
  auto entry = change_entry(connection_id, std::move(kind), std::move(message), actor);
  entry.severity = severity;
  d_.journal.append(session, std::move(entry));
}

Result<ConnectionRow> ConnectionService::find(const std::string& id) const {
  std::optional<ConnectionRow> row;
  auto status = d_.database.read([&](Session& session) -> Status {
    row = rows::find_connection(session, id);
    return {};
  });
  if (!status) return fail(status.error());
  if (!row) return connection_unknown(id);
  return *row;
}

Result<OAuthEndpoint> ConnectionService::endpoint(const ConnectionRow& connection) const {
  auto setup =
      channel_setup(d_.registry, d_.config, connection.channel, connection.region, connection.consent);
  if (!setup) return fail(setup.error());
  return resolve_oauth(*setup->manifest, *setup->config, connection.region, connection.consent);
}

Result<ConnectionRow> ConnectionService::create(const NewConnection& wanted, const std::string& actor) {
  auto setup = channel_setup(d_.registry, d_.config, wanted.channel, wanted.region, wanted.consent);
  if (!setup) return fail(setup.error());
  auto label = label_from(wanted.label);
  if (!label) return fail(label.error());
  auto workspace = workspace_named(wanted.workspace);
  if (!workspace) return fail(workspace.error());
  auto settings = settings_to_json(*setup->manifest, setup->account_kind, "{}", wanted.settings);
  if (!settings) return fail(settings.error());
  ConnectionRow row;
  row.id = new_id("con", d_.clock, d_.random);
  row.workspace_id = *workspace;
  row.channel = wanted.channel;
  row.region = wanted.region;
  row.consent = wanted.consent;
  row.label = *label;
  if (!wanted.config_key.empty()) row.managed_by = "file";
  row.config_key = wanted.config_key;
  row.settings_json = *settings;
  row.created_at = row.updated_at = d_.clock.now();
  auto status = d_.database.write([&](Session& session) -> Status {
    if (row.label.empty()) row.label = free_label(session, usual_label(*setup, wanted.consent), row.id);
    rows::insert_connection(session, row);
    record(session, row.id, "connection.created", "Created " + row.label, actor);
    return {};
  });
  if (!status) return fail(status.error());
  d_.directory.add(row.id, {row.channel, row.region});
  changed(row.id);
  return row;
}

Result<ConnectionRow> ConnectionService::update(const std::string& id, const ConnectionChange& change,
                                                std::optional<int64_t> expected_version,
                                                const std::string& actor,
                                                const std::function<Status(Session&)>& also) {
  std::optional<ConnectionRow> row;
  auto status = d_.database.write([&](Session& session) -> Status {
    row = rows::find_connection(session, id);
    if (!row) return connection_unknown(id);
    if (expected_version && *expected_version != row->version) return version_conflict();
    const ConnectionRow before = *row;
    if (change.label) {
      auto label = new_label(*change.label);
      if (!label) return fail(label.error());
      row->label = *label;
    }
    if (!change.settings.empty()) {
      const Manifest* manifest = d_.registry.manifest(row->channel);
      if (!manifest)
        return fail("channel_unknown", "The plugin of this connection is not loaded",
                    "See the Plugins page for the reason");
      auto settings = settings_to_json(*manifest, manifest->account_kind(row->region, row->consent),
                                       row->settings_json, change.settings);
      if (!settings) return fail(settings.error());
      row->settings_json = *settings;
    }
    if (change.consent)
      if (auto changed_to = change_consent(*row, *change.consent, d_.registry, d_.config); !changed_to)
        return changed_to;
    if (change.workspace) {
      auto workspace = workspace_named(*change.workspace);
      if (!workspace) return fail(workspace.error());
      row->workspace_id = *workspace;
    }
    row->updated_at = d_.clock.now();
    if (!rows::update_connection(session, *row)) return version_conflict();
    auto entry = change_entry(id, "connection.changed", told_change(*row, change), actor);
    entry.before_json = changeable_json(before);
    entry.after_json = changeable_json(*row);
    d_.journal.append(session, std::move(entry));
    if (also)
      if (auto done = also(session); !done) return done;
    row = rows::find_connection(session, id);
    return {};
  });
  if (!status) return fail(status.error());
  changed(id);
  return *row;
}

Result<ConnectionRow> ConnectionService::select_marketplaces(const std::string& id,
                                                             const std::vector<std::string>& marketplace_ids,
                                                             std::optional<int64_t> expected_version,
                                                             const std::string& actor) {
  std::optional<ConnectionRow> row;
  auto status = d_.database.write([&](Session& session) -> Status {
    row = rows::find_connection(session, id);
    if (!row) return connection_unknown(id);
    if (expected_version && *expected_version != row->version) return version_conflict();
    const std::string noun = marketplace_noun(d_.registry, row->channel);
    if (marketplace_ids.empty())
      return fail("selection_empty", "Choose at least one " + noun, "To stop all syncs, disconnect instead");
    auto known = rows::list_marketplaces(session, id);
    std::string names;
    for (const auto& wanted : marketplace_ids) {
      auto found = std::find_if(known.begin(), known.end(), [&](const auto& m) { return m.id == wanted; });
      if (found == known.end())
        return fail("marketplace_unknown", "This account has no " + noun + " " + clean_line(wanted, 80),
                    "Read the list again");
      if (!found->available && !found->selected)
        return fail("marketplace_unavailable", found->name + " cannot be read: " + found->note,
                    "Leave it out");
      names += (names.empty() ? "" : ", ") + found->name;
    }
    rows::set_selected_marketplaces(session, id, marketplace_ids);
    rows::put_fact(session, marketplaces_chosen_fact(id), format_time(d_.clock.now()));
    row->updated_at = d_.clock.now();
    if (!rows::update_connection(session, *row)) return version_conflict();
    auto entry =
        change_entry(id, "connection.marketplaces_selected", capitalized(noun) + "s: " + names, actor);
    entry.before_json = selection_json(known, [](const auto& one) { return one.selected; });
    entry.after_json = selection_json(known, [&](const auto& one) {
      return std::find(marketplace_ids.begin(), marketplace_ids.end(), one.id) != marketplace_ids.end();
    });
    d_.journal.append(session, std::move(entry));
    row = rows::find_connection(session, id);
    return {};
  });
  if (!status) return fail(status.error());
  changed(id);
  return *row;
}

}  // namespace mooring::host
