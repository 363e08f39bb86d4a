// What a host holds of a seller or vendor against what the simulator's oracle says, stream by stream as the manifest names them: a stream
// that is added later is compared by itself. Reads the database file; belongs to one thread.
#pragma once
#include <map>
#include <set>
#include <string>
#include <vector>

#include "simulation/simulated_host.hpp"

namespace mooring::test {

struct SellerVerdict {
  std::vector<std::string> wrong;          // sentences
  std::map<std::string, size_t> compared;  // rows of each stream
  std::set<std::string> without_oracle;    // streams that the simulator cannot judge
};

// `since`: from when on everything must be held. `read_from`: when the last complete reading of everything began. What changed
// between then and now may be held as it was or as it is; all else must be held exactly, and nothing else. `only`: of these streams; empty: of all.
SellerVerdict judge_seller(SimulatedHost& host, const SimulatedAccount& account, host::Timestamp since,
                           host::Timestamp read_from, const std::set<std::string>& only = {});

// Everything that runs by itself was read without an error since then.
bool all_read_since(SimulatedHost& host, const std::string& connection_id, host::Timestamp time);
// What is missing for that, as words; empty: nothing.
std::string not_read_since(SimulatedHost& host, const std::string& connection_id, host::Timestamp time);

}  // namespace mooring::test
