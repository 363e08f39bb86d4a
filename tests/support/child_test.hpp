// Runs one hidden test of this very program in a process of its own, so that it may be killed. Values reach it
// through the environment.
#pragma once
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <stdexcept>
#include <string>

extern char** environ;

namespace mooring::test {

// Returns the status of waitpid.
inline int run_child_test(const std::string& test_name, const std::string& variable,
                          const std::string& value) {
  setenv(variable.c_str(), value.c_str(), 1);
  std::string program = "/proc/self/exe", name = test_name;
  char* arguments[] = {program.data(), name.data(), nullptr};
  pid_t pid = 0;
  int error = posix_spawn(&pid, program.c_str(), nullptr, nullptr, arguments, environ);
  unsetenv(variable.c_str());
  if (error != 0) throw std::runtime_error("cannot start " + test_name);
  int status = 0;
  if (waitpid(pid, &status, 0) != pid) throw std::runtime_error("lost " + test_name);
  return status;
}

// In the child: the value that reached it.
inline std::string child_value(const std::string& variable) {
  const char* value = std::getenv(variable.c_str());
  if (!value) throw std::runtime_error("only another test runs this one; " + variable + " is not set");
  return value;
}

}  // namespace mooring::test
