#include "vendor/order_plan.hpp"

#include <algorithm>

#include "stored_cursor.hpp"

namespace amazon_seller::vendor {

using mooring::Time;

namespace {

void append(std::string& text, const char* member, const std::optional<Time>& time) {
  if (time) text += std::string(",\"") + member + "\":\"" + mooring::format_time(*time) + "\"";
}

}  // namespace

OrderCursor parse_cursor(std::string_view text) {
  OrderCursor cursor;
  amazon::stored::read_cursor(text, [&](std::string_view key, amazon::Value value) {
    if (key == "created") cursor.created = amazon::stored::time_of(value);
    if (key == "changed") cursor.changed = amazon::stored::time_of(value);
    if (key == "reread") cursor.reread = amazon::stored::time_of(value);
  });
  return cursor;
}

std::string to_text(const OrderCursor& cursor) {
  std::string text = "{\"version\":1";
  append(text, "created", cursor.created);
  append(text, "changed", cursor.changed);
  append(text, "reread", cursor.reread);
  return text + "}";
}

Time first_position(Time history_from, Time now) {
  return std::chrono::ceil<std::chrono::seconds>(std::max(history_from, now - kRetention));
}

std::vector<Span> spans_of(By by, Time from, Time to) {
  std::vector<Span> spans;
  while (from < to) {
    const Time until = std::min(to, from + kSpanMax);
    spans.push_back({by, from, until});
    from = until;
  }
  return spans;
}

Plan plan_run(const OrderCursor& cursor, Time history_from, Time now) {
  Plan plan;
  const Time to = settled_at(now);
  const Time earliest = first_position(history_from, now);
  Time created = std::max(cursor.created.value_or(earliest), earliest);
  if (!cursor.reread || now - *cursor.reread >= kRereadEvery) {
    plan.rereads = true;
    created = std::min(created, std::max(earliest, to - kLookback));
  }
  plan.spans = spans_of(By::created, created, to);
  if (cursor.changed) {
    const std::vector<Span> changed = spans_of(By::changed, std::max(*cursor.changed, earliest), to);
    plan.spans.insert(plan.spans.end(), changed.begin(), changed.end());
  }
  if (plan.spans.empty()) plan.spans.push_back({By::created, to - std::chrono::minutes(1), to});
  return plan;
}

}  // namespace amazon_seller::vendor
