#include "times_cursor.hpp"

#include <simdjson.h>

#include <mooring/failure.hpp>

namespace amazon_seller {

using mooring::Failure;
using mooring::FailureKind;
using mooring::Time;

TimesCursor::TimesCursor(std::string_view text) {
  if (text.empty()) return;
  int64_t version = 0;
  try {
    simdjson::ondemand::parser parser;
    const simdjson::padded_string json(text);
    simdjson::ondemand::document document = parser.iterate(json);
    for (auto field : document.get_object()) {
      const std::string name(std::string_view(field.unescaped_key()));
      if (name == "version") {
        version = field.value().get_int64();
        continue;
      }
      const std::string_view written = field.value().get_string();
      const auto time = mooring::parse_time(written);
      if (!time)
        throw Failure(FailureKind::internal,
                      "the stored cursor holds \"" + std::string(written) + "\" as a time");
      times_[name] = *time;
    }
  } catch (const simdjson::simdjson_error& error) {
    throw Failure(FailureKind::internal, std::string("the stored cursor is damaged: ") + error.what());
  }
  if (version != 1)
    throw Failure(FailureKind::internal, "the stored cursor is of version " + std::to_string(version) +
                                             ", this plugin reads version 1: install the newer plugin again");
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
