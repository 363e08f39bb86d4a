// Time as plugins see it: microseconds UTC. Parsing and writing RFC 3339 / ISO 8601, without locale or
// allocation on parse.
#pragma once
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <optional>
#include <string>
#include <string_view>

namespace mooring {

using Duration = std::chrono::microseconds;
using Time = std::chrono::sys_time<Duration>;

constexpr Time time_from_us(int64_t us) {
  return Time(Duration(us));
}
constexpr int64_t to_us(Time time) {
  return time.time_since_epoch().count();
}

namespace detail {

// Reads exactly `count` digits at `position` and moves it; -1 when there are none.
constexpr int read_digits(std::string_view text, size_t& position, int count) {
  int value = 0;
  for (int i = 0; i < count; ++i, ++position) {
    if (position >= text.size() || text[position] < '0' || text[position] > '9') return -1;
    value = value * 10 + (text[position] - '0');
  }
  return value;
}

constexpr bool skip(std::string_view text, size_t& position, char wanted) {
  if (position >= text.size() || text[position] != wanted) return false;
  ++position;
  return true;
}

// ".123456789": microseconds, further digits are cut. No fraction at all is 0, "." without digits is -1.
constexpr int read_fraction_us(std::string_view text, size_t& position) {
  if (position >= text.size() || (text[position] != '.' && text[position] != ',')) return 0;
  ++position;
  int value = 0, digits = 0;
  for (; position < text.size() && text[position] >= '0' && text[position] <= '9'; ++position, ++digits) {
    if (digits < 6) value = value * 10 + (text[position] - '0');
  }
  if (digits == 0) return -1;
  for (; digits < 6; ++digits)
    value *= 10;
  return value;
}

// "Z", "+01:00", "-0800": minutes east of UTC; nothing when it is not one of these.
constexpr std::optional<int> read_zone_minutes(std::string_view text, size_t& position) {
  if (skip(text, position, 'Z') || skip(text, position, 'z')) return 0;
  if (position >= text.size() || (text[position] != '+' && text[position] != '-')) return std::nullopt;
  const int sign = text[position++] == '-' ? -1 : 1;
  const int hours = read_digits(text, position, 2);
  skip(text, position, ':');
  const int minutes = read_digits(text, position, 2);
  if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) return std::nullopt;
  return sign * (hours * 60 + minutes);
}

}  // namespace detail

// "2026-01-31T08:30:00Z", "2026-01-31T08:30:00.123456+01:00". The zone is required: a local time is not a
// moment.
constexpr std::optional<Time> parse_time(std::string_view text) {
  using namespace std::chrono;
  size_t at = 0;
  const int y = detail::read_digits(text, at, 4);
  if (y < 0 || !detail::skip(text, at, '-')) return std::nullopt;
  const int mo = detail::read_digits(text, at, 2);
  if (mo < 0 || !detail::skip(text, at, '-')) return std::nullopt;
  const int d = detail::read_digits(text, at, 2);
  if (!detail::skip(text, at, 'T') && !detail::skip(text, at, 't') && !detail::skip(text, at, ' '))
    return std::nullopt;
  const int h = detail::read_digits(text, at, 2);
  if (!detail::skip(text, at, ':')) return std::nullopt;
  const int mi = detail::read_digits(text, at, 2);
  if (!detail::skip(text, at, ':')) return std::nullopt;
  const int s = detail::read_digits(text, at, 2);
  const int us = detail::read_fraction_us(text, at);
  const auto zone = detail::read_zone_minutes(text, at);
  const year_month_day date{year(y), month(static_cast<unsigned>(mo)),
                            day(static_cast<unsigned>(d < 0 ? 0 : d))};
  if (!zone || at != text.size() || !date.ok()) return std::nullopt;
  if (h < 0 || h > 23 || mi < 0 || mi > 59 || s < 0 || s > 60 || us < 0)
    return std::nullopt;  // 60: leap second
  return Time(sys_days(date)) + hours(h) + minutes(mi - *zone) + seconds(s) + microseconds(us);
}

// "2026-01-31": the beginning of that day in UTC.
constexpr std::optional<Time> parse_date(std::string_view text) {
  using namespace std::chrono;
  size_t at = 0;
  const int y = detail::read_digits(text, at, 4);
  if (y < 0 || !detail::skip(text, at, '-')) return std::nullopt;
  const int mo = detail::read_digits(text, at, 2);
  if (mo < 0 || !detail::skip(text, at, '-')) return std::nullopt;
  const int d = detail::read_digits(text, at, 2);
  if (d < 0 || at != text.size()) return std::nullopt;
  const year_month_day date{year(y), month(static_cast<unsigned>(mo)), day(static_cast<unsigned>(d))};
  if (!date.ok()) return std::nullopt;
  return Time(sys_days(date));
}

// "2026-01-31T08:30:00Z"; with ".123456" when there is a fraction.
inline std::string format_time(Time time) {
  using namespace std::chrono;
  const auto day = floor<days>(time);
  const year_month_day date(day);
  const hh_mm_ss clock(time - day);
  char text[48];
  int size = std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02d", static_cast<int>(date.year()),
                           static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                           static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                           static_cast<int>(clock.seconds().count()));
  std::string out(text, static_cast<size_t>(size));
  if (const auto us = clock.subseconds().count(); us != 0) {
    size = std::snprintf(text, sizeof text, ".%06d", static_cast<int>(us));
    out.append(text, static_cast<size_t>(size));
  }
  return out += 'Z';
}

// "2026-01-31", the day in UTC.
inline std::string format_date(Time time) {
  return format_time(std::chrono::floor<std::chrono::days>(time)).substr(0, 10);
}

}  // namespace mooring
