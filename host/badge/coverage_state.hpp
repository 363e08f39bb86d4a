// What a covered range means to people. Pure.
#pragma once
#include <vector>

#include "plugins/manifest.hpp"
#include "store/models.hpp"

namespace mooring::host {

enum class CoverageState {
  held,
  restating,  // held, and the provider still corrects it: younger than the look-back of a window stream
  lost,       // wanted, never read, and no longer offered
};
const char* to_text(CoverageState state);

struct CoverageSpan {
  CoverageRow range;
  CoverageState state = CoverageState::held;
};

// In the same order; a held range that reaches into the look-back is split at its border. Streams that the manifest (may
// be null) does not know are held as they are.
std::vector<CoverageSpan> coverage_spans(const std::vector<CoverageRow>& ranges, const Manifest* manifest,
                                         Timestamp now);

}  // namespace mooring::host
