// When failures of several connections are one incident, and when it is over. Pure.
#pragma once
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "store/rows_incidents.hpp"

namespace mooring::host {

// What an outage is told apart by: "server", "throttled", "network", "timeout", "refused" (401 and 403, and an application
// that is not accepted), "http_<status>"; empty: a failure of the connection's own, or of ours, which is no incident.
std::string failure_class_of(const FailingSlotRow& failure);
// An outage of the provider, rather than a request that it does not accept.
bool is_outage(const std::string& failure_class);

struct OpenIncident {
  IncidentRow row;
  std::map<std::string, IncidentConnectionRow> connections;  // by id
};

struct IncidentChange {
  OpenIncident incident;  // as it is now
  bool opened = false, resolved = false;
  std::set<std::string> changed{};  // of its connections, those that are not as they were
};

using ConnectedCounts = std::map<std::pair<std::string, std::string>, int64_t>;  // by channel and region

// Whether there may be a new one: then the counts are worth asking for.
bool may_open(const std::vector<FailingSlotRow>& failing, Timestamp now);
// Those that changed. A new one has no id yet.
std::vector<IncidentChange> judge_incidents(const std::vector<FailingSlotRow>& failing,
                                            const ConnectedCounts& connected, std::vector<OpenIncident> open,
                                            Timestamp now);

// "40 connections of shop in EU fail at GET https://... : the provider answers 503".
std::string incident_title(const IncidentRow& incident, const std::string& channel_name,
                           const std::string& region_name);

}  // namespace mooring::host
