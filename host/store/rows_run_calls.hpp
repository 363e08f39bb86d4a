// The HTTP calls of a run, summed up by operation and status: written with the run's outcome, gone with the run.
// Called inside Database::read or Database::write.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "store/database.hpp"

namespace mooring::host {

struct RunCallRow {
  std::string run_id, operation;
  int status = 0;  // HTTP status; 0: no answer came
  int64_t calls = 0, total_ms = 0, slowest_ms = 0, bytes = 0;
};

namespace rows {

void replace_run_calls(Session&, const std::string& run_id, const std::vector<RunCallRow>&);
std::vector<RunCallRow> list_run_calls(Session&, const std::string& run_id);  // those that took longest first

}  // namespace rows
}  // namespace mooring::host
