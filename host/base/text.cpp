#include "base/text.hpp"

#include <openssl/sha.h>

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <numeric>

namespace mooring::host {
namespace {

bool is_unreserved(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
         c == '.' || c == '~';
}

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

std::optional<int> hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  c = lower(c);
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return std::nullopt;
}

std::optional<int> read_digits(std::string_view text, size_t at, size_t count) {
  if (at + count > text.size()) return std::nullopt;
  int value = 0;
  auto [end, error] = std::from_chars(text.data() + at, text.data() + at + count, value);
  if (error != std::errc{} || end != text.data() + at + count || text[at] == '-') return std::nullopt;
  return value;
}

size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), size_t{0});
  for (size_t i = 1; i <= a.size(); ++i) {
    size_t diagonal = row[0];
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      size_t above = row[j];
      row[j] = std::min({above + 1, row[j - 1] + 1, diagonal + (lower(a[i - 1]) == lower(b[j - 1]) ? 0 : 1)});
      diagonal = above;
    }
  }
  return row[b.size()];
}

}  // namespace

std::string base64url_encode(std::span<const unsigned char> bytes) {
  static constexpr char kAlphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  std::string out;
  uint32_t bits = 0;
  int count = 0;
  for (unsigned char byte : bytes) {
    bits = bits << 8 | byte;
    count += 8;
    while (count >= 6) {
      count -= 6;
      out += kAlphabet[bits >> count & 63];
    }
  }
  if (count > 0) out += kAlphabet[bits << (6 - count) & 63];
  return out;
}

std::string hex_encode(std::span<const unsigned char> bytes) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string out;
  for (unsigned char byte : bytes) {
    out += kDigits[byte >> 4];
    out += kDigits[byte & 15];
  }
  return out;
}

std::string sha256_hex(std::string_view bytes) {
  unsigned char digest[SHA256_DIGEST_LENGTH];
  SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), digest);
  return hex_encode(digest);
}

std::string url_encode(std::string_view text) {
  std::string out;
  for (char c : text) {
    if (is_unreserved(c)) {
      out += c;
    } else {
      char escaped[4];
      std::snprintf(escaped, sizeof escaped, "%%%02X", static_cast<unsigned char>(c));
      out += escaped;
    }
  }
  return out;
}

std::string url_decode(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size()) {
      auto high = hex_digit(text[i + 1]);
      auto low = hex_digit(text[i + 2]);
      if (high && low) {
        out += static_cast<char>(*high * 16 + *low);
        i += 2;
        continue;
      }
    }
    out += text[i] == '+' ? ' ' : text[i];
  }
  return out;
}

