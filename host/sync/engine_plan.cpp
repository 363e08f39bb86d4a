// What the engine knows of connections, and when their streams are due.
#include <algorithm>
#include <iterator>

#include "base/limits.hpp"
#include "connections/set_aside.hpp"
#include "schedule/planner.hpp"
#include "store/rows_marks.hpp"
#include "store/rows_slots.hpp"
#include "sync/engine_state.hpp"

namespace mooring::host {
namespace {

constexpr auto kIntervalDefault = std::chrono::hours{1};
constexpr auto kIntervalMin = std::chrono::seconds{1};

const StreamOverride* override_of(const ChannelSetup& setup, const std::string& stream) {
  auto found = setup.config->streams.find(stream);
  return found == setup.config->streams.end() ? nullptr : &found->second;
}

bool runs_by_itself(const ChannelSetup& setup, const StreamRule& rule) {
  const StreamOverride* changed = override_of(setup, rule.id);
  return rule.fed_by.empty() && !(changed && changed->enabled == false);
}

Duration interval_of(const ChannelSetup& setup, const StreamRule& rule) {
  const StreamOverride* changed = override_of(setup, rule.id);
  Duration interval = changed && changed->interval ? *changed->interval : rule.interval;
  if (interval <= Duration::zero()) interval = kIntervalDefault;
  return std::max<Duration>(interval, kIntervalMin);
}

}  // namespace

Status SyncEngine::State::prepare_store() {
  return d.database.write([this](Session& session) -> Status {
    for (const auto& plugin : d.registry.plugins())
      if (plugin.loaded() && plugin.manifest)
        if (auto made = tables.make(session, *plugin.manifest); !made) return made;
    for (RunRow& run : rows::unfinished_runs(session)) {
      bool was_running = run.state == RunState::running;
      run.state = RunState::cancelled;
      run.finished_at = d.clock.now();
      run.failure_kind = to_text(FailureKind::cancelled);
      run.failure_message =
          was_running ? "The host stopped during this run. The next one continues from its last commit"
                      : "The host stopped before this run began";
      rows::update_run(session, run);
      if (!run.backfill_id.empty()) continue;
      interrupted.emplace(run.connection_id, run.stream, run.marketplace);
    }
    return {};
  });
}

LoadedConnection SyncEngine::State::load(Session& session, ConnectionRow row) {
  LoadedConnection loaded;
  auto grant = rows::active_or_last_grant(session, row.id);
  loaded.granted = grant && grant->state == GrantState::active;
  loaded.paused = rows::find_pause(session, row.id).has_value();
  for (const auto& marketplace : rows::list_marketplaces(session, row.id))
    if (marketplace.selected) loaded.selected.push_back(marketplace);
  loaded.streams = rows::list_streams(session, row.id);
  loaded.refused = std::move(rows::refused_probes_of(session, rows::Many({row.id}))[row.id]);
  loaded.row = std::move(row);
  return loaded;
}

Result<std::vector<LoadedConnection>> SyncEngine::State::load_all() {
  std::vector<LoadedConnection> all;
  auto status = d.database.read([&](Session& session) -> Status {
    for (auto& row : rows::list_connections(session))
      all.push_back(load(session, std::move(row)));
    return {};
  });
  if (!status) return fail(status.error());
  return all;
}

// Read on the writer thread, after every write that was posted before: core itself never waits for the disk.
void SyncEngine::State::reload(const std::string& connection_id) {
  auto loaded = std::make_shared<std::optional<LoadedConnection>>();
  ++reloads[connection_id].pending;
  d.database.post_write(
      [loaded, connection_id](Session& session) -> Status {
        if (auto row = rows::find_connection(session, connection_id))
          *loaded = load(session, std::move(*row));
        return {};
      },
      d.core,
      [self = shared_from_this(), loaded, connection_id](Status status) {
        // Whoever waits is told in any case; what they ask for finds that the engine stops.
        if (self->stopping) return self->reloaded(connection_id);
        if (!status) {
          self->d.logger.error("a connection could not be read",
                               {{"connection", connection_id}, {"reason", describe(status.error())}});
        } else if (*loaded) {
          self->apply(std::move(**loaded), false);
        } else {
          self->forget(connection_id);
        }
        self->reloaded(connection_id);
      });
}

void SyncEngine::State::reloaded(const std::string& connection_id) {
  auto found = reloads.find(connection_id);
  if (--found->second.pending > 0) return;
  auto waiting = std::move(found->second.then);
  reloads.erase(found);
  for (const auto& then : waiting)
    then();
}

// Whoever has just changed a connection and asks for something is answered by its new state, not by the old one.
void SyncEngine::State::when_current(const std::string& connection_id, std::function<void()> then) {
  if (auto found = reloads.find(connection_id); found != reloads.end())
    found->second.then.push_back(std::move(then));
  else
    then();
}

void SyncEngine::State::apply(LoadedConnection loaded, bool at_start) {
  auto setup = channel_setup(d.registry, d.config, loaded.row.channel, loaded.row.region, loaded.row.consent);
  if (!setup) {
    d.logger.warning("a connection rests: its channel is not there",
                     {{"connection", loaded.row.id}, {"reason", setup.error().message}});
    forget(loaded.row.id);
    resting[loaded.row.id] = setup.error().message;
    return;
  }
  // What the slots know was read from another account: they begin anew.
  if (auto known = connections.find(loaded.row.id); known != connections.end() &&
                                                    !known->second.row.account_id.empty() &&
                                                    known->second.row.account_id != loaded.row.account_id) {
    forget(loaded.row.id, "the transfer of the connection to another account");
    tell(EngineNews::What::account_changed, loaded.row.id);
  }
  Connection& connection = connections[loaded.row.id];
  bool was_runnable = connection.runnable();
  std::set<std::string> had;
  for (const auto& marketplace : connection.active)
    had.insert(marketplace.id);
  connection.row = std::move(loaded.row);
  connection.setup = *setup;
  connection.granted = loaded.granted;
  connection.paused = loaded.paused;
  connection.selected = loaded.selected.size();
  std::erase_if(loaded.selected, [](const MarketplaceRow& marketplace) { return !marketplace.available; });
  connection.active = std::move(loaded.selected);
  connection.refused = std::move(loaded.refused);
  bool more = !was_runnable || std::any_of(connection.active.begin(), connection.active.end(),
                                           [&](const auto& now) { return !had.contains(now.id); });
  Fresh fresh = make_slots(connection, std::move(loaded.streams));
  const std::set<SlotKey> was_aside = connection.aside;
  look_aside(connection);
  for (const SlotKey& key : was_aside)  // a check found that it may be read: no pause for what failed before
    if (auto freed = connection.slots.find(key);
        freed != connection.slots.end() && !connection.aside.contains(key))
      freed->second.interrupted = true;
  if (connection.runnable()) note_wanted(connection, was_runnable ? fresh : Fresh{});
  for (auto& [key, slot] : connection.slots) {
    if (!connection.runnable()) {
      end_run_of(slot, "the end of the connection");
    } else if (!slot.rule->is_for(connection.setup.account_kind)) {
      end_run_of(slot, "a new consent: accounts of this kind do not have the stream");
    } else if (!slot.wanted) {
      end_run_of(slot, "the end of its " + connection.setup.manifest->marketplace_noun + "'s selection");
    } else if (!at_start && (fresh.contains(key) || !was_runnable || (more && key.marketplace.empty()))) {
      slot.interrupted = true;  // reconnected, or more to read: do not wait for the next slot
      slot.run_again = !slot.run_id.empty() && !connection.paused;
    }
    if (connection.paused) rest(slot);
    plan(connection, slot, at_start);
  }
  show_counters();
  const bool returned = connection.runnable() && (at_start || !was_runnable);
  tell(returned ? EngineNews::What::connection_returned : EngineNews::What::connection_changed,
       connection.row.id);
}

// What was never read is not late the moment it is wanted (badge/badge.hpp, joined_at). Written before any of its runs is.
void SyncEngine::State::note_wanted(const Connection& connection, const Fresh& newly_selected) {
  std::vector<SlotKey> unread;
  for (const auto& [key, slot] : connection.slots)
    if (slot.wanted && !slot.row.last_success_at) unread.push_back(key);
  if (unread.empty()) return;
  d.database.post_write(
      [unread = std::move(unread), newly_selected, id = connection.row.id,
       now = d.clock.now()](Session& session) -> Status {
        if (!rows::find_connection(session, id)) return {};
        for (const SlotKey& key : unread) {
          const auto known = rows::find_slot_facts(session, id, key.stream, key.marketplace);
          const bool keeps = known && known->first_wanted_at && !newly_selected.contains(key);
          if (!keeps) rows::set_first_wanted(session, id, key.stream, key.marketplace, now);
        }
        return {};
      },
      d.core,
      [self = shared_from_this(), id = connection.row.id](Status status) {
        if (status || self->stopping) return;
        self->d.logger.warning("when a stream was first wanted could not be stored",
                               {{"connection", id}, {"reason", describe(status.error())}});
      });
}

void SyncEngine::State::end_run_of(StreamSlot& slot, const std::string& why) {
  slot.run_again = false;
  if (!slot.range_run.empty()) end_range(slot.range_run, why);
  if (auto active = runs.find(slot.run_id); active != runs.end())
    active->second.run->cancel(why);
  else if (!slot.run_id.empty())
    end_queued(slot.run_id, why);
}

// Of a paused connection: what was planned and has not begun goes; what somebody asked for stays.
void SyncEngine::State::rest(StreamSlot& slot) {
  if (!slot.range_run.empty()) rest_range(slot);
  auto waiting = queued.find(slot.run_id);
  if (waiting == queued.end() || waiting->second.lane == Lane::manual) return;
  end_queued(slot.run_id, "the pause of the connection");
  slot.interrupted = true;  // first thing when it is resumed
}

// The slots follow the selection and the kind of the account: one for each stream, or for each stream and marketplace. What
// is wanted again continues from its row, which the slot or the store has kept. Returns the slots that were not wanted before.
SyncEngine::State::Fresh SyncEngine::State::make_slots(Connection& connection, std::vector<StreamRow> rows) {
  std::map<SlotKey, StreamRow> stored;
  for (StreamRow& row : rows) {
    SlotKey key{row.stream, row.marketplace};
    stored.emplace(std::move(key), std::move(row));
  }
  Fresh fresh;
  for (auto& [key, slot] : connection.slots) {
    bool was_wanted = slot.wanted;
    slot.wanted = slot.rule->is_for(connection.setup.account_kind) &&
                  (key.marketplace.empty() || connection.marketplace(key.marketplace));
    if (slot.wanted && !was_wanted) fresh.insert(key);
  }
  auto want = [&](const StreamRule& rule, const std::string& marketplace) {
    SlotKey key{rule.id, marketplace};
    if (connection.slots.contains(key)) return;
    auto row = stored.find(key);
    add_slot(connection, rule, key, row == stored.end() ? StreamRow{} : std::move(row->second));
    fresh.insert(std::move(key));
  };
  for (const StreamRule& rule : connection.setup.manifest->streams) {
    if (!runs_by_itself(connection.setup, rule) || !rule.is_for(connection.setup.account_kind)) continue;
    if (rule.scope == StreamScope::connection) want(rule, "");
    if (rule.scope == StreamScope::marketplace)
      for (const MarketplaceRow& marketplace : connection.active)
        if (rule.is_in(marketplace.id)) want(rule, marketplace.id);
  }
  return fresh;
}

void SyncEngine::State::add_slot(Connection& connection, const StreamRule& rule, const SlotKey& key,
                                 StreamRow row) {
  StreamSlot slot;
  slot.rule = &rule;
  slot.row = std::move(row);
  slot.row.connection_id = connection.row.id;
  slot.row.stream = key.stream;
  slot.row.marketplace = key.marketplace;
  slot.interval = interval_of(connection.setup, rule);
  slot.phase = phase_of(connection.row.id, key.stream, key.marketplace, slot.interval);
  slot.interrupted = interrupted.contains({connection.row.id, key.stream, key.marketplace});
  connection.slots.emplace(key, std::move(slot));
  ++slot_count;
}

const MarketplaceRow* SyncEngine::State::Connection::marketplace(const std::string& id) const {
  auto found = std::find_if(active.begin(), active.end(), [&](const auto& one) { return one.id == id; });
  return found == active.end() ? nullptr : &*found;
}

// Once for a change of the connection and for an outcome, not for each slot. Returns what changed: one outcome may set others
// free, because where nothing else is left nothing is set aside.
std::vector<SlotKey> SyncEngine::State::look_aside(Connection& connection) {
  std::set<SlotKey> found;
  if (!connection.refused.empty()) {
    std::vector<SlotHistory> history;
    for (const auto& [key, slot] : connection.slots)
      if (slot.wanted)
        history.push_back(
            {key.stream, key.marketplace, slot.row.last_success_at.has_value(), slot.row.last_run_failed});
    std::vector<std::string> ids;
    for (const MarketplaceRow& one : connection.active)
      ids.push_back(one.id);
    for (const auto& [stream, marketplace] : set_aside(history, connection.refused, ids))
      found.insert({stream, marketplace});
  }
  std::vector<SlotKey> changed;
  std::set_symmetric_difference(found.begin(), found.end(), connection.aside.begin(), connection.aside.end(),
                                std::back_inserter(changed));
  connection.aside = std::move(found);
  return changed;
}

void SyncEngine::State::forget(const std::string& connection_id, const std::string& why) {
  resting.erase(connection_id);
  auto found = connections.find(connection_id);
  if (found == connections.end()) return;
  for (auto& [key, slot] : found->second.slots) {
    d.core.cancel(slot.timer);
    end_run_of(slot, why);
  }
  slot_count -= found->second.slots.size();
  connections.erase(found);
  tell(EngineNews::What::connection_changed, connection_id);
  board.remove_connection(connection_id);
  show_counters();
}

// The last attempt is the start of a run that succeeded, and the end of one that did not: a run that was cancelled or failed
// after hours would else be due again at once, for ever.
Timestamp SyncEngine::State::due_at(const Connection& connection, const StreamSlot& slot) {
  if (waits_for_values(connection, slot)) return next_slot(d.clock.now(), slot.interval, slot.phase);
  if (!slot.row.last_attempt_at || slot.interrupted) return d.clock.now();
  // A clock that was ahead, then set right, must not stop a stream until that time comes again.
  Timestamp last = std::min(*slot.row.last_attempt_at, d.clock.now());
  Timestamp slot_time = next_slot(last, slot.interval, slot.phase);
  if (slot.cancelled || !slot.row.last_run_failed) return slot_time;
  const Timestamp after_pause = last + failure_pause(slot.row.consecutive_failures, d.random);
  const Timestamp earliest = last + std::min<Duration>(slot.interval, limits::kFailedRunPauseBase / 2);
  return std::max(earliest, std::min(slot_time, after_pause));
}

void SyncEngine::State::plan(Connection& connection, StreamSlot& slot, bool at_start) {
  d.core.cancel(std::exchange(slot.timer, 0));
  if (!slot.wanted && slot.run_id.empty()) return board.remove_slot(slot.row);
  if (!connection.runnable() || connection.paused || !slot.wanted || !slot.run_id.empty())
    return board.show_plan(slot.row, std::nullopt);
  if (connection.aside.contains(slot.key()) && !shall_try_again(connection, slot))
    return board.show_plan(slot.row, std::nullopt);
  Timestamp now = d.clock.now();
  Duration delay = due_at(connection, slot) - now;
  if (delay <= Duration::zero()) delay = at_start ? start_spread(slot_count, d.random) : Duration::zero();
  board.show_plan(slot.row, now + delay);
  slot.timer = d.core.post_after(delay, [weak = weak_from_this(), id = connection.row.id, key = slot.key()] {
    if (auto self = weak.lock(); self && !self->stopping) self->due(id, key);
  });
}

void SyncEngine::State::due(const std::string& connection_id, const SlotKey& key) {
  auto found = connections.find(connection_id);
  if (found == connections.end()) return;
  StreamSlot& slot = found->second.slots.at(key);
  slot.timer = 0;
  bool first = !slot.row.last_success_at;
  std::string trigger = slot.interrupted && slot.row.last_attempt_at ? "resume"
                        : first                                      ? "initial"
                                                                     : "schedule";
  enqueue(found->second, slot, trigger, "scheduler", first ? Lane::backfill : Lane::incremental);
  pump();
}

}  // namespace mooring::host
