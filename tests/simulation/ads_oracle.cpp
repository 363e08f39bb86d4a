#include "simulation/ads_oracle.hpp"

#include <stdexcept>

namespace mooring::test {

RowsByKey ads_oracle(SimulatedHost& host, const amazon_simulator::ads::OracleQuery& query) {
  std::string lines;
  auto told = amazon_simulator::ads::tell_oracle(host.simulator().world(), query,
                                                 [&](std::string_view line) { lines += line; });
  if (!told) throw std::runtime_error(describe(told.error()));
  const auto& manifest = host.manifest("amazon_ads");
  auto rows = std::move(oracle_rows(manifest, lines)[query.stream]);
  if (!rows.empty())
    for (const auto& field : manifest.stream(query.stream)->fields)
      if (!rows.begin()->second.contains(field.name))
        throw std::runtime_error("the oracle is silent about " + query.stream + "." + field.name);
  return rows;
}

}  // namespace mooring::test
