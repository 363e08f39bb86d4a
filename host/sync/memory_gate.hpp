// Bounds what all runs together hold in memory: sixty runs that each read a page of some megabytes while the database
// commits those before would hold a gigabyte. Before a request is sent its run asks for room for the answer; the room is
// given back when the answer's rows are committed. How large an answer will be is learned by operation.
// Belongs to the core executor; who asks is answered at once, or posted when its turn comes.
#pragma once
#include <deque>
#include <functional>
#include <map>
#include <string>

#include "base/executor.hpp"

namespace mooring::host {

class MemoryGate {
 public:
  MemoryGate(Executor& core, size_t bytes_max) : core_(core), bytes_max_(bytes_max) {}

  using Ticket = uint64_t;
  using Go = std::function<void(size_t reserved)>;
  // `operation` names whose answers are alike in size. at_once: the asker holds rows that are only committed when it goes
  // on; it never waits. When nobody holds anything the next one goes, however large.
  Ticket enter(const std::string& operation, bool at_once, Go go);
  void leave(Ticket ticket);  // no longer interested; what was reserved is changed to 0 by its holder

  void learn(const std::string& operation, size_t answer_bytes);
  void change(size_t from, size_t to);  // of what somebody holds

  size_t held_bytes() const { return held_bytes_; }
  size_t waiting() const { return waiting_.size(); }

 private:
  struct Waiting {
    Ticket ticket;
    size_t expected;
    Go go;
  };
  bool has_room(size_t expected) const;
  void serve();

  Executor& core_;
  const size_t bytes_max_;
  size_t held_bytes_ = 0;
  std::deque<Waiting> waiting_;
  std::map<std::string, size_t> answer_bytes_;
  Ticket last_ticket_ = 0;
};

}  // namespace mooring::host
