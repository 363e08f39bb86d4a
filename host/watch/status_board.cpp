#include "watch/status_board.hpp"

#include <algorithm>

#include "base/limits_connections.hpp"
#include "connections/labels.hpp"

namespace mooring::host {
namespace {

struct ById {
  using Entry = std::shared_ptr<const BoardEntry>;
  bool operator()(const Entry& a, const Entry& b) const { return a->id < b->id; }
  bool operator()(const Entry& a, const std::string& id) const { return a->id < id; }
};

void set_activity(BoardEntry& entry, const LiveStream& live) {
  if (busyness(live.state) <= busyness(entry.activity)) return;
  entry.activity = live.state;
  entry.activity_until = live.until;
}

// Changed and new ones in their places.
BoardEntries merged(const BoardEntries& old, BoardEntries fresh, const std::vector<std::string>& gone = {}) {
  std::sort(fresh.begin(), fresh.end(), ById());
  BoardEntries out;
  out.reserve(old.size() + fresh.size());
  auto at = fresh.begin();
  for (const auto& entry : old) {
    for (; at != fresh.end() && (*at)->id < entry->id; ++at)
      out.push_back(std::move(*at));
    if (at != fresh.end() && (*at)->id == entry->id)
      out.push_back(std::move(*at++));
    else if (std::find(gone.begin(), gone.end(), entry->id) == gone.end())
      out.push_back(entry);
  }
  std::move(at, fresh.end(), std::back_inserter(out));
  return out;
}

}  // namespace

std::optional<Timestamp> fresh_until(const BadgeFacts& facts, Badge badge) {
  if (badge != Badge::connected) return std::nullopt;
  std::optional<Timestamp> until;
  for (const StreamFacts& stream : facts.streams) {
    const auto from = stream.last_success_at ? stream.last_success_at : stream.joined_at;
    if (from && (!until || *from + stream.stale_after < *until)) until = *from + stream.stale_after;
  }
  return until;
}

BoardEntry board_entry(const ConnectionStatus& status, const std::string& channel_name,
                       const std::string& region_name) {
  const ConnectionRow& row = status.connection;
  BoardEntry entry;
  entry.id = row.id;
  entry.workspace = row.workspace_id;
  entry.channel = row.channel;
  entry.region = row.region;
  entry.label = row.label;
  entry.account_id = row.account_id;
  entry.account_name = row.account_name;
  entry.managed_by = row.managed_by;
  entry.tags = status.tags;
  entry.created_at = row.created_at;
  entry.paused = status.pause.has_value();
  entry.badge = status.verdict.badge;
  entry.reason = status.verdict.reason;
  entry.action = status.verdict.action;
  entry.entry_id = status.verdict.entry_id;
  entry.fresh_until = fresh_until(status.facts, entry.badge);
  entry.last_success_at = last_success(status);
  if (!row.disconnected && status.grant && status.grant->state == GrantState::active) {
    entry.consent_until = status.grant->expires_at;
    entry.consent_source = status.grant->source;
  }
  for (const StreamStatus& stream : status.streams)
    set_activity(entry, stream.live);
  entry.sort_label = lower_case(row.label);
  entry.sort_channel = row.channel + '\n' + row.region + '\n' + entry.sort_label;
  entry.text = entry.sort_label + '\n' +
               lower_case(row.account_id + '\n' + row.account_name + '\n' + channel_name + '\n' +
                          region_name + '\n' + row.region + '\n' + row.workspace_id + '\n' + row.id);
  return entry;
}

StatusBoard::StatusBoard(const PluginRegistry& registry, EventHub& events, LiveOf live)
    : registry_(registry), events_(events), live_(std::move(live)) {
  subscription_ = events_.subscribe([this](const HostEvent& event) {
    if (event.connection_id.empty()) return;
    std::lock_guard lock(heard_mutex_);
    if (event.type == "run") live_changed_.insert(event.connection_id);
    if (event.type != "connection") return;
    changed_.insert(event.connection_id);
    heard_while_looking_.insert(event.connection_id);
  });
}

StatusBoard::~StatusBoard() {
  events_.unsubscribe(subscription_);
}

std::shared_ptr<const BoardEntry> StatusBoard::entry_of(const ConnectionStatus& status) const {
  const Manifest* manifest = registry_.manifest(status.connection.channel);
  const ManifestRegion* region = manifest ? manifest->region(status.connection.region) : nullptr;
  return std::make_shared<const BoardEntry>(
      board_entry(status, manifest ? manifest->name : "", region ? region->name : ""));
}

void StatusBoard::before_look() {
  std::lock_guard lock(heard_mutex_);
  heard_while_looking_.clear();
}

// What changed since the look began may have been read before it changed, even if current() has read it since: it is
// read again.
void StatusBoard::look(const Look& look) {
  std::lock_guard reading(reading_mutex_);
  put(look);
  std::lock_guard lock(heard_mutex_);
  if (look.all) changed_.clear();
  for (const ConnectionStatus& status : look.statuses)
    changed_.erase(status.connection.id);
  changed_.insert(heard_while_looking_.begin(), heard_while_looking_.end());
}

void StatusBoard::put(const Look& look) {
  BoardEntries fresh;
  fresh.reserve(look.statuses.size());
  for (const ConnectionStatus& status : look.statuses)
    fresh.push_back(entry_of(status));
  if (look.all) std::sort(fresh.begin(), fresh.end(), ById());
  std::lock_guard lock(mutex_);
  entries_ = std::make_shared<const BoardEntries>(look.all ? std::move(fresh)
                                                           : merged(*entries_, std::move(fresh), look.gone));
  complete_ = complete_ || look.all;
}

// What the engine does moves many times a second; it is asked when somebody looks.
void StatusBoard::refresh_live() {
  std::set<std::string> ids;
  {
    std::lock_guard lock(heard_mutex_);
    ids.swap(live_changed_);
  }
  if (ids.empty()) return;
  std::vector<std::pair<std::string, std::vector<LiveStream>>> now;
  for (const std::string& id : ids)
    now.emplace_back(id, live_(id));
  std::lock_guard lock(mutex_);
  BoardEntries fresh;
  for (const auto& [id, streams] : now) {
    auto found = std::lower_bound(entries_->begin(), entries_->end(), id, ById());
    if (found == entries_->end() || (*found)->id != id) continue;
    BoardEntry entry = **found;
    entry.activity = "idle";
    entry.activity_until.reset();
    for (const LiveStream& live : streams)
      set_activity(entry, live);
    fresh.push_back(std::make_shared<const BoardEntry>(std::move(entry)));
  }
  if (!fresh.empty()) entries_ = std::make_shared<const BoardEntries>(merged(*entries_, std::move(fresh)));
}

std::shared_ptr<const BoardEntries> StatusBoard::entries() {
  refresh_live();
  std::lock_guard lock(mutex_);
  return entries_;
}

std::vector<std::string> StatusBoard::take_changed() {
  std::lock_guard lock(heard_mutex_);
  std::vector<std::string> ids;
  while (!changed_.empty() && ids.size() < limits::kBoardFreshReadsMax)
    ids.push_back(std::move(changed_.extract(changed_.begin()).value()));
  return ids;
}

// One reads, and the others wait for it: who finds nothing changed must not be given what another is just reading anew.
Result<std::shared_ptr<const BoardEntries>> StatusBoard::current(const StatusReader& reader, Timestamp now) {
  std::lock_guard reading(reading_mutex_);
  bool complete = false;
  {
    std::lock_guard lock(mutex_);
    complete = complete_;
  }
  if (!complete) {
    auto statuses = reader.list({}, {});
    if (!statuses) return fail(statuses.error());
    put({*statuses, true, now});
  }
  for (auto ids = take_changed(); !ids.empty(); ids = take_changed()) {
    auto statuses = reader.list_of(ids, {});
    if (!statuses) {
      std::lock_guard lock(heard_mutex_);
      changed_.insert(ids.begin(), ids.end());
      return fail(statuses.error());
    }
    put({*statuses, false, now, not_found(ids, *statuses)});
  }
  return entries();
}

std::vector<std::string> StatusBoard::changed_by_time(Timestamp now) {
  std::vector<std::string> ids;
  for (const auto& entry : *entries())
    if (entry->badge_at(now) != entry->badge) ids.push_back(entry->id);
  return ids;
}

}  // namespace mooring::host
