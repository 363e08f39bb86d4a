#include "base/text.hpp"

#include <openssl/sha.h>

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <numeric>

#include "base/limits.hpp"

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

// Bytes of the character at `at`, 0 when it is not well-formed UTF-8 (overlong forms and surrogates are not).
size_t utf8_sequence_size(std::string_view text, size_t at) {
  auto byte = [&](size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u; };
  auto follows = [&](size_t i, unsigned low = 0x80, unsigned high = 0xBF) {
    return byte(i) >= low && byte(i) <= high;
  };
  unsigned lead = byte(at);
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead <= 0xDF) return follows(at + 1) ? 2 : 0;
  if (lead >= 0xE0 && lead <= 0xEF)
    return follows(at + 1, lead == 0xE0 ? 0xA0 : 0x80, lead == 0xED ? 0x9F : 0xBF) && follows(at + 2) ? 3 : 0;
  if (lead >= 0xF0 && lead <= 0xF4)
    return follows(at + 1, lead == 0xF0 ? 0x90 : 0x80, lead == 0xF4 ? 0x8F : 0xBF) && follows(at + 2) &&
                   follows(at + 3)
               ? 4
               : 0;
  return 0;
}

// C0, DEL and C1 (terminals obey both), and the marks that turn the direction of what follows.
bool is_control(std::string_view text, size_t at, size_t size) {
  auto byte = [&](size_t i) { return static_cast<unsigned char>(text[at + i]); };
  if (size == 1) return byte(0) < 0x20 || byte(0) == 0x7F;
  if (size == 2) return byte(0) == 0xC2 && byte(1) < 0xA0;
  bool general_punctuation = size == 3 && byte(0) == 0xE2;
  return general_punctuation &&
         ((byte(1) == 0x80 && byte(2) >= 0xA8 && byte(2) <= 0xAE) ||  // separators, overrides
          (byte(1) == 0x81 && byte(2) >= 0xA6 && byte(2) <= 0xA9));   // isolates
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
  if (duration < Duration{}) return "-" + format_duration(-duration);
  auto s = duration_cast<seconds>(duration).count();
  if (s < 1) return std::to_string(duration_cast<milliseconds>(duration).count()) + " ms";
  constexpr int64_t kMinute = 60, kHour = 3600, kDay = 86'400;
  if (s < 2 * kMinute) return std::to_string(s) + " s";
  if (s < 2 * kHour) return std::to_string(s / kMinute) + " min";
  if (s >= 2 * kDay) return std::to_string(s / kDay) + " days";
  int64_t rest_min = s % kHour / kMinute;
  return std::to_string(s / kHour) + " h" + (rest_min > 0 ? " " + std::to_string(rest_min) + " min" : "");
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
  // At least one letter must be right; else "x" would be near to "id".
  size_t allowed = word.empty() ? 0 : std::min(std::max<size_t>(2, word.size() / 3), word.size() - 1);
  size_t best_distance = allowed + 1;
  for (const auto& candidate : candidates) {
    // What was cut short ("warn") is nearer than what has as many wrong letters.
    bool cut_short = word.size() >= 3 && candidate.size() > word.size() &&
                     equals_ignoring_case(word, std::string_view(candidate).substr(0, word.size()));
    size_t distance = cut_short ? 1 : edit_distance(word, candidate);
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
  std::string out;
  for (size_t at = 0; at < text.size();) {
    size_t size = utf8_sequence_size(text, at);
    size_t kept = std::max<size_t>(size, 1);
    if (out.size() + kept > max_bytes) break;  // never half a character
    if (size == 0) {
      out += '?';  // JSON and terminals take only well-formed text
    } else if (is_control(text, at, size)) {
      out.append(size, ' ');
    } else {
      out += text.substr(at, size);
    }
    at += kept;
  }
  return out;
}

std::string json_quote(std::string_view text) {
  std::string out = "\"";
  for (char c : clean_line(text, limits::kLogFieldBytesMax)) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

std::string capitalized(std::string text) {
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 32);
  return text;
}

bool is_clean_line(std::string_view text) {
  return clean_line(text, text.size()) == text;
}

size_t count_characters(std::string_view utf8) {
  return static_cast<size_t>(std::count_if(
      utf8.begin(), utf8.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
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
