// The Ads half of the simulated world: accounts and reports. Owned by World; thread-safe.
#pragma once
#include "simulator/amazon/ads/accounts.hpp"
#include "simulator/amazon/ads/reports.hpp"

namespace mooring::amazon_simulator::ads {

struct Side {
  Side(const Options& options, const std::vector<Seller>& sellers, int64_t opened_us)
      : accounts(options, sellers, opened_us) {}
  Accounts accounts;
  ReportDesk desk;
};

}  // namespace mooring::amazon_simulator::ads
