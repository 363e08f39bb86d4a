// The forms of text that the host takes from a plugin. Pure functions.
#pragma once
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <string_view>

#include "mooring/testing/host_limits.hpp"

namespace mooring::testing::rules {

constexpr bool is_lower(char c) {
  return c >= 'a' && c <= 'z';
}
constexpr bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
constexpr bool is_letter(char c) {
  return is_lower(c) || (c >= 'A' && c <= 'Z');
}
constexpr bool is_one_of(char c, std::string_view allowed) {
  return allowed.find(c) != std::string_view::npos;
}
template <class Allowed>
bool all_of(std::string_view text, Allowed allowed) {
  return !text.empty() && std::all_of(text.begin(), text.end(), allowed);
}

// [a-z][a-z0-9_]*
inline bool is_identifier(std::string_view text) {
  return !text.empty() && is_lower(text[0]) &&
         all_of(text, [](char c) { return is_lower(c) || is_digit(c) || c == '_'; });
}
// [a-z][a-z0-9_.-]*
inline bool is_dotted_id(std::string_view text) {
  return !text.empty() && is_lower(text[0]) &&
         all_of(text, [](char c) { return is_lower(c) || is_digit(c) || is_one_of(c, "_.-"); });
}
inline bool is_marketplace_id(std::string_view text) {
  return all_of(text, [](char c) { return is_letter(c) || is_digit(c) || is_one_of(c, "._-"); });
}
// A header's name, a method.
inline bool is_http_token(std::string_view text) {
  return all_of(text, [](char c) { return is_letter(c) || is_digit(c) || is_one_of(c, "!#$%&'*+-.^_`|~"); });
}
inline bool is_header_value(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f) || c == '\t';
  });
}
inline bool is_url_text(std::string_view text) {
  return all_of(text, [](char c) { return static_cast<unsigned char>(c) > 0x20 && c != 0x7f; });
}

// "-12.50"
inline bool is_decimal(std::string_view text) {
  if (text.size() > host_limits::kDecimalBytesMax) return false;
  if (text.starts_with('-')) text.remove_prefix(1);
  const size_t point = text.find('.');
  return all_of(text.substr(0, point), is_digit) &&
         (point == std::string_view::npos || all_of(text.substr(point + 1), is_digit));
}

// "2026-01-31", a day that exists.
inline bool is_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  for (size_t at : {0, 1, 2, 3, 5, 6, 8, 9})
    if (!is_digit(text[at])) return false;
  const auto number = [&](size_t at, size_t count) {
    unsigned value = 0;
    for (char c : text.substr(at, count))
      value = value * 10 + static_cast<unsigned>(c - '0');
    return value;
  };
  using namespace std::chrono;
  return number(0, 4) > 0 &&
         year_month_day{year{static_cast<int>(number(0, 4))}, month{number(5, 2)}, day{number(8, 2)}}.ok();
}

// Microseconds since 1970, in the years 1 to 9999.
constexpr bool is_stored_time(int64_t us) {
  return us >= -62'135'596'800'000'000 && us <= 253'402'300'799'999'999;
}

inline bool begins_like_json(std::string_view text) {
  return !text.empty() && is_one_of(text.front(), "{[\"-0123456789tfn");
}

// UTF-8, no surrogates, nothing overlong, without NUL.
inline bool is_clean_utf8(std::string_view text) {
  for (size_t at = 0; at < text.size();) {
    const auto byte = [&](size_t i) {
      return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0u;
    };
    const unsigned lead = byte(0);
    const size_t more = lead < 0x80 ? 0 : lead < 0xE0 ? 1 : lead < 0xF0 ? 2 : 3;
    if (lead == 0 || (lead >= 0x80 && lead < 0xC2) || lead > 0xF4) return false;
    for (size_t i = 1; i <= more; ++i)
      if ((byte(i) & 0xC0) != 0x80) return false;
    if ((lead == 0xE0 && byte(1) < 0xA0) || (lead == 0xED && byte(1) > 0x9F)) return false;
    if ((lead == 0xF0 && byte(1) < 0x90) || (lead == 0xF4 && byte(1) > 0x8F)) return false;
    at += 1 + more;
  }
  return true;
}

}  // namespace mooring::testing::rules
