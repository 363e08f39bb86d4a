// Which operation a request of the Ads API means, and in which of Amazon's dialects its errors are written. Pure.
#pragma once
#include <string>
#include <string_view>

#include "simulator/amazon/ads/entities.hpp"
#include "simulator/amazon/http.hpp"

namespace mooring::amazon_simulator::ads {

// Amazon grew several shapes of errors.
enum class Dialect {
  login,    // {"error","error_description"}
  page,     // HTML for people
  classic,  // {"code","details","requestId"}: profiles, Sponsored Display, older Sponsored Brands, budget usage
  modern,     // {"code","message"}: Sponsored Products v3, Sponsored Brands v4, portfolios
  reporting,  // {"code","detail"}
  storage     // XML
};

enum class Paging { token, token_100, start_index };

struct ListSpec {
  std::string_view method, path;
  std::string_view endpoint;  // for faults and the log
  Kind kind;
  std::string_view media;  // without application/; empty: plain JSON
  std::string_view array;  // the member that holds the items; empty: a bare array
  Paging paging;
  bool strict_media = false;  // 415 and 406 for anything but the media type
  bool extended = false;      // always with times and serving status
};

struct Route {
  std::string_view endpoint;  // empty: there is no such operation
  Dialect dialect = Dialect::classic;
  const ListSpec* list = nullptr;
  Product usage = Product::none;  // budget usage of this ad product
  std::string report_id;
};

Route route_of(std::string_view method, std::string_view path);  // below the region
Route storage_route();
const std::vector<std::string>& endpoints();  // all names, for faults

// An error in a dialect. `word` is the code where codes are words, else the status is the code.
Reply error_reply(Dialect dialect, int status, std::string_view word, std::string_view text,
                  std::string_view request_id);
// 429 in one of the kinds that were seen: 0 with Retry-After, 1 without, 2 a gateway's page.
Reply throttled(Dialect dialect, int kind, std::string_view request_id);

}  // namespace mooring::amazon_simulator::ads
