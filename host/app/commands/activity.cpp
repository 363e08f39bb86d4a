// `mooring activity list|show|tail`: the log over the API, with the filters of its page.
#include <chrono>
#include <iostream>
#include <memory>
#include <thread>

#include "app/cli/api_command.hpp"
#include "app/cli/command_set.hpp"
#include "app/cli/input.hpp"
#include "base/text.hpp"

namespace mooring::host::cli {
namespace {

constexpr const char* kActivity = "/api/v1/activity";
constexpr auto kTailPause = std::chrono::seconds{2};
constexpr const char* kTailPage = "200";

const std::vector<Column> kColumns = {
    {"TIME", "at"},           {"ENTRY", "id"},       {"CONNECTION", "connection_id"},
    {"SEVERITY", "severity"}, {"KIND", "kind"},      {"STATUS", "status"},
    {"BY", "actor"},          {"MESSAGE", "message"}};

struct Filters {
  Query query{{"connection", ""}, {"channel", ""},  {"region", ""}, {"since", ""},  {"until", ""},
              {"kind", ""},       {"severity", ""}, {"status", ""}, {"method", ""}, {"operation", ""},
              {"request", ""},    {"actor", ""},    {"run", ""},    {"stream", ""}, {"text", ""}};
  size_t at_most = 50;
  bool csv = false;
};

const char* help_of(const std::string& name) {
  static const std::vector<std::pair<std::string, const char*>> helps = {
      {"connection", "Only of this connection"},
      {"channel", "Only of connections of this channel"},
      {"region", "Only of connections of this region"},
      {"since", "Not before: 7d, 24h or a time like 2026-11-22T08:00:00Z"},
      {"until", "Before: the same"},
      {"kind", "Only of this kind: token means token.*"},
      {"severity", "At least: info, warning or error"},
      {"status", "HTTP status: 429, or 4xx"},
      {"method", "HTTP method"},
      {"operation", "Calls of one kind: \"GET https://host/path/{id}\""},
      {"request", "The provider's id of a call"},
      {"actor", "Who did it: system, scheduler, user:NAME"},
      {"run", "Only of this run"},
      {"stream", "Only of this stream"},
      {"text", "Contained in message, endpoint or request id; three characters or more"}};
  for (const auto& [known, help] : helps)
    if (known == name) return help;
  return "";
}

void add_filters(CLI::App& command, const std::shared_ptr<Filters>& filters) {
  for (auto& [name, value] : filters->query) {
    CLI::Option* option = command.add_option("--" + name, value, help_of(name));
    if (name == "severity") takes_words(option, {"info", "warning", "error"});
  }
}

// As the API takes it: "7d" became a time. Error: time_invalid.
Result<Query> query_of(const Filters& filters) {
  const Timestamp now = SystemClock().now();
  Query query = filters.query;
  for (auto& [name, value] : query) {
    if (name != "since" && name != "until") continue;
    auto moment = moment_of("--" + name, value, now);
    if (!moment) return fail(moment.error());
    value = *moment;
  }
  return query;
}

// All that match, oldest first, as the console exports them.
int export_all(const CommandOptions& options, Query query) {
  query.emplace_back("format", "csv");
  return with_api(options, [&](ApiClient& api) {
    const Status read =
        api.download(path_with(std::string(kActivity) + "/export", query), [](const auto& part) {
          std::cout.write(part.data(), static_cast<std::streamsize>(part.size()));
          return std::cout.good();
        });
    std::cout.flush();
    return read ? kExitOk : complain(read.error());
  });
}

void add_list_command(CommandSet& set, CLI::App& group) {
  auto filters = std::make_shared<Filters>();
  CLI::App& command = set.add_list(group, "list", "Entries, newest first", [filters](const auto& options) {
    auto query = query_of(*filters);
    if (!query) return complain_usage(describe(query.error()));
    if (filters->csv) return export_all(options, *query);
    return list(options, {kActivity, kColumns, "No entries.", *query, filters->at_most});
  });
  add_filters(command, filters);
  command.add_flag("--csv", filters->csv, "Write all that match as CSV, oldest first");
  takes_number(command.add_option("--limit", filters->at_most, "How many; 0: all; default 50"), 0,
               kListLimitMax);
}

void print_entry(const JsonObject& entry) {
  const auto text = [&](const char* name) { return text_at(entry, name); };
  std::cout << text("at") << "  " << text("severity") << "  " << text("kind") << "  "
            << (text("connection_id").empty() ? "-" : text("connection_id")) << "  " << text("message");
  if (!text("endpoint").empty()) std::cout << "  (" << text("endpoint") << ")";
  std::cout << "\n";
}

// Everything that was written after `place`, oldest first; gives the place to go on from.
Result<std::string> tell_new(ApiClient& api, const CommandOptions& options, Query query,
                             const std::string& place) {
  query.emplace_back("after", place);
  query.emplace_back("limit", kTailPage);
  std::vector<JsonObject::Ptr> found;
  std::string newest = place, cursor;
  do {
    auto page_query = query;
    page_query.emplace_back("cursor", cursor);
    auto page = api.call("GET", path_with(kActivity, page_query));
    if (!page) return fail(page.error());
    const auto body = page->extract<JsonObject::Ptr>();
    if (cursor.empty()) newest = text_at(*body, "newest");
    const auto items = body->getArray("items");
    for (unsigned i = 0; i < items->size(); ++i)
      found.push_back(items->getObject(i));
    cursor = text_at(*body, "next");
  } while (!cursor.empty());
  for (auto entry = found.rbegin(); entry != found.rend(); ++entry)
    if (options.json || options.ndjson)
      print_json(*entry);
    else
      print_entry(**entry);
  std::cout.flush();  // whoever reads along sees it now
  return newest;
}

int tail(const CommandOptions& options, const Filters& filters) {
  auto query = query_of(filters);
  if (!query) return complain_usage(describe(query.error()));
  return with_api(options, [&](ApiClient& api) {
    auto first = api.call("GET", path_with(kActivity, {{"limit", "1"}}));
    if (!first) return complain(first.error());
    std::string place = text_at(*first->extract<JsonObject::Ptr>(), "newest");
    for (;;) {  // until it is interrupted
      std::this_thread::sleep_for(kTailPause);
      auto next = tell_new(api, options, *query, place);
      if (!next) return complain(next.error());
      place = *next;
    }
  });
}

void add_tail_command(CommandSet& set, CLI::App& group) {
  auto filters = std::make_shared<Filters>();
  add_filters(set.add_list(group, "tail", "What is written from now on, until Ctrl-C",
                           [filters](const auto& options) { return tail(options, *filters); }),
              filters);
}

}  // namespace

void add_activity_commands(CommandSet& set) {
  CLI::App& group = set.group("activity", "What happened");
  add_list_command(set, group);
  auto id = std::make_shared<std::string>();
  set.add(group, "show", "One entry in full",
          [id](const CommandOptions& options) {
            return ask(options, {"GET", std::string(kActivity) + "/" + url_encode(*id)});
          })
      .add_option("id", *id, "Entry id")
      ->required();
  add_tail_command(set, group);
}

}  // namespace mooring::host::cli
