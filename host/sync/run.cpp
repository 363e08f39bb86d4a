#include "sync/run.hpp"

#include <algorithm>

#include "base/limits.hpp"
#include "base/limits_writer.hpp"
#include "base/text.hpp"
#include "connections/personal_data.hpp"
#include "sync/backfill_plan.hpp"

namespace mooring::host {

Run::Run(Dependencies dependencies, RunPlan plan, RunRow row, Listener on_change, Listener on_finished)
    : d_(std::move(dependencies)),
      plan_(std::move(plan)),
      row_(std::move(row)),
      on_change_(std::move(on_change)),
      on_finished_(std::move(on_finished)),
      memory_(d_.memory, plan_.lane),
      committed_cursor_(plan_.stream_row.cursor),
      chain_(std::make_shared<CommitChain>()) {
  chain_->seen_keys_max = d_.seen_keys_max;
  for (const StreamRule& rule : plan_.setup.manifest->streams)
    if (rule.mode != StreamMode::incremental && (rule.id == row_.stream || rule.fed_by == row_.stream))
      listed_streams_.push_back(rule.id);
}

Run::~Run() {
  drop_task();
}

void Run::start() {
  Timestamp now = d_.clock.now();
  row_.state = RunState::running;
  row_.started_at = now;
  pace_.begin(now);
  plan_.stream_row.last_attempt_at = now;

  TaskCall call;
  call.operation = "sync/1";
  call.stream = plan_.stream->id;
  call.connection_id = plan_.connection.id;
  call.region = plan_.connection.region;
  call.api_base = plan_.setup.api_base;
  call.account_id = plan_.connection.account_id;
  call.account_kind = plan_.setup.account_kind;
  call.cursor = plan_.stream_row.cursor;
  call.now = now;
  call.marketplaces = plan_.marketplaces;
  call.settings = effective_settings(*plan_.setup.manifest, plan_.connection.settings_json);
  personal_data_held_for_ = personal_data_days(call.settings);
  call.range = plan_.range;
  checkpointed_ = !call.cursor.empty();
  call.history_from = now - std::chrono::days{history_days(*plan_.stream, call.settings)};

  commit({}, {});  // the store learns that the run is running before anything that it commits
  if (plan_.stream->needs_stream.empty())
    begin(call);
  else
    give_needs(std::move(call));
}

void Run::begin(const TaskCall& call) {
  auto task = d_.tasks.start(plan_.connection.channel, call);
  if (!task) return fail_run({FailureKind::internal, 0, "", "", describe(task.error())});
  task_ = std::move(*task);
  resume(StartEvent{});
}

void Run::cancel(const std::string& actor) {
  if (ending_) return;
  drop_task();
  uncommitted_.clear();
  failure_ = Failure{FailureKind::cancelled, 0, "", "", "Cancelled by " + actor};
  ending_ = RunState::cancelled;
  finish_when_committed();
}

void Run::abandon() {
  on_change_ = [](Run&) {};
  on_finished_ = [](Run&) {};
  ending_ = RunState::cancelled;
  drop_task();
}

void Run::drop_task() {
  if (call_) d_.client.cancel(std::exchange(call_, 0));
  if (timer_) d_.core.cancel(std::exchange(timer_, 0));
  for (TimerId* timer : {&estimate_timer_, &answer_timer_})
    d_.core.cancel(std::exchange(*timer, 0));
  memory_.drop();
  task_.reset();
}

void Run::resume(TaskEvent event) {
  if (!task_) return;
  task_->resume(std::move(event), [weak = weak_from_this()](TaskAction action) {
    if (auto self = weak.lock(); self && self->task_) self->on_action(std::move(action));
  });
}

void Run::on_action(TaskAction action) {
  std::visit([this](auto&& value) { handle(std::move(value)); }, std::move(action));
}

void Run::handle(HttpAction&& action) {
  ChannelCall call;
  call.connection_id = plan_.connection.id;
  call.run_id = row_.id;
  call.stream = row_.stream;
  call.manifest = plan_.setup.manifest;
  call.config = plan_.setup.config;
  call.api_base = plan_.setup.api_base;
  call.lane = plan_.lane;
  call.tokens = plan_.tokens;
  call.request = std::move(action);
  call.tally = calls_;
  const std::string operation =
      plan_.connection.channel + " " + row_.stream + " " + call.request.budget;  // whose answers are alike
  call.room = [this, operation, to_disk = call.request.stream_body](std::function<void()> go) {
    make_room(operation, to_disk, std::move(go));
  };
  streamed_.clear();
  ++row_.requests;
  pace_.called(call.request.budget);
  call_ = d_.client.send(
      std::move(call),
      [this, operation](tl::expected<HttpResponse, Failure> answer) {
        call_ = 0;
        d_.core.cancel(std::exchange(answer_timer_, 0));
        if (answer && !answer->spooled) memory_.answered(operation, answer->body.size());
        set_waiting("", {}, false);
        if (!answer) return resume(FailedEvent{std::move(answer.error())});
        if (answer->status < 300) ++row_.pages;
        HttpResponseEvent event{answer->status, std::move(answer->headers), std::move(answer->body),
                                std::move(answer->spooled)};
        if (!event.spooled) return resume(std::move(event));
        streamed_ = operation + " body";
        auto kept = std::make_shared<HttpResponseEvent>(std::move(event));
        when_room({streamed_, limits::kUnknownBodyBytes}, [this, kept] { resume(std::move(*kept)); });
      },
      [this](const std::string& for_what, Timestamp until) {
        // Nobody knows how long a provider that throttles will: its first pause is short.
        const bool away =
            for_what == "throttled" || (!for_what.empty() && until - d_.clock.now() >= limits::kPlaceKeptFor);
        set_waiting(for_what, until, away);
      });
}

void Run::handle(EmitAction&& action) {
  auto rows = static_cast<int64_t>(action.batch.row_count);
  row_.rows_read += rows;
  uncommitted_rows_ += rows;
  if (uncommitted_rows_ > static_cast<int64_t>(limits::kUncommittedRowsMax))
    return fail_run({FailureKind::internal, 0, "", "",
                     "The plugin emitted more than " + std::to_string(limits::kUncommittedRowsMax) +
                         " rows without a checkpoint"});
  memory_.emitted(bytes_of(action.batch));
  if (rows > 0) uncommitted_.push_back(std::move(action.batch));
  resume(AcceptedEvent{});
}

bool Run::may_read_on() const {
  return commits_in_flight_ < limits::kCommitsInFlightPerRun &&
         bytes_in_flight_ < limits::kBytesInFlightPerRun;
}

void Run::handle(CheckpointAction&& action) {
  for (const CompleteListing& listing : action.listings)
    if (std::find(listed_streams_.begin(), listed_streams_.end(), listing.stream) == listed_streams_.end())
      return fail_run({FailureKind::internal, 0, "", "",
                       "The plugin told a complete listing of the stream '" + clean_line(listing.stream, 80) +
                           "'; only snapshot and window streams of its own run have one"});
  plan_.stream_row.cursor = std::move(action.cursor);
  commit(std::move(action.covered), std::move(action.listings));
  checkpointed_ = true;
  if (may_leave()) return leave();
  // The next page is fetched while this one is committed, but never more than a few ahead.
  if (may_read_on()) return go_on();
  resume_after_commit_ = true;
}

void Run::handle(ProgressAction&& action) {
  row_.progress_done = action.done;
  row_.progress_total = action.total;
  row_.progress_note = clean_line(action.note, limits::kActivityMessageBytesMax);
  estimate();
  on_change_(*this);
  resume(AcceptedEvent{});
}

void Run::handle(NoticeAction&& action) {
  action.message = clean_line(action.message, limits::kActivityMessageBytesMax);
  note(std::move(action));
  resume(AcceptedEvent{});
}

void Run::note(NoticeAction notice) {
  const bool told = std::any_of(notices_.begin(), notices_.end(),
                                [&](const NoticeAction& one) { return one.message == notice.message; });
  if (!told && !notice.message.empty() && notices_.size() < limits::kNoticesPerRunMax)
    notices_.push_back(std::move(notice));
}

void Run::handle(IdentityAction&&) {
  fail_run(
      {FailureKind::internal, 0, "", "", "The plugin told an identity in a sync run; only identify/1 may"});
}

void Run::handle(DoneAction&&) {
  // A cursor that stands before them would have them read again and again: the plugin forgot to move it on.
  if (uncommitted_rows_ > 0)
    return fail_run({FailureKind::internal, 0, "", "",
                     "The plugin ended with " + std::to_string(uncommitted_rows_) +
                         (uncommitted_rows_ == 1 ? " row" : " rows") + " behind its last checkpoint"});
  drop_task();
  ending_ = RunState::succeeded;
  finish_when_committed();
}

void Run::handle(FailAction&& action) {
  fail_run(std::move(action.failure));
}

void Run::fail_run(Failure failure, RunState state) {
  if (ending_ == RunState::failed) return;
  drop_task();
  uncommitted_.clear();
  failure_ = std::move(failure);
  ending_ = state;
  finish_when_committed();
}

void Run::commit(std::vector<CoveredRange> covered, std::vector<CompleteListing> listings) {
  auto unit = std::make_shared<CommitUnit>();
  unit->number = ++commits_;
  unit->channel = plan_.connection.channel;
  unit->account_id = plan_.connection.account_id;
  unit->run = row_;
  unit->stream = plan_.stream_row;
  unit->batches = std::move(uncommitted_);
  unit->covered = std::move(covered);
  unit->listings = std::move(listings);
  unit->listed_streams = listed_streams_;
  unit->now = d_.clock.now();
  unit->personal_before =
      personal_data_held_for_ ? personal_data_limit(*personal_data_held_for_, unit->now) : kEndOfTime;
  uncommitted_.clear();
  uncommitted_rows_ = 0;
  const size_t memory_bytes = memory_.take();
  if (!streamed_.empty() && memory_bytes > 0) d_.memory->learn(streamed_, memory_bytes);
  ++commits_in_flight_;
  bytes_in_flight_ += memory_bytes;
  d_.database.post_joined(
      [unit, writer = d_.writer, &tables = d_.tables, &database = d_.database, chain = chain_](
          Session& session) { return apply_commit(database, session, *writer, tables, chain, *unit); },
      d_.core,
      [self = shared_from_this(), unit, memory_bytes](Status status) {
        self->committed(status, *unit, memory_bytes);
      });
}

void Run::committed(const Status& status, const CommitUnit& unit, size_t memory_bytes) {
  --commits_in_flight_;
  bytes_in_flight_ -= memory_bytes;
  memory_.returned(memory_bytes);
  if (!status && status.error().code == kAccountChanged) {
    fail_run({FailureKind::cancelled, 0, "", "", describe(status.error())}, RunState::cancelled);
  } else if (!status && status.error().code == kCommitRefused && failure_) {
    // The commit before it has told why.
  } else if (!status) {
    const bool full = status.error().code == "store_full";
    fail_run({full ? FailureKind::disk_full : FailureKind::internal, 0, "", "",
              "The store refused a commit: " + describe(status.error())});
  } else {
    row_.rows_written = unit.run.rows_written;
    row_.rows_changed = unit.run.rows_changed;
    rows_gone_ = unit.rows_gone;
    for (const std::string& stream : unit.uncompared)
      note({"listing_not_compared",
            "What the provider no longer has of '" + stream +
                "' is not marked as deleted: one run read more than " + std::to_string(d_.seen_keys_max) +
                " rows of it, too many to compare with what is held",
            "", ""});
    committed_cursor_ = unit.stream.cursor;
    on_change_(*this);
    if (resume_after_commit_ && may_read_on()) {
      resume_after_commit_ = false;
      go_on();
    }
  }
  finish_when_committed();
}

void Run::finish_when_committed() {
  if (!ending_ || commits_in_flight_ > 0 || row_.finished_at) return;
  if (ending_ == RunState::succeeded && row_.rows_read != row_.rows_written) {
    failure_ = Failure{FailureKind::internal, 0, "", "",
                       "The proof failed: " + std::to_string(row_.rows_read) + " rows were read, " +
                           std::to_string(row_.rows_written) + " written"};
    ending_ = RunState::failed;
  }
  // What was read and not committed is read again: it does not count.
  if (ending_ != RunState::succeeded) row_.rows_read = row_.rows_written;
  plan_.stream_row.cursor = committed_cursor_;
  row_.state = *ending_;
  row_.finished_at = d_.clock.now();
  row_.waiting_for.clear();
  row_.expected_at.reset();
  d_.core.cancel(std::exchange(estimate_timer_, 0));
  row_.waiting_until.reset();
  away_ = false;
  on_finished_(*this);
}

}  // namespace mooring::host
