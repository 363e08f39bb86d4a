// The engine's inside: what it knows of every connection, what waits and what runs. Core executor only,
// except start/stop.
//   engine_plan.cpp   knows connections and plans their streams
//   engine_runs.cpp   queue -> run -> outcome
//   engine.cpp        the public door
#pragma once
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "schedule/run_queue.hpp"
#include "sync/engine.hpp"
#include "sync/live_board.hpp"
#include "sync/run.hpp"

namespace mooring::host {

struct LoadedConnection {  // as read from the store
  ConnectionRow row;
  bool granted = false;
  std::vector<MarketplaceRow> selected;
  std::vector<StreamRow> streams;
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
    bool run_again = false;    // the selection changed during the run
  };
  struct Connection {
    ConnectionRow row;
    ChannelSetup setup;
    bool granted = false;
    std::vector<MarketplaceRow> selected;
    std::map<std::string, StreamSlot> slots;
    bool runnable() const { return granted && !row.disconnected && !selected.empty(); }
  };

  // engine_plan.cpp
  Status prepare_store();
  Result<std::vector<LoadedConnection>> load_all();
  static LoadedConnection load(Session& session, ConnectionRow row);
  void reload(const std::string& connection_id);
  void apply(LoadedConnection loaded, bool at_start);
  void forget(const std::string& connection_id);
  void plan(Connection& connection, StreamSlot& slot, bool at_start = false);
  Timestamp due_at(const StreamSlot& slot);
  void end_run_of(StreamSlot& slot);
  void make_slots(Connection& connection, const std::vector<StreamRow>& rows);

  // engine_runs.cpp
  RunRow enqueue(Connection& connection, StreamSlot& slot, const std::string& trigger,
                 const std::string& actor, Lane lane);
  void pump();
  bool may_start(Lane lane) const;
  void start_run(RunRow row, Lane lane);
  void run_changed(const Run& run);
  void run_finished(const std::string& run_id);
  void end_queued(const std::string& run_id, const std::string& actor);
  // How a run ended, as it shall be in the store. A run holds its stream until that is stored: a next run on
  // top of an outcome that nobody can read would hide a failure.
  struct Outcome {
    RunRow row;
    std::optional<StreamRow> stream;  // nothing: the run never began
    ActivityRow entry;
  };
  void store_outcome(std::shared_ptr<const Outcome> outcome);
  void outcome_stored(const Outcome& outcome);
  void let_go(const Outcome& outcome);
  SyncAnswer sync_now(const std::string& connection_id, std::vector<std::string> streams,
                      const std::string& actor);
  Result<RunRow> cancel(const std::string& run_id, const std::string& actor);
  void show_counters();
  void stop();

  struct Queued {
    RunRow row;
    Lane lane;
  };

  Dependencies d;
  RecordTables tables;
  std::shared_ptr<RecordWriter> writer = std::make_shared<RecordWriter>();
  std::map<std::string, Connection> connections;
  std::map<std::string, std::string> resting;  // connections whose channel is not there -> why
  std::map<std::string, Queued> queued;
  std::map<std::string, std::shared_ptr<Run>> runs;
  std::set<std::pair<std::string, std::string>>
      interrupted;  // (connection, stream), filled before core sees it
  RunQueue queue;
  LiveBoard board;
  EngineCounters totals;
  bool stopping = false;
};

}  // namespace mooring::host
