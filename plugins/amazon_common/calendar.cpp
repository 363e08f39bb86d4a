#include "calendar.hpp"

#include <algorithm>

#include "values.hpp"

namespace amazon {

using namespace std::chrono;
using mooring::Time;

namespace {

enum class Summer { none, europe, united_states, australia, egypt };

struct Zone {
  std::string_view name;
  int offset_minutes;  // of the standard time, east of UTC
  Summer summer;       // then one hour more
};

// The zones of Amazon's documentation of profiles.
constexpr Zone kZones[] = {
    {"America/Los_Angeles", -480, Summer::united_states},
    {"America/Sao_Paulo", -180, Summer::none},
    {"Europe/London", 0, Summer::europe},
    {"Europe/Dublin", 0, Summer::europe},
    {"Europe/Paris", 60, Summer::europe},
    {"Europe/Amsterdam", 60, Summer::europe},
    {"Europe/Brussels", 60, Summer::europe},
    {"Europe/Stockholm", 60, Summer::europe},
    {"Europe/Warsaw", 60, Summer::europe},
    {"Europe/Istanbul", 180, Summer::none},
    {"Africa/Cairo", 120, Summer::egypt},
    {"Africa/Johannesburg", 120, Summer::none},
    {"Asia/Riyadh", 180, Summer::none},
    {"Asia/Dubai", 240, Summer::none},
    {"Asia/Kolkata", 330, Summer::none},
    {"Asia/Singapore", 480, Summer::none},
    {"Asia/Tokyo", 540, Summer::none},
    {"Australia/Sydney", 600, Summer::australia},
    {"UTC", 0, Summer::none},
};

struct CountryZone {
  std::string_view country, zone;
};

constexpr CountryZone kCountries[] = {
    {"US", "America/Los_Angeles"}, {"CA", "America/Los_Angeles"}, {"MX", "America/Los_Angeles"},
    {"BR", "America/Sao_Paulo"},   {"UK", "Europe/London"},       {"GB", "Europe/London"},
    {"IE", "Europe/Dublin"},       {"FR", "Europe/Paris"},        {"DE", "Europe/Paris"},
    {"IT", "Europe/Paris"},        {"ES", "Europe/Paris"},        {"NL", "Europe/Amsterdam"},
    {"BE", "Europe/Brussels"},     {"SE", "Europe/Stockholm"},    {"PL", "Europe/Warsaw"},
    {"TR", "Europe/Istanbul"},     {"EG", "Africa/Cairo"},        {"ZA", "Africa/Johannesburg"},
    {"SA", "Asia/Riyadh"},         {"AE", "Asia/Dubai"},          {"IN", "Asia/Kolkata"},
    {"SG", "Asia/Singapore"},      {"JP", "Asia/Tokyo"},          {"AU", "Australia/Sydney"},
};

// Whether summer time holds. Its begin and end are compared in UTC; the standard time is `standard` later than UTC.
bool is_summer(Summer rule, Time time, minutes standard) {
  const year this_year = year_month_day(floor<days>(time)).year();
  const auto at = [](sys_days day, minutes clock) { return Time(day) + clock; };
  switch (rule) {
    case Summer::europe:  // both at 01:00 UTC
      return time >= at(sys_days(this_year / March / Sunday[last]), 60min) &&
             time < at(sys_days(this_year / October / Sunday[last]), 60min);
    case Summer::united_states:  // at 02:00 of the time that ends
      return time >= at(sys_days(this_year / March / Sunday[2]), 120min - standard) &&
             time < at(sys_days(this_year / November / Sunday[1]), 60min - standard);
    case Summer::australia:  // at 02:00 standard time; spans the turn of the year
      return time < at(sys_days(this_year / April / Sunday[1]), 120min - standard) ||
             time >= at(sys_days(this_year / October / Sunday[1]), 120min - standard);
    case Summer::egypt:  // from Friday 00:00 to Thursday 24:00 of summer time
      return time >= at(sys_days(this_year / April / Friday[last]), -standard) &&
             time < at(sys_days(this_year / October / Thursday[last]), 23h - standard);
    default:
      return false;
  }
}

}  // namespace

std::optional<minutes> utc_offset(Time time, std::string_view zone) {
  const auto known = std::ranges::find(kZones, zone, &Zone::name);
  if (known == std::end(kZones)) return std::nullopt;
  const minutes standard(known->offset_minutes);
  return standard + (is_summer(known->summer, time, standard) ? 60min : 0min);
}

std::optional<Day> local_day(Time time, std::string_view zone) {
  const auto offset = utc_offset(time, zone);
  if (!offset) return std::nullopt;
  return floor<days>(time + *offset);
}

std::optional<Time> day_start(Day day, std::string_view zone) {
  const auto known = std::ranges::find(kZones, zone, &Zone::name);
  if (known == std::end(kZones)) return std::nullopt;
  // Where the clock jumps at midnight there is no midnight of summer time, or it is still the day before.
  const Time winter = Time(day) - minutes(known->offset_minutes), summer = winter - 60min;
  return local_day(summer, zone) == day ? summer : winter;
}

std::string_view zone_of_country(std::string_view country_code) {
  const auto known = std::ranges::find(kCountries, country_code, &CountryZone::country);
  return known == std::end(kCountries) ? std::string_view() : known->zone;
}

std::string to_text(Day day) {
  return mooring::format_date(Time(day));
}

std::optional<Day> parse_day(std::string_view text) {
  if (text.size() != 10 || !to_date(text)) return std::nullopt;
  const auto time = mooring::parse_time(std::string(text) + "T00:00:00Z");
  return time ? std::optional(floor<days>(*time)) : std::nullopt;
}

}  // namespace amazon
