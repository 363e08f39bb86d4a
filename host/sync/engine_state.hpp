// The engine's inside: what it knows of every connection, what waits and what runs. Core executor only,
// except start/stop.
//   engine_plan.cpp      knows connections, makes their slots and plans them
//   engine_runs.cpp      queue -> run
//   engine_outcome.cpp   how a run ended, and what follows
//   engine_needs.cpp     streams that need values of another one
//   engine_refusals.cpp  marketplaces that the account is not in
//   engine_ranges.cpp    runs of backfills: a range of a slot, in the slot's spare time
//   engine_requests.cpp  what people ask for: sync now, cancel
//   engine.cpp           the public door
// A slot is what has runs of its own: a stream of a connection, or, where the stream's scope is marketplace, the stream
// for one marketplace. There may be thousands: nothing here looks at all of them unless the connection itself changed.
#pragma once
#include <array>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "base/memory.hpp"
#include "schedule/places.hpp"
#include "schedule/run_queue.hpp"
#include "store/rows_probes.hpp"
#include "sync/engine.hpp"
#include "sync/live_board.hpp"
#include "sync/run.hpp"

namespace mooring::host {

struct LoadedConnection {  // as read from the store
  ConnectionRow row;
  bool granted = false;
  bool paused = false;                   // by a person: no planned runs
  std::vector<MarketplaceRow> selected;  // also those that are not available
  std::vector<StreamRow> streams;
  std::vector<ProbeRow> refused;  // what the provider says may not be read
};

struct SlotKey {
  std::string stream, marketplace;  // marketplace empty: the run reads all
  auto operator<=>(const SlotKey&) const = default;
};

struct SyncEngine::State : std::enable_shared_from_this<SyncEngine::State> {
  explicit State(Dependencies dependencies) : d(std::move(dependencies)) {}

  struct StreamSlot {
    const StreamRule* rule = nullptr;
    StreamRow row;
    Duration interval{}, phase{};
    TimerId timer = 0;
    std::string run_id;        // queued or running
    bool interrupted = false;  // the host stopped in the middle: continue soon
    std::string range_run;     // of a backfill: queued or running. The two never run at the same time
    bool held = false;         // the queued run waits until the backfill's run has made way
    bool range_held = false;   // the queued run of a backfill waits until the ordinary one is over
    bool run_again = false;    // there is more to read than when the run began
    bool cancelled = false;    // the last run was: the next one is due in its ordinary time
    bool wanted =
        true;  // false: its marketplace is not selected or not available. The slot stays, because its
               // last run may still be ending and the next one continues from there
    SlotKey key() const { return {row.stream, row.marketplace}; }
  };
  struct Connection {
    ConnectionRow row;
    ChannelSetup setup;
    bool granted = false;
    bool paused = false;
    std::vector<MarketplaceRow> active;  // selected and available
    std::vector<ProbeRow> refused;
    size_t selected = 0;
    std::map<SlotKey, StreamSlot> slots;
    std::set<SlotKey> aside;  // no planned runs (connections/set_aside.hpp); found anew by look_aside
    // One that was connected before needs a new consent, not a first one.
    Error not_connected() const {
      const bool again = !row.account_id.empty();
      return {"connection_not_connected", row.label + " is not connected" + (again ? " any more" : ""),
              again ? "Reconnect it first" : "Connect it first"};
    }
    bool runnable() const { return granted && !row.disconnected && !active.empty(); }
    const MarketplaceRow* marketplace(const std::string& id) const;
  };

  // engine_plan.cpp
  Status prepare_store();
  Result<std::vector<LoadedConnection>> load_all();
  static LoadedConnection load(Session& session, ConnectionRow row);
  void reload(const std::string& connection_id);
  void reloaded(const std::string& connection_id);
  void when_current(const std::string& connection_id, std::function<void()> then);
  void apply(LoadedConnection loaded, bool at_start);
  void forget(const std::string& connection_id, const std::string& why = "the end of the connection");
  void plan(Connection& connection, StreamSlot& slot, bool at_start = false);
  void due(const std::string& connection_id, const SlotKey& key);
  Timestamp due_at(const Connection& connection, const StreamSlot& slot);
  static std::vector<SlotKey> look_aside(Connection& connection);
  void end_run_of(StreamSlot& slot, const std::string& why);
  void rest(StreamSlot& slot);
  void note_wanted(const Connection& connection, const std::set<SlotKey>& newly_selected);
  using Fresh = std::set<SlotKey>;  // slots that have something to read that they did not have before
  Fresh make_slots(Connection& connection, std::vector<StreamRow> rows);
  void add_slot(Connection& connection, const StreamRule& rule, const SlotKey& key, StreamRow row);

  // engine_runs.cpp
  struct Queued;
  void record(const RunRow& row);
  RunRow enqueue(Connection& connection, StreamSlot& slot, const std::string& trigger,
                 const std::string& actor, Lane lane);
  void pump();
  void pump_soon();
  void show_queue_soon();
  std::optional<Lane> next_lane() const;
  Places places() const;
  void start_run(Queued next, Lane lane);
  RunPlan plan_of(const Queued& next, Lane lane);
  void run_changed(const Run& run);
  void drop_run(const std::string& run_id);
  void publish_run(const RunRow& row);
  void show_counters();
  void stop();

