#include "connections/permission_entries.hpp"

#include <map>

#include "connections/values_json.hpp"

namespace mooring::host {
namespace {

enum class News { none, lost, missing, returned, unavailable };

News news_of(const ProbeChange& change) {
  const bool was_refused = change.before == kProbeRoleMissing || change.before == kProbeNotAvailable;
  if (change.before == change.now.state) return News::none;
  if (change.now.state == kProbeOk) return was_refused ? News::returned : News::none;
  if (change.now.state == kProbeNotAvailable) return News::unavailable;
  if (change.now.state != kProbeRoleMissing) return News::none;
  return change.before.empty() ? News::missing : News::lost;
}

std::string the_role(const Manifest& manifest, const StreamRule& stream) {
  const std::string& role = manifest.role_of(stream);
  return role.empty() ? "the permission" : "the role '" + role + "'";
}

std::string sentence(News news, const std::string& role) {
  switch (news) {
    case News::lost:
      return role + " is missing now. The other streams go on";
    case News::missing:
      return role + " is missing. The other streams go on";
    case News::returned:
      return role + " is there again";
    case News::unavailable:
      return "the provider does not offer it there";
    case News::none:
      break;
  }
  return {};
}

ActivityRow entry_of(News news, const Manifest& manifest, const StreamRule& stream,
                     const std::vector<const ProbeChange*>& changes) {
  const ProbeRow& first = changes.front()->now;
  std::string places;
  std::vector<std::string> marketplaces;
  for (const ProbeChange* change : changes) {
    places += (places.empty() ? "" : ", ") + change->marketplace_title;
    marketplaces.push_back(change->now.marketplace);
  }
  ActivityRow entry;
  entry.kind = news == News::returned      ? "permission.returned"
               : news == News::unavailable ? "permission.not_available"
                                           : "permission.lost";
  entry.severity = news == News::returned || news == News::unavailable ? Severity::info : Severity::warning;
  entry.stream = stream.id;
  entry.status = first.status;
  entry.endpoint = first.endpoint;
  entry.request_id = first.request_id;
  entry.message = stream.title + " of " + places + ": " + sentence(news, the_role(manifest, stream));
  if (news != News::returned && !first.note.empty()) entry.message += ". The answer: " + first.note;
  entry.after_json = marketplaces_json(marketplaces);  // who is told of the end of one must know which
  entry.actor = "system";
  return entry;
}

}  // namespace

std::vector<ActivityRow> permission_entries(const Manifest& manifest,
                                            const std::vector<ProbeChange>& changes) {
  std::map<std::pair<std::string, News>, std::vector<const ProbeChange*>> groups;
  for (const ProbeChange& change : changes)
    if (const News news = news_of(change); news != News::none)
      groups[{change.stream, news}].push_back(&change);
  std::vector<ActivityRow> entries;
  for (const StreamRule& stream : manifest.streams)
    for (const News news : {News::lost, News::missing, News::unavailable, News::returned})
      if (auto group = groups.find({stream.id, news}); group != groups.end())
        entries.push_back(entry_of(news, manifest, stream, group->second));
  return entries;
}

}  // namespace mooring::host
