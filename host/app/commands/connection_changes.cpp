// `mooring connections ...` that change something.
#include <fstream>
#include <iostream>
#include <memory>

#include "app/cli/api_command.hpp"
#include "app/cli/command_set.hpp"
#include "app/cli/input.hpp"
#include "app/commands/connection_lines.hpp"
#include "base/secret.hpp"
#include "base/text.hpp"

namespace mooring::host::cli {
namespace {

struct TokenInput {
  std::string channel, region, consent, connection_id, account_id,
      token_file;                         // token_file "-": standard input
  std::vector<std::string> marketplaces;  // empty: those that are proposed
};

Result<Secret> read_token(const std::string& file) {
  std::string token;
  if (file == "-") {
    std::getline(std::cin, token);
  } else {
    std::ifstream in(file);
    if (!in)
      return fail("token_unreadable", "The token file " + file + " cannot be read",
                  "Check its name and rights");
    std::getline(in, token);
  }
  while (!token.empty() && (token.back() == '\r' || token.back() == ' '))
    token.pop_back();
  if (token.empty())
    return fail("token_unreadable", "There is no token in " + (file == "-" ? "the input" : file));
  return Secret(std::move(token));
}

Result<std::vector<std::string>> proposed_marketplaces(ApiClient& api, const std::string& id) {
  List all;
  all.path = connection_path(id, "/marketplaces");
  std::vector<std::string> ids;
  Status read = each_item(api, all, [&](const JsonObject::Ptr& marketplace) {
    if (marketplace->optValue("proposed", false)) ids.push_back(text_at(*marketplace, "id"));
    return true;
  });
  if (!read) return fail(read.error());
  return ids;
}

Result<std::string> made_connection(ApiClient& api, const TokenInput& input) {
  auto created =
      api.call("POST", "/api/v1/connections",
               body_of({{"channel", input.channel}, {"region", input.region}, {"consent", input.consent}}));
  if (!created) return fail(created.error());
  return text_at(*created->extract<JsonObject::Ptr>(), "id");
}

Result<Json> connected(ApiClient& api, const std::string& id, const TokenInput& input, const Secret& token) {
  auto grant =
      api.call("POST", connection_path(id, "/connect-with-token"),
               body_of({{"refresh_token", std::string(token.reveal())}, {"account_id", input.account_id}}));
  if (!grant) return grant;
  std::vector<std::string> selected = input.marketplaces;
  if (selected.empty()) {
    auto proposed = proposed_marketplaces(api, id);
    if (!proposed) return fail(proposed.error());
    selected = *proposed;
  }
  auto chosen =
      api.call("PUT", connection_path(id, "/marketplaces"), body_of({{"selected", list_of(selected)}}));
  if (!chosen) return chosen;
  return api.call("GET", connection_path(id));
}

int connect(const CommandOptions& options, const TokenInput& input) {
  if (input.connection_id.empty() && (input.channel.empty() || input.region.empty()))
    return complain_usage("name an existing connection with --id, or a new one with --channel and --region");
  auto token = read_token(input.token_file);
  if (!token) return complain(token.error());
  return with_api(options, [&](ApiClient& api) {
    const bool make = input.connection_id.empty();
    Result<std::string> id = make ? made_connection(api, input) : input.connection_id;
    if (!id) return complain(id.error());
    auto connection = connected(api, *id, input, *token);
    if (!connection && make)
      std::cerr << "mooring: the new connection stays unconnected; try again with --id " << *id << "\n";
    if (!connection) return complain(connection.error());
    if (options.json)
      print_json(*connection);
    else
      print_connection_line(*connection->extract<JsonObject::Ptr>());
    return kExitOk;
  });
}

void print_runs(const JsonObject& answer) {
  Table table({{"RUN", "id"}, {"STREAM", "stream"}, {"MARKETPLACE", "marketplace"}, {"STATE", "state"}});
  for (const auto& item : *answer.getArray("items"))
    table.add(*item.extract<JsonObject::Ptr>());
  table.print();
}

void print_disconnected(const JsonObject& connection) {
  std::cout << "Disconnected. Data, history and the selection are kept.\n";
  if (auto told = text_at(connection, "revocation.message"); !told.empty()) std::cout << told << ".\n";
}

void print_selection(const JsonObject& answer) {
  Table table({{"SELECTED", "id"}, {"NAME", "name"}});
  for (const auto& item : *answer.getArray("items"))
    if (item.extract<JsonObject::Ptr>()->optValue("selected", false))
      table.add(*item.extract<JsonObject::Ptr>());
  table.print();
}

void add_create(CommandSet& set, CLI::App& group) {
  auto input = std::make_shared<TokenInput>();
  auto label = std::make_shared<std::string>();
  auto workspace = std::make_shared<std::string>();
  CLI::App& create =
      set.add(group, "create", "Make a connection; connect it in the console or with `connect`",
              [input, label, workspace](const CommandOptions& options) {
                return ask(options,
                           {"POST", "/api/v1/connections",
                            body_of({{"channel", input->channel},
                                     {"region", input->region},
                                     {"consent", input->consent},
                                     {"label", *label},
                                     {"workspace", *workspace}})},
                           print_connection_line);
              });
  create.add_option("--channel", input->channel, "Channel id")->required();
  create.add_option("--region", input->region, "Region id")->required();
  create.add_option("--consent", input->consent,
                    "Where the account signs in, or its kind; else the usual one");
  create.add_option("--label", *label, "Name shown in the console");
  create.add_option("--workspace", *workspace, "Whose business it belongs to; else \"default\"");
}

void add_connect(CommandSet& set, CLI::App& group) {
  auto input = std::make_shared<TokenInput>();
  CLI::App& command = set.add(group, "connect", "Connect with a pasted refresh token (self-authorisation)",
                              [input](const CommandOptions& options) { return connect(options, *input); });
  command.add_option("--id", input->connection_id, "An existing connection; else a new one is made");
  command.add_option("--channel", input->channel, "Channel id of a new connection");
  command.add_option("--region", input->region, "Region id of a new connection");
  command.add_option("--consent", input->consent, "Where a new connection's account signs in, or its kind");
  command.add_option("--account", input->account_id, "Account id at the provider");
  command
      .add_option("--token-file", input->token_file, "File with the refresh token; - reads standard input")
      ->required();
  command.add_option("--marketplace", input->marketplaces,
                     "Marketplace to sync; repeat it; default those that are proposed");
}

void add_sync(CommandSet& set, CLI::App& group) {
  struct Input {
    std::vector<std::string> ids, streams, marketplaces;
  };
  auto input = std::make_shared<Input>();
  CLI::App& sync = set.add(group, "sync", "Sync now, one or many", [input](const CommandOptions& options) {
    const bool narrowed = !input->streams.empty() || !input->marketplaces.empty();
    if (input->ids.size() > 1 && narrowed)
      return complain_usage("--stream and --marketplace go with one connection; name one");
    if (input->ids.size() > 1) return change_many(options, "sync", input->ids, "Syncs");
    const std::string body =
        body_of({{"streams", list_of(input->streams)}, {"marketplaces", list_of(input->marketplaces)}});
    return ask(options, {"POST", connection_path(input->ids.front(), "/sync"), body}, print_runs);
  });
  sync.add_option("id", input->ids, "Connection ids")->required();
  sync.add_option("--stream", input->streams, "Of one connection: only this stream; repeat it")
      ->allow_extra_args(false);
  sync.add_option("--marketplace", input->marketplaces,
                  "Of one connection: only this marketplace, by its id; repeat it")
      ->allow_extra_args(false);
}

void print_settings(const JsonObject& connection) {
  const auto settings = object_at(connection, "settings");
  if (!settings || settings->size() == 0)
    std::cout << "All settings are as the plugin has them.\n";
  else
    print_members(*settings);
}

void add_settings(CommandSet& set, CLI::App& group) {
  struct Input {
    std::string id;
    std::vector<std::string> values;
  };
  auto input = std::make_shared<Input>();
  CLI::App& command =
      set.add(group, "settings", "Show its settings, or change some", [input](const CommandOptions& options) {
        if (input->values.empty()) return ask(options, {"GET", connection_path(input->id)}, print_settings);
        auto values = named_values(input->values);
        if (!values) return complain_usage(describe(values.error()));
        return ask(options,
                   {"PATCH", connection_path(input->id), body_of({{"settings", object_of(*values)}})},
                   print_settings);
      });
  command.add_option("id", input->id, "Connection id")->required();
  command.add_option("setting", input->values,
                     "NAME=VALUE, as many as shall change; `mooring plugins inspect` tells which there are");
}

void add_rename_and_select(CommandSet& set, CLI::App& group) {
  auto id = std::make_shared<std::string>();
  auto label = std::make_shared<std::string>();
  CLI::App& rename = set.add(group, "rename", "Give it another name", [id, label](const auto& options) {
    return ask(options, {"PATCH", connection_path(*id), body_of({{"label", *label}})}, print_connection_line);
  });
  rename.add_option("id", *id, "Connection id")->required();
  rename.add_option("label", *label, "The new name")->required();
  auto workspace = std::make_shared<std::string>();
  CLI::App& move =
      set.add(group, "move", "Move it to another workspace", [id, workspace](const auto& options) {
        return ask(options, {"PATCH", connection_path(*id), body_of({{"workspace", *workspace}})},
                   [](const JsonObject& connection) {
                     std::cout << text_at(connection, "id") << "  is in " << text_at(connection, "workspace")
                               << "\n";
                   });
      });
  move.add_option("id", *id, "Connection id")->required();
  move.add_option("workspace", *workspace, "Its name; it comes to be with its first connection")->required();
  auto marketplaces = std::make_shared<std::vector<std::string>>();
  CLI::App& select = set.add(
      group, "select", "Choose which marketplaces are synced", [id, marketplaces](const auto& options) {
        return ask(
            options,
            {"PUT", connection_path(*id, "/marketplaces"), body_of({{"selected", list_of(*marketplaces)}})},
            print_selection);
      });
  select.add_option("id", *id, "Connection id")->required();
  select.add_option("marketplace", *marketplaces, "All marketplaces that shall be synced, by their ids")
      ->required();
}

}  // namespace

void add_connection_change_commands(CommandSet& set) {
  CLI::App& group = set.group("connections", "Connections of the running host");
  add_create(set, group);
  add_connect(set, group);
  add_sync(set, group);
  add_rename_and_select(set, group);
  add_settings(set, group);
  auto id = std::make_shared<std::string>();
  set.add(group, "disconnect", "Stop syncing and drop the token; data stays",
          [id](const CommandOptions& options) {
            return ask(options, {"POST", connection_path(*id, "/disconnect"), "{}"}, print_disconnected);
          })
      .add_option("id", *id, "Connection id")
      ->required();
}

}  // namespace mooring::host::cli
