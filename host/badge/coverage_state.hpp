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
  failed,     // wanted, and the latest try of the range failed
  missing,    // wanted, neither held nor lost, and not tried since
};
const char* to_text(CoverageState state);

struct CoverageSpan {
  CoverageRow range;
  CoverageState state = CoverageState::held;
  std::string reason{}, run_id{}, backfill_id{};  // failed: why, and where that is told
};

// In the same order; a held range that reaches into the look-back is split at its border. Streams that the manifest (may
// be null) does not know are held as they are.
std::vector<CoverageSpan> coverage_spans(const std::vector<CoverageRow>& ranges, const Manifest* manifest,
                                         Timestamp now);

// ---- the calendar: what is held, and what is not though it is wanted ----

struct CoverageSlot {  // a stream of the connection, or one marketplace of it
  const StreamRule* rule = nullptr;
  std::string marketplace;
  Duration usual_lag{};     // how far behind the present it is when all is well
  Timestamp wanted_from{};  // where its first sync begins; counts while nothing of it is held
  bool failing = false;     // its latest run failed
  std::string reason{}, run_id{};
};

struct FailedRange {  // of a backfill's part
  std::string stream, marketplace;
  Timestamp from, to;
  std::string reason, run_id, backfill_id;
};

struct CoverageFacts {
  std::vector<CoverageRow> ranges;  // of the connection
  const Manifest* manifest = nullptr;
  std::vector<CoverageSlot> slots;
  std::vector<FailedRange> failed;
  Timestamp now;
};

// coverage_spans, and for each line (stream, marketplace, part) what lies between its first wanted day and now and is
// neither held nor lost. What is merely not due yet is not missing: the present lags behind by usual_lag. A part that ended
// long before the others of its slot is not wanted any more (a product that the account gave up).
std::vector<CoverageSpan> coverage_calendar(const CoverageFacts& facts);

}  // namespace mooring::host
