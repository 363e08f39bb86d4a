#include "values.hpp"

#include <algorithm>

#include "numbers.hpp"

namespace amazon {

namespace {

constexpr bool is_lower(char c) {
  return c >= 'a' && c <= 'z';
}
constexpr bool is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}

constexpr size_t kShownBytes = 40;  // of a value in a message

bool is_day(std::string_view date) {
  const auto number = [&](size_t from, size_t count) {
    return static_cast<unsigned>(to_integer(date.substr(from, count)).value_or(0));
  };
  const std::chrono::year_month_day day{std::chrono::year(static_cast<int>(number(0, 4))),
                                        std::chrono::month(number(5, 2)), std::chrono::day(number(8, 2))};
  return day.ok() && day.year() > std::chrono::year(0);
}

}  // namespace

std::string shown(std::string_view text) {
  std::string sample = '"' + std::string(text.substr(0, kShownBytes));
  if (text.size() > kShownBytes) sample += "...";
  std::ranges::replace_if(
      sample, [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
  return sample + '"';
}

std::string_view trim_end(std::string_view text) {
  const size_t last = text.find_last_not_of(" \t\r\n");
  return text.substr(0, last == std::string_view::npos ? 0 : last + 1);
}

std::string to_constant(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    if (i > 0 && is_upper(text[i]) && is_lower(text[i - 1])) out += '_';
    out += is_lower(text[i]) ? static_cast<char>(text[i] - 'a' + 'A') : text[i];
  }
  return out;
}

std::optional<std::string> to_date(std::string_view text) {
  std::string date;
  if (text.size() == 8) {
    date = std::string(text.substr(0, 4)) + '-' + std::string(text.substr(4, 2)) + '-' +
           std::string(text.substr(6));
  } else if (text.size() == 10 || (text.size() > 10 && (text[10] == 'T' || text[10] == ' '))) {
    date = text.substr(0, 10);
  } else {
    return std::nullopt;
  }
  for (size_t i = 0; i < date.size(); ++i) {
    const bool dash = i == 4 || i == 7;
    if (dash ? date[i] != '-' : date[i] < '0' || date[i] > '9') return std::nullopt;
  }
  return is_day(date) ? std::optional(date) : std::nullopt;
}

void ValueReader::refuse(std::string_view found, const char* wanted) const {
  throw Unreadable("member '" + std::string(member_) + "' is " + shown(found) + ", which is no " + wanted);
}

std::optional<mooring::Time> to_time(std::string_view text) {
  using namespace std::chrono;
  constexpr mooring::Time kFirst = sys_days(year(1) / 1 / 1), kBehind = sys_days(year(10'000) / 1 / 1);
  const auto time = mooring::parse_time(text);
  return time && *time >= kFirst && *time < kBehind ? time : std::nullopt;
}

std::string_view without_nul(const char* member, std::string_view text) {
  const size_t nul = text.find('\0');
  if (nul != std::string_view::npos)
    throw Unreadable("member '" + std::string(member) + "' is " + shown(text) + ", with a NUL at character " +
                     std::to_string(nul + 1) + ", which no database takes");
  return text;
}

Text ValueReader::text(const char* member, Value value) {
  member_ = member;
  switch (value.type().value()) {
    case simdjson::ondemand::json_type::null:
      if (!value.is_null()) throw simdjson::simdjson_error(simdjson::N_ATOM_ERROR);
      return std::nullopt;
    case simdjson::ondemand::json_type::string:
      return without_nul(member, value.get_string());
    case simdjson::ondemand::json_type::number:
      return trim_end(value.raw_json_token());
    case simdjson::ondemand::json_type::boolean:
      return bool(value.get_bool()) ? "true" : "false";
    default:
      throw simdjson::simdjson_error(simdjson::INCORRECT_TYPE);
  }
}

Text ValueReader::some_text(const char* member, Value value) {
  const Text written = text(member, value);
  return written && !written->empty() ? written : std::nullopt;
}

Text ValueReader::id(const char* member, Value value) {
  const bool is_string = value.type().value() == simdjson::ondemand::json_type::string;
  const Text written = some_text(member, value);
  // A number that is not written in digits has already lost some of them.
  if (written && !is_string && !is_id(*written)) refuse(*written, "id");
  return written;
}

Text ValueReader::decimal(const char* member, Value value) {
  const Text written = some_text(member, value);
  if (!written) return std::nullopt;
  if (is_plain_decimal(*written)) return written;
  auto plain = to_decimal(*written);
  if (!plain) refuse(*written, "amount");
  return *plain == *written ? written : Text(keep(std::move(*plain)));
}

Text ValueReader::date(const char* member, Value value) {
  const Text written = some_text(member, value);
  if (!written) return std::nullopt;
  auto day = to_date(*written);
  if (!day) refuse(*written, "date");
  return *day == *written ? written : Text(keep(std::move(*day)));
}

Text ValueReader::constant(const char* member, Value value) {
  const Text written = some_text(member, value);
  if (!written || std::ranges::none_of(*written, is_lower)) return written;
  return keep(to_constant(*written));
}

Text ValueReader::json(const char* member, Value value) {
  member_ = member;
  switch (value.type().value()) {
    case simdjson::ondemand::json_type::array:
      return trim_end(simdjson::ondemand::array(value.get_array()).raw_json());
    case simdjson::ondemand::json_type::object:
      return trim_end(simdjson::ondemand::object(value.get_object()).raw_json());
    case simdjson::ondemand::json_type::null:
      return std::nullopt;
    default:
      throw simdjson::simdjson_error(simdjson::INCORRECT_TYPE);
  }
}

std::optional<int64_t> ValueReader::integer(const char* member, Value value) {
  const Text written = some_text(member, value);
  if (!written) return std::nullopt;
  const auto number = to_integer(*written);
  if (!number) refuse(*written, "whole number");
  return number;
}

std::optional<bool> ValueReader::boolean(const char* member, Value value) {
  const Text written = some_text(member, value);
  if (!written) return std::nullopt;
  if (*written == "true") return true;
  if (*written == "false") return false;
  refuse(*written, "boolean");
}

std::optional<mooring::Time> ValueReader::time(const char* member, Value value) {
  const Text written = some_text(member, value);
  if (!written) return std::nullopt;
  if (const auto time = to_time(*written)) return time;
  const auto ms = to_integer(*written);
  constexpr int64_t kLastMs = 32'503'680'000'000;  // the year 3000
  if (!ms || *ms < 0 || *ms > kLastMs) refuse(*written, "time");
  return mooring::time_from_us(*ms * 1000);
}

}  // namespace amazon
