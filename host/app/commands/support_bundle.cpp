// `mooring support-bundle`: asks the running host for its support bundle and puts it into a file.
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <iostream>
#include <memory>

#include "app/cli/api_command.hpp"
#include "app/cli/command_set.hpp"
#include "app/cli/input.hpp"
#include "base/text.hpp"

namespace mooring::host::cli {
namespace {

struct BundleInput {
  std::string since, until;           // a duration before now, or a time; empty: the host's default
  std::string connection_id, output;  // output "-": standard output; empty: a new file with a name of its own
};

// "/api/v1/support-bundle?since=..."; nothing, and a line for the person, when a time is none.
std::optional<std::string> path_of(const BundleInput& input, Timestamp now) {
  std::string query;
  const auto add = [&](const std::string& name, const std::string& value) {
    query += (query.empty() ? "?" : "&") + name + "=" + url_encode(value);
  };
  for (const auto& [name, text] : {std::pair{"since", &input.since}, {"until", &input.until}}) {
    if (text->empty()) continue;
    const auto time = moment_of(std::string("--") + name, *text, now);
    if (!time) {
      complain_usage(describe(time.error()));
      return std::nullopt;
    }
    add(name, *time);
  }
  if (!input.connection_id.empty()) add("connection", input.connection_id);
  return "/api/v1/support-bundle" + query;
}

// "mooring-support-2026-01-31-100000.html", in UTC
std::string default_name(Timestamp now) {
  constexpr size_t kDateBytes = 10, kSecondsBytes = 19;
  const std::string time = format_time(now);
  std::string clock = time.substr(kDateBytes + 1, kSecondsBytes - kDateBytes - 1);
  std::erase(clock, ':');
  return "mooring-support-" + time.substr(0, kDateBytes) + "-" + clock + ".html";
}

Status write_all(int fd, std::string_view text, const std::string& name) {
  while (!text.empty()) {
    const ssize_t written = ::write(fd, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0)
      return fail("output_unwritable", name + " cannot be written: " + std::strerror(errno),
                  "Name another place with --output");
    text.remove_prefix(static_cast<size_t>(written));
  }
  return {};
}

// Readable by its owner alone: it names accounts. A name that was given replaces the file; ours never does.
Status write_file(const std::string& name, bool replace, std::string_view text) {
  const int fd = ::open(name.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | (replace ? O_TRUNC : O_EXCL), 0600);
  if (fd < 0)
    return fail("output_unwritable", name + " cannot be made: " + std::strerror(errno),
                "Name another place with --output");
  Status written = write_all(fd, text, name);
  if (::close(fd) != 0 && written)
    written = fail("output_unwritable", name + " cannot be written: " + std::strerror(errno),
                   "Name another place with --output");
  return written;
}

int support_bundle(const CommandOptions& options, const BundleInput& input) {
  const SystemClock clock;
  const Timestamp now = clock.now();
  const auto path = path_of(input, now);
  if (!path) return kExitUsage;
  auto config = load_or_complain(options);
  if (!config) return kExitBadConfiguration;
  auto api = ApiClient::open(*config);
  if (!api) return complain(api.error());
  auto page = (*api)->file(*path);
  if (!page) return complain(page.error());
  if (input.output == "-") {
    const Status written = write_all(STDOUT_FILENO, *page, "Standard output");
    return written ? kExitOk : complain(written.error());
  }
  const std::string name = input.output.empty() ? default_name(now) : input.output;
  if (Status written = write_file(name, !input.output.empty(), *page); !written)
    return complain(written.error());
  if (options.json)
    std::cout << "{\"file\":" << json_quote(name) << ",\"bytes\":" << page->size() << "}\n";
  else
    std::cout << name
              << "\nOpen it in a browser. Secrets and e-mail addresses are taken out; names and ids of "
              << "accounts are in it: look it through before you show it to others.\n";
  return kExitOk;
}

}  // namespace

void add_support_command(CommandSet& set) {
  auto input = std::make_shared<BundleInput>();
  CLI::App& bundle = set.add(
      set.root(), "support-bundle", "Put what support needs to know into one HTML file, without secrets",
      [input](const CommandOptions& options) { return support_bundle(options, *input); });
  bundle.add_option("--since", input->since, "7d, 24h or a time; runs and activity from then; default 7d");
  bundle.add_option("--until", input->until, "The same; default now");
  bundle.add_option("--connection", input->connection_id, "Only this connection");
  bundle.add_option("-o,--output", input->output, "File, replaced when it exists; - writes standard output");
}

}  // namespace mooring::host::cli
