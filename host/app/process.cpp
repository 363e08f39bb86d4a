#include "app/process.hpp"

#include <malloc.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include <algorithm>
#include <csignal>

#include "base/limits.hpp"
#include "base/limits_memory.hpp"

namespace mooring::host {

void harden_process() {
  ::prctl(PR_SET_DUMPABLE, 0);
  rlimit none{0, 0};
  ::setrlimit(RLIMIT_CORE, &none);
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
}

void return_memory_early() {
  ::mallopt(M_MMAP_THRESHOLD, limits::kReturnedBlockBytesMin);
  ::mallopt(M_ARENA_MAX, limits::kMemoryArenasMax);
}

void raise_file_limit() {
  rlimit files{};
  if (::getrlimit(RLIMIT_NOFILE, &files) != 0) return;
  rlim_t wanted = std::min<rlim_t>(files.rlim_max, limits::kOpenFilesMax);
  if (files.rlim_cur == RLIM_INFINITY || files.rlim_cur >= wanted) return;
  files.rlim_cur = wanted;
  ::setrlimit(RLIMIT_NOFILE, &files);
}

}  // namespace mooring::host
