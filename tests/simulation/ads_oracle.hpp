// The simulator's oracle of Amazon Ads as rows. Checks that it speaks of every column that the manifest declares.
#pragma once
#include "simulation/comparison.hpp"
#include "simulation/simulated_host.hpp"
#include "simulator/amazon/ads/oracle.hpp"

namespace mooring::test {

RowsByKey ads_oracle(SimulatedHost& host, const amazon_simulator::ads::OracleQuery& query);

}  // namespace mooring::test
