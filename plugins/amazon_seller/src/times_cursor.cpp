#include "times_cursor.hpp"

#include "stored_cursor.hpp"

namespace amazon_seller {

using mooring::Time;

TimesCursor::TimesCursor(std::string_view text) {
  amazon::stored::read_cursor(text, [&](std::string_view name, amazon::Value value) {
    times_[std::string(name)] = amazon::stored::time_of(value);
  });
}

std::optional<Time> TimesCursor::at(std::string_view name) const {
  const auto known = times_.find(name);
  return known == times_.end() ? std::nullopt : std::optional(known->second);
}

void TimesCursor::forget(std::string_view name) {
  if (const auto known = times_.find(name); known != times_.end()) times_.erase(known);
}

std::string TimesCursor::text() const {
  std::string text = "{\"version\":1";
  for (const auto& [name, time] : times_)
    text += ",\"" + name + "\":\"" + mooring::format_time(time) + "\"";
  return text + "}";
}

}  // namespace amazon_seller
