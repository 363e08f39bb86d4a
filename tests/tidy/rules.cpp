#include <algorithm>
#include <array>
#include <regex>

#include "tidy.hpp"

namespace mooring::tidy {
namespace {

constexpr size_t kLinesMax = 450;

// docs/internals/architecture.md, lowest first: a folder includes only itself and what stands before it.
constexpr std::array<std::string_view, 16> kFolders{
    "base", "config", "store",    "transport", "plugins", "oauth",  "connections", "schedule",
    "sync", "badge",  "activity", "watch",     "alerts",  "access", "admin",       "app"};

int rank_of(std::string_view folder) {
  auto found = std::find(kFolders.begin(), kFolders.end(), folder);
  return found == kFolders.end() ? -1 : static_cast<int>(found - kFolders.begin());
}

// The public part of the SDK, which any folder may include.
bool is_sdk_header(std::string_view include) {
  return include.starts_with("mooring/");
}

template <class Visit>  // visit(line number, text after #include)
void each_include(const SourceFile& file, Visit visit) {
  const std::string code = without_comments(file.text, false);
  int number = 0;
  for (std::string_view line : split_lines(code)) {
    ++number;
    size_t at = line.find_first_not_of(' ');
    if (at == std::string_view::npos || !line.substr(at).starts_with("#include")) continue;
    size_t open = line.find_first_of("<\"", at);
    size_t close = open == std::string_view::npos ? open : line.find_first_of(">\"", open + 1);
    if (close != std::string_view::npos) visit(number, std::string(line.substr(open + 1, close - open - 1)));
  }
}

struct LibraryRule {
  std::string_view include_prefix, name;
  std::vector<std::string_view> folders;  // of host/
};
const std::vector<LibraryRule>& library_rules() {
  static const std::vector<LibraryRule> kRules{
      {"Poco/Data/", "Poco::Data", {"store"}},
      {"Poco/Net/", "Poco::Net", {"admin", "app"}},  // app: the command line asks the running host
      {"Poco/", "POCO", {"store", "admin", "oauth", "connections", "activity", "alerts", "app"}},
      {"toml++/", "toml++", {"config", "plugins"}},
      {"boost/", "Boost.DLL", {"plugins"}},
      {"curl/", "libcurl", {"transport"}},
      {"sqlite3.h", "SQLite's own interface", {"store"}},
  };
  return kRules;
}

struct BannedCall {
  std::regex pattern;
  std::string_view what, instead;
  std::vector<std::string_view> scopes;   // path prefixes where the rule holds
  std::vector<std::string_view> allowed;  // path prefixes where it does not
};
const std::vector<BannedCall>& banned_calls() {
  static const std::vector<BannedCall> kCalls{
      {std::regex(
           R"(\b(system_clock|steady_clock|high_resolution_clock)::now\b|\b(gettimeofday|clock_gettime)\s*\()"),
       "reads the clock",
       "take a Clock&",
       {"host/", "plugins/", "sdk/include/"},
       // A search of the activity log measures its own probes: what is decided is the way, not the answer.
       {"host/base/clock.", "host/store/activity_scan."}},
      {std::regex(R"(\b(std::thread|std::jthread)\b(?!::)|\bpthread_create\b|\bstd::async\b)"),
       "makes a thread",
       "post to an Executor or WorkerPool",
       {"host/", "plugins/", "sdk/include/"},
       // The three threads that own something of their own (architecture.md, "Threads").
       {"host/base/", "host/store/writer.", "host/transport/curl_transport.", "host/admin/http/front_door"}},
      {std::regex(R"((^|[^\w.>])(s?rand|drand48)\s*\(|\brandom_device\b|\bmt19937)"),
       "makes random numbers",
       "take a Random&",
       {"host/", "plugins/", "sdk/include/"},
       {"host/base/random."}},
      {std::regex(R"(\b(secure_)?getenv\s*\(|\bsetenv\s*\()"),
       "reads the environment",
       "make it a key of the configuration",
       {"host/", "plugins/", "sdk/include/"},
       // commands: MOORING_CONFIG names the configuration itself. probe: what its child process inherits.
       {"host/config/", "host/app/commands.", "host/plugins/probe."}},
      {std::regex(R"(\bthis_thread::sleep_(for|until)\b|\b(u?sleep|nanosleep)\s*\()"),
       "sleeps",
       "use a timer of an Executor, or wait for the event itself",
       {"host/", "plugins/", "sdk/include/"},
       {"host/app/commands/"}},  // the command line asks a running host again and again
      {std::regex(R"(\b(strcpy|strcat|sprintf|vsprintf|gets|strtok|std::system|popen)\s*\()"),
       "is unsafe",
       "use std::string, snprintf or posix_spawn",
       {"host/", "plugins/", "sdk/include/"},
       {}},
      {std::regex(R"(<fstream>|\bfopen\s*\(|\bsocket\s*\(|<iostream>|\bstd::mutex\b)"),
       "does input, output or locking in a plugin",
       "a plugin is a pure state machine: ask the host by an action",
       {"plugins/"},
       {}},
  };
  return kCalls;
}

// Without the sign before the word and the parenthesis after it.
std::string trimmed(std::string call) {
  while (!call.empty() && (call.back() == '(' || call.back() == ' '))
    call.pop_back();
  size_t at = call.find_first_of("<abcdefghijklmnopqrstuvwxyz");
  return at == std::string::npos ? call : call.substr(at);
}

bool has_prefix(const std::string& path, const std::vector<std::string_view>& prefixes) {
  return std::any_of(prefixes.begin(), prefixes.end(), [&](auto prefix) { return path.starts_with(prefix); });
}

// Test code, also what the SDK ships for the tests of plugins.
bool in_tests(const std::string& path) {
  return path.find("/tests/") != std::string::npos || path.starts_with("sdk/include/mooring/testing/");
}

}  // namespace

void check_includes(const SourceFile& file, std::vector<Finding>& out) {
  if (!file.path.starts_with("host/") || !is_cpp(file.path)) return;
  std::string own = folder_of(file.path, "host");
  bool is_main = own.empty();
  int own_rank = is_main ? static_cast<int>(kFolders.size()) : rank_of(own);
  if (own_rank < 0) {
    out.push_back(
        {file.path, 0, "host/" + own + " is not in the list of folders (docs/internals/architecture.md)"});
    return;
  }
  each_include(file, [&](int line, const std::string& include) {
    std::string_view folder = std::string_view(include).substr(0, include.find('/'));
    int rank = rank_of(folder);
    if (folder.size() == include.size() || rank < 0 || is_sdk_header(include)) return;
    if (rank > own_rank)
      out.push_back({file.path, line, own + "/ includes " + include + ", which stands above it"});
  });
}

void check_neutrality(const SourceFile& file, std::vector<Finding>& out) {
  if (!file.path.starts_with("host/") && !file.path.starts_with("sdk/")) return;
  static const std::regex kAmazon("amazon|sp-api|spapi", std::regex::icase);
  int number = 0;
  for (std::string_view line : split_lines(file.text)) {
    ++number;
    if (std::regex_search(line.begin(), line.end(), kAmazon))
      out.push_back({file.path, number, "names a provider: that belongs to its plugin"});
  }
}

void check_size(const SourceFile& file, std::vector<Finding>& out) {
  bool source = is_cpp(file.path) || file.path.ends_with(".ts") || file.path.ends_with(".tsx") ||
                file.path.ends_with(".mjs") || file.path.ends_with(".css") || file.path.ends_with(".cmake");
  size_t lines = split_lines(file.text).size();
  if (source && lines > kLinesMax)
    out.push_back({file.path, 0,
                   "has " + std::to_string(lines) + " lines, at most " + std::to_string(kLinesMax) +
                       " are allowed: split it by what its parts do"});
}

void check_contract(const SourceFile& file, std::vector<Finding>& out) {
  if (!file.path.ends_with(".hpp") && !file.path.ends_with(".h")) return;
  std::string_view text = file.text;
  bool comment = text.starts_with("// ") || text.starts_with("/* ");
  if (!comment)
    out.push_back({file.path, 1, "begins without its contract: what it is, who calls it, thread, owner"});
}

void check_calls(const SourceFile& file, std::vector<Finding>& out) {
  if (!is_cpp(file.path) || in_tests(file.path)) return;
  const std::string code = without_comments(file.text, true);
  for (const BannedCall& banned : banned_calls()) {
    if (!has_prefix(file.path, banned.scopes) || has_prefix(file.path, banned.allowed)) continue;
    int number = 0;
    for (std::string_view line : split_lines(code)) {
      ++number;
      std::match_results<std::string_view::const_iterator> match;
      if (std::regex_search(line.begin(), line.end(), match, banned.pattern))
        out.push_back({file.path, number,
                       "'" + trimmed(match.str()) + "' " + std::string(banned.what) + ": " +
                           std::string(banned.instead)});
    }
  }
}

void check_libraries(const SourceFile& file, std::vector<Finding>& out) {
  if (!file.path.starts_with("host/") || !is_cpp(file.path)) return;
  std::string own = folder_of(file.path, "host");
  each_include(file, [&](int line, const std::string& include) {
    for (const LibraryRule& rule : library_rules()) {
      if (!include.starts_with(rule.include_prefix)) continue;
      bool allowed = std::find(rule.folders.begin(), rule.folders.end(), own) != rule.folders.end();
      if (!allowed)
        out.push_back({file.path, line,
                       std::string(rule.name) + " (" + include + ") has no place in " +
                           (own.empty() ? "main" : own) + "/"});
      return;
    }
  });
}

std::vector<Finding> check_tree(const Tree& tree) {
  std::vector<Finding> findings;
  for (const SourceFile& file : tree.files) {
    check_includes(file, findings);
    check_neutrality(file, findings);
    check_size(file, findings);
    check_contract(file, findings);
    check_calls(file, findings);
    check_libraries(file, findings);
    check_links(file, tree, findings);
  }
  return findings;
}

}  // namespace mooring::tidy
