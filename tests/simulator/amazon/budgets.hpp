// Amazon's usage plans: one token bucket per seller, application and operation. Thread-safe.
#pragma once
#include <map>
#include <mutex>
#include <string>
#include <string_view>

#include "base/clock.hpp"

namespace mooring::amazon_simulator {

struct UsagePlan {
  double rate_per_s = 0;
  double burst = 0;
};
// The documented default of an operation.
UsagePlan default_plan(std::string_view operation);

class Budgets {
 public:
  explicit Budgets(double scale) : scale_(scale) {}
  bool take(const std::string& seller, const std::string& client, std::string_view operation,
            host::SteadyTime now);
  std::string rate_text(std::string_view operation) const;  // for x-amzn-RateLimit-Limit
  double scale() const;
  void set_scale(double scale);  // a "dynamic usage plan"; full buckets again
  void reset();

 private:
  struct Bucket {
    double tokens = 0;
    host::SteadyTime filled_at;
  };
  mutable std::mutex mutex_;
  double scale_;
  std::map<std::string, Bucket> buckets_;
};

}  // namespace mooring::amazon_simulator
