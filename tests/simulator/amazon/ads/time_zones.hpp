// Local days of advertising profiles: the time zones that Amazon Ads uses, with their summer times of today's rules.
// (The standard library of our compiler has no time zones yet.) Pure, any thread.
#pragma once
#include <cstdint>
#include <string_view>

namespace mooring::amazon_simulator::ads {

// Local time minus UTC at a moment; 0 for an unknown zone.
int64_t utc_offset_s(std::string_view zone, int64_t utc_s);

struct LocalTime {
  int64_t day = 0;  // days since 1970-01-01
  int hour = 0;
};
LocalTime local_time(std::string_view zone, int64_t utc_us);
int64_t day_start_us(std::string_view zone, int64_t day);  // the moment of its local midnight

}  // namespace mooring::amazon_simulator::ads
