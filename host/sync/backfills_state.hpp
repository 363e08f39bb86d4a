// The inside of the backfills: what is open, and what runs of it. Core executor only, but for view(),
// which uses nothing of it and is called by whoever asks.
//   backfill_jobs.cpp    making, pausing, resuming, cancelling; what the store and the activity log are told
//   backfill_chunks.cpp  from part to run, and what follows from its outcome
//   backfill_refill.cpp  what a connection missed
//   backfill_views.cpp   how far it is, and what is left
//   backfills.cpp        the public door
#pragma once
#include <atomic>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "sync/backfills.hpp"

namespace mooring::host {

struct Backfills::State : std::enable_shared_from_this<Backfills::State> {
  explicit State(Dependencies dependencies) : d(std::move(dependencies)) {}

  struct Part {
    BackfillPartRow row;
    std::string run_id{};  // queued or running
    TimerId timer = 0;     // until the next try
  };
  struct Job {
    BackfillRow row;
    std::vector<Part> parts;
  };
  using Answer = std::function<void(Result<std::string>)>;  // the id of the backfill

  // backfill_jobs.cpp
  Result<BackfillPlan> plan(const std::string& connection_id, const BackfillRequest& request) const;
  Status check_room(const std::string& connection_id, const BackfillPlan& plan) const;
  void create(const std::string& connection_id, const BackfillRequest& request, const std::string& actor,
              const Answer& answer);
  void open(BackfillRow row, std::vector<BackfillPartRow> parts, std::string message, const Answer& answer);
  Result<Job*> find_open(const std::string& id);
  void pause(const std::string& id, const std::string& actor, const Answer& answer);
  void resume(const std::string& id, const std::string& actor, const Answer& answer);
  void cancel(const std::string& id, const std::string& actor, const Answer& answer);
  void leave_account(const std::string& connection_id);
  void end(Job job, const std::string& note, ActivityRow entry, const Answer& answer = nullptr);
  void adopt(BackfillRow row, std::vector<BackfillPartRow> parts);
  Job take(const std::string& id);  // out of what is open
  void become(Job& job, BackfillState state);
  void save(const Job& job, std::vector<ActivityRow> entries = {}, const Answer& answer = nullptr);
  void save_part(const Job& job, const Part& part, bool new_chunk, std::vector<ActivityRow> entries = {});
  void publish(const BackfillRow& row) const;
  ActivityRow entry_of(const BackfillRow& row, const std::string& kind, Severity severity,
                       std::string message, const std::string& actor) const;
  std::string title_of(const BackfillRow& row) const;
  std::string part_title(const BackfillRow& row, const BackfillPartRow& part) const;

  // backfill_chunks.cpp
  void serve(const std::string& connection_id);
  void serve_soon(const std::string& connection_id);
  void serve_job(Job& job, size_t& in_flight);
  void offer(Job& job, Part& part, const RangeSlots& slots, size_t& in_flight);
  bool clip(Job& job, Part& part, const RangeSlots& slots, const StreamRule& rule);
  void chunk_over(const std::string& job_id, size_t index, const RangeOutcome& outcome);
  void succeeded(Job& job, Part& part, const RangeOutcome& outcome);
  void failed(Job& job, Part& part, const RangeOutcome& outcome);
  void try_later(Job& job, Part& part);
  void end_part(Part& part, BackfillState state) const;
  void settle(const std::string& job_id);  // ends the job when its parts have ended
  void rest(Job& job, const std::string& why);

  // backfill_refill.cpp
  void heard(const EngineNews& news);
  void refill(const std::string& connection_id);
  void refill_soon(const std::string& connection_id);
  void coverage_read(const std::string& connection_id, const Status& status,
                     const std::vector<CoverageRow>& coverage);
  void refill_from(const std::string& connection_id, const std::vector<CoverageRow>& coverage);
  void name_lost(const std::string& connection_id, const RangeSlots& slots, std::vector<CoverageRow> lost);
  void leave_to_others(const std::string& connection_id, std::vector<BackfillPartRow>& parts) const;
  BackfillRow refill_row(const std::string& connection_id) const;
  void open_refill(const std::string& connection_id, std::vector<BackfillPartRow> parts);
  void caught_up(const EngineNews& news);

  // backfill_views.cpp
  std::vector<BudgetState> budgets_of(const RangeSlots& slots, const std::string& connection_id) const;
  BackfillEstimate estimate(const std::string& connection_id, const std::vector<BackfillPartRow>& parts,
                            const std::vector<rows::RangeCost>& costs) const;
  Result<BackfillView> view(BackfillRow row, std::vector<BackfillPartRow> parts);

  Dependencies d;
  std::map<std::string, Job> jobs;                             // that are not ended
  std::map<std::string, std::set<std::string>> of_connection;  // their ids; sorted by time
  struct Refill {          // looking for what a connection missed: one look at a time
    bool reading = false;  // its coverage
    bool again = false;    // there was news meanwhile
    TimerId timer = 0;     // until the next look
  };
  std::map<std::string, Refill> refills;  // by connection
  std::set<std::string> to_serve;         // connections for which serve is posted
  std::atomic<size_t> open_count = 0, running_count = 0;
  std::atomic<uint64_t> done_count = 0, failed_count = 0, cancelled_count = 0, days_read = 0;
  bool stopping = false;
};

// "Orders of M1", as a person reads it.
std::string place_title(const RangeSlots& slots, const std::string& stream, const std::string& marketplace);
// "Lost for good, ...": of what add_lost_coverage added.
std::string lost_words(const RangeSlots& slots, const std::vector<CoverageRow>& added);

double days_between(Timestamp from, Timestamp to);

}  // namespace mooring::host
