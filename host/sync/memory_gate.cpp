#include "sync/memory_gate.hpp"

#include <algorithm>

#include "base/limits_memory.hpp"

namespace mooring::host {

MemoryGate::Ticket MemoryGate::enter(const std::string& operation, bool at_once, Go go) {
  auto known = answer_bytes_.find(operation);
  const size_t expected = (known == answer_bytes_.end() ? limits::kAnswerBytesExpected : known->second) *
                          (1 + limits::kRowsPerAnswerByte);
  const Ticket ticket = ++last_ticket_;
  if (at_once || (waiting_.empty() && has_room(expected))) {
    held_bytes_ += expected;
    go(expected);
  } else {
    waiting_.push_back({ticket, expected, std::move(go)});
  }
  return ticket;
}

void MemoryGate::leave(Ticket ticket) {
  std::erase_if(waiting_, [&](const Waiting& waiting) { return waiting.ticket == ticket; });
  serve();
}

// Grows at once, shrinks slowly: one short last page says nothing of the next long one.
void MemoryGate::learn(const std::string& operation, size_t answer_bytes) {
  if (answer_bytes_.size() >= limits::kAnswerSizesKnownMax) answer_bytes_.clear();
  auto [known, is_new] = answer_bytes_.try_emplace(operation, answer_bytes);
  if (!is_new) known->second = std::max(answer_bytes, known->second - known->second / 16);
}

void MemoryGate::change(size_t from, size_t to) {
  held_bytes_ += to;
  held_bytes_ -= std::min(from, held_bytes_);
  if (to < from) serve();
}

bool MemoryGate::has_room(size_t expected) const {
  return held_bytes_ == 0 || held_bytes_ + expected <= bytes_max_;
}

// Posted: whoever gives room back stands in the middle of something.
void MemoryGate::serve() {
  while (!waiting_.empty() && has_room(waiting_.front().expected)) {
    Waiting next = std::move(waiting_.front());
    waiting_.pop_front();
    held_bytes_ += next.expected;
    core_.post([go = std::move(next.go), expected = next.expected] { go(expected); });
  }
}

}  // namespace mooring::host
