// How much of a campaign's daily budget is spent, told every quarter of an hour. Pure, any thread.
#pragma once
#include "simulator/amazon/ads/entities.hpp"
#include "simulator/amazon/ads/time_zones.hpp"

namespace mooring::amazon_simulator::ads {

struct BudgetUsage {
  int64_t budget = 0;   // hundredths
  int64_t percent = 0;  // hundredths of a percent
  int64_t at_us = 0;
};
BudgetUsage budget_usage(const Entity& campaign, const Profile& profile, int64_t now_us);

}  // namespace mooring::amazon_simulator::ads