std::string format_time(Timestamp time) {
  using namespace std::chrono;
  auto day = floor<days>(time);
  year_month_day date{day};
  int64_t us = (time - day).count();
  char out[40];
  int size = std::snprintf(out, sizeof out, "%04d-%02u-%02uT%02d:%02d:%02d", static_cast<int>(date.year()),
                           static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                           static_cast<int>(us / 3'600'000'000), static_cast<int>(us / 60'000'000 % 60),
                           static_cast<int>(us / 1'000'000 % 60));
  std::string text(out, static_cast<size_t>(size));
  if (us % 1'000'000 != 0) {
    std::snprintf(out, sizeof out, ".%06d", static_cast<int>(us % 1'000'000));
    text += out;
  }
  return text + "Z";
}

std::optional<Timestamp> parse_time(std::string_view text) {
  using namespace std::chrono;
  auto year_n = read_digits(text, 0, 4), month_n = read_digits(text, 5, 2), day_n = read_digits(text, 8, 2);
  auto hour_n = read_digits(text, 11, 2), minute_n = read_digits(text, 14, 2),
       second_n = read_digits(text, 17, 2);
  if (!year_n || !month_n || !day_n || !hour_n || !minute_n || !second_n) return std::nullopt;
  if (text[4] != '-' || text[7] != '-' || (text[10] != 'T' && text[10] != 't' && text[10] != ' ') ||
      text[13] != ':' || text[16] != ':')
    return std::nullopt;
  year_month_day date{year{*year_n}, month{static_cast<unsigned>(*month_n)},
                      day{static_cast<unsigned>(*day_n)}};
  if (!date.ok() || *hour_n > 23 || *minute_n > 59 || *second_n > 60) return std::nullopt;
  size_t at = 19;
  int64_t fraction_us = 0;
  if (at < text.size() && text[at] == '.') {
    size_t digits = 0;
    for (++at; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at, ++digits)
      if (digits < 6) fraction_us = fraction_us * 10 + (text[at] - '0');
    if (digits == 0 || digits > 9) return std::nullopt;
    for (; digits < 6; ++digits)
      fraction_us *= 10;
  }
  Timestamp time{sys_days{date} + hours{*hour_n} + minutes{*minute_n} + seconds{*second_n} +
                 microseconds{fraction_us}};
  std::string_view zone = text.substr(at);
  if (zone == "Z" || zone == "z") return time;
  if (zone.size() != 6 || (zone[0] != '+' && zone[0] != '-') || zone[3] != ':') return std::nullopt;
  auto offset_h = read_digits(zone, 1, 2), offset_min = read_digits(zone, 4, 2);
  if (!offset_h || !offset_min || *offset_h > 23 || *offset_min > 59) return std::nullopt;
  Duration offset = hours{*offset_h} + minutes{*offset_min};
  return zone[0] == '+' ? time - offset : time + offset;
}

std::string format_duration(Duration duration) {
  using namespace std::chrono;
  auto s = duration_cast<seconds>(duration).count();
  if (s < 1) return std::to_string(duration_cast<milliseconds>(duration).count()) + " ms";
  if (s < 120) return std::to_string(s) + " s";
  if (s < 2 * 3600) return std::to_string(s / 60) + " min";
  if (s < 48 * 3600)
    return std::to_string(s / 3600) + " h" + (s / 60 % 60 ? " " + std::to_string(s / 60 % 60) + " min" : "");
  return std::to_string(s / 86400) + " days";
}

Result<Duration> parse_duration(std::string_view text) {
  int64_t value = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  std::string_view unit(end, static_cast<size_t>(text.data() + text.size() - end));
  static constexpr std::pair<std::string_view, int64_t> kUnits[] = {
      {"ms", 1'000}, {"s", 1'000'000}, {"m", 60'000'000}, {"h", 3'600'000'000}, {"d", 86'400'000'000}};
  if (error == std::errc{} && value >= 0)
    for (auto [name, us] : kUnits)
      if (unit == name && value <= INT64_MAX / us) return Duration{value * us};
  return fail("bad_duration", "'" + std::string(text) + "' is not a duration",
              "Write it like \"90s\", \"15m\", \"24h\" or \"7d\"");
}

std::optional<std::string> nearest(std::string_view word, const std::vector<std::string>& candidates) {
  std::optional<std::string> best;
  size_t best_distance = std::max<size_t>(2, word.size() / 3) + 1;
  for (const auto& candidate : candidates) {
    size_t distance = edit_distance(word, candidate);
    if (distance < best_distance) {
      best_distance = distance;
      best = candidate;
    }
  }
  return best;
}

bool equals_ignoring_case(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return lower(x) == lower(y); });
}

bool contains_ignoring_case(std::string_view text, std::string_view part) {
  return std::search(text.begin(), text.end(), part.begin(), part.end(),
                     [](char x, char y) { return lower(x) == lower(y); }) != text.end();
}

std::string clean_line(std::string_view text, size_t max_bytes) {
  std::string out(text.substr(0, max_bytes));
  // Do not cut a UTF-8 sequence in half.
  if (out.size() < text.size())
    while (!out.empty() && (static_cast<unsigned char>(text[out.size()]) & 0xC0) == 0x80)
      out.pop_back();
  for (char& c : out)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = ' ';
  return out;
}

Result<std::string> fill_template(std::string_view pattern,
                                  const std::vector<std::pair<std::string, std::string>>& values) {
  std::string out;
  for (size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] != '{') {
      out += pattern[i];
      continue;
    }
    size_t end = pattern.find('}', i);
    if (end == std::string_view::npos)
      return fail("bad_template", "'" + std::string(pattern) + "' has a '{' without a '}'");
    auto name = pattern.substr(i + 1, end - i - 1);
    auto found =
        std::find_if(values.begin(), values.end(), [&](const auto& value) { return value.first == name; });
    if (found == values.end())
      return fail("bad_template",
                  "'" + std::string(pattern) + "' uses the unknown name {" + std::string(name) + "}");
    out += found->second;
    i = end;
  }
  return out;
}

}  // namespace mooring::host
