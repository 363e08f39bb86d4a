#include "app/commands.hpp"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <functional>
#include <iostream>

#include "app/host.hpp"
#include "base/text.hpp"
#include "plugins/registry.hpp"

namespace mooring::host {
namespace {

std::filesystem::path default_config_file() {
  if (const char* set = std::getenv("MOORING_CONFIG"); set && *set) return set;
  for (const char* place : {"mooring.toml", "config/mooring.toml"})
    if (std::filesystem::exists(place)) return place;
  return "/etc/mooring/mooring.toml";
}

class CommandLine {
 public:
  CommandLine() : app_("Keeps marketplace connections tied.", "mooring") {
    app_.require_subcommand(1);
    app_.set_version_flag("--version", std::string("mooring ") + kVersion);
    app_.footer(
        "Configuration: --config, else $MOORING_CONFIG, ./mooring.toml, ./config/mooring.toml, "
        "/etc/mooring/mooring.toml.\n"
        "Exit codes: 0 ok, 1 failed, 2 usage, 78 bad configuration.");
    options_.config_file = default_config_file();
    add_host_commands();
    add_plugin_commands();
    add_connection_commands();
  }

  int run(int argc, char** argv) {
    if (argc > 1 && !is_command(argv[1])) return unknown_command(argv[1]);
    try {
      app_.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
      return app_.exit(error) == 0 ? kExitOk : kExitUsage;
    }
    return command_ ? command_() : kExitUsage;
  }

 private:
  CLI::App* add(CLI::App& parent, const std::string& name, const std::string& help,
                std::function<int()> command) {
    CLI::App* sub = parent.add_subcommand(name, help);
    sub->callback([this, command = std::move(command)] { command_ = command; });
    sub->add_option("-c,--config", options_.config_file, "Configuration file");
    sub->add_flag("--json", options_.json, "Print one JSON value");
    return sub;
  }

  bool is_command(const std::string& word) const {
    auto subs = app_.get_subcommands([&](const CLI::App* sub) { return sub->get_name() == word; });
    return word.starts_with('-') || !subs.empty();
  }
  int unknown_command(const std::string& word) const {
    std::vector<std::string> names;
    for (const CLI::App* sub :
         app_.get_subcommands([](const CLI::App* s) { return !s->get_group().empty(); }))
      names.push_back(sub->get_name());
    std::cerr << "mooring: there is no command '" << word << "'";
    if (auto near = nearest(word, names)) std::cerr << ". Did you mean '" << *near << "'?";
    std::cerr << " `mooring --help` lists the commands.\n";
    return kExitUsage;
  }

  void add_host_commands() {
    auto* served = add(app_, "serve", "Run the host", [this] { return serve(options_, print_link_); });
    served->add_flag("--signin-link", print_link_, "Print a one-time sign-in link when ready");
    add(app_, "validate", "Check the configuration; every problem with file, line and column",
        [this] { return validate(options_); });
    add(app_, "signin", "Print a one-time sign-in link of the running host",
        [this] { return signin(options_); });
    add(app_, "version", "Print the version", [this] {
      std::cout << (options_.json ? "{\"version\":\"" + std::string(kVersion) + "\"}"
                                  : "mooring " + std::string(kVersion))
                << "\n";
      return kExitOk;
    });
    auto* bundle =
        add(app_, "support-bundle", "Put what support needs to know into one HTML file, without secrets",
            [this] { return support_bundle(options_, bundle_); });
    bundle->add_option("--since", bundle_.since,
                       "7d, 24h or a time; runs and activity from then; default 7d");
    bundle->add_option("--until", bundle_.until, "The same; default now");
    bundle->add_option("--connection", bundle_.connection_id, "Only this connection");
    bundle->add_option("-o,--output", bundle_.output,
                       "File, replaced when it exists; - writes standard output");
    auto* probe =
        app_.add_subcommand("probe-plugin", "")->group("");  // the host calls this in a child process
    probe->add_option("file", file_)->required();
    probe->callback([this] { command_ = [this] { return probe_plugin_main(file_); }; });
  }

