#include "sync/live_board.hpp"

namespace mooring::host {
namespace {

std::string live_state_of(const RunRow& run) {
  if (run.state == RunState::queued) return "queued";
  if (run.waiting_for.empty() || run.waiting_for == "memory") return "running";
  if (run.waiting_for == "budget") return "waiting_for_budget";
  if (run.waiting_for == "throttled") return "throttled";
  if (run.waiting_for == "retry") return "retrying";
  return "sleeping";
}

}  // namespace

LiveStream& LiveBoard::slot(const std::string& connection_id, const std::string& stream,
                            const std::string& marketplace) {
  auto [found, made] = streams_.try_emplace({connection_id, stream, marketplace});
  if (made) {
    found->second.connection_id = connection_id;
    found->second.stream = stream;
    found->second.marketplace = marketplace;
  }
  return found->second;
}

void LiveBoard::show_plan(const StreamRow& planned, std::optional<Timestamp> next_run_at) {
  std::lock_guard lock(mutex_);
  slot(planned.connection_id, planned.stream, planned.marketplace).next_run_at = next_run_at;
}

void LiveBoard::show_run(const RunRow& run) {
  std::lock_guard lock(mutex_);
  runs_.insert_or_assign(run.id, run);
  if (!run.backfill_id.empty()) return;  // it is not what the stream itself is doing
  LiveStream& live = slot(run.connection_id, run.stream, run.marketplace);
  live.run_id = run.id;
  live.state = live_state_of(run);
  const bool told = live.state == "sleeping" || run.waiting_for == "memory";
  live.waiting_for = told && run.waiting_for != "sleep" ? run.waiting_for : "";
  live.until = run.waiting_until;
  live.progress_done = run.progress_done;
  live.progress_total = run.progress_total;
  live.rows_read = run.rows_read;
  live.note = run.progress_note;
  live.expected_at = run.expected_at;
}

void LiveBoard::remove_run(const RunRow& run) {
  std::lock_guard lock(mutex_);
  runs_.erase(run.id);
  if (!run.backfill_id.empty()) return;
  LiveStream& live = slot(run.connection_id, run.stream, run.marketplace);
  LiveStream idle;
  idle.connection_id = live.connection_id;
  idle.stream = live.stream;
  idle.marketplace = live.marketplace;
  idle.next_run_at = live.next_run_at;
  live = std::move(idle);
}

void LiveBoard::remove_slot(const StreamRow& gone) {
  std::lock_guard lock(mutex_);
  streams_.erase({gone.connection_id, gone.stream, gone.marketplace});
}

void LiveBoard::remove_connection(const std::string& connection_id) {
  std::lock_guard lock(mutex_);
  auto first = streams_.lower_bound({connection_id, "", ""});
  while (first != streams_.end() && first->second.connection_id == connection_id)
    first = streams_.erase(first);
}

void LiveBoard::set_counters(const EngineCounters& counters) {
  std::lock_guard lock(mutex_);
  counters_ = counters;
}

std::vector<LiveStream> LiveBoard::streams(const std::string& connection_id) const {
  std::lock_guard lock(mutex_);
  std::vector<LiveStream> found;
  for (auto at = streams_.lower_bound({connection_id, "", ""}); at != streams_.end(); ++at) {
    if (!connection_id.empty() && at->second.connection_id != connection_id) break;
    found.push_back(at->second);
    if (at->second.state == "queued") found.back().queue = place_of(at->second.run_id);
  }
  return found;
}

void LiveBoard::show_queue(const std::vector<std::string>& next, size_t length,
                           const std::vector<std::string>& held) {
  std::lock_guard lock(mutex_);
  places_.clear();
  for (const std::string& run_id : next)
    places_.emplace(run_id, places_.size() + 1);
  for (const std::string& run_id : held)
    places_.emplace(run_id, 0);
  queue_length_ = length;
}

std::optional<QueuePlace> LiveBoard::place_of(const std::string& run_id) const {
  const auto run = runs_.find(run_id);
  if (run == runs_.end() || run->second.state != RunState::queued || queue_length_ + places_.size() == 0)
    return std::nullopt;
  const auto place = places_.find(run_id);
  if (place == places_.end()) return QueuePlace{0, queue_length_, "places"};
  return QueuePlace{place->second, queue_length_, place->second == 0 ? "run" : "places"};
}

std::optional<QueuePlace> LiveBoard::queue_place(const std::string& run_id) const {
  std::lock_guard lock(mutex_);
  return place_of(run_id);
}

std::optional<RunRow> LiveBoard::run(const std::string& run_id) const {
  std::lock_guard lock(mutex_);
  auto found = runs_.find(run_id);
  if (found == runs_.end()) return std::nullopt;
  return found->second;
}

EngineCounters LiveBoard::counters() const {
  std::lock_guard lock(mutex_);
  return counters_;
}

}  // namespace mooring::host
