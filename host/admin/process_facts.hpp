// What the kernel says about this process, for /metrics.
#pragma once
#include <cstdint>

namespace mooring::host::admin {

struct ProcessFacts {
  uint64_t resident_bytes = 0, open_files = 0, threads = 0;  // 0: could not be read
  double started_at_s = 0, cpu_s = 0;                        // since 1970; of all threads
};
ProcessFacts read_process_facts();

}  // namespace mooring::host::admin
