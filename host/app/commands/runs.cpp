// `mooring runs ...`.
#include <iostream>
#include <memory>

#include "app/cli/api_command.hpp"
#include "app/cli/command_set.hpp"
#include "app/cli/input.hpp"
#include "app/commands/run_lines.hpp"
#include "base/text.hpp"

namespace mooring::host::cli {

std::string run_waits_for(const JsonObject& run) {
  const auto queue = object_at(run, "queue");
  if (!queue) {
    const std::string what = text_at(run, "waiting_for"), until = text_at(run, "waiting_until");
    return what + (until.empty() ? "" : (what.empty() ? "until " : " until ") + until);
  }
  if (text_at(*queue, "waits_for") == "run") return "another run of its stream";
  const std::string position = text_at(*queue, "position");
  return position.empty() ? "a place" : "a place, " + position + " of " + text_at(*queue, "length");
}

namespace {

std::string run_path(const std::string& id, const std::string& rest = {}) {
  return "/api/v1/runs/" + url_encode(id) + rest;
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
                           {"WAITS FOR", "", run_waits_for},
                           {"FAILURE", "failure.message"}},
                          "No runs.",
                          filters->query,
                          filters->at_most});
  });
  command.add_option("--connection", filters->query[0].second, "Only of this connection");
  command.add_option("--stream", filters->query[1].second, "Only of this stream");
  command.add_option("--marketplace", filters->query[2].second, "Only of this marketplace");
  takes_words(command.add_option("--state", filters->query[3].second,
                                 "queued, running, succeeded, failed or cancelled"),
              {"queued", "running", "succeeded", "failed", "cancelled"});
  takes_number(command.add_option("--limit", filters->at_most, "How many; 0: all; default 50"), 0,
               kListLimitMax);
}

void print_calls(const JsonObject& answer) {
  Table calls({{"CALL", "operation"},
               {"METHOD", "method"},
               {"STATUS", "status"},
               {"CALLS", "calls"},
               {"MS IN ALL", "total_ms"},
               {"SLOWEST MS", "slowest_ms"},
               {"BYTES", "bytes"}});
  for (const auto& item : *answer.getArray("items"))
    calls.add(*item.extract<JsonObject::Ptr>());
  if (calls.empty()) std::cout << "No calls.\n";
  calls.print();
  if (!answer.optValue("complete", true)) std::cout << "It still runs: there may be more.\n";
  Table entries(
      {{"TIME", "at"}, {"ENTRY", "id"}, {"SEVERITY", "severity"}, {"KIND", "kind"}, {"MESSAGE", "message"}});
  for (const auto& item : *answer.getArray("entries"))
    entries.add(*item.extract<JsonObject::Ptr>());
  if (!entries.empty()) std::cout << "\nWhat the activity log tells of it\n";
  entries.print();
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
  set.add(group, "calls", "Its HTTP calls, summed up, and what the activity log tells of it",
          [id](const CommandOptions& options) {
            return ask(options, {"GET", run_path(*id, "/calls")}, print_calls);
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
