// One run of one stream: drives the plugin's task, collects what it emits, commits at its checkpoints.
// Created and owned by the engine; everything happens on the core executor, nothing waits.
//
//   queued -> running -> (every action of the task) -> succeeded | failed | cancelled
//
// A run succeeds only on proof: the task said done, every commit succeeded, rows read = rows written.
// A run that sleeps, or waits long for its budget or a repetition, does not work: it holds no place of those that the
// engine gives to runs, and its rows keep no other run from working. Where too many rows wait in that way, it fails.
#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "connections/channel_setup.hpp"
#include "sync/channel_client.hpp"
#include "sync/commit.hpp"
#include "sync/run_memory.hpp"
#include "sync/run_pace.hpp"

namespace mooring::host {

struct RunPlan {
  ConnectionRow connection;
  ChannelSetup setup;
  const StreamRule* stream = nullptr;
  StreamRow stream_row;                           // where it continues
  std::vector<IdentityMarketplace> marketplaces;  // what the run reads
  Lane lane = Lane::incremental;
  AccessTokens tokens;
  std::optional<TaskRange>
      range;  // of a backfill: stream_row is then a copy that only its cursor is taken from
};

class Run : public std::enable_shared_from_this<Run> {
 public:
  struct Dependencies {
    Database& database;
    std::shared_ptr<RecordWriter> writer;  // used on the writer thread only
    const RecordTables& tables;
    ChannelClient& client;
    TaskRunner& tasks;
    Executor& core;
    const Clock& clock;
    std::shared_ptr<MemoryGate> memory;
    std::function<void(Work)> aside;  // see SyncEngine::Dependencies
    size_t seen_keys_max = limits::kSeenKeysMax;
  };
  using Listener = std::function<void(Run&)>;

  Run(Dependencies dependencies, RunPlan plan, RunRow row, Listener on_change, Listener on_finished);
  ~Run();

  void start();
  void cancel(const std::string& actor);  // on_finished follows when the commits under way are done
  // Of a backfill, whose slot is wanted by an ordinary run: it ends as soon as that loses nothing, and goes on later.
  void make_way();
  void abandon();  // the host stops: no more callbacks, the row stays "running" for the next start

  const RunRow& row() const { return row_; }
  const RunPlan& plan() const { return plan_; }
  const StreamRow& stream_row() const {
    return plan_.stream_row;
  }  // when finished: with the committed cursor
  const std::optional<Failure>& failure() const { return failure_; }
  const std::vector<NoticeAction>& notices() const { return notices_; }
  std::vector<RunCallRow> calls() const { return calls_->rows(row_.id); }
  int64_t rows_gone() const { return rows_gone_; }  // marked as missing by complete listings
  bool works() const { return !away_; }
  bool made_way() const { return made_way_; }

 private:
  void begin(const TaskCall& call);
  void give_needs(TaskCall call);  // run_needs.cpp
  void read_needs(TaskCall call);
  void take_needs(TaskCall call, const Status& read, std::string lines);
  void resume(TaskEvent event);
  void on_action(TaskAction action);
  void handle(HttpAction&& action);
  void handle(EmitAction&& action);
  void handle(CheckpointAction&& action);
  void handle(SleepAction&& action);
  void handle(ProgressAction&& action);
  void handle(NoticeAction&& action);
  void handle(IdentityAction&& action);
  void handle(DoneAction&& action);
  void handle(FailAction&& action);
  void commit(std::vector<CoveredRange> covered, std::vector<CompleteListing> listings);
  void note(NoticeAction notice);
  void committed(const Status& status, const CommitUnit& unit, size_t memory_bytes);
  void fail_run(Failure failure, RunState state = RunState::failed);
  void drop_task();
  void finish_when_committed();
  void when_room(const MemoryGate::Wish& wish, std::function<void()> go);  // run_waiting.cpp
  void make_room(const std::string& operation, bool to_disk, std::function<void()> go);
  bool may_read_on() const;
  void go_on();
  void set_waiting(const std::string& for_what, Timestamp until, bool away);
  void judge_wait_soon();
  bool may_leave() const;
  void leave();
  void give_up_waiting();
  void estimate();  // run_expected.cpp
  void expect_not_before_waking();
  std::optional<Timestamp> expected_end();

  Dependencies d_;
  RunPlan plan_;
  RunRow row_;
  Listener on_change_, on_finished_;
  std::unique_ptr<PluginTask> task_;
  ChannelClient::CallId call_ = 0;
  std::shared_ptr<CallTally> calls_ = std::make_shared<CallTally>();
  TimerId timer_ = 0;
  TimerId estimate_timer_ = 0;
  TimerId answer_timer_ = 0;  // then it is slow
  std::vector<RecordBatch> uncommitted_;
  int64_t uncommitted_rows_ = 0;
  RunMemory memory_;
  std::string streamed_;  // the operation whose body, on the disk, may be being read
  RunPaceMeter pace_;
  std::string committed_cursor_;
  std::shared_ptr<CommitChain> chain_;
  std::vector<std::string> listed_streams_;
  uint64_t commits_ = 0;  // posted
  int commits_in_flight_ = 0;
  size_t bytes_in_flight_ = 0;  // of their rows
  bool resume_after_commit_ = false;
  std::optional<RunState> ending_;  // the task is over; waiting for the last commits
  std::optional<Failure> failure_;
  std::vector<NoticeAction> notices_;
  int64_t rows_gone_ = 0;
  bool away_ = false;
  bool shall_leave_ = false, made_way_ = false;
  std::optional<int> personal_data_held_for_;  // days; nothing: personal data is not read
  bool checkpointed_ = false;                  // the plugin goes on from a cursor, not from the beginning
};

}  // namespace mooring::host
