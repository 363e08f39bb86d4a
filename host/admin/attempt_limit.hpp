// How often a client's address may be wrong, or a link be followed: so often at once, then once for each that is forgotten.
// Any thread.
#pragma once
#include <map>
#include <mutex>
#include <string>

#include "base/clock.hpp"

namespace mooring::host::admin {

class AttemptLimit {
 public:
  AttemptLimit(const Clock& clock, double at_once, Duration forgotten_after, size_t remembered_max)
      : clock_(clock),
        at_once_(at_once),
        forgotten_after_(forgotten_after),
        remembered_max_(remembered_max) {}

  // A failure of this address. False: there were too many.
  bool count(const std::string& peer);

 private:
  struct Failures {
    double count = 0;
    SteadyTime at{};
  };
  const Clock& clock_;
  const double at_once_;
  const Duration forgotten_after_;
  const size_t remembered_max_;
  std::mutex mutex_;
  std::map<std::string, Failures> failures_;
};

}  // namespace mooring::host::admin
