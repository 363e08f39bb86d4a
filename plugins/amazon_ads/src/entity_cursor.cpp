#include "entity_cursor.hpp"

#include "json_text.hpp"
#include "stored_cursor.hpp"

namespace amazon_ads {

namespace stored = amazon::stored;

EntityCursor parse_entity_cursor(std::string_view text) {
  EntityCursor cursor;
  stored::read_cursor(text, [&](std::string_view key, amazon::Value value) {
    if (key == "full_at") cursor.full_at = stored::times_of(value);
  });
  return cursor;
}

std::string to_text(const EntityCursor& cursor) {
  return "{\"version\":1,\"full_at\":" + stored::json_of(cursor.full_at) + "}";
}

}  // namespace amazon_ads
