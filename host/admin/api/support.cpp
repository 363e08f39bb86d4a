// The support bundle: reads what it tells, and sends it as a file. What cannot be read is said in the bundle and does not keep
// the rest from it: a bundle is wanted most when something is broken.
#include <algorithm>
#include <array>

#include "admin/api/connection_lookup.hpp"
#include "admin/api/handlers.hpp"
#include "admin/json/json_out_alerts.hpp"
#include "admin/support/bundle.hpp"
#include "base/ids.hpp"
#include "base/limits_alerts.hpp"
#include "base/limits_support.hpp"
#include "base/text.hpp"
#include "store/rows_alerts.hpp"
#include "store/rows_incidents.hpp"

namespace mooring::host::admin {
namespace {

struct Asked {
  Timestamp since, until;
  bool until_given = false;
  std::string connection_id;
};

Result<Asked> asked_of(const Call& call) {
  auto since = query_time(call, "since");
  if (!since) return fail(since.error());
  auto until = query_time(call, "until");
  if (!until) return fail(until.error());
  Asked asked;
  asked.until_given = until->has_value();
  // What is being written right now is wanted too.
  asked.until = until->value_or(call.admin.d.clock.now() + std::chrono::seconds{1});
  asked.since = since->value_or(asked.until - Duration(limits::kBundleWindowDefault));
  asked.connection_id = call.query("connection");
  if (asked.since < asked.until) return asked;
  return fail("parameter_invalid", "since is not before until",
              "Send a since that is earlier, or leave it out");
}

// A place among the bundles, of which each holds all its bytes until it is read.
class BundlePlace {
 public:
  explicit BundlePlace(Admin& admin) : admin_(admin), taken_(++admin.bundles <= limits::kBundlesAtOnceMax) {}
  BundlePlace(const BundlePlace&) = delete;
  BundlePlace& operator=(const BundlePlace&) = delete;
  ~BundlePlace() { --admin_.bundles; }
  bool taken() const { return taken_; }

 private:
  Admin& admin_;
  const bool taken_;
};

// What needs a person first: as evaluate_group has it.
int urgency(Badge badge) {
  constexpr std::array kWorstFirst = {Badge::revoked, Badge::expired,       Badge::sync_error,
                                      Badge::stale,   Badge::not_connected, Badge::connected};
  return static_cast<int>(std::find(kWorstFirst.begin(), kWorstFirst.end(), badge) - kWorstFirst.begin());
}

class Gatherer {
 public:
  Gatherer(Call& call, const Asked& asked) : call_(call), d_(call.admin.d), asked_(asked) {}

  SupportFacts gather(std::vector<ConnectionStatus> statuses) {
    facts_.made_at = d_.clock.now();
    facts_.since = asked_.since;
    facts_.until = asked_.until;
    facts_.version = d_.version;
    facts_.connection_id = asked_.connection_id;
    gather_host();
    gather_connections(std::move(statuses));
    note("runs", d_.database.read([&](Session& session) { return gather_runs(session); }));
    note("incidents", d_.database.read([&](Session& session) { return gather_incidents(session); }));
    note("alerts", d_.database.read([&](Session& session) { return gather_alerts(session); }));
    note("activity", d_.database.read([&](Session& session) { return gather_entries(session); }));
    return std::move(facts_);
  }
  void note(const std::string& what, const Status& read) {
    if (!read) facts_.problems.push_back("Not all of " + what + " could be read: " + describe(read.error()));
  }

 private:
  void gather_host() {
    facts_.configuration = support_configuration_json(d_.config);
    facts_.host = support_host_json({d_.version, d_.public_url, call_.admin.ready, call_.admin.started_at,
                                     facts_.made_at, d_.database.health()},
                                    d_.config);
    facts_.plugins = json_array();
    for (const PluginInfo& plugin : d_.registry.plugins())
      facts_.plugins->add(support_plugin_json(plugin, d_.config));
    if (const Answer metrics = get_metrics(call_))
      facts_.metrics = metrics->body;
    else
      note("the metrics", fail(metrics.error().error));
  }

