// Which waiting run starts next: of the lane that is asked for the connection that was served longest ago, within a connection
// the one that came first. Every operation costs the logarithm of what waits: a channel with a run for each of many
// marketplaces queues thousands at once. Pure; belongs to one thread.
#pragma once
#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace mooring::host {

enum class Lane { manual, incremental, backfill };  // highest first
inline constexpr size_t kLanes = 3;

struct QueuedRun {
  std::string run_id, connection_id;
  Lane lane = Lane::incremental;
};

class RunQueue {
 public:
  void push(QueuedRun run);
  std::optional<QueuedRun> pop(Lane lane);  // nothing: none waits in it
  std::optional<Lane> next_lane() const;    // the highest in which one waits
  bool waits(Lane lane) const { return !lanes_[static_cast<size_t>(lane)].turns.empty(); }
  bool remove(const std::string& run_id);
  bool raise_to_manual(const std::string& run_id);
  size_t size() const { return places_.size(); }
  bool contains(const std::string& run_id) const { return places_.contains(run_id); }
  // The next ones if nothing came in between and always the highest lane were asked for.
  std::vector<std::string> next(size_t at_most) const;

 private:
  using Order = uint64_t;  // of arrival
  struct LaneQueue {
    std::map<std::string, std::map<Order, std::string>> runs;  // by connection; none is empty
    std::set<std::pair<uint64_t, std::string>> turns;          // when served last, connection
  };
  struct Place {
    Lane lane;
    std::string connection_id;
    Order order;
  };
  LaneQueue& queue_of(Lane lane) { return lanes_[static_cast<size_t>(lane)]; }
  uint64_t served(const std::string& connection_id) const;
  void add(const std::string& run_id, const Place& place);
  void take(const std::string& run_id, const Place& place);
  void serve(const std::string& connection_id);

  std::array<LaneQueue, kLanes> lanes_;
  std::unordered_map<std::string, Place> places_;  // by run
  std::map<std::string, uint64_t> last_served_;
  uint64_t turn_ = 0;
  Order arrivals_ = 0;
};

}  // namespace mooring::host
