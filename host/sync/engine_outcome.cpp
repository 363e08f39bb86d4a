// How a run ended: what the store and the activity log are told, and what follows for its slot.
#include <algorithm>

#include "base/limits.hpp"
#include "base/text.hpp"
#include "store/rows_life.hpp"
#include "sync/engine_state.hpp"
#include "sync/yield.hpp"

namespace mooring::host {
namespace {

Severity severity_of(FailureKind kind) {
  switch (kind) {
    case FailureKind::throttled:
    case FailureKind::server:
    case FailureKind::network:
      return Severity::warning;
    default:
      return Severity::error;
  }
}

std::string success_text(const RunRow& run, int64_t rows_gone) {
  Duration took = run.started_at ? *run.finished_at - *run.started_at : Duration::zero();
  took = std::max(took, Duration::zero());  // the clock may have been set back
  return std::to_string(run.rows_read) + " rows read, " + std::to_string(run.rows_changed - rows_gone) +
         " new or changed, " + (rows_gone > 0 ? std::to_string(rows_gone) + " gone, " : "") + "in " +
         format_duration(took);
}

ActivityRow outcome_entry(const RunRow& run, const std::string& title, const std::optional<Failure>& failure,
                          int64_t rows_gone = 0) {
  if (run.state == RunState::succeeded)
    return entry_of(run, "run.succeeded", Severity::info, title + ": " + success_text(run, rows_gone));
  if (run.state == RunState::cancelled)
    return entry_of(run, "run.cancelled", Severity::info,
                    title + ": " + (failure ? failure->message : "cancelled") + ". What was committed stays");
  ActivityRow entry =
      entry_of(run, "run.failed", severity_of(failure->kind), title + ": " + failure->message);
  entry.status = failure->status;
  entry.endpoint = failure->endpoint;
  entry.request_id = failure->request_id;
  entry.failure_kind = to_text(failure->kind);
  return entry;
}

// Of each of many marketplaces every hour, nobody reads that nothing happened: the list of runs has it.
bool is_uneventful(const Run& run, const StreamRow& before) {
  const RunRow& row = run.row();
  bool planned = row.trigger == "schedule" || row.trigger == "resume";
  return row.state == RunState::succeeded && !row.marketplace.empty() && planned && row.rows_changed == 0 &&
         !before.last_run_failed;
}

bool holds_line(const std::string& lines, const std::string& line) {
  return ("\n" + lines + "\n").find("\n" + line + "\n") != std::string::npos;
}

// What the run told replaces what the one before told; a run that did not come to its end cannot take back anything.
// Returns an entry for each notice that is new.
std::vector<ActivityRow> put_notices(const Run& run, const std::string& title, StreamRow& stream) {
  std::vector<ActivityRow> entries;
  std::string lines = run.row().state == RunState::succeeded ? std::string() : stream.notice;
  for (const NoticeAction& notice : run.notices()) {
    if (!holds_line(stream.notice, notice.message)) {
      auto entry = entry_of(run.row(), "stream.notice", Severity::warning, title + ": " + notice.message);
      entry.status = notice.status;
      entry.endpoint = notice.endpoint;
      entry.request_id = notice.request_id;
      entries.push_back(std::move(entry));
    }
    if (!holds_line(lines, notice.message)) lines += (lines.empty() ? "" : "\n") + notice.message;
  }
  stream.notice = std::move(lines);
  return entries;
}

// A run that brought nothing where there usually is something is told once, and once that it is over. Writer thread.
std::optional<ActivityRow> note_yield(Session& session, const RunRow& run, const std::string& title) {
  const bool planned = run.trigger == "schedule" || run.trigger == "resume";
  if (run.state != RunState::succeeded || !run.finished_at || (!planned && run.rows_read == 0))
    return std::nullopt;
  auto facts = rows::find_slot_facts(session, run.connection_id, run.stream, run.marketplace);
  if (!facts) facts = SlotFactsRow{run.connection_id, run.stream, run.marketplace};
  const YieldChange change = note_run(*facts, run.rows_read > 0, *run.finished_at);
  rows::put_yield(session, *facts);
  if (change == YieldChange::became_empty)
    return entry_of(run, "run.empty", Severity::warning,
                    title + " brings nothing since " + format_time(*facts->empty_since) + ": " +
                        std::to_string(facts->empty_runs) + " runs in a row read no row; before, " +
                        std::to_string(usual_percent(*facts)) + " of 100 did");
  if (change == YieldChange::brings_again)
    return entry_of(run, "run.brings_again", Severity::info,
                    title + " brings rows again: " + std::to_string(run.rows_read) + " read");
  return std::nullopt;
}

}  // namespace

void put_failure(RunRow& row, const Failure& failure) {
  row.failure_kind = to_text(failure.kind);
  row.failure_status = failure.status;
  row.failure_endpoint = failure.endpoint;
  row.failure_request_id = failure.request_id;
  row.failure_message = failure.message;
}

std::string run_title(const StreamRule& rule, const std::vector<IdentityMarketplace>& marketplaces,
                      const std::string& marketplace) {
  if (marketplace.empty()) return rule.title;
  for (const IdentityMarketplace& one : marketplaces)
    if (one.id == marketplace)
      return rule.title + " of " + marketplace_title(one.id, one.name, one.country_code);
  return rule.title + " of " + marketplace;
}

ActivityRow entry_of(const RunRow& run, std::string kind, Severity severity, std::string message) {
  ActivityRow entry;
  entry.connection_id = run.connection_id;
  entry.run_id = run.id;
  entry.stream = run.stream;
  entry.kind = std::move(kind);
  entry.severity = severity;
  entry.message = std::move(message);
  entry.actor = run.actor;
  if (run.started_at && run.finished_at)
    entry.duration_ms = std::max<int64_t>(
        0, std::chrono::duration_cast<std::chrono::milliseconds>(*run.finished_at - *run.started_at).count());
  return entry;
}

SyncEngine::State::Outcome SyncEngine::State::judge(const Run& run) {
  if (run.plan().range) return judge_range(run);
  Outcome outcome{run.row(), run.stream_row(), {}, {}};
  outcome.account_id = run.plan().connection.account_id;
  outcome.calls = run.calls();
  RunRow& row = outcome.row;
  StreamRow& stream = *outcome.stream;
  if (run.failure()) put_failure(row, *run.failure());
  const std::string& title = outcome.title =
      run_title(*run.plan().stream, run.plan().marketplaces, row.marketplace);
  outcome.entries = put_notices(run, title, stream);
  if (!is_uneventful(run, stream))
    outcome.entries.push_back(outcome_entry(row, title, run.failure(), run.rows_gone()));
  // The run that last_run_failed speaks of: while the next one is under way, and when it is cancelled, the badge, its
  // advice and the incident keep the reason of the one that failed.
  if (row.state != RunState::cancelled || !stream.last_run_failed) stream.last_run_id = row.id;
  if (row.state != RunState::succeeded) stream.last_attempt_at = row.finished_at;  // due_at: a pause follows
  if (row.state == RunState::succeeded) {
    stream.last_success_at = row.finished_at;
    stream.last_run_failed = false;
    stream.consecutive_failures = 0;
  } else if (row.state == RunState::failed) {
    stream.last_run_failed = true;
    ++stream.consecutive_failures;
  }
  judge_refusal(run, outcome);
  return outcome;
}

void SyncEngine::State::run_finished(const std::string& run_id) {
  auto found = runs.find(run_id);
  if (found == runs.end() || stopping) return;
  std::shared_ptr<Run> run = found->second.run;
  auto outcome = std::make_shared<const Outcome>(judge(*run));
  const RunRow& row = outcome->row;
  if (row.state == RunState::succeeded) ++totals.runs_succeeded;
  if (row.state == RunState::failed) ++totals.runs_failed;
  if (row.state == RunState::cancelled) ++totals.runs_cancelled;
  totals.rows_read += static_cast<uint64_t>(row.rows_read);
  totals.rows_written += static_cast<uint64_t>(row.rows_written);
  bool not_permitted = row.state == RunState::failed && run->failure()->kind == FailureKind::permission;
  if (not_permitted && on_permission_failure) on_permission_failure(row.connection_id);
  store_outcome(std::move(outcome));
}

void SyncEngine::State::store_outcome(std::shared_ptr<const Outcome> outcome) {
  d.database.post_write(
      [self = shared_from_this(), outcome](Session& session) -> Status {
        const RunRow& row = outcome->row;
        if (!rows::find_connection(session, row.connection_id)) return {};
        if (rows::find_run(session, row.id))
          rows::update_run(session, row);
        else  // the store refused it when it was queued
          rows::insert_run(session, row);
        rows::replace_run_calls(session, row.id, outcome->calls);
        for (const ActivityRow& entry : outcome->entries)
          self->d.journal.append(session, entry);
        if (!rows::is_of_account(session, row.connection_id, outcome->account_id)) return {};
        if (outcome->stream) rows::upsert_stream(session, *outcome->stream);
        if (auto grant = rows::active_or_last_grant(session, row.connection_id))
          for (ProbeRow found : outcome->refusals) {
            found.grant_id = grant->id;
            rows::put_probe(session, found);
          }
        if (!outcome->stream) return {};
        if (auto entry = note_yield(session, row, outcome->title))
          self->d.journal.append(session, std::move(*entry));
        return {};
      },
      d.core,
      [self = shared_from_this(), outcome](Status status) {
        if (self->stopping) return;
        if (status) return self->outcome_stored(*outcome);
        self->d.logger.error("the outcome of a run could not be stored; trying again",
                             {{"run", outcome->row.id}, {"reason", describe(status.error())}});
        self->d.core.post_after(limits::kOutcomeRetryAfter, [weak = std::weak_ptr(self), outcome] {
          if (auto state = weak.lock(); state && !state->stopping) state->store_outcome(outcome);
        });
      });
}

void SyncEngine::State::outcome_stored(const Outcome& outcome) {
  const RunRow& row = outcome.row;
  if (runs.contains(row.id)) {
    drop_run(row.id);
    if (!outcome.range) let_go(outcome);
  }
  if (outcome.range) range_over(outcome);
  publish_run(row);
  d.events.publish({"connection", row.connection_id, "{}"});
  pump();
}

void SyncEngine::State::let_go(const Outcome& outcome) {
  const RunRow& row = outcome.row;
  board.remove_run(row);
  auto connection = connections.find(row.connection_id);
  if (connection == connections.end()) return board.remove_connection(row.connection_id);
  auto found = connection->second.slots.find({row.stream, row.marketplace});
  // The connection may have been forgotten and come back meanwhile.
  if (found == connection->second.slots.end() || found->second.run_id != row.id) return;
  StreamSlot& slot = found->second;
  const bool had_failed = slot.row.last_run_failed;
  const bool is_first = !slot.row.last_success_at && outcome.stream->last_success_at;
  slot.row = *outcome.stream;
  slot.cancelled = row.state == RunState::cancelled;
  slot.run_id.clear();
  take_refusals(connection->second, outcome.refusals);
  release(slot);
  if (row.state == RunState::succeeded)
    tell(had_failed ? EngineNews::What::stream_recovered : EngineNews::What::stream_read, row.connection_id,
         row.stream, row.marketplace);
  slot.interrupted = std::exchange(slot.run_again, false);
  for (const SlotKey& key : look_aside(connection->second))
    if (auto other = connection->second.slots.find(key); other != connection->second.slots.end())
      plan(connection->second, other->second);
  plan(connection->second, slot);
  if (is_first) values_came(connection->second, slot);
}

void SyncEngine::State::end_queued(const std::string& run_id, const std::string& actor) {
  auto found = queued.find(run_id);
  if (found == queued.end()) return;
  RunRow row = std::move(found->second.row);
  const auto range = std::move(found->second.range);
  queued.erase(found);
  queue.remove(run_id);
  row.state = RunState::cancelled;
  row.finished_at = d.clock.now();
  Failure cancelled{FailureKind::cancelled, 0, "", "", "Cancelled by " + actor};
  put_failure(row, cancelled);
  ++totals.runs_cancelled;
  Connection& connection = connections.at(row.connection_id);
  StreamSlot& slot = connection.slots.at({row.stream, row.marketplace});
  if (range) {
    Outcome outcome{row, std::nullopt, {}, {}, RangeOutcome{row, range->cursor, false, {}}};
    slot.range_held = false;
    store_outcome(std::make_shared<const Outcome>(std::move(outcome)));
    return board.remove_run(row);
  }
  slot.run_id.clear();
  slot.held = false;
  release(slot);
  slot.row.last_attempt_at = row.finished_at;  // else it would be due again at once
  slot.cancelled = true;
  std::vector<ActivityRow> entries;
  // Hundreds may wait when a connection ends; only for each that somebody could have seen beginning there is an entry.
  if (row.marketplace.empty() || row.trigger == "manual") {
    std::string title = slot.rule->title;
    if (const MarketplaceRow* m = connection.marketplace(row.marketplace))
      title += " of " + marketplace_title(m->id, m->name, m->country_code);
    entries.push_back(outcome_entry(row, title, cancelled));
  }
  store_outcome(std::make_shared<const Outcome>(Outcome{row, std::nullopt, std::move(entries), {}}));
  board.remove_run(row);
}

}  // namespace mooring::host
