#include "performance_cursor.hpp"

#include "api.hpp"
#include "stored_cursor.hpp"

namespace amazon_ads {

using namespace amazon;
using Json = simdjson::ondemand::value;

namespace {

Pass pass_of(simdjson::ondemand::object object) {
  Pass pass{};
  for (auto field : object) {
    const std::string_view key = field.unescaped_key();
    Json value = field.value();
    if (key == "today") pass.today = stored::day_of(value);
    if (key == "full") pass.full = value.get_bool();
    if (key == "windows") pass.windows = stored::ranges_of(value);
  }
  return pass;
}

ReportState state_of(simdjson::ondemand::object object) {
  ReportState state;
  for (auto field : object) {
    const std::string_view key = field.unescaped_key();
    Json value = field.value();
    if (key == "first") state.first = stored::day_of(value);
    if (key == "held") state.held = stored::days_of(value);
    if (key == "settled") state.settled = stored::days_of(value);
    if (key == "final") state.final_days = stored::days_of(value);
    if (key == "lost_before") state.lost_before = stored::day_of(value);
    if (key == "restated_on") state.restated_on = stored::day_of(value);
    if (key == "pass") state.pass = pass_of(value.get_object());
  }
  return state;
}

std::string json_day(Day day) {
  return json_text(to_text(day));
}

std::string json_state(const ReportState& state) {
  std::string out = "{\"held\":" + stored::json_of(state.held.ranges()) +
                    ",\"settled\":" + stored::json_of(state.settled.ranges()) +
                    ",\"final\":" + stored::json_of(state.final_days.ranges());
  const auto add = [&](const char* name, const std::optional<Day>& day) {
    if (day) out += std::string(",\"") + name + "\":" + json_day(*day);
  };
  add("first", state.first);
  add("lost_before", state.lost_before);
  add("restated_on", state.restated_on);
  if (state.pass) {
    out += ",\"pass\":{\"today\":" + json_day(state.pass->today) +
           ",\"full\":" + (state.pass->full ? "true" : "false") +
           ",\"windows\":" + stored::json_of(state.pass->windows) + "}";
  }
  return out + "}";
}

}  // namespace

PerformanceCursor parse_performance_cursor(std::string_view text) {
  PerformanceCursor cursor;
  stored::read_cursor(text, [&](std::string_view key, Json value) {
    if (key == "reports") cursor.reports = trim_end(simdjson::ondemand::array(value.get_array()).raw_json());
    if (key != "products") return;
    for (auto entry : value.get_object()) {
      const std::string product(std::string_view(entry.unescaped_key()));
      cursor.products[product] = state_of(entry.value().get_object());
    }
  });
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
