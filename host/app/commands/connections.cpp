// `mooring connections ...` that only read.
#include <algorithm>
#include <iostream>
#include <memory>

#include "app/cli/api_command.hpp"
#include "app/cli/command_set.hpp"
#include "app/cli/input.hpp"
#include "app/commands/connection_lines.hpp"
#include "base/text.hpp"

namespace mooring::host::cli {

std::string connection_path(const std::string& id, const std::string& rest) {
  return "/api/v1/connections/" + url_encode(id) + rest;
}

std::vector<Column> connection_columns() {
  const auto activity = [](const JsonObject& connection) {
    const auto status = object_at(connection, "status");
    return status ? activity_text(*status) : std::string();
  };
  return {{"ID", "id"},          {"BADGE", "status.title"}, {"ACTIVITY", "", activity},
          {"REGION", "region"},  {"ACCOUNT", "account_id"}, {"LABEL", "label"},
          {"CHANNEL", "channel"}};
}

std::string activity_text(const JsonObject& status) {
  std::string text = text_at(status, "activity");
  std::replace(text.begin(), text.end(), '_', ' ');
  const std::string until = text_at(status, "activity_until");
  if (!until.empty()) text += " until " + until;
  if (!object_at(status, "paused")) return text;
  return text == "idle" ? "paused" : text + ", paused";
}

void print_connection_line(const JsonObject& connection) {
  std::string line;
  for (const char* path : {"id", "status.title", "region", "account_id", "label"}) {
    const std::string text = text_at(connection, path);
    line += (line.empty() ? "" : "  ") + (text.empty() ? "-" : text);
  }
  std::cout << line << "\n";
}

std::shared_ptr<Query> add_connection_filters(CLI::App& command, const std::string& tag) {
  struct Filter {
    const char *name, *help;
  };
  static const std::vector<Filter> kFilters = {
      {"channel", "Only of this channel; several with commas between"},
      {"region", "Only of this region; several with commas between"},
      {"badge", "Only with this badge: connected, stale, sync_error, expired, revoked, not_connected"},
      {"workspace", "Only of this workspace; several with commas between"},
      {"activity", "Only while idle, queued, running, waiting_for_budget, throttled, retrying or sleeping"},
      {"tag", "Only with this tag; several with commas between: with all of them"},
      {"paused", "true: only paused ones; false: only the others"},
      {"text", "Only with this text in name, account or id"},
      {"managed_by", "console or file: where it is managed"}};
  auto query = std::make_shared<Query>();
  for (const Filter& filter : kFilters)
    query->emplace_back(filter.name, "");
  for (size_t i = 0; i < kFilters.size(); ++i) {
    const std::string name = kFilters[i].name;
    const std::string option = name == "tag" ? tag : name == "managed_by" ? "--managed-by" : "--" + name;
    CLI::Option* added = command.add_option_function<std::string>(
        option, [query, i](const std::string& value) { (*query)[i].second = value; }, kFilters[i].help);
    if (name == "paused") takes_words(added, {"true", "false"});
    if (name == "managed_by") takes_words(added, {"console", "file"});
  }
  return query;
}

namespace {

void print_status(const JsonObject& status) {
  std::cout << text_at(status, "title") << ": " << text_at(status, "reason") << "\n";
  if (auto action = text_at(status, "action_text"); !action.empty()) std::cout << "Next: " << action << "\n";
  if (auto activity = activity_text(status); !activity.empty()) std::cout << "Now: " << activity << "\n";
  if (const auto pause = object_at(status, "paused"))
    std::cout << "Paused: since " << text_at(*pause, "at") << ", by " << text_at(*pause, "actor") << "\n";
  const auto rules = status.getArray("rules");
  if (!rules) return;
  for (const auto& item : *rules) {
    const JsonObject& rule = *item.extract<JsonObject::Ptr>();
    std::string title = text_at(rule, "title");
    title.resize(std::max<size_t>(15, title.size() + 1), ' ');
    std::cout << (rule.optValue("fired", false) ? "  -> " : "     ") << title << text_at(rule, "because")
              << "\n";
  }
}

void add_list_command(CommandSet& set, CLI::App& group) {
  auto filters = std::make_shared<std::shared_ptr<Query>>();
  CLI::App& command =
      set.add_list(group, "list", "All connections with their badges", [filters](const auto& options) {
        return list(
            options,
            {"/api/v1/connections", connection_columns(),
             "No connections. Make one in the console, or with `mooring connections connect`.", **filters});
      });
  *filters = add_connection_filters(command);
}

void add_show_commands(CommandSet& set, CLI::App& group) {
  auto id = std::make_shared<std::string>();
  set.add(group, "show", "One connection, all that is known",
          [id](const CommandOptions& options) {
            return ask(options, {"GET", connection_path(*id)});
          })
      .add_option("id", *id, "Connection id")
      ->required();
  auto explain = std::make_shared<bool>(false);
  CLI::App& status = set.add(
      group, "status", "Its badge, why, and what to do", [id, explain](const CommandOptions& options) {
        return ask(options, {"GET", connection_path(*id, *explain ? "/status?explain=1" : "/status")},
                   print_status);
      });
  status.add_option("id", *id, "Connection id")->required();
  status.add_flag("--explain", *explain, "The facts, the rule that fired and the ones that did not");
}

// A list that belongs to one connection.
void add_part(CommandSet& set, CLI::App& group, const std::string& name, const std::string& help,
              const std::vector<Column>& columns, const std::string& empty, bool by_stream = false) {
  auto id = std::make_shared<std::string>();
  auto stream = std::make_shared<std::string>();
  CLI::App& command =
      set.add_list(group, name, help, [name, columns, empty, id, stream](const CommandOptions& options) {
        return list(options, {connection_path(*id, "/" + name), columns, empty, {{"stream", *stream}}});
      });
  command.add_option("id", *id, "Connection id")->required();
  if (by_stream) command.add_option("--stream", *stream, "Only this stream");
}

void add_history(CommandSet& set, CLI::App& group) {
  auto id = std::make_shared<std::string>();
  auto query = std::make_shared<Query>(Query{{"since", ""}, {"until", ""}});
  CLI::App& command =
      set.add_list(group, "history", "Its badges over time, newest first", [id, query](const auto& options) {
        Query asked = *query;
        for (auto& [name, value] : asked) {
          auto moment = moment_of("--" + name, value, SystemClock().now());
          if (!moment) return complain_usage(describe(moment.error()));
          value = *moment;
        }
        return list(options, {connection_path(*id, "/badge-history"),
                              {{"FROM", "at"},
                               {"UNTIL", "until"},
                               {"BADGE", "title"},
                               {"ENTRY", "entry_id"},
                               {"REASON", "reason"}},
                              "Its badge has not been seen yet.",
                              asked});
      });
  command.add_option("id", *id, "Connection id")->required();
  command.add_option("--since", (*query)[0].second,
                     "Not before: 7d, 24h or a time like 2026-11-22T08:00:00Z");
  command.add_option("--until", (*query)[1].second, "Before: the same");
}

std::string yes_no_unknown(const JsonObject& permission) {
  return permission.isNull("granted") ? "not known" : text_at(permission, "granted");
}

}  // namespace

void add_connection_commands(CommandSet& set) {
  CLI::App& group = set.group("connections", "Connections of the running host");
  add_list_command(set, group);
  add_show_commands(set, group);
  add_part(set, group, "streams", "Its streams and what they are doing",
           {{"STREAM", "id"},
            {"STATE", "state"},
            {"UNTIL", "state_until"},
            {"LAST SUCCESS", "last_success_at"},
            {"NEXT RUN", "next_run_at"},
            {"ROWS", "rows"},
            {"FAILURE", "failure.message"}},
           "No streams: its plugin is not loaded.");
  add_part(set, group, "marketplaces", "Which are available, and which are selected",
           {{"ID", "id"},
            {"NAME", "name"},
            {"COUNTRY", "country_code"},
            {"SELECTED", "selected"},
            {"AVAILABLE", "available"},
            {"NEW", "new"},
            {"NOTE", "note"}},
           "None yet: connect it first.");
  add_part(set, group, "coverage", "Which time ranges are held, restating or lost",
           {{"STREAM", "stream"},
            {"MARKETPLACE", "marketplace"},
            {"PART", "part"},
            {"FROM", "from"},
            {"TO", "to"},
            {"STATE", "state"}},
           "Nothing is held yet.", true);
  add_history(set, group);
  add_part(set, group, "budgets", "Its rate budgets and how they stand",
           {{"BUDGET", "id"},
            {"PER SECOND", "rate_per_s"},
            {"BURST", "burst"},
            {"FROM", "from"},
            {"NOW PER SECOND", "rate_now_per_s"},
            {"LEFT", "tokens"},
            {"WAITING", "waiting"},
            {"BLOCKED UNTIL", "blocked_until"}},
           "No budgets: its plugin is not loaded.");
  add_part(set, group, "permissions", "Which permissions really work",
           {{"PERMISSION", "id"}, {"GRANTED", "", yes_no_unknown}, {"NOTE", "note"}},
           "None are known: connect it first.");
}

}  // namespace mooring::host::cli
