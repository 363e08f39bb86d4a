// Status beyond one connection: groups, days, the playbook, and what proves a badge.
#include "admin/api/handlers.hpp"
#include "admin/api/status_proof.hpp"
#include "admin/json/json_out.hpp"
#include "admin/json/json_out_status.hpp"
#include "base/text.hpp"
#include "store/rows.hpp"

namespace mooring::host::admin {
namespace {

std::vector<GroupMember> members_of(const BoardEntries& entries, Timestamp now) {
  std::vector<GroupMember> members;
  members.reserve(entries.size());
  for (const auto& one : entries)
    members.push_back({one->workspace, one->channel, one->region, one->badge_at(now), one->last_success_at});
  return members;
}

}  // namespace

Status add_proof(const Call& call, JsonObject& status, const ConnectionStatus& found,
                 const Manifest* manifest) {
  std::optional<ActivityRow> entry;
  Status read = call.admin.d.database.read([&](Session& session) -> Status {
    if (!found.verdict.entry_id.empty()) entry = rows::find_activity(session, found.verdict.entry_id);
    return {};
  });
  if (!read) return read;
  status->set("entry", entry ? Poco::Dynamic::Var(activity_json(*entry, manifest)) : Poco::Dynamic::Var());
  status->set("playbook", Poco::Dynamic::Var());
  const std::string cause = cause_of(found.verdict, manifest);
  for (const PlaybookEntry& one : playbook_of(manifest))
    if (one.cause == cause) status->set("playbook", playbook_json(one));
  return {};
}

const Manifest* manifest_of(const Call& call, const std::string& connection_id) {
  const Manifest* manifest = nullptr;
  if (connection_id.empty()) return manifest;
  Status read = call.admin.d.database.read([&](Session& session) -> Status {
    if (auto row = rows::find_connection(session, connection_id))
      manifest = call.admin.d.registry.manifest(row->channel);
    return {};
  });
  return read ? manifest : nullptr;
}

Answer list_groups(Call& call) {
  const Timestamp now = call.admin.d.clock.now();
  auto entries = call.admin.d.board.current(call.admin.d.status, now);
  if (!entries) return refuse(entries.error());
  auto items = json_array();
  for (const StatusGroup& group : group_badges(members_of(**entries, now)))
    items->add(
        group_json(group, group.channel.empty() ? nullptr : call.admin.d.registry.manifest(group.channel)));
  return json_page(items);
}

Answer list_playbook(Call& call) {
  const std::string channel = call.query("channel");
  const Manifest* manifest = channel.empty() ? nullptr : call.admin.d.registry.manifest(channel);
  if (!channel.empty() && !manifest)
    return refuse("plugin_unknown", "There is no loaded plugin " + clean_line(channel, 80),
                  "GET /api/v1/plugins lists them");
  auto items = json_array();
  for (const PlaybookEntry& entry : playbook_of(manifest))
    items->add(playbook_json(entry));
  return json_page(items);
}

}  // namespace mooring::host::admin
