// `mooring backfills ...`: reading a range of the past.
#include <iostream>
#include <memory>

#include "app/cli/api_command.hpp"
#include "app/cli/command_set.hpp"
#include "app/cli/input.hpp"
#include "base/text.hpp"

namespace mooring::host::cli {
namespace {

std::string progress_of(const JsonObject& backfill) {
  return text_at(backfill, "days_done") + " of " + text_at(backfill, "days_total") + " days";
}

std::string left_of(const JsonObject& backfill) {
  const auto left = object_at(backfill, "left");
  if (!left || left->optValue<int64_t>("calls", 0) == 0) return "";
  const auto seconds = static_cast<int64_t>(left->optValue<double>("seconds", 0));
  return "about " + text_at(*left, "calls") + " calls, " + format_duration(std::chrono::seconds{seconds});
}

void print_details(const JsonObject& backfill) {
  const std::string id = text_at(backfill, "id");
  std::cout << (id.empty() ? "Not started" : id) << "  " << text_at(backfill, "state") << "  "
            << progress_of(backfill) << "\n";
  if (const std::string note = text_at(backfill, "note"); !note.empty()) std::cout << note << "\n";
  if (const std::string left = left_of(backfill); !left.empty()) std::cout << "Left: " << left << "\n";
  Table parts({{"STREAM", "stream"},
               {"MARKETPLACE", "marketplace"},
               {"STATE", "state"},
               {"DAYS", "", progress_of},
               {"ROWS", "rows"},
               {"CALLS", "requests"},
               {"FAILURE", "failure_message"}});
  if (const auto list = backfill.getArray("parts"))
    for (const auto& item : *list)
      parts.add(*item.extract<JsonObject::Ptr>());
  parts.print();
  if (const auto skipped = backfill.getArray("skipped"))
    for (const auto& item : *skipped) {
      const JsonObject& one = *item.extract<JsonObject::Ptr>();
      std::cout << "Left out: " << text_at(one, "stream") << " " << text_at(one, "marketplace") << ": "
                << text_at(one, "reason") << "\n";
    }
}

void add_list(CommandSet& set, CLI::App& group) {
  auto filters = std::make_shared<Query>(Query{{"connection", ""}, {"state", ""}});
  CLI::App& command = set.add_list(group, "list", "Backfills, newest first", [filters](const auto& options) {
    return list(options, {"/api/v1/backfills",
                          {{"ID", "id"},
                           {"STATE", "state"},
                           {"REASON", "reason"},
                           {"FROM", "from"},
                           {"TO", "to"},
                           {"PROGRESS", "", progress_of},
                           {"LEFT", "", left_of},
                           {"CONNECTION", "connection_id"}},
                          "No backfills.",
                          *filters});
  });
  command.add_option("--connection", (*filters)[0].second, "Only of this connection");
  takes_words(command.add_option(
                  "--state", (*filters)[1].second,
                  "Only in this state: open, planned, running, waiting, paused, done, failed, cancelled"),
              {"open", "planned", "running", "waiting", "paused", "done", "failed", "cancelled"});
}

struct NewBackfill {
  std::string connection, from, to;
  std::vector<std::string> streams, marketplaces;
  bool dry_run = false;
};

void add_start(CommandSet& set, CLI::App& group) {
  auto wanted = std::make_shared<NewBackfill>();
  CLI::App& command =
      set.add(group, "start", "Read a range of the past", [wanted](const CommandOptions& options) {
        const std::string path = "/api/v1/connections/" + url_encode(wanted->connection) + "/backfills";
        return ask(options,
                   {"POST", wanted->dry_run ? path + "/estimate" : path,
                    body_of({{"from", wanted->from},
                             {"to", wanted->to},
                             {"streams", list_of(wanted->streams)},
                             {"marketplaces", list_of(wanted->marketplaces)}})},
                   print_details);
      });
  command.add_option("connection", wanted->connection, "Connection id")->required();
  command.add_option("--from", wanted->from, "First day, like 2026-01-01, or a time")->required();
  command.add_option("--to", wanted->to, "Last day, included, or a time")->required();
  command.add_option("--stream", wanted->streams, "Only this stream; may be repeated");
  command.add_option("--marketplace", wanted->marketplaces, "Only this marketplace; may be repeated");
  command.add_flag("--dry-run", wanted->dry_run, "Only tell what it would do and cost");
}

void add_one(CommandSet& set, CLI::App& group, const std::string& name, const std::string& help,
             const std::string& method, const std::string& rest) {
  auto id = std::make_shared<std::string>();
  set.add(group, name, help,
          [id, method, rest](const CommandOptions& options) {
            return ask(options, {method, "/api/v1/backfills/" + url_encode(*id) + rest}, print_details);
          })
      .add_option("id", *id, "Backfill id")
      ->required();
}

}  // namespace

void add_backfill_commands(CommandSet& set) {
  CLI::App& group = set.group("backfills", "Reading ranges of the past");
  add_list(set, group);
  add_start(set, group);
  add_one(set, group, "show", "One backfill with its parts", "GET", "");
  add_one(set, group, "pause", "Hold it back", "POST", "/pause");
  add_one(set, group, "resume", "Let it go on", "POST", "/resume");
  add_one(set, group, "cancel", "End it; what was committed stays", "POST", "/cancel");
}

}  // namespace mooring::host::cli
