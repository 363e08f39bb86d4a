#include "reports/report_cursor.hpp"

#include "json_text.hpp"
#include "stored_cursor.hpp"

namespace amazon_seller {

namespace stored = amazon::stored;
using amazon::json_text;

namespace {

// [["2026-01-01","2026-01-31","2026-02-03"]]: the days, and when Amazon said it of them.
EmptyDays empty_days_of(amazon::Value value) {
  std::vector<EmptyDays::Part> parts;
  for (auto entry : value.get_array()) {
    std::vector<Day> days;
    for (auto day : entry.get_array())
      days.push_back(stored::day_of(day.value()));
    if (days.size() != 3 || days[1] < days[0]) throw stored::damaged("a range of empty days is none");
    parts.push_back({{days[0], days[1]}, days[2]});
  }
  return EmptyDays(std::move(parts));
}

std::string json_of(const EmptyDays& empty) {
  std::string out;
  for (const EmptyDays::Part& part : empty.parts()) {
    out += (out.empty() ? "[" : ",[") + json_text(amazon::to_text(part.days.first)) + "," +
           json_text(amazon::to_text(part.days.last)) + "," + json_text(amazon::to_text(part.said_on)) + "]";
  }
  return '[' + out + ']';
}

std::map<std::string, std::string, std::less<>> texts_of(amazon::Value value) {
  std::map<std::string, std::string, std::less<>> texts;
  for (auto field : value.get_object()) {
    const std::string name(std::string_view(field.unescaped_key()));
    texts[name] = std::string_view(field.value().get_string());
  }
  return texts;
}

std::string json_of(const std::map<std::string, std::string, std::less<>>& texts) {
  std::string out;
  for (const auto& [name, text] : texts)
    out += (out.empty() ? "" : ",") + json_text(name) + ":" + json_text(text);
  return '{' + out + '}';
}

}  // namespace

ReportCursor parse_report_cursor(std::string_view text) {
  ReportCursor cursor;
  ReportDays& days = cursor.days;
  stored::read_cursor(text, [&](std::string_view key, amazon::Value value) {
    if (key == "first") days.first = stored::day_of(value);
    if (key == "held") days.held = stored::days_of(value);
    if (key == "final") days.final_days = stored::days_of(value);
    if (key == "empty") days.empty = empty_days_of(value);
    if (key == "lost_before") days.lost_before = stored::day_of(value);
    if (key == "planned_on") days.planned_on = stored::day_of(value);
    if (key == "windows") days.windows = stored::ranges_of(value);
    if (key == "listed") cursor.listed = stored::times_of(value);
    if (key == "read") cursor.read = stored::times_of(value);
    if (key == "doubted") cursor.doubted = stored::counts_of(value);
    if (key == "cancelled") cursor.cancelled = texts_of(value);
    if (key == "reports")
      cursor.reports = amazon::trim_end(simdjson::ondemand::array(value.get_array()).raw_json());
  });
  return cursor;
}

std::string to_text(const ReportCursor& cursor) {
  std::string out = "{\"version\":1";
  const ReportDays& days = cursor.days;
  const auto add_day = [&](const char* name, const std::optional<Day>& day) {
    if (day) out += ",\"" + std::string(name) + "\":" + json_text(amazon::to_text(*day));
  };
  const auto add_ranges = [&](const char* name, const std::vector<DayRange>& ranges) {
    if (!ranges.empty()) out += ",\"" + std::string(name) + "\":" + stored::json_of(ranges);
  };
  add_day("first", days.first);
  add_ranges("held", days.held.ranges());
  add_ranges("final", days.final_days.ranges());
  if (!days.empty.parts().empty()) out += ",\"empty\":" + json_of(days.empty);
  add_day("lost_before", days.lost_before);
  add_day("planned_on", days.planned_on);
  add_ranges("windows", days.windows);
  if (!cursor.listed.empty()) out += ",\"listed\":" + stored::json_of(cursor.listed);
  if (!cursor.read.empty()) out += ",\"read\":" + stored::json_of(cursor.read);
  if (!cursor.doubted.empty()) out += ",\"doubted\":" + stored::json_of(cursor.doubted);
  if (!cursor.cancelled.empty()) out += ",\"cancelled\":" + json_of(cursor.cancelled);
  if (!cursor.reports.empty()) out += ",\"reports\":" + cursor.reports;
  return out + "}";
}

}  // namespace amazon_seller
