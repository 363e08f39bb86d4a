#include "admin/process_facts.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>

namespace mooring::host::admin {
namespace {

uint64_t entries_of(const char* folder) {
  std::error_code problem;
  const std::filesystem::directory_iterator entries(folder, problem);
  return problem ? 0 : static_cast<uint64_t>(std::distance(begin(entries), end(entries)));
}

// Since the machine started, in ticks: the 22nd field; the second one is a name in brackets, with whatever in it.
double started_after_boot_s() {
  std::ifstream stat("/proc/self/stat");
  std::string line;
  std::getline(stat, line);
  const size_t name_end = line.rfind(')');
  if (name_end == std::string::npos) return 0;
  std::istringstream rest(line.substr(name_end + 1));
  constexpr int kFieldsBefore = 19;  // 3 to 21
  std::string skipped;
  for (int i = 0; i < kFieldsBefore; ++i)
    rest >> skipped;
  double ticks = 0;
  return rest >> ticks ? ticks / static_cast<double>(sysconf(_SC_CLK_TCK)) : 0;
}

// When the machine started, in seconds since 1970.
double booted_at_s() {
  std::ifstream stat("/proc/stat");
  for (std::string line; std::getline(stat, line);)
    if (line.starts_with("btime ")) return std::stod(line.substr(6));
  return 0;
}

double cpu_s() {
  rusage used{};
  if (getrusage(RUSAGE_SELF, &used) != 0) return 0;
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return seconds(used.ru_utime) + seconds(used.ru_stime);
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
  facts.cpu_s = cpu_s();
  static const double started_at_s = booted_at_s() + started_after_boot_s();
  facts.started_at_s = started_at_s;
  return facts;
}

}  // namespace mooring::host::admin
