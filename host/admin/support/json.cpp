#include "admin/support/json.hpp"

#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>

#include "admin/json/json_out.hpp"
#include "admin/json/json_out_backfills.hpp"
#include "admin/json/json_out_budgets.hpp"
#include "admin/json/json_out_host.hpp"
#include "admin/process_facts.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "connections/proposal.hpp"

namespace mooring::host::admin {
namespace {

// PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"
std::string distribution() {
  constexpr std::string_view kKey = "PRETTY_NAME=\"";
  std::ifstream file("/etc/os-release");
  for (std::string line; std::getline(file, line);)
    if (line.starts_with(kKey) && line.ends_with('"'))
      return line.substr(kKey.size(), line.size() - kKey.size() - 1);
  return "";
}

JsonObject platform_json() {
  utsname system{};
  ::uname(&system);  // never its node name
  auto out = json_object();
  out->set("system", std::string(system.sysname) + " " + system.release);
  out->set("machine", std::string(system.machine));
  out->set("distribution", distribution());
  out->set("processors", static_cast<int64_t>(::sysconf(_SC_NPROCESSORS_ONLN)));
  out->set("memory_bytes", static_cast<int64_t>(::sysconf(_SC_PHYS_PAGES)) * ::sysconf(_SC_PAGESIZE));
  return out;
}

JsonObject process_json() {
  const ProcessFacts facts = read_process_facts();
  auto out = json_object();
  out->set("resident_bytes", facts.resident_bytes);
  out->set("open_files", facts.open_files);
  out->set("threads", facts.threads);
  return out;
}

// How many there are, instead of what they are.
void count_instead(JsonObject object, const std::string& name) {
  const auto list = object->getArray(name);
  object->set(name, list ? list->size() : 0);
}

JsonArray cursors_json(const std::vector<StreamRow>& slots) {
  auto out = json_array();
  for (const StreamRow& slot : slots) {
    auto item = json_object();
    item->set("stream", slot.stream);
    item->set("marketplace", slot.marketplace);
    item->set("bytes", slot.cursor.size());
    item->set("cursor", clean_line(slot.cursor, limits::kBundleCursorBytesMax));
    out->add(item);
  }
  return out;
}

JsonArray budgets_of(const ConnectionFacts& facts, const Manifest* manifest, const Config& config) {
  if (!manifest) return json_array();
  const auto configured = config.channels.find(facts.status.connection.channel);
  const ConnectionRow& connection = facts.status.connection;
  return budgets_json(*manifest, manifest->account_kind(connection.region, connection.consent),
                      configured == config.channels.end() ? nullptr : &configured->second, facts.budgets);
}

JsonArray streams_json(const ConnectionFacts& facts, const Manifest* manifest) {
  auto out = json_array();
  for (const StreamStatus& stream : facts.status.streams) {
    auto item = stream_json(stream, manifest);
    item->set("enabled", stream.enabled);
    if (!facts.rows_counted) item->remove("rows");
    out->add(item);
  }
  return out;
}

}  // namespace

JsonObject support_host_json(const HostFacts& facts, const Config& config) {
  auto out = json_object();
  out->set("version", facts.version);
  out->set("ready", facts.ready);
  out->set("started_at", json_time(facts.started_at));
  out->set("uptime_s", json_seconds(facts.now - facts.started_at));
  out->set("public_url", facts.public_url);
  out->set("platform", platform_json());
  out->set("process", process_json());
  out->set("store", store_json(facts.store));
  out->set("limits", limits_json(config));
  return out;
}

JsonObject support_plugin_json(const PluginInfo& plugin, const Config& config) {
  auto out = plugin_json(plugin, config);
  count_instead(out, "views");
  for (const auto& stream : *out->getArray("streams"))
    count_instead(stream.extract<JsonObject>(), "fields");
  return out;
}

JsonObject support_connection_json(const ConnectionFacts& facts, const Manifest* manifest,
                                   const Config& config) {
  auto out = connection_json(facts.status, manifest);
  auto status = out->getObject("status");
  add_explanation(status, facts.status);
  auto marketplaces = json_array(), permissions = json_array(), coverage = json_array();
  const auto proposed =
      proposed_marketplaces(consent_of(manifest, facts.status.connection), facts.status.marketplaces);
  for (const MarketplaceRow& row : facts.status.marketplaces)
    marketplaces->add(
        marketplace_json(row, is_new(facts.status, row),
                         std::find(proposed.begin(), proposed.end(), row.id) != proposed.end()));
  for (const PermissionRow& row : facts.permissions)
    permissions->add(permission_json(row));
  for (const CoverageSpan& span : facts.coverage)
    coverage->add(coverage_json(span));
  out->set("marketplaces", marketplaces);
  out->set("permissions", permissions);
  out->set("streams", streams_json(facts, manifest));
  out->set("cursors", cursors_json(facts.slots));
  out->set("coverage", coverage);
  out->set("coverage_left_out", facts.coverage_left_out);
  out->set("budgets", budgets_of(facts, manifest, config));
  return out;
}

}  // namespace mooring::host::admin