  void add_plugin_commands() {
    CLI::App* plugins = app_.add_subcommand("plugins", "What is in the plugin folders");
    plugins->require_subcommand(1);
    add(*plugins, "list", "Every file, and why one is refused", [this] { return plugins_list(options_); });
    auto* inspect = add(*plugins, "inspect", "One file, without running its code",
                        [this] { return plugins_inspect(options_, file_); });
    inspect->add_option("file", file_, "Library (.so)")->required();
  }

  void add_connection_commands() {
    CLI::App* group = app_.add_subcommand("connections", "Connections of the running host");
    group->require_subcommand(1);
    add(*group, "list", "All connections with their badges", [this] { return connections_list(options_); });
    auto* status = add(*group, "status", "One connection",
                       [this] { return connections_status(options_, id_, explain_); });
    status->add_option("id", id_, "Connection id")->required();
    status->add_flag("--explain", explain_, "The facts, the rule that fired and the ones that did not");
    auto* create =
        add(*group, "create", "Make a connection; connect it in the console or with `connect`",
            [this] { return connections_create(options_, token_.channel, token_.region, label_); });
    create->add_option("--channel", token_.channel, "Channel id")->required();
    create->add_option("--region", token_.region, "Region id")->required();
    create->add_option("--label", label_, "Name shown in the console");
    auto* connect = add(*group, "connect", "Connect with a pasted refresh token (self-authorisation)",
                        [this] { return connections_connect(options_, token_); });
    connect->add_option("--id", token_.connection_id, "An existing connection; else a new one is made");
    connect->add_option("--channel", token_.channel, "Channel id of a new connection");
    connect->add_option("--region", token_.region, "Region id of a new connection");
    connect->add_option("--account", token_.account_id, "Account id at the provider");
    connect
        ->add_option("--token-file", token_.token_file, "File with the refresh token; - reads standard input")
        ->required();
    connect->add_option("--marketplace", token_.marketplaces, "Marketplace to sync; repeat it; default all");
    auto* sync = add(*group, "sync", "Sync now",
                     [this] { return connections_sync(options_, id_, streams_, token_.marketplaces); });
    sync->add_option("id", id_, "Connection id")->required();
    sync->add_option("--stream", streams_, "Only this stream; repeat it");
    sync->add_option("--marketplace", token_.marketplaces, "Only this marketplace, by its id; repeat it");
    auto* disconnect = add(*group, "disconnect", "Stop syncing and drop the token; data stays",
                           [this] { return connections_disconnect(options_, id_); });
    disconnect->add_option("id", id_, "Connection id")->required();
  }

  CLI::App app_;
  CommandOptions options_;
  std::function<int()> command_;
  std::filesystem::path file_;
  std::string id_, label_;
  bool explain_ = false, print_link_ = false;
  std::vector<std::string> streams_;
  TokenInput token_;
  BundleInput bundle_;
};

}  // namespace

int run_command_line(int argc, char** argv) {
  return CommandLine().run(argc, argv);
}

std::optional<Config> load_or_complain(const CommandOptions& options) {
  ConfigLoad load = load_config(options.config_file);
  for (const auto& problem : load.problems)
    std::cerr << describe(problem) << "\n";
  if (!load.problems.empty()) return std::nullopt;
  return std::move(load.config);
}

int validate(const CommandOptions& options) {
  auto config = load_or_complain(options);
  if (!config) return kExitBadConfiguration;
  SystemClock clock;
  Redactor redactor;
  Logger logger(STDERR_FILENO, LogLevel::error, LogFormat::text, clock, redactor);
  auto plugins = registry_options(*config);
  plugins.load = false;
  auto registry = PluginRegistry::discover(plugins, logger);
  auto problems = check_channels(*config, known_channels(*registry));
  for (const auto& problem : problems)
    std::cerr << describe(problem) << "\n";
  if (!problems.empty()) {  // one of these may be the plugin that is missing
    for (const auto& info : registry->plugins())
      if (info.refusal)
        std::cerr << info.path.string() << ": refused (" << info.refusal->step
                  << "): " << info.refusal->message << "\n";
    return kExitBadConfiguration;
  }
  if (options.json)
    std::cout << "{\"ok\":true}\n";
  else
    std::cout << options.config_file.string() << ": good\n";
  return kExitOk;
}

}  // namespace mooring::host