  // engine_ranges.cpp
  Result<RunRow> order_range(const RangeOrder& order, std::function<void(const RangeOutcome&)> done);
  Result<StreamSlot*> slot_of_range(const RangeOrder& order);
  std::optional<RangeSlots> range_slots(const std::string& connection_id) const;
  struct Outcome;
  bool hold(const Queued& next);
  void rest_range(StreamSlot& slot);
  void release(StreamSlot& slot);
  void end_range(const std::string& run_id, const std::string& why);
  Outcome judge_range(const Run& run);
  void range_over(const Outcome& outcome);
  void tell(EngineNews::What what, const std::string& connection_id, const std::string& stream = {},
            const std::string& marketplace = {});

  // engine_outcome.cpp
  void run_finished(const std::string& run_id);
  void end_queued(const std::string& run_id, const std::string& actor);
  // How a run ended, as it shall be in the store. A run holds its stream until that is stored: a next run on
  // top of an outcome that nobody can read would hide a failure.
  struct Outcome {
    RunRow row;
    std::optional<StreamRow> stream;      // nothing: the run never began
    std::vector<ActivityRow> entries;     // none: nothing that a person must know
    std::string title;                    // how the run is called in the activity log
    std::optional<RangeOutcome> range{};  // of a backfill; then there is no stream
    std::vector<RunCallRow> calls{};      // its HTTP calls, summed up
    std::vector<ProbeRow> refusals{};     // what it found as a probe would; the grant is that of the store
    std::string account_id{};             // of the stream's data: nothing of it is stored for another one
  };
  Outcome judge(const Run& run);
  void store_outcome(std::shared_ptr<const Outcome> outcome);
  void outcome_stored(const Outcome& outcome);
  void let_go(const Outcome& outcome);

  // engine_needs.cpp
  static bool waits_for_values(const Connection& connection, const StreamSlot& slot);
  void values_came(Connection& connection, const StreamSlot& feeder);

  // engine_refusals.cpp
  void judge_refusal(const Run& run, Outcome& outcome);
  static void take_refusals(Connection& connection, const std::vector<ProbeRow>& found);
  static bool shall_try_again(Connection& connection, const StreamSlot& slot);

  // engine_requests.cpp
  SyncAnswer sync_now(const std::string& connection_id, const SyncTargets& targets, const std::string& actor);
  Result<std::vector<StreamSlot*>> slots_of(Connection& connection, const SyncTargets& targets);
  RunRow run_of(Connection& connection, StreamSlot& slot, const std::string& actor);
  Result<RunRow> cancel(const std::string& run_id, const std::string& actor);

  struct Queued {
    RunRow row;
    Lane lane;
    std::shared_ptr<const RangeOrder> range{};  // of a backfill
  };
  struct Active {
    std::shared_ptr<Run> run;
    Lane lane;
    bool works = true;  // counted in `working`; false while it sleeps or waits long
  };

  Dependencies d;
  RecordTables tables;
  std::shared_ptr<RecordWriter> writer = std::make_shared<RecordWriter>();
  std::shared_ptr<MemoryGate> memory = std::make_shared<MemoryGate>(
      d.core, MemoryGate::Bounds{}, [aside = d.aside] { aside(return_free_memory); });
  std::map<std::string, Connection> connections;
  struct Reload {
    size_t pending = 0;
    std::vector<std::function<void()>> then;
  };
  std::map<std::string, Reload> reloads;       // connections that are being read again
  std::map<std::string, std::string> resting;  // connections whose channel is not there -> why
  std::map<std::string, Queued> queued;
  std::map<std::string, Active> runs;
  std::array<size_t, kLanes> working{};  // runs that work, by lane
  bool backfill_began_last = false;      // the run that began last is of the backfill lane
  size_t slot_count = 0;
  std::set<std::tuple<std::string, std::string, std::string>>
      interrupted;  // (connection, stream, marketplace), filled before core sees it
  RunQueue queue;
  LiveBoard board;
  EngineCounters totals;
  std::map<std::string, std::function<void(const RangeOutcome&)>> range_done;  // by run
  std::function<void(const EngineNews&)> on_news;
  std::function<void(const std::string&)> on_permission_failure;
  bool pump_posted = false;
  bool queue_look_posted = false, queue_shown = false;
  bool stopping = false;
};

// "Campaigns", or "Campaigns of DE Shop": how a run is called in the activity log.
std::string run_title(const StreamRule& rule, const std::vector<IdentityMarketplace>& marketplaces,
                      const std::string& marketplace);
void put_failure(RunRow& row, const Failure& failure);
ActivityRow entry_of(const RunRow& run, std::string kind, Severity severity, std::string message);

}  // namespace mooring::host
