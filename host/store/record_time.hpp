// RFC 3339 text of a timestamp, for the hot path: no allocation, no locale. Pure.
#pragma once
#include <array>
#include <cstdint>
#include <string_view>

namespace mooring::host {

using TimeText = std::array<char, 28>;  // 2026-01-02T03:04:05.123456Z

// Empty when the year is not 0000-9999.
std::string_view format_record_time(int64_t unix_us, TimeText& out);

}  // namespace mooring::host
