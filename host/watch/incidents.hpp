// Keeps incidents: what many connections of a channel and region meet with at once is one thing, told once. What it
// knows are the rows of the store, so a restart neither forgets nor repeats one. Rows, entries in the activity log
// ("incident.opened", "incident.resolved") and events for the console. Called by StatusWatch, aside; owned by the
// composition root.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "plugins/registry.hpp"
#include "store/journal.hpp"
#include "watch/incident_detector.hpp"
#include "watch/status_watch.hpp"
#include "watch/throttled_slots.hpp"

namespace mooring::host {

class Incidents final : public StatusObserver {
 public:
  Incidents(Database& database, Journal& journal, const PluginRegistry& registry, EventHub& events,
            const Clock& clock, Random& random, Logger& logger);
  void look(const Look& look) override;

  // "Shop, Europe: 40 connections fail at GET https://api.example.com/orders, the provider answers with an error with 503"
  std::string title_of(const IncidentRow& incident) const;

 private:
  Result<std::vector<IncidentChange>> judge(Timestamp now);
  void add_throttled(Session& session, std::vector<FailingSlotRow>& failing, Timestamp now);
  void store(Session& session, IncidentChange& change);
  std::string tell(Session& session, const IncidentChange& change, const std::string& kind, Severity severity,
                   const std::string& message);

  Database& database_;
  Journal& journal_;
  const PluginRegistry& registry_;
  EventHub& events_;
  const Clock& clock_;
  Random& random_;
  Logger& logger_;
  std::optional<SteadyTime> judged_at_;
  ThrottledSlots throttled_;
  bool restored_ = false;  // what was throttled before the start of the host
};

// The names of its channel and region as the channel's manifest has them; the ids where it is not loaded.
struct IncidentNames {
  std::string channel, region;
};
IncidentNames names_of(const IncidentRow& incident, const PluginRegistry& registry);

}  // namespace mooring::host
