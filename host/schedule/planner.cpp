#include "schedule/planner.hpp"

#include <algorithm>

#include "base/limits.hpp"
#include "base/limits_throttle.hpp"

namespace mooring::host {
namespace {

// FNV-1a: stable across hosts and versions, which std::hash is not.
uint64_t stable_hash(std::string_view text, uint64_t hash = 1469598103934665603ull) {
  for (char c : text)
    hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ull;
  return hash;
}

Duration jittered(Duration base, Duration max, int step, Random& random) {
  Duration ceiling = max;
  if (step < 20) ceiling = std::min(max, base * (int64_t{1} << std::max(0, step)));
  return Duration{static_cast<int64_t>(static_cast<double>(ceiling.count()) * random.uniform())};
}

}  // namespace

Duration phase_of(std::string_view connection_id, std::string_view stream, std::string_view marketplace,
                  Duration interval) {
  if (interval <= Duration::zero()) return {};
  uint64_t hash = stable_hash(stream, stable_hash(connection_id));
  if (!marketplace.empty()) hash = stable_hash(marketplace, stable_hash("/", hash));
  return Duration{static_cast<int64_t>(hash % static_cast<uint64_t>(interval.count()))};
}

Timestamp next_slot(Timestamp after, Duration interval, Duration phase) {
  int64_t since_phase = (after.time_since_epoch() - phase).count();
  int64_t slots = since_phase / interval.count() - (since_phase % interval.count() < 0 ? 1 : 0);
  return Timestamp{phase + interval * (slots + 1)};
}

Duration failure_pause(int consecutive_failures, Random& random) {
  Duration base = limits::kFailedRunPauseBase;
  // Half of the pause is fixed, so that a failing stream is never asked in a tight loop.
  return base / 2 + jittered(base, limits::kFailedRunPauseMax, consecutive_failures - 1, random);
}

Duration retry_backoff(int attempt, Random& random) {
  return Duration{std::chrono::milliseconds{50}} +
         jittered(limits::kBackoffBase, limits::kBackoffMax, attempt - 1, random);
}

Duration throttle_pause(int throttles, Random& random) {
  Duration pause = limits::kThrottlePauseBase;
  for (int n = 1; n < throttles && pause < Duration(limits::kThrottlePauseMax); ++n)
    pause *= 2;
  pause = std::min<Duration>(pause, limits::kThrottlePauseMax);
  return Duration{static_cast<int64_t>(static_cast<double>(pause.count()) * (0.5 + 0.5 * random.uniform()))};
}

Duration start_spread(size_t stream_count, Random& random) {
  Duration span = std::min<Duration>(std::chrono::minutes{5},
                                     std::chrono::milliseconds{50} * static_cast<int64_t>(stream_count));
  return Duration{static_cast<int64_t>(static_cast<double>(span.count()) * random.uniform())};
}

}  // namespace mooring::host
