// Limits of what the Redactor is told. Included only where they are used.
#pragma once
#include <chrono>
#include <cstddef>

namespace mooring::host::limits {

// A secret that is not current any more may still stand in requests under way and in what providers answer to them.
inline constexpr auto kFadingSecretsKept = std::chrono::hours{24};
inline constexpr size_t kFadingSecretsMax = 1000;  // of one part of the host; beyond it the oldest goes first

}  // namespace mooring::host::limits
