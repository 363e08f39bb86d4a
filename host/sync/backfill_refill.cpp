// After a reconnect or a longer outage: what was missed, by the coverage. Streams that catch up by themselves are only
// watched; the others are backfilled. What the provider no longer has is lost, and named once.
#include <algorithm>

#include "base/ids.hpp"
#include "base/limits_backfill.hpp"
#include "sync/backfills_state.hpp"
#include "sync/missed_ranges.hpp"

namespace mooring::host {

void Backfills::State::heard(const EngineNews& news) {
  if (stopping) return;
  using What = EngineNews::What;
  if (news.what == What::connection_returned) refill(news.connection_id);
  if (news.what == What::stream_read || news.what == What::stream_recovered) caught_up(news);
  if (news.what == What::stream_recovered) refill(news.connection_id);
  // Posted: the engine stands in the middle of its own change.
  if (of_connection.contains(news.connection_id))
    d.core.post([weak = weak_from_this(), id = news.connection_id] {
      if (auto self = weak.lock()) self->serve(id);
    });
}

// The coverage is read on the writer thread, after every commit that was posted before.
void Backfills::State::refill(const std::string& connection_id) {
  auto coverage = std::make_shared<std::vector<CoverageRow>>();
  d.database.post_write(
      [coverage, connection_id](Session& session) -> Status {
        *coverage = rows::list_coverage(session, connection_id);
        return {};
      },
      d.core,
      [self = shared_from_this(), coverage, connection_id](Status status) {
        if (self->stopping) return;
        if (status) return self->refill_from(connection_id, *coverage);
        self->d.logger.error("the coverage of a connection could not be read: what it missed is not refilled",
                             {{"connection", connection_id}, {"reason", describe(status.error())}});
      });
}

void Backfills::State::refill_from(const std::string& connection_id,
                                   const std::vector<CoverageRow>& coverage) {
  const auto slots = d.engine.range_slots(connection_id);
  if (!slots || !slots->connected) return;
  MissedRanges missed = missed_ranges(*slots, connection_id, coverage, d.clock.now());
  BackfillRow row;
  row.id = new_id("bkf", d.clock, d.random);
  row.connection_id = connection_id;
  row.reason = BackfillReason::reconnect;
  row.actor = "system";
  row.created_at = d.clock.now();
  if (!missed.lost.empty()) {
    ActivityRow entry;
    entry.connection_id = connection_id;
    entry.kind = "coverage.lost";
    entry.severity = Severity::warning;
    entry.actor = "system";
    entry.message = "Lost for good, because the provider no longer has it: ";
    for (size_t i = 0; i < std::min(missed.lost.size(), limits::kBackfillNamesMax); ++i) {
      const CoverageRow& lost = missed.lost[i];
      BackfillPartRow named;
      named.stream = lost.stream;
      named.marketplace = lost.marketplace;
      entry.message += (i == 0 ? "" : "; ") + part_title(row, named) +
                       (lost.part.empty() ? "" : " " + lost.part) + ": " + range_words(lost.from, lost.to);
    }
    if (missed.lost.size() > limits::kBackfillNamesMax)
      entry.message += "; and " + std::to_string(missed.lost.size() - limits::kBackfillNamesMax) + " more";
    d.database.post_write(
        [&journal = d.journal, lost = missed.lost, entry](Session& session) -> Status {
          for (const CoverageRow& range : lost)
            rows::add_coverage(session, range);
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
  std::erase_if(missed.parts, [&](const BackfillPartRow& part) {
    auto ids = of_connection.find(connection_id);
    if (ids == of_connection.end()) return false;
    return std::any_of(ids->second.begin(), ids->second.end(), [&](const std::string& id) {
      const auto& parts = jobs.at(id).parts;
      return std::any_of(parts.begin(), parts.end(), [&](const Part& other) {
        return other.row.stream == part.stream && other.row.marketplace == part.marketplace &&
               other.row.own_runs == part.own_runs && !is_ended(other.row.state) && other.row.to > part.from;
      });
    });
  });
  if (missed.parts.empty() || missed.parts.size() > limits::kBackfillPartsMax) return;
  row.from = row.to = missed.parts.front().from;
  for (BackfillPartRow& part : missed.parts) {
    part.backfill_id = row.id;
    if (part.own_runs) part.state = BackfillState::running, part.started_at = row.created_at;
    row.from = std::min(row.from, part.from);
    row.to = std::max(row.to, part.to);
  }
  row.state = BackfillState::running;
  row.started_at = row.created_at;
  std::string message = title_of(row) + ", started";
  open(std::move(row), std::move(missed.parts), std::move(message), nullptr);
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
