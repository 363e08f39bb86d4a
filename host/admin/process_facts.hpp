// What the kernel says about this process, for /metrics.
#pragma once
#include <cstdint>

namespace mooring::host::admin {

struct ProcessFacts {
  uint64_t resident_bytes = 0, open_files = 0, threads = 0;  // 0: could not be read
};
ProcessFacts read_process_facts();

}  // namespace mooring::host::admin
