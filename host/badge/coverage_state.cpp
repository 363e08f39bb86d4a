#include "badge/coverage_state.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <tuple>

namespace mooring::host {

const char* to_text(CoverageState state) {
  switch (state) {
    case CoverageState::held:
      return "held";
    case CoverageState::restating:
      return "restating";
    case CoverageState::lost:
      return "lost";
    case CoverageState::failed:
      return "failed";
    case CoverageState::missing:
      return "missing";
  }
  return "held";
}

std::vector<CoverageSpan> coverage_spans(const std::vector<CoverageRow>& ranges, const Manifest* manifest,
                                         Timestamp now) {
  std::vector<CoverageSpan> spans;
  spans.reserve(ranges.size());
  for (const CoverageRow& range : ranges) {
    const StreamRule* rule = manifest ? manifest->stream(range.stream) : nullptr;
    bool restated = rule && rule->mode == StreamMode::window && rule->lookback > Duration::zero();
    Timestamp border = restated ? std::clamp(now - rule->lookback, range.from, range.to) : range.to;
    if (range.lost) {
      spans.push_back({range, CoverageState::lost});
      continue;
    }
    if (border > range.from) {
      spans.push_back({range, CoverageState::held});
      spans.back().range.to = border;
    }
    if (border < range.to) {
      spans.push_back({range, CoverageState::restating});
      spans.back().range.from = border;
    }
  }
  return spans;
}

namespace {

constexpr auto kPartAlive = std::chrono::hours{48};

struct Piece {
  Timestamp from, to;
};

using Line = std::vector<const CoverageRow*>;

std::vector<Piece> holes_of(Line line, Timestamp from, Timestamp to) {
  std::sort(line.begin(), line.end(), [](const auto* a, const auto* b) { return a->from < b->from; });
  std::vector<Piece> holes;
  for (const CoverageRow* row : line) {
    if (row->from > from) holes.push_back({from, std::min(row->from, to)});
    from = std::max(from, row->to);
    if (from >= to) break;
  }
  if (from < to) holes.push_back({from, to});
  return holes;
}

// A hole, cut where a backfill of it failed.
void add_hole(const CoverageRow& of, Piece hole, const std::vector<const FailedRange*>& failed,
              std::vector<CoverageSpan>& spans) {
  const auto add = [&](Timestamp from, Timestamp to, const FailedRange* why) {
    if (from >= to) return;
    CoverageSpan span{of, why ? CoverageState::failed : CoverageState::missing};
    span.range.from = from;
    span.range.to = to;
    if (why) span.reason = why->reason, span.run_id = why->run_id, span.backfill_id = why->backfill_id;
    spans.push_back(std::move(span));
  };
  for (const FailedRange* one : failed) {
    const Timestamp from = std::max(one->from, hole.from), to = std::min(one->to, hole.to);
    if (from >= to) continue;
    add(hole.from, from, nullptr);
    add(from, to, one);
    hole.from = to;
  }
  add(hole.from, hole.to, nullptr);
}

class Calendar {
 public:
  explicit Calendar(const CoverageFacts& facts) : facts_(facts) {}

  void add(const CoverageSlot& slot, std::vector<CoverageSpan>& spans) {
    std::map<std::string, Line> lines;
    std::optional<Timestamp> reached;
    for (const CoverageRow& row : facts_.ranges)
      if (row.stream == slot.rule->id && row.marketplace == slot.marketplace) {
        lines[row.part].push_back(&row);
        reached = reached ? std::max(*reached, row.to) : row.to;
      }
    if (lines.empty()) lines[""];
    std::vector<const FailedRange*> failed;
    for (const FailedRange& one : facts_.failed)
      if (one.stream == slot.rule->id && one.marketplace == slot.marketplace) failed.push_back(&one);
    std::sort(failed.begin(), failed.end(), [](const auto* a, const auto* b) { return a->from < b->from; });
    for (const auto& [part, line] : lines)
      add_line(slot, part, line, reached, failed, spans);
  }

 private:
  void add_line(const CoverageSlot& slot, const std::string& part, const Line& line,
                std::optional<Timestamp> reached, const std::vector<const FailedRange*>& failed,
                std::vector<CoverageSpan>& spans) {
    const bool by_days = slot.rule->mode == StreamMode::window;
    const Timestamp present =
        by_days ? Timestamp{std::chrono::floor<std::chrono::days>(facts_.now)} : facts_.now;
    Timestamp first = line.empty() ? slot.wanted_from : line.front()->from, last = first;
    for (const CoverageRow* row : line) {
      first = std::min(first, row->from);
      last = std::max(last, row->to);
    }
    const bool alive = !reached || *reached - last < kPartAlive;
    for (const FailedRange* one : failed)
      if (alive) first = std::min(first, one->from);
    CoverageRow of{"", slot.rule->id, slot.marketplace, first, first, part};
    for (const Piece& hole : holes_of(line, first, alive ? std::max(last, present) : last)) {
      const bool is_tail = hole.to == present && hole.from >= last;
      if (is_tail && slot.failing) {
        const FailedRange why{"", "", hole.from, hole.to, slot.reason, slot.run_id, ""};
        add_hole(of, hole, {&why}, spans);
      } else if (!is_tail || facts_.now - hole.from > slot.usual_lag) {
        add_hole(of, hole, failed, spans);
      }
    }
  }

  const CoverageFacts& facts_;
};

}  // namespace

std::vector<CoverageSpan> coverage_calendar(const CoverageFacts& facts) {
  std::vector<CoverageSpan> spans = coverage_spans(facts.ranges, facts.manifest, facts.now);
  Calendar calendar(facts);
  for (const CoverageSlot& slot : facts.slots)
    if (slot.rule && slot.rule->mode != StreamMode::snapshot) calendar.add(slot, spans);
  std::stable_sort(spans.begin(), spans.end(), [](const CoverageSpan& a, const CoverageSpan& b) {
    return std::tie(a.range.stream, a.range.marketplace, a.range.part, a.range.from) <
           std::tie(b.range.stream, b.range.marketplace, b.range.part, b.range.from);
  });
  return spans;
}

}  // namespace mooring::host
