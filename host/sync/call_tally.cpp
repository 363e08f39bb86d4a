#include "sync/call_tally.hpp"

#include <algorithm>

#include "base/endpoint.hpp"
#include "base/limits_activity.hpp"

namespace mooring::host {
namespace {

constexpr const char* kOthers = "other operations";

}  // namespace

void CallTally::add(const std::string& endpoint, int status, Duration took, uint64_t bytes) {
  auto key = std::pair(operation_of(endpoint), status);
  if (!rows_.contains(key) && rows_.size() >= limits::kCallRowsPerRun) key.first = kOthers;
  RunCallRow& row = rows_[key];
  const int64_t took_ms =
      std::max<int64_t>(0, std::chrono::duration_cast<std::chrono::milliseconds>(took).count());
  ++row.calls;
  row.total_ms += took_ms;
  row.slowest_ms = std::max(row.slowest_ms, took_ms);
  row.bytes += static_cast<int64_t>(bytes);
}

std::vector<RunCallRow> CallTally::rows(const std::string& run_id) const {
  std::vector<RunCallRow> out;
  for (const auto& [key, row] : rows_) {
    out.push_back(row);
    out.back().run_id = run_id;
    out.back().operation = key.first;
    out.back().status = key.second;
  }
  return out;
}

}  // namespace mooring::host
