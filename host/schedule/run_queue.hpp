// Which waiting run starts next: the highest lane first, and within a lane the connection that was served
// longest ago. Pure; belongs to one thread.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace mooring::host {

enum class Lane { manual, incremental, backfill };  // highest first

struct QueuedRun {
  std::string run_id, connection_id;
  Lane lane = Lane::incremental;
};

class RunQueue {
 public:
  void push(QueuedRun run);
  std::optional<QueuedRun> pop();
  std::optional<Lane> next_lane() const;  // of the run that pop() would give
  bool remove(const std::string& run_id);
  bool raise_to_manual(const std::string& run_id);
  size_t size() const { return waiting_.size(); }

 private:
  std::vector<QueuedRun> waiting_;  // in order of arrival
  std::map<std::string, uint64_t> last_served_;
  uint64_t turn_ = 0;
};

}  // namespace mooring::host
