// Is it alive, is it ready, and numbers for Prometheus. Labels are bounded: badges, outcomes, channels, routes,
// kinds of status.
#include "admin/api/handlers.hpp"
#include "admin/api/routes.hpp"
#include "admin/json/json.hpp"
#include "admin/metrics_text.hpp"
#include "admin/process_facts.hpp"

namespace mooring::host::admin {
namespace {

Status store_works(const Admin& admin) {
  Status read = admin.d.database.read([](Session& session) -> Status {
    rows::get_fact(session, "health");
    return {};
  });
  if (!read) return read;
  if (!admin.d.database.health().last_error.empty())
    return fail("store_failed", "The last write to the store failed", "The log has the reason");
  return {};
}

Result<std::array<size_t, 6>> count_badges(const Admin& admin) {
  std::array<size_t, 6> counts{};
  auto all = admin.d.status.list({}, {});
  if (!all) return fail(all.error());
  for (const ConnectionStatus& status : *all)
    ++counts[static_cast<size_t>(status.verdict.badge)];
  return counts;
}

void add_requests(MetricsText& text, const RequestCounters& counters) {
  text.describe("mooring_api_requests_total", "counter", "Requests answered, by route and kind of status");
  const auto add = [&](size_t index, const std::string& method, const std::string& route) {
    for (size_t kind = 0; kind < RequestCounters::kKinds; ++kind)
      if (const uint64_t count = counters.get(index, kind); count > 0)
        text.add("mooring_api_requests_total",
                 {{"method", method}, {"route", route}, {"status", std::to_string(kind + 1) + "xx"}},
                 static_cast<double>(count));
  };
  const auto table = routes();
  for (size_t i = 0; i < table.size(); ++i)
    add(i, std::string(table[i].method), std::string(table[i].pattern));
  add(RequestCounters::kNoRoute, "", "none");
}

void add_alerts(MetricsText& text, const Admin& admin) {
  const AlertEngine::Counters alerts = admin.d.alerts.engine.counters();
  text.describe("mooring_alert_attempts_total", "counter", "Alerts sent to a destination, by outcome");
  text.add("mooring_alert_attempts_total", {{"outcome", "delivered"}}, static_cast<double>(alerts.delivered));
  text.add("mooring_alert_attempts_total", {{"outcome", "failed"}}, static_cast<double>(alerts.failed));
  text.describe("mooring_alerts_lost_total", "counter",
                "Alerts that were given up, or dropped from a full outbox");
  text.add("mooring_alerts_lost_total", {{"reason", "dead"}}, static_cast<double>(alerts.dead));
  text.add("mooring_alerts_lost_total", {{"reason", "dropped"}}, static_cast<double>(alerts.dropped));
  text.describe("mooring_alert_outbox", "gauge", "Alerts that are held, or wait to be sent");
  text.add("mooring_alert_outbox", {{"state", "held"}}, static_cast<double>(alerts.held));
  text.add("mooring_alert_outbox", {{"state", "waiting"}}, static_cast<double>(alerts.waiting));
}

void add_engine(MetricsText& text, const EngineCounters& engine) {
  text.describe("mooring_runs_total", "counter", "Runs finished, by outcome");
  text.add("mooring_runs_total", {{"outcome", "succeeded"}}, static_cast<double>(engine.runs_succeeded));
  text.add("mooring_runs_total", {{"outcome", "failed"}}, static_cast<double>(engine.runs_failed));
  text.add("mooring_runs_total", {{"outcome", "cancelled"}}, static_cast<double>(engine.runs_cancelled));
  text.describe("mooring_runs", "gauge", "Runs under way, by state");
  text.add("mooring_runs", {{"state", "active"}}, static_cast<double>(engine.runs_active));
  text.add("mooring_runs", {{"state", "queued"}}, static_cast<double>(engine.runs_queued));
  text.describe("mooring_runs_working", "gauge",
                "Of the active runs those that neither sleep nor wait long: they hold a place");
  text.add("mooring_runs_working", {}, static_cast<double>(engine.runs_working));
  const auto counter = [&](const char* name, const char* help, uint64_t value) {
    text.describe(name, "counter", help);
    text.add(name, {}, static_cast<double>(value));
  };
  counter("mooring_records_read_total", "Records read from channels", engine.rows_read);
  counter("mooring_records_written_total", "Records committed to the store", engine.rows_written);
}

// A channel that was not asked yet has zeros, so that its rate is known from the start.
void add_channel_requests(MetricsText& text, const Admin& admin,
                          std::map<std::string, ChannelCounters> channels) {
  for (const PluginInfo& plugin : admin.d.registry.plugins())
    if (plugin.manifest) channels[plugin.manifest->id];
  const auto counter = [&](const char* name, const char* help, uint64_t ChannelCounters::*what) {
    text.describe(name, "counter", help);
    for (const auto& [channel, counts] : channels)
      text.add(name, {{"channel", channel}}, static_cast<double>(counts.*what));
  };
  counter("mooring_channel_requests_total", "Requests to channels", &ChannelCounters::requests);
  counter("mooring_channel_requests_throttled_total", "Requests that a channel answered with 429",
          &ChannelCounters::throttled);
  counter("mooring_channel_requests_failed_total", "Requests to channels that failed",
          &ChannelCounters::failed);
}

void add_backfills(MetricsText& text, const BackfillCounters& backfills) {
  text.describe("mooring_backfills", "gauge", "Backfills that are not ended");
  text.add("mooring_backfills", {}, static_cast<double>(backfills.open));
  text.describe("mooring_backfills_running", "gauge", "Of these, the ones that have a run now");
  text.add("mooring_backfills_running", {}, static_cast<double>(backfills.running));
  text.describe("mooring_backfills_total", "counter", "Backfills that ended, by outcome");
  text.add("mooring_backfills_total", {{"outcome", "done"}}, static_cast<double>(backfills.done));
  text.add("mooring_backfills_total", {{"outcome", "failed"}}, static_cast<double>(backfills.failed));
  text.add("mooring_backfills_total", {{"outcome", "cancelled"}}, static_cast<double>(backfills.cancelled));
  text.describe("mooring_backfill_days_total", "counter",
                "Days that backfills have read, over all their parts");
  text.add("mooring_backfill_days_total", {}, static_cast<double>(backfills.days_read));
}

void add_plugins(MetricsText& text, const StuckPlugins::Counters& plugins) {
  text.describe("mooring_plugin_resumes_given_up_total", "counter",
                "Times that a plugin did not come back with its next action");
  text.add("mooring_plugin_resumes_given_up_total", {}, static_cast<double>(plugins.given_up));
  text.describe("mooring_plugin_workers_stuck", "gauge", "Threads that a plugin has not given back");
  text.add("mooring_plugin_workers_stuck", {}, static_cast<double>(plugins.stuck_now));
  text.describe("mooring_plugins_refused", "gauge", "Plugins that are not run any more until a restart");
  text.add("mooring_plugins_refused", {}, static_cast<double>(plugins.refused.size()));
}

void add_process(MetricsText& text) {
  const ProcessFacts facts = read_process_facts();
  const auto gauge = [&](const char* name, const char* help, double value) {
    text.describe(name, "gauge", help);
    text.add(name, {}, value);
  };
  gauge("process_resident_memory_bytes", "Resident memory", static_cast<double>(facts.resident_bytes));
  gauge("process_open_fds", "Open file descriptors", static_cast<double>(facts.open_files));
  gauge("process_threads", "Threads", static_cast<double>(facts.threads));
  gauge("process_start_time_seconds", "When the process was started, since 1970", facts.started_at_s);
  text.describe("process_cpu_seconds_total", "counter", "User and system time on the processors");
  text.add("process_cpu_seconds_total", {}, facts.cpu_s);
}

}  // namespace

Answer get_health(Call& call) {
  const Status works = store_works(call.admin);
  const Database::Health health = call.admin.d.database.health();
  auto store = json_object();
  store->set("works", works.has_value());
  store->set("file_bytes", health.file_bytes);
  store->set("wal_bytes", health.wal_bytes);
  store->set("queued_writes", health.queued_writes);
  auto body = json_object();
  body->set("status", works ? "ok" : "failing");
  body->set("version", call.admin.d.version);
  body->set("sqlite_version", health.sqlite_version);
  body->set("store", store);
  auto not_run = json_array();
  for (const std::string& plugin : call.admin.d.stuck_plugins.counters().refused)
    not_run->add(plugin);
  body->set("plugins_not_run", not_run);
  return json_response(works ? 200 : 503, body);
}

Answer get_ready(Call& call) {
  const bool ready = call.admin.ready;
  auto body = json_object();
  body->set("status", ready ? "ready" : "starting");
  return json_response(ready ? 200 : 503, body);
}

Answer get_metrics(Call& call) {
  const Admin& admin = call.admin;
  auto badges = count_badges(admin);
  if (!badges) return refuse(badges.error());
  MetricsText text;
  text.describe("mooring_build_info", "gauge", "The version, as a label");
  text.add("mooring_build_info", {{"version", admin.d.version}}, 1);
  text.describe("mooring_ready", "gauge", "1 while the host is ready");
  text.add("mooring_ready", {}, admin.ready ? 1 : 0);
  text.describe("mooring_connections", "gauge", "Connections, by badge");
  for (size_t i = 0; i < badges->size(); ++i)
    text.add("mooring_connections", {{"badge", to_text(static_cast<Badge>(i))}},
             static_cast<double>((*badges)[i]));
  const EngineCounters engine = admin.d.engine.counters();
  add_engine(text, engine);
  add_channel_requests(text, admin, engine.requests);
  text.describe("mooring_streams_overdue", "gauge",
                "Streams, or marketplaces of them, that are due and do not run");
  text.add("mooring_streams_overdue", {}, static_cast<double>(admin.d.watchdog.overdue()));
  add_plugins(text, admin.d.stuck_plugins.counters());
  add_backfills(text, admin.d.backfills.counters());
  add_requests(text, admin.counters);
  const http::HttpServer* server = admin.server;
  add_alerts(text, admin);
  text.describe("mooring_event_streams", "gauge", "Open event streams of the console");
  text.add("mooring_event_streams", {}, server ? static_cast<double>(server->event_streams()) : 0);
  const Database::Health health = admin.d.database.health();
  text.describe("mooring_store_bytes", "gauge", "Size of the store's files");
  text.add("mooring_store_bytes", {{"file", "database"}}, static_cast<double>(health.file_bytes));
  text.add("mooring_store_bytes", {{"file", "wal"}}, static_cast<double>(health.wal_bytes));
  text.describe("mooring_store_queued_writes", "gauge", "Writes waiting for the writer");
  text.add("mooring_store_queued_writes", {}, static_cast<double>(health.queued_writes));
  add_process(text);
  http::Response response;
  response.set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
  response.body = text.take();
  return response;
}

}  // namespace mooring::host::admin
