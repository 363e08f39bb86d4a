#include "performance_cursor.hpp"

#include "api.hpp"
#include "values.hpp"

namespace amazon_ads {

using namespace amazon;

using mooring::Failure;
using mooring::FailureKind;
using Json = simdjson::ondemand::value;

namespace {

Failure damaged(const std::string& why) {
  return Failure(FailureKind::internal, "the stored cursor is damaged: " + why);
}

Day day_of(Json value) {
  const std::string_view text = value.get_string();
  const auto day = parse_day(text);
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

DayRanges set_of(Json value) {
  DayRanges set;
  for (const DayRange& range : ranges_of(value))
    set.add(range);
  return set;
}

Pass pass_of(simdjson::ondemand::object object) {
  Pass pass{};
  for (auto field : object) {
    const std::string_view key = field.unescaped_key();
    Json value = field.value();
    if (key == "today") pass.today = day_of(value);
    if (key == "full") pass.full = value.get_bool();
    if (key == "windows") pass.windows = ranges_of(value);
  }
  return pass;
}

ReportState state_of(simdjson::ondemand::object object) {
  ReportState state;
  for (auto field : object) {
    const std::string_view key = field.unescaped_key();
    Json value = field.value();
    if (key == "first") state.first = day_of(value);
    if (key == "held") state.held = set_of(value);
    if (key == "settled") state.settled = set_of(value);
    if (key == "final") state.final_days = set_of(value);
    if (key == "lost_before") state.lost_before = day_of(value);
    if (key == "restated_on") state.restated_on = day_of(value);
    if (key == "pass") state.pass = pass_of(value.get_object());
  }
  return state;
}

std::string json_day(Day day) {
  return json_text(to_text(day));
}

std::string json_ranges(const std::vector<DayRange>& ranges) {
  std::string out;
  for (const DayRange& range : ranges)
    out += (out.empty() ? "[" : ",[") + json_day(range.first) + "," + json_day(range.last) + "]";
  return '[' + out + ']';
}

std::string json_state(const ReportState& state) {
  std::string out = "{\"held\":" + json_ranges(state.held.ranges()) +
                    ",\"settled\":" + json_ranges(state.settled.ranges()) +
                    ",\"final\":" + json_ranges(state.final_days.ranges());
  const auto add = [&](const char* name, const std::optional<Day>& day) {
    if (day) out += std::string(",\"") + name + "\":" + json_day(*day);
  };
  add("first", state.first);
  add("lost_before", state.lost_before);
  add("restated_on", state.restated_on);
  if (state.pass) {
    out += ",\"pass\":{\"today\":" + json_day(state.pass->today) +
           ",\"full\":" + (state.pass->full ? "true" : "false") +
           ",\"windows\":" + json_ranges(state.pass->windows) + "}";
  }
  return out + "}";
}

}  // namespace

PerformanceCursor parse_performance_cursor(std::string_view text) {
  PerformanceCursor cursor;
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
      if (key == "reports")
        cursor.reports = trim_end(simdjson::ondemand::array(value.get_array()).raw_json());
      if (key != "products") continue;
      for (auto entry : value.get_object()) {
        const std::string product(std::string_view(entry.unescaped_key()));
        cursor.products[product] = state_of(entry.value().get_object());
      }
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

std::string to_text(const PerformanceCursor& cursor) {
  std::string products;
  for (const auto& [product, state] : cursor.products)
    products += (products.empty() ? "" : ",") + json_text(product) + ":" + json_state(state);
  const std::string reports = cursor.reports.empty() ? "" : ",\"reports\":" + cursor.reports;
  return "{\"version\":1,\"products\":{" + products + "}" + reports + "}";
}

}  // namespace amazon_ads
