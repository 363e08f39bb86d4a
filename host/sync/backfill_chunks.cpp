// From a part to its runs: which chunk is next, when it is offered to the engine, and what follows from how it ended.
#include <algorithm>

#include "base/limits_backfill.hpp"
#include "base/text.hpp"
#include "schedule/planner.hpp"
#include "store/rows_coverage.hpp"
#include "sync/backfills_state.hpp"
#include "sync/missed_ranges.hpp"

namespace mooring::host {
namespace {

// Trying again does not help: the provider, or the plugin, has said so.
bool is_final(const std::string& failure_kind) {
  return failure_kind == to_text(FailureKind::permission) ||
         failure_kind == to_text(FailureKind::request_rejected);
}

// The connection must be repaired first; the part waits for that.
bool is_of_connection(const std::string& failure_kind) {
  return failure_kind == to_text(FailureKind::grant_rejected) ||
         failure_kind == to_text(FailureKind::grant_revoked) ||
         failure_kind == to_text(FailureKind::application_rejected);
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  for (size_t at = 0; at < text.size();) {
    const size_t end = std::min(text.find('\n', at), text.size());
    lines.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return lines;
}

}  // namespace

double days_between(Timestamp from, Timestamp to) {
  return std::max(0.0, std::chrono::duration<double, std::ratio<86400>>(to - from).count());
}

// Posted, once for whatever came together: the engine stands in the middle of its own change.
void Backfills::State::serve_soon(const std::string& connection_id) {
  if (!of_connection.contains(connection_id) || !to_serve.insert(connection_id).second) return;
  d.core.post([weak = weak_from_this(), connection_id] {
    auto self = weak.lock();
    if (!self) return;
    self->to_serve.erase(connection_id);
    self->serve(connection_id);
  });
}

void Backfills::State::serve(const std::string& connection_id) {
  auto ids = of_connection.find(connection_id);
  if (stopping || ids == of_connection.end()) return;
  size_t in_flight = 0;
  for (const std::string& id : ids->second)
    for (const Part& part : jobs.at(id).parts)
      in_flight += !part.run_id.empty();
  for (const std::string& id : std::vector<std::string>(ids->second.begin(), ids->second.end())) {
    if (auto job = jobs.find(id); job != jobs.end()) serve_job(job->second, in_flight);
    settle(id);
  }
}

void Backfills::State::serve_job(Job& job, size_t& in_flight) {
  if (job.row.state == BackfillState::paused) return;
  const auto slots = d.engine.range_slots(job.row.connection_id);
  if (!slots) return rest(job, "The channel is not there, or the connection is being read");
  if (!slots->connected) return rest(job, "The connection is not connected, or nothing of it is chosen");
  if (slots->paused) return rest(job, "The connection is paused");
  if (job.row.state == BackfillState::waiting) {
    become(job, job.row.started_at ? BackfillState::running : BackfillState::planned);
    job.row.note.clear();
    save(job);
  }
  for (Part& part : job.parts) {
    if (in_flight >= limits::kBackfillRunsAtOnceMax) return;
    const bool free =
        !is_ended(part.row.state) && !part.row.own_runs && part.run_id.empty() && part.timer == 0;
    if (!free) continue;
    if (part.row.next_try_at && *part.row.next_try_at > d.clock.now())
      try_later(job, part);
    else
      offer(job, part, *slots, in_flight);
  }
}

void Backfills::State::rest(Job& job, const std::string& why) {
  if (job.row.state == BackfillState::waiting && job.row.note == why) return;
  become(job, BackfillState::waiting);
  job.row.note = why;
  save(job);
}

void Backfills::State::offer(Job& job, Part& part, const RangeSlots& slots, size_t& in_flight) {
  const StreamRule* rule = slots.setup.manifest->stream(part.row.stream);
  if (!rule || !rule->backfill) {
    part.row.failure_kind = to_text(FailureKind::internal);
    part.row.failure_message = "The plugin no longer reads ranges of this stream";
    end_part(part, BackfillState::failed);
    return save_part(job, part, true);
  }
  if (!clip(job, part, slots, *rule)) return;
  RangeOrder order;
  order.connection_id = job.row.connection_id;
  order.stream = part.row.stream;
  order.marketplace = part.row.marketplace;
  if (part.row.marketplace.empty()) order.marketplaces = lines_of(job.row.marketplaces);
  order.backfill_id = job.row.id;
  order.actor = job.row.actor;
  order.from = part.row.position;
  order.to = std::min(part.row.to, part.row.position + std::chrono::days{rule->backfill->chunk_days});
  order.cursor = part.row.cursor;
  const auto index = static_cast<size_t>(&part - job.parts.data());
  auto run =
      d.engine.order_range(order, [weak = weak_from_this(), id = job.row.id, index](const auto& outcome) {
        if (auto self = weak.lock(); self && !self->stopping) self->chunk_over(id, index, outcome);
      });
  if (!run) {
    // Busy: its slot is taken by another backfill, whose end serves this one. Else its place is not selected.
    if (run.error().code == "engine_busy" || part.row.failure_message == run.error().message) return;
    part.row.state = BackfillState::waiting;
    part.row.failure_message = run.error().message;
    return save_part(job, part, false);
  }
  ++in_flight;
  part.run_id = part.row.last_run_id = run->id;
  part.row.state = BackfillState::running;
  if (!part.row.started_at) part.row.started_at = d.clock.now();
  save_part(job, part, false);
  if (job.row.state == BackfillState::running) return;
  become(job, BackfillState::running);
  if (!job.row.started_at) job.row.started_at = d.clock.now();
  save(job);
}

// What has grown too old while the part waited is lost, except what is held: asked of each part of the coverage (a product of
// an advertiser), so that no day is called lost that is there. False: nothing is left.
bool Backfills::State::clip(Job& job, Part& part, const RangeSlots& slots, const StreamRule& rule) {
  const auto earliest = earliest_day(rule, d.clock.now());
  if (!part.row.cursor.empty() || !earliest || part.row.position >= *earliest) return true;
  const Timestamp from = part.row.position, until = std::min(*earliest, part.row.to);
  std::vector<std::string> places = {part.row.marketplace};
  if (part.row.marketplace.empty()) places = lines_of(job.row.marketplaces);
  if (places.empty())
    for (const MarketplaceRow& one : slots.marketplaces)
      places.push_back(one.id);
  ActivityRow entry = entry_of(job.row, "coverage.lost", Severity::warning, {}, "system");
  entry.stream = part.row.stream;
  d.database.post_write(
      [&journal = d.journal, places, slots, entry, from, until](Session& session) -> Status {
        if (!rows::find_connection(session, entry.connection_id)) return {};  // it was wiped
        const auto coverage = rows::list_coverage(session, entry.connection_id, entry.stream);
        std::vector<CoverageRow> added;
        for (const std::string& place : places)
          for (const std::string& name : parts_of(coverage, entry.stream, place))
            for (CoverageRow& piece : rows::add_lost_coverage(
                     session, {entry.connection_id, entry.stream, place, from, until, name, true}))
              added.push_back(std::move(piece));
        if (added.empty()) return {};
        ActivityRow told = entry;
        told.message = lost_words(slots, added) + entry.message;
        journal.append(session, told);
        return {};
      },
      d.core,
      [self = shared_from_this()](Status status) {
        if (!status)
          self->d.logger.error("lost days could not be stored", {{"reason", describe(status.error())}});
      });
  part.row.lost_until = part.row.position = until;
  const bool over = part.row.position >= part.row.to;
  if (over) end_part(part, BackfillState::done);
  save_part(job, part, true);
  return !over;
}

void Backfills::State::chunk_over(const std::string& job_id, size_t index, const RangeOutcome& outcome) {
  auto found = jobs.find(job_id);
  if (found == jobs.end()) return;  // cancelled
  Job& job = found->second;
  Part& part = job.parts.at(index);
  part.run_id.clear();
  const bool progress = part.row.cursor != outcome.cursor;
  part.row.cursor = outcome.cursor;
  if (progress) part.row.attempts = 0;
  if (outcome.run.state == RunState::succeeded)
    succeeded(job, part, outcome);
  else if (outcome.run.state == RunState::failed)
    failed(job, part, outcome);
  const std::string connection_id = job.row.connection_id;
  settle(job_id);
  serve(connection_id);
}

void Backfills::State::succeeded(Job& job, Part& part, const RangeOutcome& outcome) {
  days_read += static_cast<uint64_t>(days_between(part.row.position, *outcome.run.range_to));
  part.row.position = *outcome.run.range_to;
  part.row.cursor.clear();
  part.row.attempts = 0;
  part.row.failure_kind.clear();
  part.row.failure_message.clear();
  part.row.next_try_at.reset();
  std::vector<ActivityRow> entries;
  for (const NoticeAction& notice : outcome.notices) {
    if (part.row.notice == notice.message) continue;
    part.row.notice = notice.message;
    ActivityRow entry = entry_of(job.row, "backfill.notice", Severity::warning,
                                 part_title(job.row, part.row) + ": " + notice.message, job.row.actor);
    entry.stream = part.row.stream;
    entry.run_id = outcome.run.id;
    entry.status = notice.status;
    entry.endpoint = notice.endpoint;
    entry.request_id = notice.request_id;
    entries.push_back(std::move(entry));
  }
  if (part.row.position >= part.row.to) end_part(part, BackfillState::done);
  save_part(job, part, true, std::move(entries));
}

void Backfills::State::failed(Job& job, Part& part, const RangeOutcome& outcome) {
  part.row.failure_kind = outcome.run.failure_kind;
  part.row.failure_message = outcome.run.failure_message;
  if (is_of_connection(part.row.failure_kind)) {
    part.row.state = BackfillState::waiting;
    part.row.next_try_at = d.clock.now() + failure_pause(1, d.random);
    return save_part(job, part, false);
  }
  ++part.row.attempts;
  const bool over = is_final(part.row.failure_kind) || part.row.attempts >= limits::kBackfillAttemptsMax;
  if (!over) {
    part.row.next_try_at = d.clock.now() + failure_pause(part.row.attempts, d.random);
    return save_part(job, part, false);
  }
  end_part(part, BackfillState::failed);
  ActivityRow entry =
      entry_of(job.row, "backfill.failed", Severity::error,
               part_title(job.row, part.row) + ": " + range_words(part.row.position, part.row.to) +
                   " could not be read: " + part.row.failure_message,
               job.row.actor);
  entry.stream = part.row.stream;
  entry.run_id = outcome.run.id;
  entry.status = outcome.run.failure_status;
  entry.endpoint = outcome.run.failure_endpoint;
  entry.request_id = outcome.run.failure_request_id;
  save_part(job, part, false, {std::move(entry)});
}

void Backfills::State::try_later(Job& job, Part& part) {
  part.timer = d.core.post_after(
      *part.row.next_try_at - d.clock.now(),
      [weak = weak_from_this(), id = job.row.id, index = static_cast<size_t>(&part - job.parts.data())] {
        auto self = weak.lock();
        auto found = self ? self->jobs.find(id) : decltype(self->jobs.find(id)){};
        if (!self || found == self->jobs.end()) return;
        Part& due = found->second.parts.at(index);
        due.timer = 0;
        due.row.next_try_at.reset();
        self->serve(found->second.row.connection_id);
      });
}

void Backfills::State::end_part(Part& part, BackfillState state) const {
  part.row.state = state;
  part.row.finished_at = d.clock.now();
  part.row.next_try_at.reset();
}

void Backfills::State::settle(const std::string& job_id) {
  auto found = jobs.find(job_id);
  if (found == jobs.end()) return;
  size_t bad = 0;
  for (const Part& part : found->second.parts) {
    if (!is_ended(part.row.state)) return;
    bad += part.row.state == BackfillState::failed;
  }
  Job job = take(job_id);
  job.row.state = bad > 0 ? BackfillState::failed : BackfillState::done;
  job.row.finished_at = d.clock.now();
  job.row.note.clear();
  ++(bad > 0 ? failed_count : done_count);
  std::string message = title_of(job.row);
  if (bad > 0)
    message += " ended; " + std::to_string(bad) + " of " + std::to_string(job.parts.size()) + " parts failed";
  else
    message += " finished in " + format_duration(*job.row.finished_at - job.row.created_at);
  save(job, {entry_of(job.row, bad > 0 ? "backfill.failed" : "backfill.finished",
                      bad > 0 ? Severity::error : Severity::info, std::move(message), job.row.actor)});
}

}  // namespace mooring::host