  void gather_connections(std::vector<ConnectionStatus> statuses) {
    for (const ConnectionStatus& status : statuses)
      ++facts_.badges[static_cast<size_t>(status.verdict.badge)];
    std::stable_sort(statuses.begin(), statuses.end(), [](const auto& a, const auto& b) {
      return urgency(a.verdict.badge) < urgency(b.verdict.badge);
    });
    if (statuses.size() > limits::kBundleConnectionsMax) {
      facts_.connections_left_out = statuses.size() - limits::kBundleConnectionsMax;
      statuses.resize(limits::kBundleConnectionsMax);
    }
    for (ConnectionStatus& status : statuses)
      facts_.connections.push_back(connection(std::move(status)));
  }

  JsonObject connection(ConnectionStatus status) {
    ConnectionFacts facts;
    facts.rows_counted = !asked_.connection_id.empty();
    facts.status = std::move(status);
    const std::string& id = facts.status.connection.id;
    const Manifest* manifest = d_.registry.manifest(facts.status.connection.channel);
    std::vector<CoverageRow> ranges;
    note("connection " + id, d_.database.read([&](Session& session) -> Status {
      facts.slots = rows::list_streams(session, id);
      facts.permissions = rows::list_permissions(session, id);
      ranges = rows::list_coverage(session, id);
      return {};
    }));
    if (manifest) facts.budgets = d_.engine.budgets(id, *manifest);
    facts.coverage = coverage_spans(ranges, manifest, facts_.made_at);
    keep_newest(facts);
    return support_connection_json(facts, manifest, d_.config);
  }

  // Of very many ranges those that end last, in the order in which they stood.
  static void keep_newest(ConnectionFacts& facts) {
    if (facts.coverage.size() <= limits::kBundleCoverageMax) return;
    facts.coverage_left_out = facts.coverage.size() - limits::kBundleCoverageMax;
    std::stable_sort(facts.coverage.begin(), facts.coverage.end(),
                     [](const auto& a, const auto& b) { return a.range.to > b.range.to; });
    facts.coverage.resize(limits::kBundleCoverageMax);
  }

  Status gather_runs(Session& session) {
    rows::RunFilter filter;
    filter.connection_id = asked_.connection_id;
    filter.limit = limits::kBundleRunsMax + 1;
    if (asked_.until_given) filter.before_id = id_border("run", asked_.until);
    facts_.runs = rows::list_runs(session, filter);
    std::erase_if(facts_.runs, [&](const RunRow& run) { return run.queued_at < asked_.since; });
    if (facts_.runs.size() > limits::kBundleRunsMax) {
      facts_.runs.pop_back();
      facts_.runs_left_out = 1;
    }
    for (RunRow& run : facts_.runs)
      if (!run.finished_at) run = d_.engine.live_run(run.id).value_or(run);
    return {};
  }

  // Those of the window; of one connection, those that it was part of.
  Status gather_incidents(Session& session) {
    rows::IncidentFilter filter;
    filter.limit = limits::kBundleIncidentsMax;
    facts_.incidents->clear();
    for (const IncidentRow& incident : rows::list_incidents(session, filter)) {
      if (incident.opened_at >= asked_.until ||
          (incident.resolved_at && *incident.resolved_at < asked_.since))
        continue;
      auto affected = json_array();
      bool concerned = asked_.connection_id.empty();
      for (const auto& one :
           rows::list_incident_connections(session, incident.id, limits::kIncidentConnectionsShown)) {
        concerned |= one.connection_id == asked_.connection_id;
        affected->add(incident_connection_json(one, ""));
      }
      if (!concerned) continue;
      auto item = incident_json(incident, names_of(incident, d_.registry));
      item->set("affected", affected);
      facts_.incidents->add(item);
    }
    return {};
  }

