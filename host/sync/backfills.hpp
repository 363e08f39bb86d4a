// Backfills: jobs that read a range of the past, slot by slot, at the lowest priority. People ask for them, and the host
// does by itself after a reconnect, for streams that do not catch up on their own.
//
//   planned -> running <-> waiting (the connection cannot sync) -> done | failed
//                 |  paused by a person <-> resumed              \ cancelled
//
// Every part moves through its range in chunks; each chunk is a run of the engine in the backfill lane. A chunk that fails is
// tried again with growing pauses, and fails its part when it gets nowhere; the other parts go on. A restart continues at the
// cursor of every part.
// Owned by the composition root. The functions may be called from any thread but core; the work happens on core.
#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "schedule/backfill_estimate.hpp"
#include "sync/backfill_plan.hpp"
#include "sync/engine.hpp"

namespace mooring::host {

struct BackfillPartView {
  BackfillPartRow row;
  std::optional<RunRow> run;  // under way
  double days_done = 0, days_total = 0;
};

struct BackfillView {
  BackfillRow row;
  std::vector<BackfillPartView> parts;
  std::vector<BackfillSkip> skipped;  // only when it is made
  double days_done = 0, days_total = 0;
  int64_t rows = 0, requests = 0;
  BackfillEstimate left;  // zero when it has ended
};

struct BackfillPage {
  std::vector<BackfillView> items;
  std::string next;  // empty: the last page
};

struct BackfillCounters {
  size_t open = 0, running = 0;
  uint64_t done = 0, failed = 0, cancelled = 0, days_read = 0;
};

class Backfills {
 public:
  struct Dependencies {
    Database& database;
    SyncEngine& engine;
    ChannelClient& client;
    Journal& journal;
    EventHub& events;
    Executor& core;
    const Clock& clock;
    Random& random;
    Logger& logger;
  };
  explicit Backfills(Dependencies dependencies);
  ~Backfills();

  Status start();  // before the engine's: loads what is not ended
  void stop();     // nothing is ordered any more; what is open continues at the next start

  // What a backfill would do and cost; nothing is kept. Errors: as plan_backfill, connection_unknown,
  // connection_not_connected, plugin_not_loaded, backfill_overlap (names the other one), backfills_open.
  Result<BackfillView> dry_run(const std::string& connection_id, const BackfillRequest& request);
  Result<BackfillView> create(const std::string& connection_id, const BackfillRequest& request,
                              const std::string& actor);
  // Errors: backfill_unknown, backfill_ended, backfill_own_runs (the stream's own runs read it).
  Result<BackfillView> pause(const std::string& id, const std::string& actor);
  Result<BackfillView> resume(const std::string& id, const std::string& actor);
  Result<BackfillView> cancel(const std::string& id, const std::string& actor);

  Result<BackfillView> find(const std::string& id);
  Result<BackfillPage> list(const rows::BackfillFilter& filter);  // without parts
  BackfillCounters counters() const;

 private:
  struct State;
  using Verb = void (State::*)(const std::string& id, const std::string& actor,
                               const std::function<void(Result<std::string>)>& answer);
  Result<BackfillView> change(const std::string& id, const std::string& actor, Verb verb);
  Result<BackfillView> complete(BackfillRow row, std::vector<BackfillPartRow> parts,
                                const std::vector<rows::RangeCost>& costs);
  std::shared_ptr<State> state_;
};

}  // namespace mooring::host
