// How often signing in failed, by client address and by user name: too often, and the door stays closed for a while. Also
// keeps a guesser from filling the activity log. Thread-safe; owned by the gate.
#pragma once
#include <map>
#include <mutex>
#include <string>

#include "base/clock.hpp"
#include "base/result.hpp"

namespace mooring::host {

class SigninAttempts {
 public:
  explicit SigninAttempts(const Clock& clock) : clock_(clock) {}

  // Counts a try before its outcome is known, so that tries at the same time are counted too. name: empty where none was
  // given. Error: too_many_attempts, which counts nothing.
  Status begin(const std::string& peer, const std::string& name);
  // The try was right, or was no try at all: it is not counted any more.
  void give_back(const std::string& peer, const std::string& name);

  // Whether this failure becomes an entry, and how many before it did not.
  struct Telling {
    bool tell = false;
    int untold = 0;
  };
  Telling telling();

 private:
  struct Failures {
    double count = 0;
    SteadyTime at{};
  };
  double left(const Failures& failures) const;
  bool is_closed(const std::string& key) const;
  void count(const std::string& key, double change);
  void forget_some();

  const Clock& clock_;
  std::mutex mutex_;
  std::map<std::string, Failures> failures_;
  double told_ = 0;
  SteadyTime told_at_{};
  int untold_ = 0;
};

}  // namespace mooring::host
