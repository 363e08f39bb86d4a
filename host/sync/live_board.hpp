// What is going on right now, for readers on other threads: the engine writes, HTTP threads read copies.
#pragma once
#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "sync/engine.hpp"

namespace mooring::host {

class LiveBoard {
 public:
  void show_plan(const std::string& connection_id, const std::string& stream,
                 std::optional<Timestamp> next_run_at);
  void show_run(const RunRow& run);
  void remove_run(const RunRow& run);
  void remove_connection(const std::string& connection_id);
  void set_counters(const EngineCounters& counters);

  std::vector<LiveStream> streams(const std::string& connection_id) const;
  std::optional<RunRow> run(const std::string& run_id) const;
  EngineCounters counters() const;

 private:
  using Key = std::pair<std::string, std::string>;
  mutable std::mutex mutex_;
  std::map<Key, LiveStream> streams_;
  std::map<std::string, RunRow> runs_;
  EngineCounters counters_;
};

}  // namespace mooring::host
