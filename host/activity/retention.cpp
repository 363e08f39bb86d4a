#include "activity/retention.hpp"

#include <algorithm>

#include "store/rows_activity_removal.hpp"

namespace mooring::host {
namespace {

constexpr int kErrorsKeptTimes = 2;

// One pass over the log: by age, then by size.
class Pass {
 public:
  Pass(Database& database, const RetentionRules& rules, Timestamp now)
      : database_(database), rules_(rules), now_(now) {}

  Result<Removed> run() {
    const Timestamp old = now_ - rules_.age, very_old = now_ - kErrorsKeptTimes * rules_.age;
    for (const auto& [severity, before] : {std::pair(Severity::info, old), std::pair(Severity::warning, old),
                                           std::pair(Severity::error, very_old)})
      if (auto done = remove({severity, before}, left_to_remove()); !done) return fail(done.error());
    auto counts = count();
    if (!counts) return fail(counts.error());
    int64_t excess = counts->total() - rules_.entries_max;
    for (const Severity severity : {Severity::info, Severity::warning, Severity::error}) {
      if (excess <= 0) break;
      auto done = remove({severity, std::nullopt}, std::min(excess, left_to_remove()));
      if (!done) return fail(done.error());
      excess -= *done;
    }
    return removed_;
  }

 private:
  int64_t left_to_remove() const { return rules_.removed_max - removed_.total(); }

  Result<rows::ActivityCounts> count() {
    rows::ActivityCounts counts;
    auto status = database_.read([&](Session& session) -> Status {
      counts = rows::count_activity_by_severity(session);
      return {};
    });
    if (!status) return fail(status.error());
    return counts;
  }

  // Zone by zone, a zone in steps.
  Result<int64_t> remove(const rows::ActivityRemoval& what, int64_t at_most) {
    int64_t removed = 0;
    std::optional<int64_t> zone = 0;
    while (removed < at_most) {
      int64_t step = 0;
      const int64_t wanted = std::min(limits::kActivityRemovedPerStep, at_most - removed);
      auto status = database_.write([&](Session& session) -> Status {
        zone = rows::next_activity_zone(session, what, *zone);
        step = zone ? rows::remove_activity(session, what, *zone, wanted) : 0;
        return {};
      });
      if (!status) return fail(status.error());
      if (!zone) break;
      removed += step;
      if (step < wanted) ++*zone;
    }
    note(what.severity, removed);
    return removed;
  }

  void note(Severity severity, int64_t count) {
    (severity == Severity::info      ? removed_.infos
     : severity == Severity::warning ? removed_.warnings
                                     : removed_.errors) += count;
  }

  Database& database_;
  const RetentionRules& rules_;
  const Timestamp now_;
  Removed removed_;
};

}  // namespace

Result<Removed> ActivityRetention::pass(Timestamp now) {
  return Pass(database_, rules_, now).run();
}

}  // namespace mooring::host
