// Small text helpers that no library of ours has: encodings, RFC 3339 times, nearest names.
// Pure functions, any thread.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"

namespace mooring::host {

std::string base64url_encode(std::span<const unsigned char> bytes);
std::string hex_encode(std::span<const unsigned char> bytes);
std::string sha256_hex(std::string_view bytes);

// application/x-www-form-urlencoded component; safe in query strings and form bodies.
std::string url_encode(std::string_view text);
std::string url_decode(std::string_view text);  // '+' is a space; a broken escape stays as it is

// "2026-01-02T03:04:05Z", with ".123456" when there are microseconds.
std::string format_time(Timestamp time);
std::optional<Timestamp> parse_time(std::string_view text);  // RFC 3339, any offset, up to 9 fraction digits
std::string format_duration(Duration duration);              // "3 min", "2 h 5 min", "4 days"
Result<Duration> parse_duration(std::string_view text);      // "250ms" "90s" "15m" "24h" "7d"

// The candidate that a person most likely meant, or nothing when none is near.
std::optional<std::string> nearest(std::string_view word, const std::vector<std::string>& candidates);

bool contains_ignoring_case(std::string_view text, std::string_view part);
bool equals_ignoring_case(std::string_view a, std::string_view b);
// Printable, well-formed UTF-8 for logs and pages: control characters become spaces, broken bytes '?', at
// most max_bytes bytes.
std::string clean_line(std::string_view text, size_t max_bytes);
// clean_line of at most limits::kLogFieldBytesMax bytes, as a JSON string with its quotes.
std::string json_quote(std::string_view text);
std::string capitalized(std::string text);       // "profile" -> "Profile"; ASCII only
bool is_clean_line(std::string_view text);       // clean_line would leave it as it is
size_t count_characters(std::string_view utf8);  // of well-formed UTF-8
// Replaces {name} by values.at(name); an unknown name is an error that says so.
Result<std::string> fill_template(std::string_view pattern,
                                  const std::vector<std::pair<std::string, std::string>>& values);

}  // namespace mooring::host
