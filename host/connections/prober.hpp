// Sends the probes of a connection with its access token. connections/ needs it to look at permissions; the one who can
// send requests of a channel (sync/) implements it. Core executor.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "connections/probes.hpp"

namespace mooring::host {

class Prober {
 public:
  virtual ~Prober() = default;
  // Calls of one budget go out one after the other, behind whatever syncs need. one: for each call, as its answer comes;
  // not any more after one with an empty state, which ends them all. done: at the end, once.
  virtual void start(const std::string& connection_id, const ChannelSetup& setup,
                     std::vector<ProbeCall> calls, bool urgent,
                     std::function<void(const ProbeCall&, ProbeOutcome)> one, std::function<void()> done) = 0;
};

}  // namespace mooring::host
