// The parent's side of a probe.
#include "plugins/probe.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include "base/limits.hpp"
#include "base/text.hpp"
#include "plugins/probe_verdict.hpp"
#include "plugins/unix_file.hpp"

namespace mooring::host {
namespace {

// Nothing else of the host's environment reaches a plugin: it may hold secrets.
constexpr const char* kPassedVariables[] = {"PATH",         "LD_LIBRARY_PATH", "ASAN_OPTIONS",
                                            "LSAN_OPTIONS", "TSAN_OPTIONS",    "UBSAN_OPTIONS"};
constexpr auto kPollStep = std::chrono::milliseconds(20);

struct Child {
  pid_t pid = -1;
  UnixFile output{-1};
};

std::vector<std::string> child_environment() {
  std::vector<std::string> environment = {"LC_ALL=C"};
  for (const char* name : kPassedVariables)
    if (const char* value = std::getenv(name)) environment.push_back(std::string(name) + "=" + value);
  return environment;
}

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (auto& text : texts)
    pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

// A process group of its own, so that what it starts is killed with it; default signals; no other descriptor.
Result<Child> spawn(const std::filesystem::path& prober, const std::filesystem::path& file) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0)
    return fail("probe", "cannot make a pipe: " + errno_text(errno));
  Child child;
  child.output = UnixFile(ends[0]);
  UnixFile input(ends[1]);

  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, input.fd(), STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, input.fd(), STDERR_FILENO);
  posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t none, all;
  sigemptyset(&none);
  sigfillset(&all);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &all);
  posix_spawnattr_setpgroup(&attributes, 0);
  posix_spawnattr_setflags(&attributes,
                           POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);

  std::vector<std::string> arguments = {prober.string(), "probe-plugin", file.string()};
  std::vector<std::string> environment = child_environment();
  const int error = ::posix_spawn(&child.pid, prober.c_str(), &actions, &attributes,
                                  pointers_to(arguments).data(), pointers_to(environment).data());
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0)
    return fail("probe", "cannot start " + prober.string() + ": " + errno_text(error),
                "Check the installation of the host");
  return child;
}

// Keeps the end of the output: the verdict, and what was printed before a crash.
void drain(int fd, std::string& output) {
  char buffer[4096];
  for (ssize_t count; (count = ::read(fd, buffer, sizeof buffer)) > 0;) {
    output.append(buffer, static_cast<size_t>(count));
    if (output.size() > limits::kProbeOutputBytesMax)
      output.erase(0, output.size() - limits::kProbeOutputBytesMax);
  }
}

struct Outcome {
  bool timed_out = false;
  int wait_status = 0;
  std::string output;
};

Outcome wait_for(const Child& child, Duration timeout) {
  // The real clock: what is timed is another process.
  const SystemClock clock;
  const SteadyTime deadline = clock.steady_now() + timeout;
  Outcome outcome;
  bool output_open = true;
  while (true) {
    pollfd entry{output_open ? child.output.fd() : -1, POLLIN, 0};
    const int wait_ms = output_open ? static_cast<int>(kPollStep.count()) : 1;
    ::poll(&entry, 1, wait_ms);
    drain(child.output.fd(), outcome.output);
    if (entry.revents & (POLLHUP | POLLERR)) output_open = false;
    const pid_t ended = ::waitpid(child.pid, &outcome.wait_status, WNOHANG);
    if (ended == child.pid) break;
    if (clock.steady_now() < deadline) continue;
    outcome.timed_out = true;
    ::kill(-child.pid, SIGKILL);
    while (::waitpid(child.pid, &outcome.wait_status, 0) < 0 && errno == EINTR) {
    }
    return outcome;
  }
  ::kill(-child.pid, SIGKILL);  // whatever it started
  drain(child.output.fd(), outcome.output);
  return outcome;
}

std::string last_line(std::string_view output) {
  while (!output.empty() && output.back() == '\n')
    output.remove_suffix(1);
  const size_t begin = output.rfind('\n');
  return std::string(begin == std::string_view::npos ? output : output.substr(begin + 1));
}

std::string signal_name(int number) {
  const char* name = ::sigabbrev_np(number);
  return name ? "SIG" + std::string(name) : "signal " + std::to_string(number);
}

Status judge(const Outcome& outcome, Duration timeout) {
  const std::string line = last_line(outcome.output);
  const std::string said =
      line.empty() ? std::string() : "; it said: " + clean_line(line, limits::kActivityMessageBytesMax);
  const char* hint =
      "Load it in a debugger to see why; constructors of a plugin must do nothing but construct";
  if (outcome.timed_out)
    return fail("probe", "did not load within " + format_duration(timeout) + " in a test process" + said,
                hint);
  if (WIFSIGNALED(outcome.wait_status))
    return fail("probe", "crashed a test process with " + signal_name(WTERMSIG(outcome.wait_status)) + said,
                hint);
  const int code = WEXITSTATUS(outcome.wait_status);
  if (code == 0 && line == kProbeGood) return {};
  if (auto refusal = read_probe_refusal(line)) return fail(*refusal);
  return fail("probe", "ended a test process with exit code " + std::to_string(code) + said, hint);
}

}  // namespace

Status probe_in_child(const std::filesystem::path& prober, const std::filesystem::path& file,
                      Duration timeout) {
  const auto child = spawn(prober, file);
  if (!child) return fail(child.error());
  return judge(wait_for(*child, timeout), timeout);
}

}  // namespace mooring::host
