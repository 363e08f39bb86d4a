// The simulator as a program: parses the command line, prints its URL when ready, stops on SIGTERM or SIGINT.
#include <pthread.h>
#include <signal.h>

#include <charconv>
#include <cstdio>
#include <memory>
#include <string_view>

#include "base/result.hpp"
#include "base/text.hpp"
#include "simulator/amazon/simulator.hpp"

namespace {

using mooring::amazon_simulator::AmazonSimulator;
using mooring::amazon_simulator::Options;
namespace host = mooring::host;

constexpr const char* kUsage =
    "amazon_simulator [--port 9400] [--seed 7] [--sellers 6] [--vendors 3] [--orders 2000] [--history-days "
    "400]\n"
    "                 [--budget-scale 1] [--gzip] [--scenario file.toml] [--virtual-clock [--now TIME]]\n"
    "                 [--ads-profiles 4] [--ads-campaigns 40] [--ads-ad-groups 2] [--ads-keywords 400]\n"
    "                 [--ads-history-days 120] [--ads-report-delay 120] [--ads-report-fail-percent 1]\n"
    "                 [--report-delay 60] [--report-fail-percent 0] [--listings 16]\n"
    "                 [--sandbox-models folder]\n"
    "                 [--ads-throttle-percent 0] [--ads-list-glitch-percent 0]\n"
    "  --orders         orders per seller over the history; new ones keep coming at that pace\n"
    "  --budget-scale   rates and bursts of Amazon's usage plans times this\n"
    "  --report-delay   seconds that a report takes (half to twice that, one in fifty up to 60 times)\n"
    "  --ads-profiles   per region; campaigns and keywords are per profile, ad groups per campaign\n"
    "  --ads-report-delay  the same for reports of Amazon Ads\n"
    "  --sandbox-models  Amazon's API models: their static examples are answered below /sandbox/na, /eu, "
    "/fe\n"
    "  --virtual-clock  time stands still until POST /control/api/clock moves it\n"
    "  --now            the virtual clock's start, for example 2026-01-02T03:04:05Z\n"
    "Prints one line with its URL when it listens. It listens on 127.0.0.1 only.\n";

struct CommandLine {
  Options options;
  bool help = false, virtual_clock = false;
  std::string now;
};

template <class T>
bool read_number(std::string_view text, T& value) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size();
}

bool read_percent(std::string_view text, int& value) {
  return read_number(text, value) && value >= 0 && value <= 100;
}

bool read_ads_value(Options& options, std::string_view name, std::string_view value) {
  const auto count = [&](auto& option, int64_t least, int64_t most) {
    return read_number(value, option) && option >= least && option <= most;
  };
  if (name == "--ads-profiles") return count(options.ads_profiles, 1, 500);
  if (name == "--ads-campaigns") return count(options.ads_campaigns, 5, 100'000);
  if (name == "--ads-ad-groups") return count(options.ads_ad_groups, 1, 100);
  if (name == "--ads-keywords") return count(options.ads_keywords, 1, 10'000'000);
  if (name == "--ads-history-days") return count(options.ads_history_days, 1, 1000);
  if (name == "--ads-report-delay")
    return read_number(value, options.ads_report_delay_s) && options.ads_report_delay_s >= 0;
  if (name == "--ads-report-fail-percent") return read_percent(value, options.ads_report_fail_percent);
  if (name == "--ads-throttle-percent") return read_percent(value, options.ads_throttle_percent);
  if (name == "--ads-list-glitch-percent") return read_percent(value, options.ads_list_glitch_percent);
  return false;
}

bool read_value(CommandLine& line, std::string_view name, std::string_view value) {
  Options& options = line.options;
  if (name == "--port") return read_number(value, options.port);
  if (name == "--seed") return read_number(value, options.seed);
  if (name == "--sellers")
    return read_number(value, options.sellers) && options.sellers > 0 && options.sellers <= 800;
  if (name == "--vendors")
    return read_number(value, options.vendors) && options.vendors >= 0 && options.vendors <= 100;
  if (name == "--orders") return read_number(value, options.orders) && options.orders >= 0;
  if (name == "--history-days") return read_number(value, options.history_days) && options.history_days > 0;
  if (name == "--budget-scale") return read_number(value, options.budget_scale) && options.budget_scale > 0;
  if (name == "--listings") return read_number(value, options.listings) && options.listings >= 0;
  if (name == "--report-delay")
    return read_number(value, options.report_delay_s) && options.report_delay_s >= 0;
  if (name == "--report-fail-percent") return read_percent(value, options.report_fail_percent);
  if (name.starts_with("--ads-")) return read_ads_value(options, name, value);
  if (name == "--scenario") return options.scenario_file = value, true;
  if (name == "--sandbox-models") return options.sandbox_models = value, true;
  if (name == "--now") return line.now = value, true;
  return false;
}

host::Result<CommandLine> parse(int count, char** arguments) {
  CommandLine line;
  line.options.port = 9400;
  for (int i = 1; i < count; ++i) {
    const std::string_view name = arguments[i];
    if (name == "--help" || name == "-h") {
      line.help = true;
    } else if (name == "--gzip") {
      line.options.gzip = true;
    } else if (name == "--virtual-clock") {
      line.virtual_clock = true;
    } else if (name == "--print-ready") {
      // The line is always printed; the switch says that the caller waits for it.
    } else if (i + 1 >= count || !read_value(line, name, arguments[i + 1])) {
      return host::fail("usage", "Bad or incomplete argument " + std::string(name), "See --help.");
    } else {
      ++i;
    }
  }
  if (!line.now.empty() && (!line.virtual_clock || !host::parse_time(line.now))) {
    return host::fail("usage", "--now needs --virtual-clock and an RFC 3339 time", "See --help.");
  }
  return line;
}

int wait_for_signal(const sigset_t& signals) {
  int received = 0;
  sigwait(&signals, &received);
  return received;
}

int fail_with(const host::Error& error, int code) {
  std::fprintf(stderr, "amazon_simulator: %s\n", host::describe(error).c_str());
  return code;
}

}  // namespace

int main(int count, char** arguments) {
  auto line = parse(count, arguments);
  if (!line) return fail_with(line.error(), 2);
  if (line->help) return std::fputs(kUsage, stdout), 0;

  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);  // before any thread starts
  signal(SIGPIPE, SIG_IGN);

  std::unique_ptr<host::VirtualClock> clock;
  if (line->virtual_clock) {
    const auto now = line->now.empty() ? host::SystemClock().now() : *host::parse_time(line->now);
    clock = std::make_unique<host::VirtualClock>(now);
    line->options.virtual_clock = clock.get();
  }
  AmazonSimulator simulator(line->options);
  if (auto ok = simulator.start(); !ok) return fail_with(ok.error(), 1);
  std::printf("Amazon simulator ready on %s (control panel: %s/control)\n", simulator.url().c_str(),
              simulator.url().c_str());
  std::fflush(stdout);
  wait_for_signal(signals);
  simulator.stop();
  return 0;
}
