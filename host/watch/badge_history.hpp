// Keeps when badges changed: a row in badge_history, an entry in the activity log and an event for the console, in one
// transaction. The badge that was seen last continues at the start: a restart is no change. Called by StatusWatch,
// aside; owned by the composition root.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "store/journal.hpp"
#include "store/rows_watch.hpp"
#include "watch/status_watch.hpp"

namespace mooring::host {

std::optional<Badge> badge_of(std::string_view text);  // of "sync_error"

class BadgeHistory final : public StatusObserver {
 public:
  BadgeHistory(Database& database, Journal& journal, EventHub& events, Logger& logger);
  void look(const Look& look) override;

 private:
  struct Known {
    std::string badge;
    Timestamp at;
  };
  struct Change {
    BadgeChangeRow row;
    std::optional<Badge> before;  // nothing: it is seen for the first time
    Badge after;
    std::string cause;
  };
  bool load();
  std::optional<Change> change_of(const ConnectionStatus& status, Timestamp now) const;
  void store(Session& session, const Change& change);

  Database& database_;
  Journal& journal_;
  EventHub& events_;
  Logger& logger_;
  std::optional<std::map<std::string, Known>> known_;  // by connection; nothing: not read yet
};

}  // namespace mooring::host
