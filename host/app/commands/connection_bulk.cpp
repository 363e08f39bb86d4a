// `mooring connections ...` for many at once: by their ids, or by what they have in common; and their export.
#include <algorithm>
#include <array>
#include <iostream>
#include <iterator>
#include <memory>

#include "app/cli/hints.hpp"
#include "app/cli/input.hpp"
#include "app/commands/connection_lines.hpp"

namespace mooring::host::cli {
namespace {

using Members = std::vector<std::pair<std::string, Json>>;

void print_many(const JsonObject& answer, const std::string& done) {
  std::cout << done << ": " << text_at(answer, "done");
  if (text_at(answer, "unchanged") != "0") std::cout << "; nothing to do: " << text_at(answer, "unchanged");
  if (text_at(answer, "runs") != "0") std::cout << "; runs: " << text_at(answer, "runs");
  std::cout << "\n";
  for (const auto& item : *answer.getArray("items")) {
    const JsonObject& one = *item.extract<JsonObject::Ptr>();
    if (text_at(one, "result") == "failed")
      std::cerr << "mooring: " << text_at(one, "connection_id") << ": " << text_at(one, "detail") << ". "
                << hint_for_commands(text_at(one, "hint")) << "\n";
  }
}

int carry_out(const CommandOptions& options, const Members& body, const std::string& done) {
  return with_api(options, [&](ApiClient& api) {
    auto answer = api.call("POST", "/api/v1/connections/bulk", body_of(body));
    if (!answer) return complain(answer.error());
    const auto& outcome = *answer->extract<JsonObject::Ptr>();
    if (options.json)
      print_json(*answer);
    else
      print_many(outcome, done);
    return outcome.optValue<int64_t>("failed", 0) == 0 ? kExitOk : kExitFailed;
  });
}

void add_by_ids(CommandSet& set, CLI::App& group, const std::string& action, const std::string& help,
                const std::string& done) {
  auto ids = std::make_shared<std::vector<std::string>>();
  set.add(group, action, help,
          [ids, action, done](const CommandOptions& options) {
            return change_many(options, action, *ids, done);
          })
      .add_option("id", *ids, "Connection ids")
      ->required();
}

void add_by_ids_and_tags(CommandSet& set, CLI::App& group, const std::string& action, const std::string& help,
                         const std::string& done) {
  auto ids = std::make_shared<std::vector<std::string>>();
  auto tags = std::make_shared<std::vector<std::string>>();
  CLI::App& command = set.add(group, action, help, [ids, tags, action, done](const CommandOptions& options) {
    return carry_out(options, {{"action", action}, {"connections", list_of(*ids)}, {"tags", list_of(*tags)}},
                     done);
  });
  command.add_option("id", *ids, "Connection ids")->required();
  command.add_option("--tag", *tags, "The tag; repeat it")->required()->allow_extra_args(false);
}

struct BulkInput {
  std::string action;
  std::shared_ptr<Query> filters;
  std::vector<std::string> tags;
  int64_t expect = -1;  // not told: nothing is done
};

Pairs named_filters(const Query& query) {
  Pairs named;
  std::copy_if(query.begin(), query.end(), std::back_inserter(named),
               [](const auto& one) { return !one.second.empty(); });
  return named;
}

int tell_how_many(const CommandOptions& options, const BulkInput& input) {
  return ask(options, {"GET", path_with("/api/v1/connections/facets", *input.filters)},
             [&](const JsonObject& facets) {
               const std::string count = text_at(facets, "total");
               std::cout << "The filter matches " << count << " connections; nothing was done.\n";
               if (count != "0")
                 std::cout << "To " << input.action << " them, repeat this with --expect " << count << "\n";
             });
}

int bulk(const CommandOptions& options, const BulkInput& input) {
  constexpr std::array<std::string_view, 6> kActions = {"sync", "retry", "pause", "resume", "tag", "untag"};
  if (std::find(kActions.begin(), kActions.end(), input.action) == kActions.end())
    return complain_usage("'" + input.action + "' is not sync, retry, pause, resume, tag or untag");
  const bool about_tags = input.action == "tag" || input.action == "untag";
  if (about_tags == input.tags.empty())
    return complain_usage(about_tags ? "name the tags with --tag" : "--tag goes with tag and untag");
  if (input.expect < 0) return tell_how_many(options, input);
  Members body{{"action", input.action},
               {"filter", object_of(named_filters(*input.filters))},
               {"expect", input.expect}};
  if (about_tags) body.emplace_back("tags", list_of(input.tags));
  return carry_out(options, body, "Done");
}

void add_bulk(CommandSet& set, CLI::App& group) {
  auto input = std::make_shared<BulkInput>();
  CLI::App& command =
      set.add(group, "bulk", "Do something with all that match; without --expect only counts them",
              [input](const CommandOptions& options) { return bulk(options, *input); });
  command.add_option("action", input->action, "sync, retry, pause, resume, tag or untag")->required();
  input->filters = add_connection_filters(command, "--with-tag");
  command.add_option("--tag", input->tags, "Of tag and untag: the tag; repeat it")->allow_extra_args(false);
  command.add_option("--expect", input->expect,
                     "How many the filter matches: when it matches another number, nothing is done");
}

int write_all(const CommandOptions& options, const Query& filters) {
  Query query = filters;
  if (options.json && !options.ndjson) {
    query.emplace_back("fields", "compact");
    return list(options, {"/api/v1/connections", {}, "", query});
  }
  query.emplace_back("format", options.ndjson ? "ndjson" : "csv");
  return with_api(options, [&](ApiClient& api) {
    const Status read =
        api.download(path_with("/api/v1/connections/export", query), [](const std::string& part) {
          std::cout.write(part.data(), static_cast<std::streamsize>(part.size()));
          return std::cout.good();
        });
    std::cout.flush();
    return read ? kExitOk : complain(read.error());
  });
}

void add_export(CommandSet& set, CLI::App& group) {
  auto filters = std::make_shared<std::shared_ptr<Query>>();
  CLI::App& command =
      set.add_list(group, "export", "Write the connections that match to standard output, as CSV",
                   [filters](const CommandOptions& options) { return write_all(options, **filters); });
  *filters = add_connection_filters(command);
}

}  // namespace

int change_many(const CommandOptions& options, const std::string& action, const std::vector<std::string>& ids,
                const std::string& done) {
  return carry_out(options, {{"action", action}, {"connections", list_of(ids)}}, done);
}

void add_connection_bulk_commands(CommandSet& set) {
  CLI::App& group = set.group("connections", "Connections of the running host");
  add_by_ids(set, group, "pause", "No planned runs until it is resumed; syncing by hand still works",
             "Paused");
  add_by_ids(set, group, "resume", "Let planned runs go on", "Resumed");
  add_by_ids(set, group, "retry", "Run again what failed last", "Retried");
  add_by_ids_and_tags(set, group, "tag", "Put tags on connections", "Tagged");
  add_by_ids_and_tags(set, group, "untag", "Take tags off connections", "Untagged");
  add_bulk(set, group);
  add_export(set, group);
}

}  // namespace mooring::host::cli
