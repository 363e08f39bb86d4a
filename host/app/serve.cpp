#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <iostream>

#include "app/host.hpp"
#include "app/serve.hpp"

namespace mooring::host {
namespace {

constexpr unsigned kForcedStopSeconds = 10;

// The signals that end the host are taken by one thread in sigwait; blocked before any other thread starts.
sigset_t block_ending_signals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  return set;
}

void print_links(Host& host, bool signin_wanted) {
  if (signin_wanted) {
    if (auto link = host.signin_link())
      std::cout << "Sign in once with this link (15 minutes): " << *link << "\n";
    else
      std::cerr << "mooring: " << describe(link.error()) << "\n";
  }
  if (auto link = host.setup_link(); !link)
    std::cerr << "mooring: " << describe(link.error()) << "\n";
  else if (*link)
    std::cout << "There are no users yet. Make the first administrator with this link (once, 24 hours): "
              << **link << "\n";
}

}  // namespace

int serve(const CommandOptions& options, bool print_signin_link) {
  auto config = load_or_complain(options);
  if (!config) return kExitBadConfiguration;
  sigset_t ending = block_ending_signals();
  std::atomic<bool> disk_lost = false;
  auto host = Host::start(std::move(*config), STDERR_FILENO, [&disk_lost] {
    disk_lost = true;
    ::kill(::getpid(), SIGTERM);  // wakes sigwait below: the way out is the same
  });
  if (!host) {
    std::cerr << "mooring: " << describe(host.error()) << "\n";
    return kExitFailed;
  }
  std::cout << "Mooring " << kVersion << " is ready at " << (*host)->public_url() << "\n";
  print_links(**host, print_signin_link);
  std::cout.flush();
  int signal = 0;
  sigwait(&ending, &signal);
  // A stop that hangs must not keep the service manager waiting: the next start continues from the last
  // commit.
  ::alarm(kForcedStopSeconds);
  (*host)->stop();
  host->reset();  // its last writes may find out as well
  if (!disk_lost) return kExitOk;
  std::cerr << "mooring: the disk failed to keep a write, so this host has ended. Check the disk; the next "
               "start continues from the last commit\n";
  return kExitDiskLost;
}

}  // namespace mooring::host
