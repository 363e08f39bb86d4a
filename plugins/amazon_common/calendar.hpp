// Days as Amazon Ads counts them: in the time zone of the profile. A plugin reads no files, so the zones that Amazon gives to
// profiles are a table with their rules for summer time. Pure.
#pragma once
#include <chrono>
#include <mooring/time.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace amazon {

using Day = std::chrono::sys_days;

// The day that a moment belongs to in a zone ("Europe/Paris"); nothing for a zone that is not in the table.
std::optional<Day> local_day(mooring::Time time, std::string_view zone);

// Local time less UTC at a moment, and the moment at which a local day begins; nothing for a zone that is not in the table.
std::optional<std::chrono::minutes> utc_offset(mooring::Time time, std::string_view zone);
std::optional<mooring::Time> day_start(Day day, std::string_view zone);

// The zone that Amazon gives to the profiles of a country; empty when it is not known.
std::string_view zone_of_country(std::string_view country_code);

// "2026-01-31"
std::string to_text(Day day);
std::optional<Day> parse_day(std::string_view text);

}  // namespace amazon
