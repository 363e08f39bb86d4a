// What one run holds of the memory that all runs share: the answer that it works on, what it has emitted since its last
// checkpoint, and what is being committed. Gives all of it back when it goes. Belongs to the core executor, owned by Run.
#pragma once
#include <memory>
#include <string>
#include <utility>

#include "base/limits_memory.hpp"
#include "sync/memory_gate.hpp"

namespace mooring::host {

class RunMemory {
 public:
  explicit RunMemory(std::shared_ptr<MemoryGate> gate) : gate_(std::move(gate)) {}
  RunMemory(const RunMemory&) = delete;
  RunMemory& operator=(const RunMemory&) = delete;
  ~RunMemory() {
    drop();
    gate_->change(std::exchange(committing_, 0), 0);
  }

  // Before each request, also a repeated one. `go` is posted when there is room; not at all after drop().
  void ask(const std::string& operation, bool has_uncommitted_rows, std::function<void()> go) {
    drop_wait();
    has_uncommitted_rows ? void(emitted_ += std::exchange(answer_, 0)) : set_answer(0);
    wait_ = std::make_shared<Wait>(Wait{this});
    ticket_ = gate_->enter(operation, has_uncommitted_rows,
                           [gate = gate_, wait = wait_, go = std::move(go)](size_t reserved) {
                             if (!wait->holder) return gate->change(reserved, 0);
                             std::exchange(wait->holder, nullptr)->answer_ = reserved;
                             go();
                           });
  }
  void answered(const std::string& operation, size_t bytes) {
    gate_->learn(operation, bytes);
    set_answer(bytes * (1 + limits::kRowsPerAnswerByte));
  }
  // What a commit takes along; it is returned when the commit is over.
  size_t take() {
    size_t taken = std::exchange(answer_, 0) + std::exchange(emitted_, 0);
    committing_ += taken;
    return taken;
  }
  void returned(size_t bytes) {
    committing_ -= bytes;
    gate_->change(bytes, 0);
  }
  // The task is over: what is not being committed is gone.
  void drop() {
    drop_wait();
    set_answer(0);
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
  void set_answer(size_t bytes) { gate_->change(std::exchange(answer_, bytes), bytes); }

  std::shared_ptr<MemoryGate> gate_;
  std::shared_ptr<Wait> wait_;
  MemoryGate::Ticket ticket_ = 0;
  size_t answer_ = 0, emitted_ = 0, committing_ = 0;
};

}  // namespace mooring::host
