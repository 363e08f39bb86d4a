// Cursors as the plugins keep them: one JSON object with a "version", moments, and days by range. What cannot be read throws
// Failure (internal) that says so: a cursor is the plugin's own text. Pure.
#pragma once
#include <functional>
#include <map>
#include <mooring/failure.hpp>
#include <mooring/time.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "day_ranges.hpp"
#include "values.hpp"

namespace amazon::stored {

using Times = std::map<std::string, mooring::Time, std::less<>>;
using Counts = std::map<std::string, int64_t, std::less<>>;

// Calls use(key, value) for each member but the version. Empty text, as on the first run, has none. A newer version than 1
// throws, and so does what simdjson throws in `use`.
void read_cursor(std::string_view text, const std::function<void(std::string_view key, Value value)>& use);

mooring::Failure damaged(const std::string& why);
mooring::Time time_of(Value value);
Day day_of(Value value);
std::vector<DayRange> ranges_of(Value value);  // [["2026-01-01","2026-01-31"]]
DayRanges days_of(Value value);                // the same, as a set
Times times_of(Value value);                   // {"name":"2026-01-31T08:30:00Z"}
Counts counts_of(Value value);                 // {"name":3}

std::string json_of(const std::vector<DayRange>& ranges);
std::string json_of(const Times& times);
std::string json_of(const Counts& counts);

}  // namespace amazon::stored
