#include "watch/incident_detector.hpp"

#include <algorithm>
#include <set>
#include <tuple>

#include "base/endpoint.hpp"
#include "base/limits_alerts.hpp"
#include "base/text.hpp"

namespace mooring::host {
namespace {

// "api.example.com" of "GET https://api.example.com/orders".
std::string host_of(const std::string& endpoint) {
  size_t at = endpoint.find("://");
  if (at == std::string::npos) return {};
  at += 3;
  return endpoint.substr(at, endpoint.find_first_of("/ ?#", at) - at);
}

// Outages are told apart by host, because they meet whatever is called there; refusals by the operation.
using Key = std::tuple<std::string, std::string, std::string, std::string>;  // channel, region, class, place

struct Failure {
  const FailingSlotRow* slot;
  std::string failure_class, host, operation;
  Key key() const {
    return {slot->channel, slot->region, failure_class, is_outage(failure_class) ? host : operation};
  }
};

std::vector<Failure> read_failures(const std::vector<FailingSlotRow>& failing) {
  std::vector<Failure> failures;
  for (const FailingSlotRow& slot : failing) {
    Failure failure{&slot, failure_class_of(slot), host_of(slot.endpoint), operation_of(slot.endpoint)};
    if (!failure.failure_class.empty() && !failure.host.empty()) failures.push_back(std::move(failure));
  }
  return failures;
}

// An outage changes its face: 503 now, no connection then. It stays one.
bool belongs(const IncidentRow& incident, const Failure& failure) {
  if (incident.channel != failure.slot->channel || incident.region != failure.slot->region) return false;
  if (is_outage(incident.failure_class))
    return is_outage(failure.failure_class) && incident.host == failure.host;
  return incident.failure_class == failure.failure_class && incident.operation == failure.operation;
}

bool is_recent(const Failure& failure, Timestamp now) {
  return failure.slot->failed_at + limits::kIncidentWindow >= now;
}

void note_failure(IncidentChange& change, const Failure& failure) {
  OpenIncident& incident = change.incident;
  const FailingSlotRow& slot = *failure.slot;
  auto found = incident.connections.find(slot.connection_id);
  if (found == incident.connections.end()) {
    if (incident.connections.size() >= limits::kIncidentConnectionsKept) return;
    IncidentConnectionRow row{incident.row.id, slot.connection_id, slot.stream, slot.run_id,
                              slot.failed_at,  slot.failed_at,     {}};
    incident.connections.emplace(slot.connection_id, std::move(row));
    change.changed.insert(slot.connection_id);
  } else {
    IncidentConnectionRow& row = found->second;
    if (row.recovered_at || slot.failed_at > row.last_seen_at) change.changed.insert(slot.connection_id);
    row.recovered_at.reset();
    row.last_seen_at = std::max(row.last_seen_at, slot.failed_at);
  }
  incident.row.last_seen_at = std::max(incident.row.last_seen_at, slot.failed_at);
  if (is_outage(incident.row.failure_class) && incident.row.operation != failure.operation)
    incident.row.operation = incident.row.host;  // more than one is met
}

void count(OpenIncident& incident) {
  incident.row.connections = static_cast<int64_t>(incident.connections.size());
  incident.row.failing = std::count_if(incident.connections.begin(), incident.connections.end(),
                                       [](const auto& one) { return !one.second.recovered_at; });
}

void resolve(IncidentChange& change, Timestamp now, std::string why) {
  change.incident.row.resolved_at = now;
  change.incident.row.resolution = std::move(why);
  change.resolved = true;
}

// Of an open one: who joined, who recovered, whether it is over. False: nothing changed.
bool continue_incident(IncidentChange& change, const std::vector<const Failure*>& failures, Timestamp now) {
  OpenIncident& incident = change.incident;
  std::set<std::string> failing;
  for (const Failure* failure : failures) {
    note_failure(change, *failure);
    failing.insert(failure->slot->connection_id);
  }
  for (auto& [id, row] : incident.connections)
    if (!row.recovered_at && !failing.contains(id)) row.recovered_at = now, change.changed.insert(id);
  count(incident);
  if (incident.row.failing == 0)
    resolve(change, now, "Every connection that it met has succeeded since, or is not tried any more");
  else if (incident.row.last_seen_at + limits::kIncidentSilence < now)
    resolve(change, now,
            "Nothing has failed this way for " + format_duration(limits::kIncidentSilence) + "; " +
                std::to_string(incident.row.failing) + " of its connections have not succeeded since");
  return !change.changed.empty() || change.resolved;
}

IncidentChange make_incident(const std::vector<const Failure*>& failures, Timestamp now) {
  const Failure& latest = **std::max_element(
      failures.begin(), failures.end(),
      [](const Failure* a, const Failure* b) { return a->slot->failed_at < b->slot->failed_at; });
  IncidentChange change{{}, true, false};
  IncidentRow& row = change.incident.row;
  row.channel = latest.slot->channel;
  row.region = latest.slot->region;
  row.failure_class = latest.failure_class;
  row.host = latest.host;
  row.operation = latest.operation;
  row.status = latest.slot->status;
  row.message = latest.slot->message;
  row.run_id = latest.slot->run_id;
  row.opened_at = now;
  for (const Failure* failure : failures)
    note_failure(change, *failure);
  count(change.incident);
  return change;
}

size_t connections_of(const std::vector<const Failure*>& failures) {
  std::set<std::string> ids;
  for (const Failure* failure : failures)
    ids.insert(failure->slot->connection_id);
  return ids.size();
}

std::map<Key, std::vector<const Failure*>> recent_groups(const std::vector<const Failure*>& failures,
                                                         Timestamp now) {
  std::map<Key, std::vector<const Failure*>> groups;
  for (const Failure* failure : failures)
    if (is_recent(*failure, now)) groups[failure->key()].push_back(failure);
  std::erase_if(groups, [](const auto& group) {
    return connections_of(group.second) < limits::kIncidentConnectionsMin;
  });
  return groups;
}

std::string class_in_words(const IncidentRow& incident) {
  const std::string& name = incident.failure_class;
  if (name == "throttled") return "the provider throttles them";
  if (name == "network") return "the provider cannot be reached";
  if (name == "timeout") return "the provider does not answer in time";
  std::string status = incident.status > 0 ? " with " + std::to_string(incident.status) : "";
  return (name == "refused" ? "the provider refuses them" : "the provider answers with an error") + status;
}

}  // namespace

std::string failure_class_of(const FailingSlotRow& failure) {
  const std::string& kind = failure.failure_kind;
  if (kind == "throttled" || failure.status == 429) return "throttled";
  if (kind == "network")
    return contains_ignoring_case(failure.message, "in time") ||
                   contains_ignoring_case(failure.message, "timed out")
               ? "timeout"
               : "network";
  if (failure.status >= 500 || kind == "server") return "server";
  if (failure.status == 401 || failure.status == 403 || kind == "application_rejected") return "refused";
  if (failure.status >= 400) return "http_" + std::to_string(failure.status);
  return {};
}

bool is_outage(const std::string& name) {
  return name == "server" || name == "throttled" || name == "network" || name == "timeout";
}

bool may_open(const std::vector<FailingSlotRow>& failing, Timestamp now) {
  const auto failures = read_failures(failing);
  std::vector<const Failure*> all;
  for (const Failure& failure : failures)
    all.push_back(&failure);
  return !recent_groups(all, now).empty();
}

std::vector<IncidentChange> judge_incidents(const std::vector<FailingSlotRow>& failing,
                                            const ConnectedCounts& connected, std::vector<OpenIncident> open,
                                            Timestamp now) {
  const auto failures = read_failures(failing);
  std::vector<IncidentChange> changes;
  std::set<const Failure*> taken;
  for (OpenIncident& incident : open) {
    std::vector<const Failure*> own;
    for (const Failure& failure : failures)
      if (belongs(incident.row, failure)) own.push_back(&failure), taken.insert(&failure);
    IncidentChange change{std::move(incident)};
    if (continue_incident(change, own, now)) changes.push_back(std::move(change));
  }
  std::vector<const Failure*> rest;
  for (const Failure& failure : failures)
    if (!taken.contains(&failure)) rest.push_back(&failure);
  for (const auto& [key, group] : recent_groups(rest, now)) {
    auto total = connected.find({std::get<0>(key), std::get<1>(key)});
    const auto affected = static_cast<int64_t>(connections_of(group));
    if (total != connected.end() && affected * 100 < total->second * limits::kIncidentShareMinPercent)
      continue;
    changes.push_back(make_incident(group, now));
  }
  return changes;
}

std::string incident_title(const IncidentRow& incident, const std::string& channel_name,
                           const std::string& region_name) {
  const std::string where = (channel_name.empty() ? incident.channel : channel_name) + ", " +
                            (region_name.empty() ? incident.region : region_name);
  return where + ": " + std::to_string(incident.connections) +
         (incident.failure_class == "throttled" ? " connections wait at " : " connections fail at ") +
         incident.operation + ", " + class_in_words(incident);
}

}  // namespace mooring::host
