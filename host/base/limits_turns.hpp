// Limits of tasks that go on and on without anything coming of it. Included only where they are used.
#pragma once
#include <chrono>
#include <cstddef>

namespace mooring::host::limits {

// Resumes in a row without an answer, a part of a body, rows or a pause. Real plugins tell their progress between two
// requests, or commit some ranges in which there was nothing.
inline constexpr size_t kEmptyTurnsMax = 1000;
// And what they may take together inside the plugin.
inline constexpr auto kEmptyTurnsTimeMax = std::chrono::seconds{60};
// A shorter sleep is no pause.
inline constexpr auto kPauseMin = std::chrono::seconds{1};

}  // namespace mooring::host::limits
