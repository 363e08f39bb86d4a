#include <array>

#include "admin/api/handlers.hpp"
#include "admin/api/status_proof.hpp"
#include "admin/json/json_out.hpp"
#include "base/limits_activity.hpp"
#include "base/text.hpp"
#include "store/rows_run_calls.hpp"

namespace mooring::host::admin {
namespace {

Result<std::optional<RunState>> query_state(const Call& call) {
  const std::string text = call.query("state");
  if (text.empty()) return std::nullopt;
  for (const RunState state :
       {RunState::queued, RunState::running, RunState::succeeded, RunState::failed, RunState::cancelled})
    if (text == to_text(state)) return state;
  return fail("parameter_invalid", "state is not a run's state",
              "Use queued, running, succeeded, failed or cancelled");
}

RunRow fresh(const Call& call, RunRow run) {
  if (run.state != RunState::queued && run.state != RunState::running) return run;
  return call.admin.d.engine.live_run(run.id).value_or(std::move(run));
}

JsonObject shown(const Call& call, const RunRow& run, const Manifest* manifest = nullptr) {
  const bool queued = run.state == RunState::queued;
  return run_json(run, manifest, queued ? call.admin.d.engine.queue_place(run.id) : std::nullopt);
}

}  // namespace

Answer post_sync(Call& call) {
  auto body = JsonBody::parse(call.request);
  if (!body) return refuse(body.error());
  SyncTargets targets;
  targets.streams = body->texts("streams").value_or(std::vector<std::string>());
  targets.marketplaces = body->texts("marketplaces").value_or(std::vector<std::string>());
  if (auto checked = body->check(); !checked) return refuse(checked.error());
  auto runs = call.admin.d.engine.sync_now(call.id(), targets, call.caller.actor);
  if (!runs) {
    // The same code is a wrong body elsewhere; here it is the connection's state.
    const bool state = runs.error().code == "selection_empty";
    return refuse(Problem(runs.error(), state ? 409 : 0));
  }
  auto items = json_array();
  for (const RunRow& run : *runs)
    items->add(run_json(run));
  auto answer = json_object();
  answer->set("items", items);
  return json_response(202, answer);
}

Answer list_runs(Call& call) {
  auto limit = page_limit(call);
  if (!limit) return refuse(limit.error());
  auto state = query_state(call);
  if (!state) return refuse(state.error());
  rows::RunFilter filter;
  filter.connection_id = call.query("connection");
  filter.stream = call.query("stream");
  filter.marketplace = call.query("marketplace");
  auto cursor = id_cursor(call);
  if (!cursor) return refuse(cursor.error());
  filter.before_id = *cursor;
  filter.state = *state;
  filter.limit = *limit + 1;
  std::vector<RunRow> runs;
  Status read = call.admin.d.database.read([&](Session& session) -> Status {
    runs = rows::list_runs(session, filter);
    return {};
  });
  if (!read) return refuse(read.error());
  const bool more = runs.size() > *limit;
  if (more) runs.pop_back();
  const Manifest* manifest = manifest_of(call, filter.connection_id);
  auto items = json_array();
  for (const RunRow& run : runs)
    items->add(shown(call, fresh(call, run), manifest));
  return json_page(items, more ? runs.back().id : "");
}

Answer get_run(Call& call) {
  // First, because a run that was just queued may not have reached the store yet.
  if (auto live = call.admin.d.engine.live_run(call.id())) return json_response(200, shown(call, *live));
  std::optional<RunRow> run;
  Status read = call.admin.d.database.read([&](Session& session) -> Status {
    run = rows::find_run(session, call.id());
    return {};
  });
  if (!read) return refuse(read.error());
  if (!run)
    return refuse("run_unknown", "There is no run " + clean_line(call.id(), 80),
                  "GET /api/v1/runs lists them");
  return json_response(200, run_json(*run, manifest_of(call, run->connection_id)));
}

Answer list_run_calls(Call& call) {
  const bool live = call.admin.d.engine.live_run(call.id()).has_value();
  bool known = live;
  std::vector<RunCallRow> calls;
  rows::ActivityFilter filter;
  filter.run_id = call.id();
  filter.limit = limits::kRunEntriesShown;
  ActivityPage entries;
  Status read = call.admin.d.database.read([&](Session& session) -> Status {
    known = known || rows::find_run(session, call.id()).has_value();
    calls = rows::list_run_calls(session, call.id());
    const auto scan = rows::scan_activity(session, filter);
    entries.entries = rows::read_activity(session, scan.seqs);
    entries.next_before_seq = scan.complete ? 0 : scan.reached_seq;
    return {};
  });
  if (!read) return refuse(read.error());
  if (!known)
    return refuse("run_unknown", "There is no run " + clean_line(call.id(), 80),
                  "GET /api/v1/runs lists them");
  return json_response(200, run_calls_json(calls, entries, !live));
}

Answer post_cancel(Call& call) {
  auto run = call.admin.d.engine.cancel(call.id(), call.caller.actor);
  if (!run) return refuse(run.error());
  return json_response(202, run_json(*run));
}

}  // namespace mooring::host::admin
