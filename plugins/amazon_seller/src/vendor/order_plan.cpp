#include "vendor/order_plan.hpp"

#include <simdjson.h>

#include <algorithm>
#include <mooring/failure.hpp>

namespace amazon_seller::vendor {

using mooring::Failure;
using mooring::FailureKind;
using mooring::Time;

namespace {

constexpr int64_t kVersion = 1;

std::optional<Time> time_in(simdjson::ondemand::document& document, const char* member) {
  std::string_view text;
  if (document[member].get_string().get(text)) return std::nullopt;
  const auto time = mooring::parse_time(text);
  if (!time)
    throw Failure(FailureKind::internal,
                  "the stored cursor is damaged: its '" + std::string(member) + "' is no time");
  return time;
}

void append(std::string& text, const char* member, const std::optional<Time>& time) {
  if (time) text += std::string(",\"") + member + "\":\"" + mooring::format_time(*time) + "\"";
}

}  // namespace

OrderCursor parse_cursor(std::string_view text) {
  OrderCursor cursor;
  if (text.empty()) return cursor;
  try {
    simdjson::ondemand::parser parser;
    const simdjson::padded_string json(text);
    simdjson::ondemand::document document = parser.iterate(json);
    if (const int64_t version = document["version"].get_int64(); version > kVersion)
      throw Failure(FailureKind::internal, "the stored cursor is of a newer version of the plugin");
    cursor.created = time_in(document, "created");
    cursor.changed = time_in(document, "changed");
    cursor.reread = time_in(document, "reread");
    return cursor;
  } catch (const simdjson::simdjson_error& error) {
    throw Failure(FailureKind::internal, std::string("the stored cursor is damaged: ") + error.what());
  }
}

std::string to_text(const OrderCursor& cursor) {
  std::string text = "{\"version\":" + std::to_string(kVersion);
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
