// What is going on right now, for readers on other threads: the engine writes, HTTP threads read copies.
#pragma once
#include <map>
#include <mutex>
#include <string>
#include <tuple>
#include <unordered_map>
#include <vector>

#include "sync/engine.hpp"

namespace mooring::host {

class LiveBoard {
 public:
  void show_plan(const StreamRow& slot, std::optional<Timestamp> next_run_at);
  void show_run(const RunRow& run);
  void remove_run(const RunRow& run);
  void remove_slot(const StreamRow& slot);  // it has no runs any more
  void remove_connection(const std::string& connection_id);
  // The next runs in their order, how many wait in all, and those that wait for another run of their stream.
  void show_queue(const std::vector<std::string>& next, size_t length, const std::vector<std::string>& held);
  void set_counters(const EngineCounters& counters);

  std::vector<LiveStream> streams(const std::string& connection_id) const;
  std::optional<RunRow> run(const std::string& run_id) const;
  std::optional<QueuePlace> queue_place(const std::string& run_id) const;
  EngineCounters counters() const;

 private:
  using Key = std::tuple<std::string, std::string, std::string>;  // connection, stream, marketplace
  LiveStream& slot(const std::string& connection_id, const std::string& stream,
                   const std::string& marketplace);

  std::optional<QueuePlace> place_of(const std::string& run_id) const;

  mutable std::mutex mutex_;
  std::map<Key, LiveStream> streams_;
  std::map<std::string, RunRow> runs_;
  std::unordered_map<std::string, size_t> places_;  // of queued runs, from 1; 0: held
  size_t queue_length_ = 0;
  EngineCounters counters_;
};

}  // namespace mooring::host
