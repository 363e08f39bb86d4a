#include "store/activity_scan.hpp"

#include <algorithm>

#include "store/activity_columns.hpp"
#include "store/activity_drivers.hpp"
#include "store/activity_sources.hpp"

namespace mooring::host::rows {
namespace {

using sqlite::Value;

constexpr int64_t kZoneBits = 10;  // of a seq; the rest names its zone
constexpr int64_t kProbed = 200;   // entries of a way into the log, to see how rare they are
constexpr auto kTextProbed = std::chrono::milliseconds{3};  // a text that is not found so soon is costly
// What an entry costs, in microseconds: read on from the one before, found by an index, named by the text index. Measured
// roughly (tests/bench/activity_bench.cpp); a wrong guess costs time and never an entry.
constexpr double kReadOnUs = 1.5, kIndexedUs = 3, kTextUs = 4;

Value value_of(Timestamp time) {
  return sqlite::integer_value(to_unix_us(time));
}

int64_t first_integer(sqlite3* database, const std::string& sql, const std::vector<Value>& values = {}) {
  auto statement = prepared(database, sql);
  sqlite::bind_values(statement.get(), values);
  return step(database, statement.get()) ? sqlite3_column_int64(statement.get(), 0) : 0;
}

// Entries are numbered as they are written and timed as they happen: zones tell exactly which numbers a time may have.
SeqRange range_of(sqlite3* database, const ActivityFilter& filter) {
  const int64_t end = first_integer(database, "SELECT coalesce(max(seq), 0) + 1 FROM activity");
  SeqRange range{filter.after_seq, filter.before_seq > 0 ? std::min(filter.before_seq, end) : end};
  if (filter.since) {
    const int64_t zone =
        first_integer(database, "SELECT coalesce(min(zone), 1 << 50) FROM activity_zones WHERE max_at >= ?",
                      {value_of(*filter.since)});
    range.after = std::max(range.after, (zone << kZoneBits) - 1);
  }
  if (filter.until) {
    const int64_t zone =
        first_integer(database, "SELECT coalesce(max(zone), -1) FROM activity_zones WHERE min_at < ?",
                      {value_of(*filter.until)});
    range.before = std::min(range.before, (zone + 1) << kZoneBits);
  }
  return range;
}

// How much of the range its next entries span.
struct Probe {
  double entries = 0, span = 1;
};

Probe probe(SeqSource& source, const SeqRange& range, ActivityOrder order,
            std::chrono::steady_clock::duration time_max) {
  const auto end = std::chrono::steady_clock::now() + time_max;
  Probe out;
  int64_t last = 0;
  while (out.entries < kProbed) {
    const auto candidate = source.next();
    if (!candidate) return {out.entries, static_cast<double>(range.before - range.after)};
    last = candidate->seq;
    if (candidate->matches) ++out.entries;
    if (std::chrono::steady_clock::now() >= end) break;
  }
  const int64_t span = order == ActivityOrder::newest_first ? range.before - last : last - range.after;
  out.span = static_cast<double>(std::max<int64_t>(1, span));
  return out;
}

// Microseconds for each entry of the log that is passed over.
double cost_of(sqlite3* database, const Driver& driver, const SeqRange& range, ActivityOrder order) {
  const auto source = make_source(database, driver, {}, range, order);
  const Probe found = probe(*source, range, order, std::chrono::seconds{1});
  return found.entries / found.span * kIndexedUs;
}

double cost_of_text(sqlite3* database, const std::string& text, const SeqRange& range, ActivityOrder order) {
  const auto began = std::chrono::steady_clock::now();
  const auto source = make_text_source(database, text, {}, range, order);
  const Probe found = probe(*source, range, order, kTextProbed);
  const std::chrono::duration<double, std::micro> took = std::chrono::steady_clock::now() - began;
  return (took.count() + found.entries * kTextUs) / found.span;
}

std::unique_ptr<SeqSource> best_source(sqlite3* database, const ActivityFilter& filter, const SeqRange& range,
                                       ActivityOrder order) {
  const Expression wanted = wanted_of(filter);
  const auto drivers = drivers_of(database, filter);
  const Driver whole_log;
  const Driver* best = &whole_log;
  double least = kReadOnUs;
  for (const Driver& driver : drivers) {
    const double cost = cost_of(database, driver, range, order);
    if (cost < least) best = &driver, least = cost;
  }
  if (!filter.text.empty() && cost_of_text(database, filter.text, range, order) < least)
    return make_text_source(database, filter.text, wanted, range, order);
  return make_source(database, *best, wanted, range, order);
}

class Bound {
 public:
  explicit Bound(const ActivityScanBound& bound) : left_(bound.entries_max) {
    if (bound.time_max) end_ = std::chrono::steady_clock::now() + *bound.time_max;
  }
  // After each entry looked at: whether that was the last one.
  bool reached() {
    if (--left_ <= 0) return true;
    return end_ && std::chrono::steady_clock::now() >= *end_;
  }

 private:
  int64_t left_;
  std::optional<std::chrono::steady_clock::time_point> end_;
};

}  // namespace

ActivityScan scan_activity(Session& session, const ActivityFilter& filter, ActivityOrder order,
                           const ActivityScanBound& bound) {
  sqlite3* database = sqlite::handle(session);
  ActivityScan scan;
  const SeqRange range = range_of(database, filter);
  if (range.empty() || filter.limit == 0) return scan;
  const auto source = best_source(database, filter, range, order);
  Bound left(bound);
  while (const auto candidate = source->next()) {
    if (candidate->matches && scan.seqs.size() == filter.limit) {
      scan.complete = false;
      return scan;
    }
    scan.reached_seq = candidate->seq;
    if (candidate->matches) scan.seqs.push_back(candidate->seq);
    if (left.reached()) {
      scan.complete = false;
      scan.partial = true;
      return scan;
    }
  }
  return scan;
}

std::vector<ActivityRow> read_activity(Session& session, const std::vector<int64_t>& seqs) {
  if (seqs.empty()) return {};
  std::string list;
  for (const int64_t seq : seqs)
    list += (list.empty() ? "" : ",") + std::to_string(seq);
  const bool newest_first = seqs.front() > seqs.back();
  return select<ActivityRow>(session, "activity")
      .where("seq IN (" + list + ")")
      .add(newest_first ? " ORDER BY seq DESC" : " ORDER BY seq")
      .all<ActivityRow>();
}

std::optional<Timestamp> activity_time(Session& session, int64_t seq) {
  auto at = Query(session, "SELECT at FROM activity WHERE seq <= ? ORDER BY seq DESC LIMIT 1")
                .bind(seq)
                .first<Poco::Int64>();
  return at ? std::optional(from_unix_us(*at)) : std::nullopt;
}

}  // namespace mooring::host::rows
