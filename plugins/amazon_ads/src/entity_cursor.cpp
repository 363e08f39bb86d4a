#include "entity_cursor.hpp"

#include "api.hpp"

namespace amazon_ads {

using mooring::Failure;
using mooring::FailureKind;

EntityCursor parse_entity_cursor(std::string_view text) {
  EntityCursor cursor;
  if (text.empty()) return cursor;
  int64_t version = 0;
  try {
    simdjson::ondemand::parser parser;
    const simdjson::padded_string json(text);
    simdjson::ondemand::document document = parser.iterate(json);
    for (auto field : document.get_object()) {
      const std::string_view key = field.unescaped_key();
      if (key == "version") version = field.value().get_int64();
      if (key != "full_at") continue;
      for (auto entry : field.value().get_object()) {
        const std::string product(std::string_view(entry.unescaped_key()));
        const auto time = mooring::parse_time(std::string_view(entry.value().get_string()));
        if (time) cursor.full_at[product] = *time;
      }
    }
  } catch (const simdjson::simdjson_error& error) {
    throw Failure(FailureKind::internal, std::string("the stored cursor is damaged: ") + error.what());
  }
  if (version != 1) {
    throw Failure(FailureKind::internal, "the stored cursor is of version " + std::to_string(version) +
                                             ", this plugin reads version 1: install the newer plugin again");
  }
  return cursor;
}

std::string to_text(const EntityCursor& cursor) {
  std::string products;
  for (const auto& [product, time] : cursor.full_at) {
    products +=
        (products.empty() ? "" : ",") + json_text(product) + ":" + json_text(mooring::format_time(time));
  }
  return "{\"version\":1,\"full_at\":{" + products + "}}";
}

}  // namespace amazon_ads
