// `mooring runs ...`.
#include <memory>

#include "app/cli/api_command.hpp"
#include "app/cli/command_set.hpp"
#include "base/text.hpp"

namespace mooring::host::cli {
namespace {

std::string run_path(const std::string& id, const std::string& rest = {}) {
  return "/api/v1/runs/" + url_encode(id) + rest;
}

// "budget", "report", "memory"; of a queued one "a place, 3 of 12".
std::string waits_for(const JsonObject& run) {
  const auto queue = object_at(run, "queue");
  if (!queue) return text_at(run, "waiting_for");
  if (text_at(*queue, "waits_for") == "run") return "another run of its stream";
  const std::string position = text_at(*queue, "position");
  return position.empty() ? "a place" : "a place, " + position + " of " + text_at(*queue, "length");
}

struct RunFilters {
  Query query{{"connection", ""}, {"stream", ""}, {"marketplace", ""}, {"state", ""}};
  size_t at_most = 50;
};

void add_list_command(CommandSet& set, CLI::App& group) {
  auto filters = std::make_shared<RunFilters>();
  CLI::App& command = set.add_list(group, "list", "Runs, newest first", [filters](const auto& options) {
    return list(options, {"/api/v1/runs",
                          {{"RUN", "id"},
                           {"STREAM", "stream"},
                           {"MARKETPLACE", "marketplace"},
                           {"STATE", "state"},
                           {"STARTED", "started_at"},
                           {"ROWS", "rows_read"},
                           {"WAITS FOR", "", waits_for},
                           {"FAILURE", "failure.message"}},
                          "No runs.",
                          filters->query,
                          filters->at_most});
  });
  command.add_option("--connection", filters->query[0].second, "Only of this connection");
  command.add_option("--stream", filters->query[1].second, "Only of this stream");
  command.add_option("--marketplace", filters->query[2].second, "Only of this marketplace");
  command.add_option("--state", filters->query[3].second, "queued, running, succeeded, failed or cancelled");
  command.add_option("--limit", filters->at_most, "How many; 0: all; default 50");
}

}  // namespace

void add_run_commands(CommandSet& set) {
  CLI::App& group = set.group("runs", "What ran, runs and waits");
  add_list_command(set, group);
  auto id = std::make_shared<std::string>();
  set.add(group, "show", "One run",
          [id](const CommandOptions& options) {
            return ask(options, {"GET", run_path(*id)});
          })
      .add_option("id", *id, "Run id")
      ->required();
  set.add(group, "cancel", "Cancel a run; what it has stored stays",
          [id](const CommandOptions& options) {
            return ask(options, {"POST", run_path(*id, "/cancel"), "{}"});
          })
      .add_option("id", *id, "Run id")
      ->required();
}

}  // namespace mooring::host::cli
