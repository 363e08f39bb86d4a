#include "sync/plugin_tables.hpp"

#include <iterator>
#include <sstream>

#include "base/text.hpp"
#include "base/text_list.hpp"
#include "store/record_catalog.hpp"
#include "store/rows.hpp"
#include "sync/commit.hpp"

namespace mooring::host {
namespace {

std::string fact_of(const std::string& channel) {
  return "plugin_before/" + channel;
}

// "1.2.0 orders order_items"
std::string remembered(const Manifest& manifest) {
  std::string text = manifest.version;
  for (const StreamRule& stream : manifest.streams)
    text += " " + stream.id;
  return text;
}

PluginBefore recalled(const std::string& text) {
  PluginBefore before;
  std::istringstream words(text);
  words >> before.version;
  before.streams.insert(std::istream_iterator<std::string>(words), {});
  return before;
}

std::string version_json(const std::string& version) {
  return "{\"version\":" + json_quote(version) + "}";
}

Status make_tables(Session& session, const Manifest& manifest, Journal& journal) {
  const auto held = held_columns(session, manifest.id);
  if (auto made = RecordTables().make(session, manifest); !made) return made;
  if (const auto known =
          rows::get_fact(session, fact_of(manifest.id))) {  // nothing: the plugin is new as a whole
    const PluginBefore before = recalled(*known);
    ActivityRow entry;
    entry.message = changes_since(before, manifest, held);
    entry.kind = "plugin.changed";
    entry.actor = "system";
    entry.before_json = version_json(before.version);
    entry.after_json = version_json(manifest.version);
    if (!entry.message.empty()) journal.append(session, std::move(entry));
  }
  rows::put_fact(session, fact_of(manifest.id), remembered(manifest));
  return {};
}

}  // namespace

std::string changes_since(const PluginBefore& before, const Manifest& now,
                          const std::map<std::string, std::set<std::string>>& held_columns) {
  std::vector<std::string> streams, columns, gone;
  for (const StreamRule& stream : now.streams) {
    if (!before.streams.contains(stream.id)) streams.push_back(stream.id);
    const auto held = held_columns.find(stream.id);
    if (held == held_columns.end()) continue;
    for (const RecordField& field : stream.fields)
      if (!held->second.contains(field.name)) columns.push_back(stream.id + "." + field.name);
  }
  for (const std::string& stream : before.streams)
    if (!now.stream(stream)) gone.push_back(stream);

  std::string text;
  const auto tell = [&](const std::string& what) { text += (text.empty() ? "" : ". ") + what; };
  if (before.version != now.version) tell(now.name + " " + before.version + " is now " + now.version);
  if (!streams.empty()) tell("New in " + now.name + ": " + joined(streams));
  if (!columns.empty())
    tell("New columns, empty in the rows that are held until a backfill reads them again: " +
         joined(columns));
  if (!gone.empty()) tell(now.name + " no longer has " + joined(gone) + "; the rows that are held stay");
  return text;
}

Status make_plugin_tables(PluginRegistry& registry, Database& database, Journal& journal, Logger& logger) {
  std::vector<std::string> channels;
  for (const PluginInfo& plugin : registry.plugins())
    if (plugin.loaded() && plugin.manifest) channels.push_back(plugin.manifest->id);
  for (const std::string& channel : channels) {
    const Manifest& manifest = *registry.manifest(channel);
    // One transaction for each: of a plugin that does not fit, nothing is changed.
    auto made = database.write([&](Session& session) { return make_tables(session, manifest, journal); });
    if (made) continue;
    if (!made.error().code.starts_with("record_table_")) return made;
    registry.refuse(channel, {"tables", describe(made.error())}, logger);
  }
  return {};
}

}  // namespace mooring::host
