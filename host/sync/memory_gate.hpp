// Bounds what all runs together hold in memory: sixty runs that each read a page of some megabytes while the database
// commits those before would hold a gigabyte. There are two bounds:
//   working  what runs that work take: room for answers, and rows on their way into the database. Before a run sends a request,
//            and before it reads on in a body that was streamed to the disk, it asks for room and waits until there is some. How
//            much an operation needs is learned.
//   parked   what runs still hold that wait for something else (a retry, a budget, a report, for hours perhaps): rows that only
//            their next checkpoint may commit. Nobody waits for those; beyond the bound no more are taken in.
// Belongs to the core executor; who asks is answered at once, or posted when its turn comes: lane before lane.
#pragma once
#include <array>
#include <deque>
#include <functional>
#include <map>
#include <string>
#include <utility>

#include "base/executor.hpp"
#include "base/limits_memory.hpp"
#include "schedule/run_queue.hpp"

namespace mooring::host {

class MemoryGate {
 public:
  struct Bounds {
    size_t working_bytes = limits::kRunMemoryBytesMax;
    size_t parked_bytes = limits::kParkedBytesMax;
  };
  // return_free: called on core after every kTrimEveryBytes that came and went; it gives the holes between the blocks back
  // to the system, elsewhere, because that takes long on a large heap.
  MemoryGate(Executor& core, Bounds bounds, std::function<void()> return_free = {})
      : core_(core), bounds_(bounds), return_free_(std::move(return_free)) {}

  using Ticket = uint64_t;
  using Go = std::function<void(size_t reserved)>;
  struct Wish {
    std::string operation;                                  // names what needs about the same each time
    size_t unknown_bytes = limits::kUnknownOperationBytes;  // when it was never learned
  };
  // at_once: the asker holds rows that are only committed when it goes on; it never waits. What needs more than half of all
  // room gets half.
  Ticket enter(const Wish& wish, Lane lane, bool at_once, Go go);
  void leave(Ticket ticket);  // no longer interested; what was reserved is changed to 0 by its holder

  void learn(const std::string& operation, size_t bytes);
  void change(size_t from, size_t to);  // of what somebody holds who works

  // What somebody holds, and is counted as working, stays in memory and makes way for others. False: those who are parked
  // hold too much already; nothing has changed then.
  bool park(size_t bytes);
  void unpark(size_t bytes);  // who holds it works again, whatever others hold

  size_t working_bytes() const { return working_bytes_; }
  size_t parked_bytes() const { return parked_bytes_; }
  size_t waiting() const;

 private:
  struct Waiting {
    Ticket ticket;
    size_t expected;
    Go go;
  };
  size_t expected_of(const Wish& wish) const;
  bool has_room(size_t expected) const { return working_bytes_ + expected <= bounds_.working_bytes; }
  void serve();

  Executor& core_;
  const Bounds bounds_;
  const std::function<void()> return_free_;
  size_t working_bytes_ = 0, parked_bytes_ = 0, returned_bytes_ = 0;
  std::array<std::deque<Waiting>, kLanes> waiting_;
  std::map<std::string, size_t> known_bytes_;
  Ticket last_ticket_ = 0;
};

}  // namespace mooring::host
