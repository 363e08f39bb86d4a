#include "transport/retry_after.hpp"

#include <algorithm>
#include <charconv>
#include <ctime>

#include "base/limits.hpp"

namespace mooring::host {

std::optional<Duration> parse_retry_after(const std::string& value, Timestamp now) {
  if (value.empty()) return std::nullopt;
  int64_t wait_s = 0;
  auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), wait_s);
  if (error != std::errc{} || end != value.data() + value.size()) {
    std::tm parts{};
    const char* rest = ::strptime(value.c_str(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
    if (!rest || *rest != '\0') return std::nullopt;
    wait_s = static_cast<int64_t>(::timegm(&parts)) -
             std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count();
  }
  // Clamped before the unit changes, so that a huge number cannot overflow.
  int64_t max_s = std::chrono::duration_cast<std::chrono::seconds>(limits::kRetryAfterMax).count();
  return std::chrono::seconds{std::clamp<int64_t>(wait_s, 0, max_s)};
}

}  // namespace mooring::host
