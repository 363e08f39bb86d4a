// The operations that list Amazon's advertising objects: which stream each fills, how it pages and how its states are
// asked for. A table; pure. Three generations of the API differ in all of that.
#pragma once
#include <mooring/http.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "products.hpp"

namespace amazon_ads {

enum class EntityStream {
  portfolios,
  campaigns,
  ad_groups,
  ads,
  keywords,
  targets,
  negative_keywords,
  negative_targets,
};

enum class ListStyle {
  modern,       // POST, nextToken, {"stateFilter":{"include":[...]}}, ids are strings
  brands_body,  // POST, nextToken, {"filters":[{"filterType":"TARGETING_STATE",...}]}, ids are numbers
  query,        // GET, startIndex and count, stateFilter in the query, a bare array, ids are numbers
};

struct EntityList {
  EntityStream stream;
  Product product;
  ListStyle style;
  const char* path;
  const char* media_type;  // Accept, and for `modern` also Content-Type; empty: application/json
  const char* array;       // the member that holds the objects; empty: the answer itself
  const char* id;          // the member that holds the object's id
  int page_size;           // 0: not told, Amazon's own maximum
  // States to ask for, as the operation writes them, comma-separated. Several requests are separated by ';'. Empty: all
  // are listed without asking.
  const char* active_states;
  const char* all_states;
  bool of_campaign = false;  // a negative that stands at the campaign instead of the ad group
};

// The lists of a stream, by product in the order of kProducts.
std::span<const EntityList> lists_of(EntityStream stream);

// Of a state request: "ENABLED,PAUSED;ARCHIVED" are two.
std::vector<std::string_view> state_requests(std::string_view states);

// Where the next page begins.
struct PagePosition {
  std::string token;        // of modern and brands_body
  int64_t start_index = 0;  // of query
};

mooring::HttpRequest page_request(const EntityList& list, const std::string& api_base,
                                  const std::string& profile_id, std::string_view states,
                                  const PagePosition& position);

std::string_view id_of(EntityStream stream);  // "campaigns"

}  // namespace amazon_ads
