// Limits of waiting for a provider that answers 429. It asks to come later, which is no fault: such answers are no attempts.
#pragma once
#include <chrono>

namespace mooring::host::limits {

using namespace std::chrono_literals;

// Longer than that, and the run fails: a provider that lets nothing through for so long will not without a person.
inline constexpr auto kThrottledMax = 12h;
// Somebody waits for the answer in front of a screen.
inline constexpr auto kThrottledMaxOfIdentify = 30s;
// Before the next try, added to what the provider asks for: from one half of it to the whole, doubled with each 429 in a row.
inline constexpr auto kThrottlePauseBase = 2s;
inline constexpr auto kThrottlePauseMax = 5min;
// One call tries whether the provider lets it through again, the others wait for its answer, but no longer than that.
inline constexpr auto kThrottleTrialMax = 75s;
inline constexpr auto kThrottledToldAfter = 10min;  // the log says for how long it has been so
// A bucket that nobody asked for so long, after the pause was over, begins anew.
inline constexpr auto kThrottleForgottenAfter = 1h;

}  // namespace mooring::host::limits
