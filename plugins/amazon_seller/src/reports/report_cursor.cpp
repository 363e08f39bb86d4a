#include "reports/report_cursor.hpp"

#include "api.hpp"
#include "reports/json_text.hpp"
#include "values.hpp"

namespace amazon_seller {

using mooring::Failure;
using mooring::FailureKind;
using mooring::Time;
using Json = simdjson::ondemand::value;

namespace {

Failure damaged(const std::string& why) {
  return Failure(FailureKind::internal, "the stored cursor is damaged: " + why);
}

Day day_of(Json value) {
  const std::string_view text = value.get_string();
  const auto day = amazon::parse_day(text);
  if (!day) throw damaged("\"" + std::string(text) + "\" is no day");
  return *day;
}

std::vector<DayRange> ranges_of(Json value) {
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

amazon::DayRanges set_of(Json value) {
  amazon::DayRanges set;
  for (const DayRange& range : ranges_of(value))
    set.add(range);
  return set;
}

std::map<std::string, Time> times_of(Json value) {
  std::map<std::string, Time> times;
  for (auto field : value.get_object()) {
    const std::string key(std::string_view(field.unescaped_key()));
    const std::string_view text = field.value().get_string();
    const auto time = mooring::parse_time(text);
    if (!time) throw damaged("\"" + std::string(text) + "\" is no time");
    times[key] = *time;
  }
  return times;
}

std::string in_quotes(std::string_view text) {
  return '"' + std::string(text) + '"';
}

std::string json_ranges(const std::vector<DayRange>& ranges) {
  std::string out;
  for (const DayRange& range : ranges)
    out += (out.empty() ? "[" : ",[") + in_quotes(amazon::to_text(range.first)) + "," +
           in_quotes(amazon::to_text(range.last)) + "]";
  return '[' + out + ']';
}

std::string json_times(const std::map<std::string, Time>& times) {
  std::string out;
  for (const auto& [key, time] : times)
    out += (out.empty() ? "" : ",") + json_text(key) + ":" + in_quotes(mooring::format_time(time));
  return '{' + out + '}';
}

}  // namespace

ReportCursor parse_report_cursor(std::string_view text) {
  ReportCursor cursor;
  if (text.empty()) return cursor;
  int64_t version = 0;
  try {
    simdjson::ondemand::parser parser;
    const simdjson::padded_string json(text);
    simdjson::ondemand::document document = parser.iterate(json);
    for (auto field : document.get_object()) {
      const std::string_view key = field.unescaped_key();
      Json value = field.value();
      if (key == "version") version = value.get_int64();
      if (key == "first") cursor.days.first = day_of(value);
      if (key == "held") cursor.days.held = set_of(value);
      if (key == "final") cursor.days.final_days = set_of(value);
      if (key == "lost_before") cursor.days.lost_before = day_of(value);
      if (key == "planned_on") cursor.days.planned_on = day_of(value);
      if (key == "windows") cursor.days.windows = ranges_of(value);
      if (key == "listed") cursor.listed = times_of(value);
      if (key == "read") cursor.read = times_of(value);
      if (key == "reports")
        cursor.reports = amazon::trim_end(simdjson::ondemand::array(value.get_array()).raw_json());
    }
  } catch (const simdjson::simdjson_error& error) {
    throw damaged(error.what());
  }
  if (version != 1) {
    throw Failure(FailureKind::internal, "the stored cursor is of version " + std::to_string(version) +
                                             ", this plugin reads version 1: install the newer plugin again");
  }
  return cursor;
}

std::string to_text(const ReportCursor& cursor) {
  std::string out = "{\"version\":1";
  const ReportDays& days = cursor.days;
  const auto add_day = [&](const char* name, const std::optional<Day>& day) {
    if (day) out += ",\"" + std::string(name) + "\":" + in_quotes(amazon::to_text(*day));
  };
  const auto add_ranges = [&](const char* name, const std::vector<DayRange>& ranges) {
    if (!ranges.empty()) out += ",\"" + std::string(name) + "\":" + json_ranges(ranges);
  };
  add_day("first", days.first);
  add_ranges("held", days.held.ranges());
  add_ranges("final", days.final_days.ranges());
  add_day("lost_before", days.lost_before);
  add_day("planned_on", days.planned_on);
  add_ranges("windows", days.windows);
  if (!cursor.listed.empty()) out += ",\"listed\":" + json_times(cursor.listed);
  if (!cursor.read.empty()) out += ",\"read\":" + json_times(cursor.read);
  if (!cursor.reports.empty()) out += ",\"reports\":" + cursor.reports;
  return out + "}";
}

}  // namespace amazon_seller
