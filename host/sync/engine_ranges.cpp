// Runs of backfills. Each reads a range of a slot with a cursor of its own, in the slot's spare time: the ordinary run
// goes first, and one that falls due in the middle gets its turn as soon as that loses nothing.
#include <algorithm>

#include "base/ids.hpp"
#include "base/text.hpp"
#include "sync/engine_state.hpp"

namespace mooring::host {

std::optional<RangeSlots> SyncEngine::State::range_slots(const std::string& connection_id) const {
  auto found = connections.find(connection_id);
  if (found == connections.end()) return std::nullopt;
  const Connection& connection = found->second;
  RangeSlots all;
  all.connected = connection.runnable();
  all.paused = connection.paused;
  all.channel = connection.row.channel;
  all.label = connection.row.label;
  all.setup = connection.setup;
  all.settings = effective_settings(*connection.setup.manifest, connection.row.settings_json);
  all.marketplaces = connection.active;
  for (const auto& [key, slot] : connection.slots)
    if (slot.wanted) all.slots.push_back({slot.rule, key.marketplace, slot.interval});
  return all;
}

Result<SyncEngine::State::StreamSlot*> SyncEngine::State::slot_of_range(const RangeOrder& order) {
  auto found = connections.find(order.connection_id);
  if (found == connections.end())
    return fail("connection_unknown",
                "There is no connection " + clean_line(order.connection_id, 80) + " that can sync");
  Connection& connection = found->second;
  const std::string& noun = connection.setup.manifest->marketplace_noun;
  if (!connection.runnable()) return fail(connection.not_connected());
  if (connection.paused)
    return fail("connection_paused", connection.row.label + " is paused", "Resume the connection");
  auto slot = connection.slots.find({order.stream, order.marketplace});
  if (slot == connection.slots.end() || !slot->second.wanted)
    return fail("stream_unknown", "The stream '" + order.stream + "' does not run there any more",
                "Choose its " + noun + " again");
  const auto& only = order.marketplaces;
  if (!only.empty() &&
      std::none_of(only.begin(), only.end(), [&](const auto& id) { return connection.marketplace(id); }))
    return fail("marketplace_unknown", "None of its " + noun + "s is chosen any more",
                "Choose one of them again");
  return &slot->second;
}

Result<RunRow> SyncEngine::State::order_range(const RangeOrder& order,
                                              std::function<void(const RangeOutcome&)> done) {
  auto slot = slot_of_range(order);
  if (!slot) return fail(slot.error());
  if (!(*slot)->range_run.empty())
    return fail("engine_busy", "Another backfill reads this stream just now",
                "It goes on when that has ended");
  RunRow row;
  row.id = new_id("run", d.clock, d.random);
  row.connection_id = order.connection_id;
  row.stream = order.stream;
  row.marketplace = order.marketplace;
  row.trigger = "backfill";
  row.actor = order.actor;
  row.queued_at = d.clock.now();
  row.backfill_id = order.backfill_id;
  row.range_from = order.from;
  row.range_to = order.to;
  (*slot)->range_run = row.id;
  record(row);
  range_done.emplace(row.id, std::move(done));
  queued.emplace(row.id, Queued{row, Lane::backfill, std::make_shared<const RangeOrder>(order)});
  queue.push({row.id, row.connection_id, Lane::backfill});
  board.show_run(row);
  pump_soon();
  return row;
}

// Whether this run has to wait for the other one of its slot. It is then not in the queue until release().
bool SyncEngine::State::hold(const Queued& next) {
  StreamSlot& slot = connections.at(next.row.connection_id).slots.at({next.row.stream, next.row.marketplace});
  if (next.range) return slot.range_held = !slot.run_id.empty();
  auto active = runs.find(slot.range_run);
  if (active == runs.end()) return false;
  active->second.run->make_way();
  return slot.held = true;
}

void SyncEngine::State::release(StreamSlot& slot) {
  const auto push = [&](const std::string& run_id) {
    if (auto waiting = queued.find(run_id); waiting != queued.end())
      queue.push({run_id, waiting->second.row.connection_id, waiting->second.lane});
  };
  if (std::exchange(slot.held, false)) push(slot.run_id);
  if (slot.run_id.empty() && std::exchange(slot.range_held, false)) push(slot.range_run);
}

// Of a paused connection: it leaves as soon as that loses nothing.
void SyncEngine::State::rest_range(StreamSlot& slot) {
  if (auto active = runs.find(slot.range_run); active != runs.end())
    active->second.run->make_way();
  else
    end_queued(slot.range_run, "the pause of the connection");
}

void SyncEngine::State::end_range(const std::string& run_id, const std::string& why) {
  if (auto active = runs.find(run_id); active != runs.end())
    active->second.run->cancel(why);
  else if (queued.contains(run_id))
    end_queued(run_id, why);
}

// The stream's own row and badge know nothing of it; what people are told is the backfill's business.
SyncEngine::State::Outcome SyncEngine::State::judge_range(const Run& run) {
  Outcome outcome{run.row(), std::nullopt, {}, {}, {}};
  if (run.failure()) put_failure(outcome.row, *run.failure());
  const bool made_way = run.made_way() && outcome.row.state == RunState::cancelled;
  outcome.calls = run.calls();
  outcome.range = RangeOutcome{outcome.row, run.stream_row().cursor, made_way, run.notices()};
  return outcome;
}

void SyncEngine::State::range_over(const Outcome& outcome) {
  const RunRow& row = outcome.row;
  board.remove_run(row);
  auto connection = connections.find(row.connection_id);
  if (connection != connections.end()) {
    auto slot = connection->second.slots.find({row.stream, row.marketplace});
    if (slot != connection->second.slots.end() && slot->second.range_run == row.id) {
      slot->second.range_run.clear();
      release(slot->second);
    }
  }
  auto done = range_done.extract(row.id);
  if (!done.empty()) done.mapped()(*outcome.range);
}

void SyncEngine::State::tell(EngineNews::What what, const std::string& connection_id,
                             const std::string& stream, const std::string& marketplace) {
  if (on_news) on_news({what, connection_id, stream, marketplace});
}

}  // namespace mooring::host
