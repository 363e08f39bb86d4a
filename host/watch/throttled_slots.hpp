// Which streams a provider keeps waiting, and for how long. Their runs wait 429 out for hours instead of failing, so nothing
// in the store says that they fail. A stream counts from when its run was first seen throttled until that run reads on, ends,
// or waits for something else; what an incident had met before a restart of the host counts on for as long as it takes to see
// it again. Fed by Incidents, aside; not thread-safe. Pure.
#pragma once
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "store/rows_incidents.hpp"
#include "watch/status_watch.hpp"

namespace mooring::host {

class ThrottledSlots {
 public:
  void look(const Look& look);
  // Of an open incident, before the first look: still throttled, as far as anyone can tell.
  void restore(const IncidentRow& incident, const IncidentConnectionRow& met, Timestamp now);

  // Runs that are kept waiting for longer than limits::kThrottledToldAfter, and of which nobody has said yet what they were
  // answered: told with prove(). One whose log says nothing waits behind another run of its connection.
  std::vector<std::string> unproven(Timestamp now) const;
  void prove(const std::string& run_id, const std::string& endpoint, const std::string& message);

  // As if they had failed a moment ago: as IncidentDetector takes them.
  std::vector<FailingSlotRow> lasting(Timestamp now) const;

 private:
  struct Waiting {
    FailingSlotRow slot;
    Timestamp since, seen_at;
    int64_t rows_read = 0;
    bool is_proven = false;
  };
  struct Restored {
    FailingSlotRow slot;
    Timestamp since, until;
  };
  using Key = std::tuple<std::string, std::string, std::string>;  // connection, stream, marketplace

  void look_at(const ConnectionStatus& status, Timestamp now);
  void look_at(const ConnectionStatus& status, const SlotStatus& slot, const Key& key, Timestamp now);
  void forget(const std::string& connection_id);
  std::map<Key, Waiting>::iterator first_of(const std::string& connection_id);

  std::map<Key, Waiting> waiting_;
  std::map<std::string, Restored> restored_;  // by connection
};

}  // namespace mooring::host
