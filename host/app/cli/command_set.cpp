#include "app/cli/command_set.hpp"

#include "base/text.hpp"

namespace mooring::host::cli {
namespace {

bool is_shown(const CLI::App* app) {
  return !app->get_group().empty();
}

std::string advice(const std::string& word, const std::vector<std::string>& names) {
  const auto near = nearest(word, names);
  return near ? ". Did you mean '" + *near + "'?" : ".";
}

}  // namespace

CLI::App& CommandSet::group(const std::string& name, const std::string& help) {
  for (CLI::App* known : root_.get_subcommands([&](CLI::App* sub) { return sub->get_name() == name; }))
    return *known;
  CLI::App* group = root_.add_subcommand(name, help);
  group->require_subcommand(1);
  return *group;
}

CLI::App& CommandSet::add(CLI::App& parent, const std::string& name, const std::string& help,
                          Command command) {
  CLI::App* sub = parent.add_subcommand(name, help);
  sub->callback([this, command = std::move(command)] { chosen_ = command; });
  sub->add_option("-c,--config", options_.config_file, "Configuration file");
  sub->add_flag("--json", options_.json, "Print one JSON value");
  return *sub;
}

CLI::App& CommandSet::add_list(CLI::App& parent, const std::string& name, const std::string& help,
                               Command command) {
  CLI::App& sub = add(parent, name, help, std::move(command));
  sub.add_flag("--ndjson", options_.ndjson, "Print one JSON value a line, as they come");
  return sub;
}

CLI::App& CommandSet::add_hidden(const std::string& name, Command command) {
  CLI::App* sub = root_.add_subcommand(name, "")->group("");
  sub->callback([this, command = std::move(command)] { chosen_ = command; });
  return *sub;
}

int CommandSet::run() const {
  return chosen_ ? chosen_(options_) : kExitUsage;
}

std::vector<std::string> command_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* sub : app.get_subcommands(is_shown))
    names.push_back(sub->get_name());
  return names;
}

std::vector<std::string> option_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options())
    for (const std::string& name : option->get_lnames())
      names.push_back("--" + name);
  return names;
}

std::optional<std::string> wrong_command(const CLI::App& root, int argc, char** argv) {
  const CLI::App* app = &root;
  std::string before = "mooring";
  for (int i = 1; i < argc && !command_names(*app).empty(); ++i) {
    const std::string word = argv[i];
    if (word.starts_with('-')) return std::nullopt;  // CLI11 knows better what may stand here
    const CLI::App* next = nullptr;
    for (const CLI::App* sub : app->get_subcommands([](const CLI::App*) { return true; }))
      if (sub->get_name() == word) next = sub;
    if (!next)
      return "there is no command '" + (app == &root ? "" : before.substr(before.find(' ') + 1) + " ") +
             clean_line(word, 80) + "'" + advice(word, command_names(*app)) + " `" + before +
             " --help` lists the commands";
    app = next;
    before += " " + word;
  }
  return std::nullopt;
}

std::string option_advice(const CLI::App& root, const std::string& word) {
  const CLI::App* app = &root;
  while (!app->get_subcommands().empty())
    app = app->get_subcommands().front();  // those that were parsed
  return advice(word.substr(0, word.find('=')), option_names(*app));
}

}  // namespace mooring::host::cli
