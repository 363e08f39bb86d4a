#include "badge/coverage_state.hpp"

#include <algorithm>

namespace mooring::host {

const char* to_text(CoverageState state) {
  switch (state) {
    case CoverageState::held:
      return "held";
    case CoverageState::restating:
      return "restating";
    case CoverageState::lost:
      return "lost";
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

}  // namespace mooring::host
