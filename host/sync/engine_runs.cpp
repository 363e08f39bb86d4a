// From the queue to a run.
#include <algorithm>

#include "base/ids.hpp"
#include "base/limits.hpp"
#include "base/limits_queue.hpp"
#include "base/text.hpp"
#include "sync/engine_state.hpp"

namespace mooring::host {

void SyncEngine::State::record(const RunRow& row) {
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
}

RunRow SyncEngine::State::enqueue(Connection& connection, StreamSlot& slot, const std::string& trigger,
                                  const std::string& actor, Lane lane) {
  d.core.cancel(std::exchange(slot.timer, 0));
  RunRow row;
  row.id = new_id("run", d.clock, d.random);
  row.connection_id = connection.row.id;
  row.stream = slot.row.stream;
  row.marketplace = slot.row.marketplace;
  row.trigger = trigger;
  row.actor = actor;
  row.queued_at = d.clock.now();
  slot.run_id = row.id;
  slot.interrupted = false;
  board.show_plan(slot.row, std::nullopt);
  record(row);
  // Not for each of many marketplaces: their ends are told, and the progress is shown beside the badge.
  if (trigger == "initial" && row.marketplace.empty())
    d.journal.post(
        entry_of(row, "run.started", Severity::info, "First sync of " + slot.rule->title + " started"));
  queued.emplace(row.id, Queued{row, lane});
  queue.push({row.id, row.connection_id, lane});
  board.show_run(row);
  return row;
}

// Only runs that work have a place: one that sleeps until its report is built costs memory, nothing else, and goes on
// when it wakes even if all places are taken.
Places SyncEngine::State::places() const {
  Places now{static_cast<size_t>(d.config.schedule.runs_at_once), working, runs.size(), backfill_began_last};
  for (size_t count : working)
    now.away -= count;
  return now;
}

// The highest lane that waits; under a load that leaves nothing over, first syncs and backfills would else never begin.
std::optional<Lane> SyncEngine::State::next_lane() const {
  const auto highest = queue.next_lane();
  if (highest != Lane::incremental || !queue.waits(Lane::backfill)) return highest;
  return is_backfill_owed(places()) ? Lane::backfill : highest;
}

void SyncEngine::State::pump() {
  while (!stopping) {
    auto lane = next_lane();
    if (!lane || !has_place(places(), *lane)) break;
    auto next = queue.pop(*lane);
    auto found = queued.find(next->run_id);
    if (hold(found->second)) continue;
    Queued starting = std::move(found->second);
    queued.erase(found);
    start_run(std::move(starting), next->lane);
  }
  show_counters();
  show_queue_soon();
}

// Whoever waits is told its place: a moment later, so that thousands that come or go at once are counted once.
void SyncEngine::State::show_queue_soon() {
  if (stopping || (queued.empty() && !queue_shown) || std::exchange(queue_look_posted, true)) return;
  d.core.post_after(limits::kQueueShownAfter, [weak = weak_from_this()] {
    auto self = weak.lock();
    if (!self) return;
    self->queue_look_posted = false;
    self->queue_shown = !self->queued.empty();
    std::vector<std::string> held;
    for (const auto& [id, run] : self->queued)
      if (!self->queue.contains(id)) held.push_back(id);
    self->board.show_queue(self->queue.next(limits::kQueuePlacesShown), self->queue.size(), held);
  });
}

// Posted: whoever asks stands in the middle of a run.
void SyncEngine::State::pump_soon() {
  if (queue.size() == 0 || std::exchange(pump_posted, true)) return;
  d.core.post([weak = weak_from_this()] {
    auto self = weak.lock();
    if (!self) return;
    self->pump_posted = false;
    self->pump();
  });
}

RunPlan SyncEngine::State::plan_of(const Queued& next, Lane lane) {
  const RunRow& row = next.row;
  Connection& connection = connections.at(row.connection_id);
  StreamSlot& slot = connection.slots.at({row.stream, row.marketplace});
  RunPlan plan;
  plan.connection = connection.row;
  plan.setup = connection.setup;
  plan.stream = slot.rule;
  plan.stream_row = slot.row;
  if (next.range) {
    plan.range = TaskRange{next.range->from, next.range->to};
    plan.stream_row.cursor = next.range->cursor;
  }
  const auto meant = [&](const std::string& id) {
    if (!row.marketplace.empty()) return id == row.marketplace;
    if (!next.range || next.range->marketplaces.empty()) return true;
    const auto& only = next.range->marketplaces;
    return std::find(only.begin(), only.end(), id) != only.end();
  };
  for (const MarketplaceRow& m : connection.active)
    if (meant(m.id))
      plan.marketplaces.push_back(
          {m.id, m.name, m.country_code, m.currency, m.time_zone, m.note, m.available});
  plan.lane = lane;
  plan.tokens.get = [&tokens = d.tokens, id = row.connection_id](auto done) {
    tokens.access_token(id, std::move(done));
  };
  plan.tokens.drop = [&tokens = d.tokens, id = row.connection_id](const Secret& token) {
    tokens.drop(id, token);
  };
  return plan;
}

void SyncEngine::State::start_run(Queued next, Lane lane) {
  RunPlan plan = plan_of(next, lane);
  std::string id = next.row.id;
  auto run = std::make_shared<Run>(
      Run::Dependencies{d.database, writer, tables, d.client, d.tasks, d.core, d.clock, memory, d.aside},
      std::move(plan), std::move(next.row),
      [weak = weak_from_this()](Run& changed) {
        if (auto self = weak.lock()) self->run_changed(changed);
      },
      [weak = weak_from_this(), id](Run&) {
        // Posted: the run is still on the stack here, and run_finished lets go of it.
        if (auto self = weak.lock())
          self->d.core.post([weak, id] {
            if (auto state = weak.lock()) state->run_finished(id);
          });
      });
  runs.emplace(id, Active{run, lane});
  backfill_began_last = lane == Lane::backfill;
  ++working[static_cast<size_t>(lane)];
  run->start();
  run_changed(*run);
}

void SyncEngine::State::run_changed(const Run& run) {
  board.show_run(run.row());
  publish_run(run.row());
  auto found = runs.find(run.row().id);
  if (found != runs.end() && found->second.works != run.works()) {
    found->second.works = run.works();
    size_t& count = working[static_cast<size_t>(found->second.lane)];
    run.works() ? ++count : --count;
    if (!run.works()) pump_soon();
  }
  show_counters();
}

void SyncEngine::State::drop_run(const std::string& run_id) {
  auto found = runs.find(run_id);
  if (found->second.works) --working[static_cast<size_t>(found->second.lane)];
  runs.erase(found);
}

void SyncEngine::State::publish_run(const RunRow& row) {
  d.events.publish({"run", row.connection_id,
                    "{\"run_id\":" + json_quote(row.id) + ",\"stream\":" + json_quote(row.stream) +
                        ",\"marketplace\":" + json_quote(row.marketplace) + "}"});
}

void SyncEngine::State::show_counters() {
  EngineCounters counters = totals;
  counters.requests = d.client.counters_by_channel();
  counters.runs_active = runs.size();
  for (size_t count : working)
    counters.runs_working += count;
  counters.runs_queued = queued.size();
  counters.connections = connections.size();
  board.set_counters(counters);
}

void SyncEngine::State::stop() {
  stopping = true;
  for (auto& [id, active] : runs)
    active.run->abandon();
  runs.clear();
  range_done.clear();
  for (auto& [id, connection] : connections)
    for (auto& [key, slot] : connection.slots)
      d.core.cancel(slot.timer);
}

}  // namespace mooring::host
