#include "admin/process_facts.hpp"

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>

namespace mooring::host::admin {
namespace {

uint64_t entries_of(const char* folder) {
  std::error_code problem;
  const std::filesystem::directory_iterator entries(folder, problem);
  return problem ? 0 : static_cast<uint64_t>(std::distance(begin(entries), end(entries)));
}

}  // namespace

ProcessFacts read_process_facts() {
  ProcessFacts facts;
  std::ifstream statm("/proc/self/statm");
  uint64_t total_pages = 0, resident_pages = 0;
  if (statm >> total_pages >> resident_pages)
    facts.resident_bytes = resident_pages * static_cast<uint64_t>(sysconf(_SC_PAGESIZE));
  facts.open_files = entries_of("/proc/self/fd");
  facts.threads = entries_of("/proc/self/task");
  return facts;
}

}  // namespace mooring::host::admin
