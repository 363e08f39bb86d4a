// What a host must hold of Amazon Ads: rows with the columns of plugins/amazon_ads/plugin.toml. Any thread.
#pragma once
#include <functional>

#include "base/result.hpp"
#include "simulator/amazon/http.hpp"
#include "simulator/amazon/world.hpp"

namespace mooring::amazon_simulator::ads {

struct OracleQuery {
  std::string login, region;       // required: what this login reaches in this region
  std::string stream;              // required
  std::vector<uint64_t> profiles;  // empty: all
  int64_t as_of_us = 0;            // the moment whose state is told; 0: now
  // Only for the performance streams, as days since 1970-01-01 in each profile's time zone; default: what each ad
  // product's reports still have at as_of.
  std::optional<int64_t> first_day, last_day;
};

// Calls `line` with each row as a JSON object, in no promised order. Ids, decimals, dates and times are text, missing
// values null. The rows of lists are the entities that exist at as_of (archived ones too, vanished ones not); those of
// the performance streams have the figures that a report read at as_of would have.
host::Status tell_oracle(const World& world, const OracleQuery& query,
                         const std::function<void(std::string_view line)>& line);

// The streams it knows.
const std::vector<std::string>& oracle_streams();

// GET /control/api/ads/oracle?login=&region=&stream=&profiles=a,b&as_of=&from=&to= as NDJSON.
Reply answer_oracle(const World& world, const Fields& query);

}  // namespace mooring::amazon_simulator::ads
