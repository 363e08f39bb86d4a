// What a list request asks for. Pure, any thread.
#pragma once
#include <Poco/JSON/Object.h>

#include <vector>

#include "simulator/amazon/ads/api.hpp"

namespace mooring::amazon_simulator::ads {

struct ListQuery {
  bool states[3] = {true, true, true};  // by State
  std::vector<uint64_t> campaigns, ad_groups, portfolios, ids;
  bool by_campaign = false, by_ad_group = false, by_portfolio = false, by_id = false;
  std::vector<std::string> names;
  bool exact_name = false;
  bool extended = false;
  int64_t page_size = 0;
  int64_t offset = 0;   // token: the index to go on from; start_index: how many matching entities to skip
  int64_t total = -1;   // told by the token of the page before; -1: not counted yet
  bool glitch = false;  // this listing leaves out some entities
  uint64_t serial = 0;  // of this listing
  uint64_t hash = 0;    // of the filters
  bool later_page = false;
};

host::Result<Poco::JSON::Object::Ptr> body_object(const Request& request);
host::Result<ListQuery> parse_list_query(const Call& call);
std::string next_token(const Call& call, const ListQuery& query, int64_t offset);

}  // namespace mooring::amazon_simulator::ads
