#include "sync/memory_gate.hpp"

#include <algorithm>

#include "base/limits_memory.hpp"

namespace mooring::host {

MemoryGate::Ticket MemoryGate::enter(const Wish& wish, Lane lane, bool at_once, Go go) {
  const size_t expected = expected_of(wish);
  const Ticket ticket = ++last_ticket_;
  const auto own = waiting_.begin() + static_cast<ptrdiff_t>(lane);
  const bool is_next = std::all_of(waiting_.begin(), own + 1, [](const auto& line) { return line.empty(); });
  if (at_once || (is_next && has_room(expected))) {
    working_bytes_ += expected;
    go(expected);
  } else {
    own->push_back({ticket, expected, std::move(go)});
  }
  return ticket;
}

void MemoryGate::leave(Ticket ticket) {
  for (auto& line : waiting_)
    std::erase_if(line, [&](const Waiting& waiting) { return waiting.ticket == ticket; });
  serve();
}

size_t MemoryGate::expected_of(const Wish& wish) const {
  const auto known = known_bytes_.find(wish.operation);
  const size_t bytes = known == known_bytes_.end() ? wish.unknown_bytes : known->second;
  return std::min(bytes, bounds_.working_bytes / 2);
}

// Grows at once, shrinks slowly: one short last page says nothing of the next long one.
void MemoryGate::learn(const std::string& operation, size_t bytes) {
  if (known_bytes_.size() >= limits::kOperationsKnownMax) known_bytes_.clear();
  auto [known, is_new] = known_bytes_.try_emplace(operation, bytes);
  if (!is_new) known->second = std::max(bytes, known->second - known->second / 16);
}

void MemoryGate::change(size_t from, size_t to) {
  working_bytes_ += to;
  working_bytes_ -= std::min(from, working_bytes_);
  if (to >= from) return;
  // Pages of many sizes leave holes that nobody else fits into.
  returned_bytes_ += from - to;
  if (returned_bytes_ >= limits::kTrimEveryBytes) {
    returned_bytes_ = 0;
    if (return_free_) return_free_();
  }
  serve();
}

bool MemoryGate::park(size_t bytes) {
  if (bytes > bounds_.parked_bytes - parked_bytes_) return false;
  parked_bytes_ += bytes;
  working_bytes_ -= bytes;
  serve();
  return true;
}

void MemoryGate::unpark(size_t bytes) {
  parked_bytes_ -= bytes;
  working_bytes_ += bytes;
}

size_t MemoryGate::waiting() const {
  size_t all = 0;
  for (const auto& line : waiting_)
    all += line.size();
  return all;
}

// Nobody overtakes who needs much: else it would never find room. Posted: whoever gives room back stands in the middle
// of something.
void MemoryGate::serve() {
  for (auto& line : waiting_) {
    while (!line.empty() && has_room(line.front().expected)) {
      Waiting next = std::move(line.front());
      line.pop_front();
      working_bytes_ += next.expected;
      core_.post([go = std::move(next.go), expected = next.expected] { go(expected); });
    }
    if (!line.empty()) return;
  }
}

}  // namespace mooring::host
