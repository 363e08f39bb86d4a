#include "ads/time_zones.hpp"

#include <chrono>

namespace mooring::amazon_simulator::ads {
namespace {

using namespace std::chrono;
constexpr int64_t kHour = 3600, kDay = 24 * kHour;

enum class Summer { none, america, europe, australia, egypt };
struct Zone {
  std::string_view name;
  int64_t standard_s;
  Summer summer;
};
constexpr Zone kZones[] = {
    {"America/Los_Angeles", -8 * kHour, Summer::america},
    {"America/Sao_Paulo", -3 * kHour, Summer::none},
    {"Europe/London", 0, Summer::europe},
    {"Europe/Dublin", 0, Summer::europe},
    {"Europe/Paris", kHour, Summer::europe},
    {"Europe/Amsterdam", kHour, Summer::europe},
    {"Europe/Brussels", kHour, Summer::europe},
    {"Europe/Stockholm", kHour, Summer::europe},
    {"Europe/Warsaw", kHour, Summer::europe},
    {"Europe/Istanbul", 3 * kHour, Summer::none},
    {"Africa/Cairo", 2 * kHour, Summer::egypt},
    {"Africa/Johannesburg", 2 * kHour, Summer::none},
    {"Asia/Riyadh", 3 * kHour, Summer::none},
    {"Asia/Dubai", 4 * kHour, Summer::none},
    {"Asia/Kolkata", 5 * kHour + 1800, Summer::none},
    {"Asia/Singapore", 8 * kHour, Summer::none},
    {"Asia/Tokyo", 9 * kHour, Summer::none},
    {"Australia/Sydney", 10 * kHour, Summer::australia},
};

int64_t seconds_of(sys_days day) {
  return int64_t{day.time_since_epoch().count()} * kDay;
}

// Is summer time in force? Everything in UTC seconds.
bool is_summer(const Zone& zone, int64_t utc_s) {
  const year y = year_month_day(floor<days>(sys_seconds(seconds(utc_s + zone.standard_s)))).year();
  switch (zone.summer) {
    case Summer::america: {  // second Sunday of March 2:00 to first Sunday of November 2:00, local
      const int64_t begin = seconds_of(y / March / Sunday[2]) + 2 * kHour - zone.standard_s;
      const int64_t end = seconds_of(y / November / Sunday[1]) + kHour - zone.standard_s;
      return utc_s >= begin && utc_s < end;
    }
    case Summer::europe:  // last Sundays of March and October, 1:00 UTC
      return utc_s >= seconds_of(y / March / Sunday[last]) + kHour &&
             utc_s < seconds_of(y / October / Sunday[last]) + kHour;
    case Summer::australia: {  // first Sunday of October 2:00 to first Sunday of April 3:00 summer time
      const int64_t begin = seconds_of(y / October / Sunday[1]) + 2 * kHour - zone.standard_s;
      const int64_t end = seconds_of(y / April / Sunday[1]) + 2 * kHour - zone.standard_s;
      return utc_s >= begin || utc_s < end;
    }
    case Summer::egypt: {  // last Friday of April 0:00 to the end of the last Thursday of October
      const int64_t begin = seconds_of(y / April / Friday[last]) - zone.standard_s;
      const int64_t end = seconds_of(y / October / Thursday[last]) + 23 * kHour - zone.standard_s;
      return utc_s >= begin && utc_s < end;
    }
    default:
      return false;
  }
}

int64_t floor_div(int64_t a, int64_t b) {
  return a >= 0 ? a / b : -((-a + b - 1) / b);
}

}  // namespace

int64_t utc_offset_s(std::string_view zone, int64_t utc_s) {
  for (const Zone& known : kZones) {
    if (known.name == zone) return known.standard_s + (is_summer(known, utc_s) ? kHour : 0);
  }
  return 0;
}

LocalTime local_time(std::string_view zone, int64_t utc_us) {
  const int64_t utc_s = floor_div(utc_us, 1'000'000);
  const int64_t local_s = utc_s + utc_offset_s(zone, utc_s);
  const int64_t day = floor_div(local_s, kDay);
  return {day, static_cast<int>((local_s - day * kDay) / kHour)};
}

int64_t day_start_us(std::string_view zone, int64_t day) {
  int64_t utc_s = day * kDay - utc_offset_s(zone, day * kDay);
  utc_s = day * kDay - utc_offset_s(zone, utc_s);
  return utc_s * 1'000'000;
}

}  // namespace mooring::amazon_simulator::ads
