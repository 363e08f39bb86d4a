// What can go wrong at Amazon, and what is right then, for each channel: the badge, the advice and the entry of the activity log while
// it lasts, and how soon everything is well again afterwards. Data, judged by faults_test.cpp.
#pragma once
#include <string>
#include <vector>

#include "badge/badge.hpp"

namespace mooring::test {

enum class Repair {
  time,       // nobody does anything
  reconnect,  // a person consents anew, as grants that ended need
};

// The entry that proves what went wrong.
struct Proof {
  std::string kind{};  // empty: nothing goes wrong that somebody should read of
  int status = 0;
  std::string operation{};  // how the operation ends
  host::Severity severity = host::Severity::warning;
};

struct FaultRow {
  std::string channel{}, name{};
  std::string part{};       // of which streams: see FaultLab
  std::string fault{};      // for the simulator's control API; empty: the host's disk refuses
  bool first_sync = false;  // it strikes a new connection; else one that is Connected
  bool counted = true;      // the simulator counts how often it struck
  host::Duration lasts = std::chrono::hours{3};
  // While it lasts.
  host::Badge badge = host::Badge::connected;
  std::string action{}, kind{};  // kind: of the failure, or the badge's general cause
  std::string cause{};           // of the playbook
  std::string state{};           // some stream is in that state, and it is known until when; empty: not asked
  Proof proof{};
  // Afterwards.
  Repair repair = Repair::time;
  host::Duration within = std::chrono::hours{2};  // Connected again, after the fault's end
};

std::vector<FaultRow> fault_table();

}  // namespace mooring::test
