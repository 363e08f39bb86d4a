// All connections in memory, each with what a list, a count or a filter asks of it. A badge changes without anything
// happening only when data grows stale: an entry keeps the moment, so that all are judged against the clock without the
// store. Fed by StatusWatch's looks (aside) and by the engine's events; read by any thread, as an immutable snapshot.
// Owned by the composition root.
#pragma once
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "badge/status.hpp"
#include "base/event_hub.hpp"
#include "watch/status_watch.hpp"

namespace mooring::host {

struct BoardEntry {
  std::string id, workspace, channel, region, label, account_id, account_name, managed_by;
  std::vector<std::string> tags;  // sorted
  Timestamp created_at;
  bool paused = false;
  Badge badge = Badge::not_connected;  // as it was seen; badge_at() tells that of now
  std::string reason, action, entry_id;
  std::optional<Timestamp> fresh_until;  // only of Connected: Stale from then on, when nothing succeeds
  std::optional<Timestamp> last_success_at;
  std::optional<Timestamp> consent_until;  // of a grant in use that the provider limits in time
  std::string consent_source;              // "consent", "pasted", "file": how that grant came
  std::string activity = "idle";           // "queued", "running" ...
  std::optional<Timestamp> activity_until;
  std::string sort_label;    // in lower case
  std::string sort_channel;  // channel, region and name
  std::string text;          // what is searched, in lower case

  Badge badge_at(Timestamp now) const { return fresh_until && now > *fresh_until ? Badge::stale : badge; }
};

// Until when the badge holds if nothing happens. Nothing: for ever. Pure; agrees with evaluate_badge.
std::optional<Timestamp> fresh_until(const BadgeFacts& facts, Badge badge);
BoardEntry board_entry(const ConnectionStatus& status, const std::string& channel_name,
                       const std::string& region_name);

using BoardEntries = std::vector<std::shared_ptr<const BoardEntry>>;  // by id

class StatusBoard final : public StatusObserver {
 public:
  using LiveOf = std::function<std::vector<LiveStream>(const std::string& connection_id)>;
  StatusBoard(const PluginRegistry& registry, EventHub& events, LiveOf live);
  ~StatusBoard() override;

  void before_look() override;
  void look(const Look& look) override;

  // The board as the watch has seen it.
  std::shared_ptr<const BoardEntries> entries();
  // The same after what changed a moment ago has been read, so that whoever changed a connection finds it changed; before
  // the watch has seen all, all are read. Blocks on the store.
  Result<std::shared_ptr<const BoardEntries>> current(const StatusReader& reader, Timestamp now);
  // Whose badge has changed since it was seen, by time alone.
  std::vector<std::string> changed_by_time(Timestamp now);

 private:
  std::shared_ptr<const BoardEntry> entry_of(const ConnectionStatus& status) const;
  void refresh_live();
  std::vector<std::string> take_changed();
  void put(const Look& look);

  const PluginRegistry& registry_;
  EventHub& events_;
  const LiveOf live_;
  uint64_t subscription_ = 0;

  std::mutex heard_mutex_;
  std::set<std::string> live_changed_;         // connections whose runs moved since the last reading
  std::set<std::string> changed_;              // connections to be read before anybody is answered
  std::set<std::string> heard_while_looking_;  // connections that changed since the last look began

  std::mutex reading_mutex_;  // held from reading the store until what was read is put

  mutable std::mutex mutex_;
  std::shared_ptr<const BoardEntries> entries_ = std::make_shared<const BoardEntries>();
  bool complete_ = false;
};

}  // namespace mooring::host
