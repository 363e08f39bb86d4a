#include "admin/query_check.hpp"

#include <algorithm>
#include <set>

#include "activity/areas.hpp"
#include "admin/api/board_filter.hpp"
#include "admin/api/openapi_parameters.hpp"
#include "base/text.hpp"
#include "base/text_list.hpp"

namespace mooring::host::admin {
namespace {

using Names = std::vector<std::string>;

constexpr std::string_view kConnectionPart = "/api/v1/connections/{id}/";
constexpr size_t kShownBytesMax = 80;

Names split(std::string_view text, char separator) {
  Names parts;
  while (!text.empty()) {
    const size_t end = std::min(text.find(separator), text.size());
    if (end > 0) parts.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return parts;
}

bool holds(const Names& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool is_repeated(const Route& route, const std::string& name) {
  const ParameterRule* rule = parameter_rule(name, route.pattern);
  return rule && rule->type == "repeated";
}

bool is_activity(const Route& route) {
  return route.pattern.find("/activity") != std::string_view::npos;
}

// Whoever pages through any list alike may send these also where a list is always whole.
bool is_paging(const Route& route, const std::string& name) {
  const bool is_list = route.answer.starts_with("page:") || route.answer.ends_with("Page");
  return is_list && (name == "limit" || name == "cursor");
}

Status check_names(const std::string& parameter, const std::string& value, const Names& known) {
  for (const std::string& name : split(value, ','))
    if (!holds(known, name))
      return fail("parameter_invalid",
                  parameter + ": '" + clean_line(name, kShownBytesMax) + "' is not known",
                  advice(name, known, "Known: "));
  return {};
}

// "token", "token." and "token.refreshed" are all of the area token.
Status check_kind(const std::string& value) {
  const Names areas(kActivityAreas.begin(), kActivityAreas.end());
  const std::string area = value.substr(0, value.find('.'));
  if (holds(areas, area)) return {};
  return fail("parameter_invalid",
              "kind: no entry has a kind that begins with '" + clean_line(value, kShownBytesMax) + "'",
              advice(area, areas, "A kind begins with one of "));
}

void add_regions(const Manifest& manifest, std::set<std::string>& regions) {
  for (const auto& region : manifest.regions)
    regions.insert(region.id);
}

using Place = std::pair<std::string_view, std::string_view>;  // channel and region

// Each once. Ten thousand connections stand in a few places: looked through one by one, they cost less than in a set.
std::vector<Place> places_of(const BoardEntries& entries) {
  std::vector<Place> places;
  for (const auto& entry : entries) {
    const Place place(entry->channel, entry->region);
    if (std::find(places.begin(), places.end(), place) == places.end()) places.push_back(place);
  }
  return places;
}

}  // namespace

std::string advice(const std::string& word, const Names& known, const std::string& before) {
  const auto near = nearest(word, known);
  return (near ? "Did you mean '" + *near + "'? " : "") + before + joined(known);
}

Result<KnownNames> known_names(Admin& admin, const std::string& of_connection) {
  const AdminDependencies& d = admin.d;
  auto entries = d.board.current(d.status, d.clock.now());
  if (!entries) return fail(entries.error());
  std::set<std::string> channels, regions, streams;
  KnownNames known;
  std::string only;
  for (const auto& [channel, region] : places_of(**entries)) {
    channels.emplace(channel);
    regions.emplace(region);
    known.complete = known.complete && d.registry.manifest(std::string(channel));
  }
  if (!of_connection.empty())
    for (const auto& entry : **entries)
      if (entry->id == of_connection) only = entry->channel;
  for (const PluginInfo& plugin : d.registry.plugins()) {
    if (!plugin.manifest) continue;
    channels.insert(plugin.manifest->id);
    add_regions(*plugin.manifest, regions);
    if (only.empty() || only == plugin.manifest->id)
      for (const StreamRule& stream : plugin.manifest->streams)
        streams.insert(stream.id);
  }
  known.channels.assign(channels.begin(), channels.end());
  known.regions.assign(regions.begin(), regions.end());
  known.streams.assign(streams.begin(), streams.end());
  return known;
}

Status check_parameter_names(const Route& route, const http::Request& request) {
  const Names known = split(route.query, ' ');
  std::set<std::string> seen;
  for (const auto& [name, value] : request.query_values()) {
    if (!holds(known, name) && !is_paging(route, name))
      return fail("parameter_unknown",
                  "There is no parameter '" + clean_line(name, kShownBytesMax) + "' here",
                  known.empty() ? "This address takes none" : advice(name, known, "This address takes "));
    if (!seen.insert(name).second && !is_repeated(route, name))
      return fail("parameter_invalid", name + " is given twice",
                  "Give it once; where it takes several values, with commas between");
  }
  return {};
}

Status check_parameter_values(const Route& route, const http::Request& request, const KnownNames& known) {
  for (const auto& [name, value] : request.query_values()) {
    if (value.empty()) continue;
    Status checked;
    if (name == "channel") checked = check_names(name, value, known.channels);
    if (name == "region" && known.complete) checked = check_names(name, value, known.regions);
    if (name == "stream" && known.complete) checked = check_names(name, value, known.streams);
    if (name == "kind" && is_activity(route)) checked = check_kind(value);
    if (!checked) return checked;
  }
  return {};
}

Status check_query(Admin& admin, const RouteMatch& match, const http::Request& request) {
  if (request.query.empty() || !match.route->pattern.starts_with("/api/")) return {};
  if (Status names = check_parameter_names(*match.route, request); !names) return names;
  const auto values = request.query_values();
  const bool has_names = std::any_of(values.begin(), values.end(), [](const auto& one) {
    return one.first == "channel" || one.first == "region" || one.first == "stream" || one.first == "kind";
  });
  if (!has_names) return {};
  const bool of_one = match.route->pattern.starts_with(kConnectionPart);
  auto known = known_names(admin, of_one ? match.parameters.front() : "");
  if (!known) return fail(known.error());
  return check_parameter_values(*match.route, request, *known);
}

}  // namespace mooring::host::admin
