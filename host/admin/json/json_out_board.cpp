#include "admin/json/json_out_board.hpp"

#include <sstream>

namespace mooring::host::admin {
namespace {

std::string channel_title(const PluginRegistry& registry, const std::string& channel) {
  const Manifest* manifest = registry.manifest(channel);
  return manifest ? manifest->name : channel;
}

std::string region_title(const PluginRegistry& registry, const std::string& channel,
                         const std::string& region) {
  const Manifest* manifest = registry.manifest(channel);
  const ManifestRegion* known = manifest ? manifest->region(region) : nullptr;
  return known ? known->name : region;
}

JsonObject badges_json(const BadgeCounts& counts) {
  auto out = json_object();
  for (size_t i = 0; i < counts.size(); ++i)
    out->set(to_text(static_cast<Badge>(i)), counts[i]);
  return out;
}

template <class Title>
JsonArray facet_json(const std::map<std::string, size_t>& counts, const Title& title) {
  auto out = json_array();
  for (const auto& [value, count] : counts) {
    auto item = json_object();
    item->set("value", value);
    item->set("title", title(value));
    item->set("count", count);
    out->add(item);
  }
  return out;
}

// As the badge will say when it is judged again.
std::string action_of_stale(const BoardEntry& entry) {
  if (entry.paused) return "resume";
  return entry.activity == "throttled" ? "" : "refresh_now";
}

}  // namespace

JsonObject board_entry_json(const BoardEntry& entry, const PluginRegistry& registry, Timestamp now) {
  const Badge badge = entry.badge_at(now);
  const bool turned =
      badge != entry.badge;  // by time alone: what was said of the old badge is not true any more
  auto out = json_object();
  out->set("id", entry.id);
  out->set("workspace", entry.workspace);
  out->set("label", entry.label);
  out->set("channel", entry.channel);
  out->set("channel_name", channel_title(registry, entry.channel));
  out->set("region", entry.region);
  out->set("region_name", region_title(registry, entry.channel, entry.region));
  out->set("account_id", entry.account_id);
  out->set("account_name", entry.account_name);
  out->set("managed_by", entry.managed_by);
  out->set("created_at", json_time(entry.created_at));
  out->set("paused", entry.paused);
  auto tags = json_array();
  for (const std::string& tag : entry.tags)
    tags->add(tag);
  out->set("tags", tags);
  out->set("badge", to_text(badge));
  out->set("title", to_title(badge));
  out->set("severity", to_severity(badge));
  out->set("reason", turned ? "Some of its data is out of date." : entry.reason);
  out->set("action", turned ? action_of_stale(entry) : entry.action);
  out->set("last_success_at", json_time(entry.last_success_at));
  out->set("activity", entry.activity);
  out->set("activity_until", json_time(entry.activity_until));
  return out;
}

JsonObject board_facets_json(const BoardFacets& facets, const PluginRegistry& registry) {
  const auto as_is = [](const std::string& value) { return value; };
  auto out = json_object();
  out->set("all", facets.all);
  out->set("total", facets.total);
  out->set("paused", facets.paused);
  out->set("badges", badges_json(facets.badges));
  out->set("workspaces", facet_json(facets.workspaces, as_is));
  out->set("channels",
           facet_json(facets.channels, [&](const std::string& id) { return channel_title(registry, id); }));
  out->set("regions", facet_json(facets.regions, as_is));
  out->set("tags", facet_json(facets.tags, as_is));
  out->set("activities", facet_json(facets.activities, as_is));
  auto groups = json_array();
  for (const BoardGroup& group : facets.groups) {
    auto item = json_object();
    item->set("channel", group.channel);
    item->set("channel_name", channel_title(registry, group.channel));
    item->set("region", group.region);
    item->set("region_name", region_title(registry, group.channel, group.region));
    item->set("count", group.count);
    item->set("paused", group.paused);
    item->set("badges", badges_json(group.badges));
    groups->add(item);
  }
  out->set("groups", groups);
  return out;
}

std::string json_text(const JsonObject& object) {
  std::ostringstream text;
  object->stringify(text, 0);
  return text.str();
}

}  // namespace mooring::host::admin
