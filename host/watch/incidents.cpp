#include "watch/incidents.hpp"

#include "base/ids.hpp"
#include "base/limits_alerts.hpp"
#include "base/text.hpp"

namespace mooring::host {
namespace {

constexpr const char* kThrottled = "throttled";
constexpr int kTooManyRequests = 429;

}  // namespace

IncidentNames names_of(const IncidentRow& incident, const PluginRegistry& registry) {
  IncidentNames names{incident.channel, incident.region};
  const Manifest* manifest = registry.manifest(incident.channel);
  if (!manifest) return names;
  names.channel = manifest->name;
  for (const ManifestRegion& region : manifest->regions)
    if (region.id == incident.region) names.region = region.name;
  return names;
}

Incidents::Incidents(Database& database, Journal& journal, const PluginRegistry& registry, EventHub& events,
                     const Clock& clock, Random& random, Logger& logger)
    : database_(database),
      journal_(journal),
      registry_(registry),
      events_(events),
      clock_(clock),
      random_(random),
      logger_(logger) {}

std::string Incidents::title_of(const IncidentRow& incident) const {
  const IncidentNames names = names_of(incident, registry_);
  return incident_title(incident, names.channel, names.region);
}

// What a run was answered stands in the log: found once for each, however often it is judged.
void Incidents::add_throttled(Session& session, std::vector<FailingSlotRow>& failing, Timestamp now) {
  for (const std::string& run_id : throttled_.unproven(now)) {
    rows::ActivityFilter filter;
    filter.run_id = run_id;
    filter.kind_prefix = "request.failed";
    filter.limit = 1;
    const auto answers = rows::list_activity(session, filter);
    if (!answers.empty() && answers.front().status == kTooManyRequests)
      throttled_.prove(run_id, answers.front().endpoint, answers.front().message);
  }
  for (FailingSlotRow& slot : throttled_.lasting(now))
    failing.push_back(std::move(slot));
}

Result<std::vector<IncidentChange>> Incidents::judge(Timestamp now) {
  std::vector<IncidentChange> changes;
  Status read = database_.read([&](Session& session) -> Status {
    changes.clear();
    auto failing = rows::list_failing_slots(session);
    std::vector<OpenIncident> open;
    for (IncidentRow& row : rows::list_incidents(session, {.open = true, .limit = 1000})) {
      OpenIncident incident{std::move(row), {}};
      for (auto& one :
           rows::list_incident_connections(session, incident.row.id, limits::kIncidentConnectionsKept)) {
        if (!restored_ && incident.row.failure_class == kThrottled && !one.recovered_at)
          throttled_.restore(incident.row, one, now);
        std::string id = one.connection_id;
        incident.connections.emplace(std::move(id), std::move(one));
      }
      open.push_back(std::move(incident));
    }
    restored_ = true;
    add_throttled(session, failing, now);
    ConnectedCounts connected;
    if (may_open(failing, now)) connected = rows::count_connected(session);
    changes = judge_incidents(failing, connected, std::move(open), now);
    return {};
  });
  if (!read) return fail(read.error());
  return changes;
}

std::string Incidents::tell(Session& session, const IncidentChange& change, const std::string& kind,
                            Severity severity, const std::string& message) {
  const IncidentRow& row = change.incident.row;
  ActivityRow entry;
  entry.kind = kind;
  entry.severity = severity;
  entry.status = row.status;
  entry.endpoint = row.operation.find("://") == std::string::npos ? "" : row.operation;
  entry.run_id = row.run_id;
  entry.message = message;
  entry.actor = "system";
  entry.after_json = "{\"incident\":" + json_quote(row.id) +
                     ",\"connections\":" + std::to_string(row.connections) +
                     ",\"failing\":" + std::to_string(row.failing) + "}";
  return journal_.append(session, std::move(entry));
}

void Incidents::store(Session& session, IncidentChange& change) {
  IncidentRow& row = change.incident.row;
  if (change.opened) {
    row.id = new_id("inc", clock_, random_);
    row.opened_entry_id = tell(session, change, "incident.opened",
                               row.failure_class == kThrottled ? Severity::warning : Severity::error,
                               title_of(row) + ". Mooring tries again by itself. " + row.message);
    rows::insert_incident(session, row);
  } else {
    if (change.resolved)
      row.resolved_entry_id = tell(session, change, "incident.resolved", Severity::info,
                                   "Over after " + format_duration(*row.resolved_at - row.opened_at) + ": " +
                                       title_of(row) + ". " + row.resolution);
    rows::update_incident(session, row);
  }
  for (const std::string& id : change.changed) {
    IncidentConnectionRow& connection = change.incident.connections.at(id);
    connection.incident_id = row.id;
    rows::put_incident_connection(session, connection);
  }
  database_.after_commit([this, event = HostEvent{"incident", "", "{\"id\":" + json_quote(row.id) + "}"}] {
    events_.publish(event);
  });
}

void Incidents::look(const Look& look) {
  // An outage is announced by thousands of changes; each judgement reads whatever fails and every open incident.
  throttled_.look(look);
  const SteadyTime steady = clock_.steady_now();
  if (!look.all && judged_at_ && steady - *judged_at_ < limits::kIncidentJudgeEvery) return;
  judged_at_ = steady;
  auto changes = judge(look.now);
  if (!changes)
    return logger_.warning("incidents could not be read", {{"reason", describe(changes.error())}});
  if (changes->empty()) return;
  Status stored = database_.write([&](Session& session) -> Status {
    for (IncidentChange& change : *changes)
      store(session, change);
    return {};
  });
  if (!stored)  // found again at the next look
    logger_.error("incidents could not be kept", {{"reason", describe(stored.error())}});
}

}  // namespace mooring::host
