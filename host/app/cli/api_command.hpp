// What almost every command does: open the running host's API, ask, print the answer. Each gives the exit code and has
// complained when it is not kExitOk. Main thread; blocks.
#pragma once
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "app/api_client.hpp"
#include "app/cli/output.hpp"
#include "app/commands.hpp"

namespace mooring::host::cli {

// Query parameters; those that are empty are not sent.
using Query = std::vector<std::pair<std::string, std::string>>;
std::string path_with(const std::string& path, const Query& query);

struct Ask {
  std::string method;
  std::string path;       // "/api/v1/..."
  std::string body = {};  // JSON
};

int with_api(const CommandOptions& options, const std::function<int(ApiClient&)>& work);

// One call. With --json the answer is printed as it came, else by `print`; an answer without content prints `done`.
int ask(const CommandOptions& options, const Ask& call,
        const std::function<void(const JsonObject&)>& print = print_members,
        const std::string& done = "Done");

struct List {
  std::string path;
  std::vector<Column> columns;
  std::string empty;  // printed instead of a table without lines
  Query query = {};
  size_t at_most = 0;             // items; 0: all
  std::string cursor = "cursor";  // the name of the paging parameter
};

// All pages of a list: a table; with --json one array; with --ndjson one item a line.
int list(const CommandOptions& options, const List& list);

// Every item of every page. The visitor gives false to stop.
Status each_item(ApiClient& api, const List& list, const std::function<bool(const JsonObject::Ptr&)>& visit,
                 const std::function<void()>& page_done = {});

}  // namespace mooring::host::cli
