#include "admin/json/json_out_status.hpp"

#include "base/text.hpp"

namespace mooring::host::admin {
namespace {

std::string group_title(const StatusGroup& group, const Manifest* manifest) {
  if (group.kind == GroupKind::workspace) return group.workspace;
  const std::string channel = manifest ? manifest->name : group.channel;
  if (group.kind == GroupKind::channel) return channel;
  const ManifestRegion* region = manifest ? manifest->region(group.region) : nullptr;
  return channel + ", " + (region ? region->name : group.region);
}

}  // namespace

JsonObject group_json(const StatusGroup& group, const Manifest* manifest) {
  auto counts = json_object();
  for (const auto& [badge, count] : group.counts)
    counts->set(to_text(badge), count);
  auto out = json_object();
  out->set("kind", to_text(group.kind));
  out->set("workspace", group.workspace);
  out->set("channel", group.channel);
  out->set("region", group.region);
  out->set("title", group_title(group, manifest));
  out->set("badge", to_text(group.badge.worst));
  out->set("badge_title", to_title(group.badge.worst));
  out->set("severity", to_severity(group.badge.worst));
  out->set("with_worst", group.badge.with_worst);
  out->set("members", group.badge.members);
  out->set("counts", counts);
  out->set("oldest_success_at", json_time(group.oldest_success_at));
  return out;
}

JsonObject badge_days_json(const std::string& connection_id, const BadgeDays& days) {
  auto items = json_array();
  for (const BadgeDay& day : days.days) {
    auto seconds = json_object();
    for (const auto& [badge, time] : day.time)
      seconds->set(to_text(badge), json_seconds(time));
    auto item = json_object();
    item->set("day", format_time(day.from).substr(0, 10));
    item->set("badge",
              day.worst ? Poco::Dynamic::Var(std::string(to_text(*day.worst))) : Poco::Dynamic::Var());
    item->set("seconds", seconds);
    items->add(item);
  }
  const auto share = days.connected_share();
  auto out = json_object();
  out->set("connection_id", connection_id);
  out->set("connected_share", share ? Poco::Dynamic::Var(*share) : Poco::Dynamic::Var());
  out->set("known_s", json_seconds(days.known));
  out->set("days", items);
  return out;
}

JsonObject badge_strip_json(const BadgeStrip& strip) {
  const auto& days = strip.days();
  auto spans = json_array();
  int known_days = 0;
  for (size_t from = 0; from < days.size();) {
    size_t to = from + 1;
    while (to < days.size() && days[to] == days[from])
      ++to;
    if (days[from]) known_days += static_cast<int>(to - from);
    auto span = json_object();
    span->set("badge",
              days[from] ? Poco::Dynamic::Var(std::string(to_text(*days[from]))) : Poco::Dynamic::Var());
    span->set("days", to - from);
    spans->add(span);
    from = to;
  }
  const auto share = strip.connected_share();
  auto out = json_object();
  out->set("first_day", format_time(strip.first_day()).substr(0, 10));
  out->set("known_days", known_days);
  out->set("connected_share", share ? Poco::Dynamic::Var(*share) : Poco::Dynamic::Var());
  out->set("spans", spans);
  return out;
}

JsonObject playbook_json(const PlaybookEntry& entry) {
  auto out = json_object();
  out->set("cause", entry.cause);
  out->set("general", entry.general);
  out->set("channel", json_text_or_null(entry.channel));
  out->set("title", entry.title);
  out->set("what_happened", entry.what_happened);
  out->set("mooring_does", entry.mooring_does);
  out->set("you_can", entry.you_can);
  out->set("ticket_when", entry.ticket_when);
  out->set("ticket_paste", entry.ticket_paste);
  out->set("ticket_url", entry.ticket_url);
  return out;
}

}  // namespace mooring::host::admin
