// From the queue to the outcome of a run.
#include <algorithm>

#include "base/ids.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "sync/engine_state.hpp"

namespace mooring::host {
namespace {

Severity severity_of(FailureKind kind) {
  switch (kind) {
    case FailureKind::throttled:
    case FailureKind::server:
    case FailureKind::network:
      return Severity::warning;
    default:
      return Severity::error;
  }
}

ActivityRow entry_of(const RunRow& run, const std::string& kind, Severity severity, std::string message) {
  ActivityRow entry;
  entry.connection_id = run.connection_id;
  entry.run_id = run.id;
  entry.stream = run.stream;
  entry.kind = kind;
  entry.severity = severity;
  entry.message = std::move(message);
  entry.actor = run.actor;
  return entry;
}

ActivityRow outcome_entry(const RunRow& run, const std::string& title,
                          const std::optional<Failure>& failure) {
  Duration took = run.started_at ? *run.finished_at - *run.started_at : Duration::zero();
  took = std::max(took, Duration::zero());  // the clock may have been set back
  if (run.state == RunState::succeeded)
    return entry_of(run, "run.succeeded", Severity::info,
                    title + ": " + std::to_string(run.rows_read) + " rows read, " +
                        std::to_string(run.rows_changed) + " new or changed, in " + format_duration(took));
  if (run.state == RunState::cancelled)
    return entry_of(run, "run.cancelled", Severity::info,
                    title + ": " + (failure ? failure->message : "cancelled") + ". What was committed stays");
  ActivityRow entry =
      entry_of(run, "run.failed", severity_of(failure->kind), title + ": " + failure->message);
  entry.status = failure->status;
  entry.endpoint = failure->endpoint;
  entry.request_id = failure->request_id;
  return entry;
}

void put_failure(RunRow& row, const Failure& failure) {
  row.failure_kind = to_text(failure.kind);
  row.failure_status = failure.status;
  row.failure_endpoint = failure.endpoint;
  row.failure_request_id = failure.request_id;
  row.failure_message = failure.message;
}

}  // namespace

RunRow SyncEngine::State::enqueue(Connection& connection, StreamSlot& slot, const std::string& trigger,
                                  const std::string& actor, Lane lane) {
  d.core.cancel(std::exchange(slot.timer, 0));
  RunRow row;
  row.id = new_id("run", d.clock, d.random);
  row.connection_id = connection.row.id;
  row.stream = slot.rule->id;
  row.trigger = trigger;
  row.actor = actor;
  row.queued_at = d.clock.now();
  slot.run_id = row.id;
  slot.interrupted = false;
  board.show_plan(row.connection_id, row.stream, std::nullopt);
  d.database.post_write(
      [row](Session& session) -> Status {
        rows::insert_run(session, row);
        return {};
      },
      d.core,
      [self = shared_from_this(), id = row.id](Status status) {
        if (!status)
          self->d.logger.error("a run could not be recorded",
                               {{"run", id}, {"reason", describe(status.error())}});
      });
  if (trigger == "initial")
    d.journal.post(
        entry_of(row, "run.started", Severity::info, "First sync of " + slot.rule->title + " started"));
  queued.emplace(row.id, Queued{row, lane});
  queue.push({row.id, row.connection_id, lane});
  board.show_run(row);
  return row;
}

// A first sync may wait for its budget for hours: a quarter of the slots is kept from them. For a run that was
// asked for, somebody waits: it does not wait for the others.
bool SyncEngine::State::may_start(Lane lane) const {
  auto at_once = static_cast<size_t>(d.config.schedule.runs_at_once);
  if (lane == Lane::manual) return runs.size() < 2 * at_once;
  if (runs.size() >= at_once) return false;
  if (lane == Lane::incremental) return true;
  auto backfills = std::count_if(runs.begin(), runs.end(), [](const auto& entry) {
    return entry.second->plan().lane == Lane::backfill;
  });
  return static_cast<size_t>(backfills) < at_once - at_once / 4;
}

void SyncEngine::State::pump() {
  while (!stopping) {
    auto lane = queue.next_lane();
    if (!lane || !may_start(*lane)) break;
    auto next = queue.pop();
    auto found = queued.find(next->run_id);
    Queued starting = std::move(found->second);
    queued.erase(found);
    start_run(std::move(starting.row), next->lane);
  }
  show_counters();
}

void SyncEngine::State::start_run(RunRow row, Lane lane) {
  Connection& connection = connections.at(row.connection_id);
  StreamSlot& slot = connection.slots.at(row.stream);
  RunPlan plan;
  plan.connection = connection.row;
  plan.setup = connection.setup;
  plan.stream = slot.rule;
  plan.stream_row = slot.row;
  for (const MarketplaceRow& m : connection.selected)
    plan.marketplaces.push_back({m.id, m.name, m.country_code, m.currency, m.time_zone, m.note, m.available});
  plan.lane = lane;
  plan.tokens.get = [&tokens = d.tokens, id = row.connection_id](auto done) {
    tokens.access_token(id, std::move(done));
  };
  plan.tokens.drop = [&tokens = d.tokens, id = row.connection_id](const Secret& token) {
    tokens.drop(id, token);
  };
  std::string id = row.id;
  auto run = std::make_shared<Run>(
      Run::Dependencies{d.database, writer, tables, d.client, d.tasks, d.core, d.clock}, std::move(plan),
      std::move(row), [this](Run& changed) { run_changed(changed); },
      [weak = weak_from_this(), id](Run&) {
        // Posted: the run is still on the stack here, and run_finished lets go of it.
        if (auto self = weak.lock())
          self->d.core.post([weak, id] {
            if (auto state = weak.lock()) state->run_finished(id);
          });
      });
  runs.emplace(id, run);
  run->start();
  run_changed(*run);
}

void SyncEngine::State::run_changed(const Run& run) {
  board.show_run(run.row());
  d.events.publish({"run", run.row().connection_id, "{\"run_id\":\"" + run.row().id + "\"}"});
  show_counters();
}

void SyncEngine::State::run_finished(const std::string& run_id) {
  auto found = runs.find(run_id);
  if (found == runs.end() || stopping) return;
  std::shared_ptr<Run> run = found->second;
  RunRow row = run->row();
  StreamRow stream = run->stream_row();
  if (run->failure()) put_failure(row, *run->failure());
  if (row.state == RunState::succeeded) {
    stream.last_success_at = row.finished_at;
    stream.last_run_failed = false;
    stream.consecutive_failures = 0;
    ++totals.runs_succeeded;
  } else if (row.state == RunState::failed) {
    stream.last_run_failed = true;
    ++stream.consecutive_failures;
    ++totals.runs_failed;
  } else {
    ++totals.runs_cancelled;
  }
  totals.rows_read += static_cast<uint64_t>(row.rows_read);
  totals.rows_written += static_cast<uint64_t>(row.rows_written);
  auto entry = outcome_entry(row, run->plan().stream->title, run->failure());
  store_outcome(std::make_shared<const Outcome>(Outcome{row, stream, std::move(entry)}));
}

void SyncEngine::State::store_outcome(std::shared_ptr<const Outcome> outcome) {
  d.database.post_write(
      [self = shared_from_this(), outcome](Session& session) -> Status {
        const RunRow& row = outcome->row;
        if (!rows::find_connection(session, row.connection_id)) return {};
        if (rows::find_run(session, row.id))
          rows::update_run(session, row);
        else  // the store refused it when it was queued
          rows::insert_run(session, row);
        if (outcome->stream) rows::upsert_stream(session, *outcome->stream);
        self->d.journal.append(session, outcome->entry);
        return {};
      },
      d.core,
      [self = shared_from_this(), outcome](Status status) {
        if (self->stopping) return;
        if (status) return self->outcome_stored(*outcome);
        self->d.logger.error("the outcome of a run could not be stored; trying again",
                             {{"run", outcome->row.id}, {"reason", describe(status.error())}});
        self->d.core.post_after(limits::kOutcomeRetryAfter, [weak = std::weak_ptr(self), outcome] {
          if (auto state = weak.lock(); state && !state->stopping) state->store_outcome(outcome);
        });
      });
}

void SyncEngine::State::outcome_stored(const Outcome& outcome) {
  const RunRow& row = outcome.row;
  if (runs.erase(row.id) > 0) let_go(outcome);
  d.events.publish({"run", row.connection_id, "{\"run_id\":\"" + row.id + "\"}"});
  d.events.publish({"connection", row.connection_id, "{}"});
  pump();
}

void SyncEngine::State::let_go(const Outcome& outcome) {
  const RunRow& row = outcome.row;
  board.remove_run(row);
  auto connection = connections.find(row.connection_id);
  if (connection == connections.end()) return board.remove_connection(row.connection_id);
  StreamSlot& slot = connection->second.slots.at(row.stream);
  if (slot.run_id != row.id) return;  // the connection was forgotten and came back meanwhile
  slot.row = *outcome.stream;
  slot.run_id.clear();
  slot.interrupted = std::exchange(slot.run_again, false);
  plan(connection->second, slot);
}

void SyncEngine::State::end_queued(const std::string& run_id, const std::string& actor) {
  auto found = queued.find(run_id);
  if (found == queued.end()) return;
  RunRow row = std::move(found->second.row);
  queued.erase(found);
  queue.remove(run_id);
  row.state = RunState::cancelled;
  row.finished_at = d.clock.now();
  Failure cancelled{FailureKind::cancelled, 0, "", "", "Cancelled by " + actor};
  put_failure(row, cancelled);
  ++totals.runs_cancelled;
  Connection& connection = connections.at(row.connection_id);
  StreamSlot& slot = connection.slots.at(row.stream);
  slot.run_id.clear();
  slot.row.last_attempt_at = row.finished_at;  // else it would be due again at once
  auto entry = outcome_entry(row, slot.rule->title, cancelled);
  store_outcome(std::make_shared<const Outcome>(Outcome{row, std::nullopt, std::move(entry)}));
  board.remove_run(row);
}

SyncEngine::SyncAnswer SyncEngine::State::sync_now(const std::string& connection_id,
                                                   std::vector<std::string> streams,
                                                   const std::string& actor) {
  if (auto rests = resting.find(connection_id); rests != resting.end())
    return fail("plugin_not_loaded", "This connection cannot sync: " + rests->second,
                "The Plugins page and `mooring plugins list` say why; the data stays. Restart the host when "
                "the plugin is in order");
  auto found = connections.find(connection_id);
  if (found == connections.end())
    return fail("connection_unknown",
                "There is no connection " + clean_line(connection_id, 80) + " that can sync",
                "GET /api/v1/connections lists them");
  Connection& connection = found->second;
  if (!connection.granted || connection.row.disconnected)
    return fail("connection_not_connected", connection.row.label + " is not connected", "Connect it first");
  if (connection.selected.empty())
    return fail("selection_empty", "No marketplace is chosen for " + connection.row.label,
                "Choose marketplaces first");
  if (streams.empty())
    for (const auto& [id, slot] : connection.slots)
      streams.push_back(id);
  std::vector<std::string> targets;
  for (const auto& wanted : streams) {
    const StreamRule* rule = connection.setup.manifest->stream(wanted);
    std::string target = rule && !rule->fed_by.empty() ? rule->fed_by : wanted;  // it comes with the other
    if (!connection.slots.contains(target))
      return fail(
          "stream_unknown",
          connection.setup.manifest->name + " has no stream '" + clean_line(wanted, 80) + "' that runs",
          "GET /api/v1/connections/{id}/streams lists them");
    if (std::find(targets.begin(), targets.end(), target) == targets.end()) targets.push_back(target);
  }
  std::vector<RunRow> answer;
  for (const auto& target : targets) {
    StreamSlot& slot = connection.slots.at(target);
    if (auto running = runs.find(slot.run_id); running != runs.end()) {
      answer.push_back(running->second->row());
      if (answer.back().finished_at) slot.run_again = true;  // over, its outcome is being stored
    } else if (auto waiting = queued.find(slot.run_id); waiting != queued.end()) {
      queue.raise_to_manual(slot.run_id);
      waiting->second.lane = Lane::manual;
      answer.push_back(waiting->second.row);
    } else {
      answer.push_back(enqueue(connection, slot, "manual", actor, Lane::manual));
    }
  }
  pump();
  return answer;
}

Result<RunRow> SyncEngine::State::cancel(const std::string& run_id, const std::string& actor) {
  if (auto waiting = queued.find(run_id); waiting != queued.end()) {
    RunRow row = waiting->second.row;
    end_queued(run_id, actor);
    row.state = RunState::cancelled;
    plan(connections.at(row.connection_id), connections.at(row.connection_id).slots.at(row.stream));
    return row;
  }
  if (auto running = runs.find(run_id); running != runs.end()) {
    auto run = running->second;
    run->cancel(actor);
    return run->row();
  }
  return fail("run_finished", "The run " + clean_line(run_id, 80) + " does not run any more",
              "GET /api/v1/runs/{id} tells how it ended");
}

void SyncEngine::State::show_counters() {
  EngineCounters counters = totals;
  counters.requests = d.client.counters().requests;
  counters.requests_throttled = d.client.counters().throttled;
  counters.requests_failed = d.client.counters().failed;
  counters.runs_active = runs.size();
  counters.runs_queued = queued.size();
  counters.connections = connections.size();
  board.set_counters(counters);
}

void SyncEngine::State::stop() {
  stopping = true;
  for (auto& [id, run] : runs)
    run->abandon();
  runs.clear();
  for (auto& [id, connection] : connections)
    for (auto& [stream, slot] : connection.slots)
      d.core.cancel(slot.timer);
}

}  // namespace mooring::host
