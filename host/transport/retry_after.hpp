// The header Retry-After, RFC 9110: seconds or an HTTP date. Pure.
#pragma once
#include <optional>
#include <string>

#include "base/clock.hpp"

namespace mooring::host {

// From 0 to limits::kRetryAfterMax; nothing when it is empty or garbage.
std::optional<Duration> parse_retry_after(const std::string& value, Timestamp now);

}  // namespace mooring::host
