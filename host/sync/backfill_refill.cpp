// After a reconnect or a longer outage: what was missed, by the coverage. Streams that catch up by themselves are only
// watched; the others are backfilled. What the provider no longer has is lost, and named once.
#include <algorithm>
#include <tuple>
#include <utility>

#include "base/ids.hpp"
#include "base/limits_backfill.hpp"
#include "store/rows_coverage.hpp"
#include "sync/backfills_state.hpp"
#include "sync/missed_ranges.hpp"

namespace mooring::host {

void Backfills::State::heard(const EngineNews& news) {
  if (stopping) return;
  using What = EngineNews::What;
  if (news.what == What::account_changed) leave_account(news.connection_id);
  if (news.what == What::connection_returned) refill(news.connection_id);
  if (news.what == What::stream_read || news.what == What::stream_recovered) caught_up(news);
  if (news.what == What::stream_recovered) refill_soon(news.connection_id);
  serve_soon(news.connection_id);
}

// Thousands of streams recover one after the other when an outage ends; each look is at all of them.
void Backfills::State::refill_soon(const std::string& connection_id) {
  Refill& refill = refills[connection_id];
  if (refill.reading) refill.again = true;
  if (refill.reading || refill.timer != 0) return;
  refill.timer = d.core.post_after(limits::kRefillAfter, [weak = weak_from_this(), connection_id] {
    if (auto self = weak.lock(); self && !self->stopping) self->refill(connection_id);
  });
}

// At once when a connection is back, before its runs hide what they cannot read any more. The coverage is read on the
// writer thread, after every commit that was posted before.
void Backfills::State::refill(const std::string& connection_id) {
  Refill& refill = refills[connection_id];
  d.core.cancel(std::exchange(refill.timer, 0));
  if (std::exchange(refill.reading, true)) {
    refill.again = true;
    return;
  }
  auto coverage = std::make_shared<std::vector<CoverageRow>>();
  d.database.post_write(
      [coverage, connection_id](Session& session) -> Status {
        *coverage = rows::list_coverage(session, connection_id);
        return {};
      },
      d.core,
      [self = shared_from_this(), coverage, connection_id](Status status) {
        if (!self->stopping) self->coverage_read(connection_id, status, *coverage);
      });
}

void Backfills::State::coverage_read(const std::string& connection_id, const Status& status,
                                     const std::vector<CoverageRow>& coverage) {
  const bool again = refills.extract(connection_id).mapped().again;
  if (status)
    refill_from(connection_id, coverage);
  else
    d.logger.error("the coverage of a connection could not be read: what it missed is not refilled",
                   {{"connection", connection_id}, {"reason", describe(status.error())}});
  if (again) refill_soon(connection_id);
}

void Backfills::State::refill_from(const std::string& connection_id,
                                   const std::vector<CoverageRow>& coverage) {
  const auto slots = d.engine.range_slots(connection_id);
  if (!slots || !slots->connected) return;
  MissedRanges missed = missed_ranges(*slots, connection_id, coverage, d.clock.now());
  if (!missed.lost.empty()) name_lost(connection_id, *slots, std::move(missed.lost));
  leave_to_others(connection_id, missed.parts);
  // Of a great many slots several jobs are made: each is kept small enough to be read and shown whole.
  for (size_t at = 0; at < missed.parts.size(); at += limits::kBackfillPartsMax) {
    const auto first = missed.parts.begin() + static_cast<ptrdiff_t>(at);
    const auto count = std::min(limits::kBackfillPartsMax, missed.parts.size() - at);
    open_refill(connection_id, {first, first + static_cast<ptrdiff_t>(count)});
  }
}

void Backfills::State::name_lost(const std::string& connection_id, const RangeSlots& slots,
                                 std::vector<CoverageRow> lost) {
  d.database.post_write(
      [&journal = d.journal, connection_id, slots, lost = std::move(lost)](Session& session) -> Status {
        if (!rows::find_connection(session, connection_id)) return {};  // it was wiped
        std::vector<CoverageRow> added;
        for (const CoverageRow& range : lost)
          for (CoverageRow& piece : rows::add_lost_coverage(session, range))
            added.push_back(std::move(piece));
        if (added.empty()) return {};  // told before
        ActivityRow entry;
        entry.connection_id = connection_id;
        entry.kind = "coverage.lost";
        entry.severity = Severity::warning;
        entry.actor = "system";
        entry.message = lost_words(slots, added);
        journal.append(session, entry);
        return {};
      },
      d.core,
      [self = shared_from_this()](Status status) {
        if (!status)
          self->d.logger.error("lost days could not be stored", {{"reason", describe(status.error())}});
      });
}

// What another refill is about already is left to it.
void Backfills::State::leave_to_others(const std::string& connection_id,
                                       std::vector<BackfillPartRow>& parts) const {
  const auto ids = of_connection.find(connection_id);
  if (ids == of_connection.end() || parts.empty()) return;
  std::map<std::tuple<std::string, std::string, bool>, Timestamp> until;
  for (const std::string& id : ids->second)
    for (const Part& other : jobs.at(id).parts) {
      if (is_ended(other.row.state)) continue;
      auto& end = until[{other.row.stream, other.row.marketplace, other.row.own_runs}];
      end = std::max(end, other.row.to);
    }
  std::erase_if(parts, [&](const BackfillPartRow& part) {
    const auto end = until.find({part.stream, part.marketplace, part.own_runs});
    return end != until.end() && end->second > part.from;
  });
}

BackfillRow Backfills::State::refill_row(const std::string& connection_id) const {
  BackfillRow row;
  row.connection_id = connection_id;
  row.reason = BackfillReason::reconnect;
  row.actor = "system";
  row.created_at = d.clock.now();
  return row;
}

void Backfills::State::open_refill(const std::string& connection_id, std::vector<BackfillPartRow> parts) {
  BackfillRow row = refill_row(connection_id);
  row.id = new_id("bkf", d.clock, d.random);
  row.from = row.to = parts.front().from;
  for (BackfillPartRow& part : parts) {
    part.backfill_id = row.id;
    if (part.own_runs) part.state = BackfillState::running, part.started_at = row.created_at;
    row.from = std::min(row.from, part.from);
    row.to = std::max(row.to, part.to);
  }
  row.state = BackfillState::running;
  row.started_at = row.created_at;
  std::string message = title_of(row) + ", started";
  open(std::move(row), std::move(parts), std::move(message), nullptr);
}

// A success of the stream's own run is the proof: it has read up to its present.
void Backfills::State::caught_up(const EngineNews& news) {
  auto ids = of_connection.find(news.connection_id);
  if (ids == of_connection.end()) return;
  for (const std::string& id : ids->second) {
    Job& job = jobs.at(id);
    for (Part& part : job.parts) {
      if (!part.row.own_runs || is_ended(part.row.state)) continue;
      if (part.row.stream != news.stream || part.row.marketplace != news.marketplace) continue;
      part.row.position = part.row.to;
      end_part(part, BackfillState::done);
      save_part(job, part, false);
    }
  }
}

}  // namespace mooring::host
