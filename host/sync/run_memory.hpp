// What one run holds of the memory that all runs share: room for the answer that it works on, what it has emitted since its
// last checkpoint, and what is being committed. While it waits for something else than memory its room is free, and what it
// has emitted is parked, until it asks, emits or commits again. Gives all of it back when it goes.
// Belongs to the core executor, owned by Run.
#pragma once
#include <algorithm>
#include <memory>
#include <string>
#include <utility>

#include "base/limits_memory.hpp"
#include "sync/memory_gate.hpp"

namespace mooring::host {

class RunMemory {
 public:
  RunMemory(std::shared_ptr<MemoryGate> gate, Lane lane) : gate_(std::move(gate)), lane_(lane) {}
  RunMemory(const RunMemory&) = delete;
  RunMemory& operator=(const RunMemory&) = delete;
  ~RunMemory() {
    drop();
    gate_->change(std::exchange(committing_, 0), 0);
  }

  // Before each request, also a repeated one, and before more of a streamed body is read. `go` is called at once, or posted
  // when there is room; not at all after drop().
  void ask(const MemoryGate::Wish& wish, std::function<void()> go) {
    drop_wait();
    set_room(0);
    unpark();
    wait_ = std::make_shared<Wait>(Wait{this});
    ticket_ = gate_->enter(wish, lane_, emitted_ > 0,
                           [gate = gate_, wait = wait_, go = std::move(go)](size_t reserved) {
                             if (!wait->holder) return gate->change(reserved, 0);
                             std::exchange(wait->holder, nullptr)->room_ += reserved;
                             go();
                           });
  }
  bool waits() const { return wait_ && wait_->holder; }
  // The answer is in memory: its text, and the rows that will be made of it.
  void answered(const std::string& operation, size_t body_bytes) {
    const size_t bytes = body_bytes * (1 + limits::kRowsPerAnswerByte);
    gate_->learn(operation, bytes);
    set_room(bytes);
  }
  void emitted(size_t bytes) {
    unpark();
    emitted_ += bytes;
    gate_->change(0, bytes);
    set_room(room_ - std::min(room_, bytes));
  }
  // It waits for something else than memory. False: there is no place for its rows beside those of others who wait, and they
  // are counted as those of a run that works.
  bool park() {
    set_room(0);
    if (!parked_) parked_ = gate_->park(emitted_);
    return parked_;
  }
  // What a commit takes along; it is returned when the commit is over.
  size_t take() {
    unpark();
    committing_ += emitted_;
    return std::exchange(emitted_, 0);
  }
  void returned(size_t bytes) {
    committing_ -= bytes;
    gate_->change(bytes, 0);
  }
  // The task is over: what is not being committed is gone.
  void drop() {
    drop_wait();
    set_room(0);
    unpark();
    gate_->change(std::exchange(emitted_, 0), 0);
  }

 private:
  struct Wait {
    RunMemory* holder;  // null: it does not wait any more
  };
  void drop_wait() {
    if (!wait_) return;
    wait_->holder = nullptr;
    wait_.reset();
    gate_->leave(ticket_);
  }
  void unpark() {
    if (std::exchange(parked_, false)) gate_->unpark(emitted_);
  }
  void set_room(size_t bytes) { gate_->change(std::exchange(room_, bytes), bytes); }

  std::shared_ptr<MemoryGate> gate_;
  const Lane lane_;
  std::shared_ptr<Wait> wait_;
  MemoryGate::Ticket ticket_ = 0;
  size_t room_ = 0, emitted_ = 0, committing_ = 0;
  bool parked_ = false;  // what is emitted is
};

}  // namespace mooring::host
