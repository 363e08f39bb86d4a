// The script is one function with a table: the words so far -> what may follow.
#include <sstream>

#include "app/cli/command_set.hpp"

namespace mooring::host::cli {
namespace {

void add_line(std::ostringstream& table, const std::string& path, const std::vector<std::string>& words) {
  table << "    '" << path << "') words='";
  for (size_t i = 0; i < words.size(); ++i)
    table << (i ? " " : "") << words[i];
  table << "' ;;\n";
}

void add_app(std::ostringstream& table, const CLI::App& app, const std::string& path) {
  std::vector<std::string> words = command_names(app);
  for (const std::string& option : option_names(app))
    words.push_back(option);
  add_line(table, path, words);
  for (const CLI::App* sub : app.get_subcommands([](const CLI::App* s) { return !s->get_group().empty(); }))
    add_app(table, *sub, path.empty() ? sub->get_name() : path + " " + sub->get_name());
}

std::vector<std::string> groups_of(const CLI::App& root) {
  std::vector<std::string> groups;
  for (const CLI::App* sub : root.get_subcommands([](const CLI::App*) { return true; }))
    if (!command_names(*sub).empty()) groups.push_back(sub->get_name());
  return groups;
}

}  // namespace

std::string bash_completion(const CLI::App& root) {
  std::ostringstream table;
  add_app(table, root, "");
  std::string groups;
  for (const std::string& group : groups_of(root))
    groups += (groups.empty() ? "" : "|") + group;
  // After --config and the like come files; readline completes them itself when nothing is offered.
  return R"(# Completion of mooring for bash: mooring completion bash > /etc/bash_completion.d/mooring
_mooring() {
  local current=${COMP_WORDS[COMP_CWORD]} path=${COMP_WORDS[1]} words=''
  COMPREPLY=()
  case ${COMP_WORDS[COMP_CWORD-1]} in
    -c|--config|--token-file|-o|--output) return ;;
  esac
  [ "$COMP_CWORD" -le 1 ] && path=''
  case $path in
    )" + groups +
         R"() [ "$COMP_CWORD" -gt 2 ] && path="$path ${COMP_WORDS[2]}" ;;
  esac
  case $path in
)" + table.str() +
         R"(  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _mooring mooring
)";
}

}  // namespace mooring::host::cli
