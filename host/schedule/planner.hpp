// When a stream runs next. Pure functions over the times they are given.
// Every stream has a phase of its own within the interval, so that a thousand connections do not run in the
// same second.
#pragma once
#include <string_view>

#include "base/clock.hpp"
#include "base/random.hpp"

namespace mooring::host {

// The stable phase of a stream, for each of its marketplaces where it runs for each: a number in [0, interval) made
// from their names.
Duration phase_of(std::string_view connection_id, std::string_view stream, std::string_view marketplace,
                  Duration interval);

// The first slot after `after`. A slot that was missed is due at once, and once only: next_slot(last attempt)
// lies in the past.
Timestamp next_slot(Timestamp after, Duration interval, Duration phase);

// After the n-th failure in a row: full jitter up to an exponentially growing pause.
Duration failure_pause(int consecutive_failures, Random& random);

// Full jitter before attempt n (1 = the first repetition) of one request.
Duration retry_backoff(int attempt, Random& random);

// After the n-th 429 in a row: never less than half of a pause that grows exponentially, so that waiting grows for sure.
Duration throttle_pause(int throttles, Random& random);

// Streams that are overdue when the host starts begin within this span, not all at once.
Duration start_spread(size_t stream_count, Random& random);

}  // namespace mooring::host
