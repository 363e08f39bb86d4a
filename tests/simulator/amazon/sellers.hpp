// The simulated sellers: who they are, where they sell. A pure function of the seed; never changes while
// running.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "draw.hpp"

namespace mooring::amazon_simulator {

struct Marketplace {
  std::string_view id, region, country_code, name, currency, language, domain;
  int currency_digits;  // 2, or 0 for JPY
  int price_factor;     // price level against the US dollar, in percent
};

const std::vector<Marketplace>& marketplaces();
const Marketplace* find_marketplace(std::string_view id);
// Sellers API answers also name this; it is no Amazon store.
const Marketplace& pseudo_marketplace();

struct Participation {
  const Marketplace* marketplace;
  bool participating = true;
  bool suspended = false;
  int share_percent = 0;  // of the seller's orders
};

struct Seller {
  int ordinal = 0;  // stands in its order ids
  std::string id;   // merchant token: A...
  std::string name;
  std::string email;
  std::string region;  // NA, EU, FE
  std::vector<Participation> participations;
  bool vendor = false;  // sells to Amazon, in Vendor Central; the Sellers API does not know it
};

std::vector<Seller> make_sellers(uint64_t seed, int count);
// One after the other of the three regions.
std::vector<Seller> make_vendors(uint64_t seed, int count);

inline constexpr int kSellersMax = 800;  // the ordinal has three digits in an order id

}  // namespace mooring::amazon_simulator
