// The cursor of a list stream: when each product was last read in full. Pure.
#pragma once
#include <map>
#include <mooring/time.hpp>
#include <string>
#include <string_view>

namespace amazon_ads {

struct EntityCursor {
  std::map<std::string, mooring::Time, std::less<>> full_at;  // by the product's code; "" for portfolios
};

// Empty text: nothing was read yet. Throws Failure (internal) for a damaged cursor or one of a newer version.
EntityCursor parse_entity_cursor(std::string_view text);
std::string to_text(const EntityCursor& cursor);

}  // namespace amazon_ads
