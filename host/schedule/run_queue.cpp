#include "schedule/run_queue.hpp"

namespace mooring::host {

uint64_t RunQueue::served(const std::string& connection_id) const {
  auto found = last_served_.find(connection_id);
  return found == last_served_.end() ? 0 : found->second;
}

void RunQueue::add(const std::string& run_id, const Place& place) {
  LaneQueue& queue = queue_of(place.lane);
  queue.runs[place.connection_id].emplace(place.order, run_id);
  queue.turns.emplace(served(place.connection_id), place.connection_id);
  places_.insert_or_assign(run_id, place);
}

void RunQueue::take(const std::string& run_id, const Place& place) {
  LaneQueue& queue = queue_of(place.lane);
  auto runs = queue.runs.find(place.connection_id);
  runs->second.erase(place.order);
  if (runs->second.empty()) {
    queue.turns.erase({served(place.connection_id), place.connection_id});
    queue.runs.erase(runs);
  }
  places_.erase(run_id);
}

// The connection goes to the end of the turns in every lane where it waits.
void RunQueue::serve(const std::string& connection_id) {
  const uint64_t before = served(connection_id);
  last_served_[connection_id] = ++turn_;
  for (LaneQueue& queue : lanes_)
    if (queue.turns.erase({before, connection_id}) > 0) queue.turns.emplace(turn_, connection_id);
}

void RunQueue::push(QueuedRun run) {
  add(run.run_id, {run.lane, run.connection_id, ++arrivals_});
}

std::optional<Lane> RunQueue::next_lane() const {
  for (size_t lane = 0; lane < kLanes; ++lane)
    if (!lanes_[lane].turns.empty()) return static_cast<Lane>(lane);
  return std::nullopt;
}

std::optional<QueuedRun> RunQueue::pop(Lane lane) {
  if (!waits(lane)) return std::nullopt;
  LaneQueue& queue = queue_of(lane);
  QueuedRun run;
  run.lane = lane;
  run.connection_id = queue.turns.begin()->second;
  run.run_id = queue.runs.at(run.connection_id).begin()->second;
  const Place place = places_.at(run.run_id);
  take(run.run_id, place);
  serve(run.connection_id);
  return run;
}

std::vector<std::string> RunQueue::next(size_t at_most) const {
  std::vector<std::string> order;
  std::map<std::string, uint64_t> served_meanwhile;
  uint64_t turn = turn_;
  for (const LaneQueue& lane : lanes_) {
    struct Left {
      std::map<Order, std::string>::const_iterator next, end;
    };
    std::map<std::pair<uint64_t, std::string>, Left> turns;
    for (const auto& [when, connection] : lane.turns) {
      const auto later = served_meanwhile.find(connection);
      const auto& runs = lane.runs.at(connection);
      turns.emplace(std::pair(later == served_meanwhile.end() ? when : later->second, connection),
                    Left{runs.begin(), runs.end()});
    }
    while (!turns.empty() && order.size() < at_most) {
      auto first = turns.extract(turns.begin());
      order.push_back(first.mapped().next->second);
      served_meanwhile[first.key().second] = first.key().first = ++turn;
      if (++first.mapped().next != first.mapped().end) turns.insert(std::move(first));
    }
  }
  return order;
}

bool RunQueue::remove(const std::string& run_id) {
  auto found = places_.find(run_id);
  if (found == places_.end()) return false;
  const Place place = found->second;
  take(run_id, place);
  return true;
}

bool RunQueue::raise_to_manual(const std::string& run_id) {
  auto found = places_.find(run_id);
  if (found == places_.end()) return false;
  Place place = found->second;
  take(run_id, place);
  place.lane = Lane::manual;
  add(run_id, place);
  return true;
}

}  // namespace mooring::host
