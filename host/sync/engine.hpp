// The sync engine: decides what runs, starts runs in order of their lanes, keeps the outcome, and tells how
// it goes. All run state lives on the core executor. The public functions may be called from any other
// thread.
#pragma once
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/executor.hpp"
#include "base/result.hpp"
#include "config/config.hpp"
#include "connections/channel_setup.hpp"
#include "oauth/oauth.hpp"
#include "plugins/registry.hpp"
#include "plugins/task.hpp"
#include "store/journal.hpp"
#include "store/models.hpp"
#include "sync/channel_client.hpp"

namespace mooring::host {

// Where a queued run stands and what it waits for: "places", which others have, or "run": another run of the same stream,
// an ordinary one or a backfill's, that makes way as soon as nothing is lost by that.
struct QueuePlace {
  size_t position = 0;  // 1: the next; 0: not among the first ones, or waiting for a run
  size_t length = 0;    // of the queue
  std::string waits_for = "places";
};

// What the engine is doing right now for one stream, or for one marketplace of it, beside the badge.
struct LiveStream {
  std::string connection_id, stream, marketplace, run_id;  // run_id empty: nothing runs
  std::string state =
      "idle";  // "idle", "queued", "running", "waiting_for_budget", "throttled", "retrying", "sleeping"
  std::string
      waiting_for;  // sleeping: what for, as the plugin names it ("report"); running: "memory"; may be empty
  std::optional<Timestamp> until;  // waiting, throttled, retrying, sleeping
  std::optional<Timestamp> next_run_at;
  int64_t progress_done = 0, progress_total = 0;
  int64_t rows_read = 0;
  std::string note;
  std::optional<Timestamp> expected_at{};  // about when the run will have ended
  std::optional<QueuePlace> queue{};       // queued; nothing: it was queued just now
};

struct EngineCounters {  // for /metrics
  uint64_t runs_succeeded = 0, runs_failed = 0, runs_cancelled = 0;
  uint64_t rows_read = 0, rows_written = 0;
  std::map<std::string, ChannelCounters> requests;  // by channel, of those that were asked
  size_t runs_active = 0, runs_queued = 0, connections = 0;
  size_t runs_working = 0;  // of the active ones: neither sleeping nor waiting long
};

struct SyncTargets {  // empty: all
  std::vector<std::string> streams{}, marketplaces{};
};

// A run of one slot over a range, for a backfill (sync/backfills.hpp).
struct RangeOrder {
  std::string connection_id, stream, marketplace;  // marketplace empty unless the stream runs for each
  std::vector<std::string> marketplaces{};  // of a stream that runs for all: only these; empty: all selected
  std::string backfill_id, actor;
  Timestamp from, to;
  std::string cursor{};  // where an earlier run of this range ended
};
struct RangeOutcome {
  RunRow run;
  std::string cursor;
  bool made_way = false;  // ended for the stream's ordinary run: to be ordered again
  std::vector<NoticeAction> notices{};
};

// What a backfill may read of a connection.
struct RangeSlots {
  bool connected = false;  // granted, not disconnected, and something is selected
  bool paused = false;     // by a person
  std::string channel, label;
  ChannelSetup setup{};
  NameValues settings{};
  std::vector<MarketplaceRow> marketplaces{};  // selected and available
  struct Slot {
    const StreamRule* rule = nullptr;
    std::string marketplace;
    Duration interval{};
  };
  std::vector<Slot> slots{};  // that run by themselves
};

// What a backfill needs to know of ordinary life.
struct EngineNews {
  enum class What {
    connection_changed,   // what can run may have changed
    connection_returned,  // it can run again, or the host has started
    stream_read,          // an ordinary run succeeded
    stream_recovered,     // the same, after a failure
    account_changed,      // the connection was handed over: what was planned for the account before is over
  };
  What what = What::connection_changed;
  std::string connection_id, stream, marketplace;
};

class SyncEngine {
 public:
  struct Dependencies {
    Database& database;
    TokenService& tokens;
    TaskRunner& tasks;
    ChannelClient& client;
    const PluginRegistry& registry;
    const Config& config;
    Journal& journal;
    EventHub& events;
    Executor& core;
    const Clock& clock;
    Random& random;
    Logger& logger;
    // Runs what takes long anywhere but on core, in order. Stopped after the engine. In place unless told otherwise.
    std::function<void(Work)> aside = [](const Work& work) { work(); };
  };
  explicit SyncEngine(Dependencies dependencies);
  ~SyncEngine();

  // Main thread: makes the record tables, closes runs that a crash left open, plans every connection.
  Status start();
  // Abandons what runs; commits under way finish, the rest continues at the next start. Afterwards nothing is
  // called back.
  void stop();

  using SyncAnswer = Result<std::vector<RunRow>>;
  // A stream that is already queued or running answers with that run. Errors: connection_unknown, plugin_not_loaded,
  // connection_not_connected, stream_unknown, marketplace_unknown, selection_empty.
  SyncAnswer sync_now(const std::string& connection_id, const SyncTargets& targets, const std::string& actor);
  void sync_now(const std::string& connection_id, const SyncTargets& targets, const std::string& actor,
                std::function<void(SyncAnswer)> done);
  Result<RunRow> cancel(const std::string& run_id, const std::string& actor);  // run_unknown, run_finished

  void connection_changed(const std::string& connection_id);  // read it again from the store

  // Before start(). Called on the core executor when a run failed because something is not permitted.
  void on_permission_failure(std::function<void(const std::string& connection_id)> listener);

  // Core executor, all of these. The order waits for its turn in the backfill lane; the slot's ordinary run goes before it,
  // also in the middle of it. `done` is called when the outcome is stored, never from within order_range. Errors:
  // connection_unknown, connection_not_connected, stream_unknown, marketplace_unknown: nothing was ordered.
  Result<RunRow> order_range(const RangeOrder& order, std::function<void(const RangeOutcome&)> done);
  // Calls `then` when changes of the connection that were told before have reached the engine.
  void when_current(const std::string& connection_id, std::function<void()> then);
  void end_range(const std::string& run_id, const std::string& why);
  std::optional<RangeSlots> range_slots(const std::string& connection_id) const;
  void on_news(std::function<void(const EngineNews&)> listener);  // before start()

  std::vector<LiveStream> live(const std::string& connection_id) const;  // "": all
  std::optional<RunRow> live_run(
      const std::string& run_id) const;  // fresher than the stored row while it runs
  std::optional<QueuePlace> queue_place(const std::string& run_id) const;  // of a queued run, a moment ago
  EngineCounters counters() const;
  // What the rate budgets of a connection hold right now; nothing when the engine does not answer in time. Any thread but core.
  std::vector<BudgetState> budgets(const std::string& connection_id, const Manifest& manifest) const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace mooring::host
