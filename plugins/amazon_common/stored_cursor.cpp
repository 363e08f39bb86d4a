#include "stored_cursor.hpp"

#include <simdjson.h>

#include "json_text.hpp"

namespace amazon::stored {

using mooring::Failure;
using mooring::FailureKind;
using mooring::Time;

namespace {

constexpr int64_t kVersion = 1;

}  // namespace

void read_cursor(std::string_view text, const std::function<void(std::string_view key, Value value)>& use) {
  if (text.empty()) return;
  int64_t version = 0;
  try {
    simdjson::ondemand::parser parser;
    const simdjson::padded_string json(text);
    simdjson::ondemand::document document = parser.iterate(json);
    for (auto field : document.get_object()) {
      const std::string_view key = field.unescaped_key();
      if (key == "version")
        version = field.value().get_int64();
      else
        use(key, field.value());
    }
  } catch (const simdjson::simdjson_error& error) {
    throw damaged(error.what());
  } catch (const Unreadable& problem) {
    throw damaged(problem.what());
  }
  if (version != kVersion)
    throw Failure(FailureKind::internal, "the stored cursor is of version " + std::to_string(version) +
                                             ", this plugin reads version 1: install the newer plugin again");
}

Failure damaged(const std::string& why) {
  return Failure(FailureKind::internal, "the stored cursor is damaged: " + why);
}

Time time_of(Value value) {
  const std::string_view text = value.get_string();
  const auto time = mooring::parse_time(text);
  if (!time) throw damaged("\"" + std::string(text) + "\" is no time");
  return *time;
}

Day day_of(Value value) {
  const std::string_view text = value.get_string();
  const auto day = parse_day(text);
  if (!day) throw damaged("\"" + std::string(text) + "\" is no day");
  return *day;
}

std::vector<DayRange> ranges_of(Value value) {
  std::vector<DayRange> ranges;
  for (auto entry : value.get_array()) {
    std::vector<Day> days;
    for (auto day : entry.get_array())
      days.push_back(day_of(day.value()));
    if (days.size() != 2 || days[1] < days[0]) throw damaged("a range of days is none");
    ranges.push_back({days[0], days[1]});
  }
  return ranges;
}

DayRanges days_of(Value value) {
  DayRanges set;
  for (const DayRange& range : ranges_of(value))
    set.add(range);
  return set;
}

Times times_of(Value value) {
  Times times;
  for (auto field : value.get_object()) {
    const std::string key(std::string_view(field.unescaped_key()));
    times[key] = time_of(field.value());
  }
  return times;
}

Counts counts_of(Value value) {
  Counts counts;
  for (auto field : value.get_object()) {
    const std::string key(std::string_view(field.unescaped_key()));
    counts[key] = int64_t(field.value().get_int64());
  }
  return counts;
}

std::string json_of(const std::vector<DayRange>& ranges) {
  std::string out;
  for (const DayRange& range : ranges)
    out += (out.empty() ? "[" : ",[") + json_text(to_text(range.first)) + "," +
           json_text(to_text(range.last)) + "]";
  return '[' + out + ']';
}

std::string json_of(const Times& times) {
  std::string out;
  for (const auto& [key, time] : times)
    out += (out.empty() ? "" : ",") + json_text(key) + ":" + json_text(time);
  return '{' + out + '}';
}

std::string json_of(const Counts& counts) {
  std::string out;
  for (const auto& [key, count] : counts)
    out += (out.empty() ? "" : ",") + json_text(key) + ":" + std::to_string(count);
  return '{' + out + '}';
}

}  // namespace amazon::stored
