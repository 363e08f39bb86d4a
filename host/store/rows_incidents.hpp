// Incidents: many connections that fail in the same way at the same time. Called inside Database::read or
// Database::write, like the functions of rows.hpp.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "store/database.hpp"
#include "store/models.hpp"

namespace mooring::host {

struct IncidentRow {
  std::string id, channel, region;
  std::string failure_class;  // "server", "throttled", "network", "timeout", "refused", "http_400" ...
  std::string host;           // "api.example.com"
  std::string operation;      // "GET https://api.example.com/orders/{id}"; the host where it is more than one
  int status = 0;             // of the sample; 0: no answer came
  std::string message;        // of the sample
  int64_t connections = 0;    // affected since it was opened
  int64_t failing = 0;        // of them, still
  std::string run_id;         // the sample: a run that failed
  Timestamp opened_at, last_seen_at;
  std::optional<Timestamp> resolved_at{};
  std::string resolution{};  // why it is over, in a sentence
  std::string opened_entry_id{}, resolved_entry_id{};
};

struct IncidentConnectionRow {
  std::string incident_id, connection_id, stream, run_id;
  Timestamp first_seen_at, last_seen_at;
  std::optional<Timestamp> recovered_at{};
};

// A stream, or a marketplace of one, whose latest run failed.
struct FailingSlotRow {
  std::string connection_id, stream, marketplace, channel, region;
  std::string run_id, failure_kind, endpoint, message;
  int status = 0;
  Timestamp failed_at;
};

}  // namespace mooring::host

namespace mooring::host::rows {

struct IncidentFilter {
  std::optional<bool> open{};
  std::string channel{}, region{}, before_id{};  // empty: any; newest first, before_id continues a page
  size_t limit = 50;
};
std::vector<IncidentRow> list_incidents(Session&, const IncidentFilter&);
int64_t count_open_incidents(Session&);
std::optional<IncidentRow> find_incident(Session&, const std::string& id);
std::optional<IncidentRow> find_incident_of_entry(Session&, const std::string& entry_id);
// The open one that the connection is part of, and still fails for.
std::optional<IncidentRow> open_incident_of(Session&, const std::string& connection_id);
void insert_incident(Session&, const IncidentRow&);
void update_incident(Session&, const IncidentRow&);
size_t delete_incidents_before(Session&, Timestamp resolved_before);

std::vector<IncidentConnectionRow> list_incident_connections(Session&, const std::string& incident_id,
                                                             size_t limit);  // still failing ones first
void put_incident_connection(Session&, const IncidentConnectionRow&);

// Of connections that somebody has not disconnected.
std::vector<FailingSlotRow> list_failing_slots(Session&);
// How many connections of a channel and region have a grant in use.
std::map<std::pair<std::string, std::string>, int64_t> count_connected(Session&);

}  // namespace mooring::host::rows