  Status gather_alerts(Session& session) {
    facts_.alert_destinations->clear();
    facts_.alert_deliveries->clear();
    std::map<std::string, std::string> names;
    for (const AlertDestinationRow& row : rows::list_alert_destinations(session)) {
      names[row.id] = row.name;
      facts_.alert_destinations->add(
          alert_destination_json(row, {rows::count_alert_deliveries(session, "waiting", row.id),
                                       rows::count_alert_deliveries(session, "dead", row.id)}));
    }
    rows::AlertDeliveryFilter filter;
    filter.limit = limits::kBundleDeliveriesMax;
    for (const AlertDeliveryRow& row : rows::list_alert_deliveries(session, filter)) {
      const bool concerned = asked_.connection_id.empty() || row.connection_id == asked_.connection_id;
      if (concerned && row.created_at >= asked_.since && row.created_at < asked_.until)
        facts_.alert_deliveries->add(alert_delivery_json(row, names[row.destination_id]));
    }
    return {};
  }

  Status gather_entries(Session& session) {
    rows::ActivityFilter filter;
    filter.connection_id = asked_.connection_id;
    filter.since = asked_.since;
    filter.until = asked_.until;
    filter.limit = limits::kBundleEntriesMax;
    facts_.entries = rows::list_activity(session, filter);
    if (facts_.entries.size() < limits::kBundleEntriesMax) return {};
    const auto all = static_cast<size_t>(rows::count_activity(session, filter, limits::kExportRowsMax));
    facts_.entries_left_out = all > facts_.entries.size() ? all - facts_.entries.size() : 0;
    return {};
  }

  Call& call_;
  const AdminDependencies& d_;
  const Asked& asked_;
  SupportFacts facts_;
};

Result<std::vector<ConnectionStatus>> statuses_of(const Call& call, const std::string& connection_id) {
  if (connection_id.empty()) return call.admin.d.status.list({}, {.count_rows = false, .each_failure = true});
  auto found = find_status(call, connection_id, true);
  if (!found) return fail(found.error());
  return std::vector<ConnectionStatus>{std::move(*found)};
}

constexpr size_t kChunkBytes = 64 << 10;

http::Response as_file(std::string page, Timestamp made_at, std::shared_ptr<BundlePlace> place) {
  constexpr size_t kDateBytes = 10;
  http::Response response;
  response.set("Content-Type", "text/html; charset=utf-8");
  response.set("Content-Disposition", "attachment; filename=\"mooring-support-" +
                                          format_time(made_at).substr(0, kDateBytes) + ".html\"");
  auto held = std::make_shared<const std::string>(std::move(page));
  response.stream = [held, place = std::move(place)](const http::Write& write) {
    for (std::string_view rest = *held; !rest.empty(); rest.remove_prefix(std::min(kChunkBytes, rest.size())))
      if (!write(rest.substr(0, kChunkBytes))) return false;
    return true;
  };
  return response;
}

}  // namespace

Answer get_support_bundle(Call& call) {
  auto asked = asked_of(call);
  if (!asked) return refuse(asked.error());
  auto place = std::make_shared<BundlePlace>(call.admin);
  if (!place->taken())
    return refuse("bundle_busy", "Another support bundle is being made or read", "Try again when it is done");
  auto statuses = statuses_of(call, asked->connection_id);
  if (!statuses && statuses.error().code == "connection_unknown") return refuse(statuses.error());
  Gatherer gatherer(call, *asked);
  if (!statuses) gatherer.note("the connections", fail(statuses.error()));
  const SupportFacts facts =
      gatherer.gather(statuses ? std::move(*statuses) : std::vector<ConnectionStatus>());
  auto page = support_bundle(facts, SupportCleaner(call.admin.d.redactor.scan()), limits::kBundleBytesMax);
  if (!page) return refuse(page.error());
  return as_file(std::move(*page), facts.made_at, std::move(place));
}

}  // namespace mooring::host::admin
