// Counts a task's resumes of which nothing came. A plugin that loops over actions which take no time (it reads on after the
// end of a body, tells its progress, sleeps until the past) is back from each resume at once, so it is never late; but it
// would keep a worker, or core, busy for ever. Pure.
#pragma once
#include <string>

#include "base/clock.hpp"
#include "base/limits_turns.hpp"

namespace mooring::host {

class EmptyTurns {
 public:
  void turned(Duration inside_plugin) {
    ++turns_;
    inside_plugin_ += inside_plugin;
  }
  // An answer, a part of a body, rows, a pause.
  void brought_something() { *this = {}; }

  bool too_many() const {
    return turns_ > limits::kEmptyTurnsMax || inside_plugin_ > limits::kEmptyTurnsTimeMax;
  }
  std::string why() const {
    return "was resumed " + std::to_string(turns_) +
           " times in a row without a request being answered, a row, or a pause: it goes in circles";
  }

 private:
  size_t turns_ = 0;
  Duration inside_plugin_{};
};

}  // namespace mooring::host
