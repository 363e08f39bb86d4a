#include "schedule/run_queue.hpp"

#include <algorithm>
#include <tuple>

namespace mooring::host {

void RunQueue::push(QueuedRun run) {
  waiting_.push_back(std::move(run));
}

std::optional<QueuedRun> RunQueue::pop() {
  if (waiting_.empty()) return std::nullopt;
  auto rank = [this](const QueuedRun& run) {
    auto served = last_served_.find(run.connection_id);
    return std::tuple{run.lane, served == last_served_.end() ? 0 : served->second};
  };
  auto best = std::min_element(waiting_.begin(), waiting_.end(),
                               [&](const QueuedRun& a, const QueuedRun& b) { return rank(a) < rank(b); });
  QueuedRun run = std::move(*best);
  waiting_.erase(best);
  last_served_[run.connection_id] = ++turn_;
  return run;
}

std::optional<Lane> RunQueue::next_lane() const {
  if (waiting_.empty()) return std::nullopt;
  return std::min_element(waiting_.begin(), waiting_.end(),
                          [](const QueuedRun& a, const QueuedRun& b) { return a.lane < b.lane; })
      ->lane;
}

bool RunQueue::remove(const std::string& run_id) {
  return std::erase_if(waiting_, [&](const QueuedRun& run) { return run.run_id == run_id; }) > 0;
}

bool RunQueue::raise_to_manual(const std::string& run_id) {
  for (auto& run : waiting_)
    if (run.run_id == run_id) {
      run.lane = Lane::manual;
      return true;
    }
  return false;
}

}  // namespace mooring::host
