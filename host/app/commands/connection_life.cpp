// `mooring connections ...`: whose account one is, who may reconnect it, and its end.
#include <chrono>
#include <iostream>
#include <memory>
#include <thread>

#include "app/cli/api_command.hpp"
#include "app/cli/command_set.hpp"
#include "app/commands/connection_lines.hpp"
#include "base/text.hpp"

namespace mooring::host::cli {
namespace {

constexpr auto kWipeLookEvery = std::chrono::milliseconds{500};

void print_accounts(const JsonObject& answer) {
  Table table({{"ACCOUNT", "account_id"}, {"NAME", "account_name"}, {"FROM", "from"}, {"UNTIL", "until"}});
  for (const auto& item : *answer.getArray("items"))
    table.add(*item.extract<JsonObject::Ptr>());
  table.print();
  if (auto waiting = text_at(answer, "transfer.account_id"); !waiting.empty())
    std::cout << "Waits for the account " << waiting << " until " << text_at(answer, "transfer.expires_at")
              << "\n";
}

void add_accounts(CommandSet& set, CLI::App& group) {
  auto id = std::make_shared<std::string>();
  set.add(group, "accounts", "Whose account it was and is",
          [id](const auto& options) {
            return ask(options, {"GET", connection_path(*id, "/accounts")}, print_accounts);
          })
      .add_option("id", *id, "Connection id")
      ->required();
}

int transfer(const CommandOptions& options, const std::string& id, const std::string& account,
             const std::string& confirm) {
  return ask(
      options,
      {"POST", connection_path(id, "/transfer"), body_of({{"account_id", account}, {"confirm", confirm}})},
      [&](const JsonObject& answer) {
        std::cout << "Waits for the account " << text_at(answer, "account_id") << " until "
                  << text_at(answer, "expires_at")
                  << ".\nReconnect it now, signed in as that account: in the console, or with "
                     "`mooring connections link "
                  << id << "`.\n";
      });
}

void add_transfer(CommandSet& set, CLI::App& group) {
  auto id = std::make_shared<std::string>();
  auto account = std::make_shared<std::string>();
  auto confirm = std::make_shared<std::string>();
  auto cancel = std::make_shared<bool>(false);
  CLI::App& command =
      set.add(group, "transfer", "Hand it over to another account; history, tags and ids stay",
              [=](const CommandOptions& options) {
                if (*cancel)
                  return ask(options, {"DELETE", connection_path(*id, "/transfer")}, print_members,
                             "Waits for no other account any more.");
                if (account->empty() || confirm->empty())
                  return complain_usage("say --to-account and --confirm, or --cancel");
                return transfer(options, *id, *account, *confirm);
              });
  command.add_option("id", *id, "Connection id")->required();
  command.add_option("--to-account", *account, "Id of the other account at the provider");
  command.add_option("--confirm", *confirm, "The connection's name, to show that this one is meant");
  command.add_flag("--cancel", *cancel, "Wait for no other account any more");
}

void print_wipe(const JsonObject& wipe) {
  std::cout << "Wiped " << text_at(wipe, "label") << ": " << text_at(wipe, "rows_deleted")
            << " rows deleted, its secrets destroyed.\n";
}

// Its end is waited for; who goes away before does not end it.
int wipe(const CommandOptions& options, const std::string& id, const std::string& confirm,
         bool deletes_connection) {
  return with_api(options, [&](ApiClient& api) {
    auto state = api.call("POST", connection_path(id, "/wipe"),
                          body_of({{"confirm", confirm}, {"delete_connection", deletes_connection}}));
    while (state && text_at(*state->extract<JsonObject::Ptr>(), "state") == "running") {
      std::this_thread::sleep_for(kWipeLookEvery);
      state = api.call("GET", connection_path(id, "/wipe"));
    }
    if (!state) return complain(state.error());
    if (options.json)
      print_json(*state);
    else
      print_wipe(*state->extract<JsonObject::Ptr>());
    return kExitOk;
  });
}

void add_end(CommandSet& set, CLI::App& group) {
  auto id = std::make_shared<std::string>();
  auto confirm = std::make_shared<std::string>();
  auto deletes = std::make_shared<bool>(false);
  CLI::App& command = set.add(group, "wipe", "Destroy its secrets and delete its data, for good",
                              [=](const auto& options) { return wipe(options, *id, *confirm, *deletes); });
  command.add_option("id", *id, "Connection id")->required();
  command.add_option("--confirm", *confirm, "The connection's name, to show that this one is meant")
      ->required();
  command.add_flag("--delete", *deletes, "The connection too; nothing stays but the activity log");
  set.add(group, "delete", "Delete one that was never connected, or was wiped",
          [id](const auto& options) {
            return ask(options, {"DELETE", connection_path(*id)}, print_members, "Deleted.");
          })
      .add_option("id", *id, "Connection id")
      ->required();
}

int make_link(const CommandOptions& options, const std::string& id, const std::string& expires) {
  std::vector<std::pair<std::string, Json>> body;
  if (!expires.empty()) {
    auto lifetime = parse_duration(expires);
    if (!lifetime) return complain_usage("--expires takes a duration, like 72h");
    body.emplace_back("expires_in_s", std::chrono::duration_cast<std::chrono::seconds>(*lifetime).count());
  }
  return ask(options, {"POST", connection_path(id, "/reconnect-links"), body_of(body)},
             [](const JsonObject& link) {
               std::cout << text_at(link, "url") << "\n";
               std::cerr << "Good for one sign-in until " << text_at(link, "expires_at")
                         << ". It is shown only now.\n";
             });
}

void add_links(CommandSet& set, CLI::App& group) {
  auto id = std::make_shared<std::string>();
  auto expires = std::make_shared<std::string>();
  auto link_id = std::make_shared<std::string>();
  CLI::App& make = set.add(group, "link", "Make a link by which the account's owner reconnects it",
                           [=](const auto& options) { return make_link(options, *id, *expires); });
  make.add_option("id", *id, "Connection id")->required();
  make.add_option("--expires", *expires, "How long it is good: 5m to 168h; default 72h");
  set.add_list(group, "links", "Its reconnect links",
               [id](const CommandOptions& options) {
                 return list(
                     options,
                     {connection_path(*id, "/reconnect-links"),
                      {{"LINK", "id"}, {"STATE", "state"}, {"EXPIRES", "expires_at"}, {"MADE BY", "actor"}},
                      "It has no reconnect links."});
               })
      .add_option("id", *id, "Connection id")
      ->required();
  CLI::App& revoke =
      set.add(group, "revoke-link", "Withdraw a reconnect link", [=](const CommandOptions& options) {
        return ask(options, {"DELETE", connection_path(*id, "/reconnect-links/" + url_encode(*link_id))},
                   print_members, "Withdrawn.");
      });
  revoke.add_option("id", *id, "Connection id")->required();
  revoke.add_option("link", *link_id, "Link id, as `links` shows it")->required();
}

void print_checkup(const JsonObject& report) {
  const auto changes = report.getArray("changes");
  for (const auto& change : *changes)
    std::cout << change.convert<std::string>() << "\n";
  const bool checked = report.optValue("streams_checked", true);
  if (changes->size() == 0 && checked) std::cout << "All is as it was.\n";
  if (!checked)
    std::cout << "What each stream may read is still being looked at: `mooring connections checklist` shows "
                 "it, and the activity log tells what changed.\n";
  Table table({{"PERMISSION", "id"}, {"GRANTED", "granted"}, {"NOTE", "note"}});
  for (const auto& item : *report.getArray("permissions"))
    table.add(*item.extract<JsonObject::Ptr>());
  table.print();
  if (const auto checklist = report.getObject("checklist")) {
    std::cout << "\n";
    print_checklist(*checklist);
  }
}

// What ends on a day that nobody has told stands beside the list.
int tell_undated(const CommandOptions& options) {
  return with_api(options, [](ApiClient& api) {
    auto answer = api.call("GET", "/api/v1/expiries");
    if (!answer) return complain(answer.error());
    const auto undated = answer->extract<JsonObject::Ptr>()->getArray("undated");
    for (size_t i = 0; undated && i < undated->size(); ++i) {
      const auto one = undated->getObject(static_cast<unsigned>(i));
      std::cerr << "Without a date: " << text_at(*one, "title") << ". " << text_at(*one, "hint") << "\n";
    }
    return kExitOk;
  });
}

int list_expiries(const CommandOptions& options) {
  const auto when = [](const JsonObject& expiry) {
    return (expiry.optValue("at_latest", false) ? "at the latest " : "") + text_at(expiry, "at");
  };
  const int listed =
      list(options, {"/api/v1/expiries",
                     {{"AT", "", when}, {"DAYS", "days_left"}, {"WHAT", "title"}, {"NEXT", "action"}},
                     "Nothing that ends is known."});
  return listed != kExitOk || options.json || options.ndjson ? listed : tell_undated(options);
}

}  // namespace

void add_connection_life_commands(CommandSet& set) {
  CLI::App& group = set.group("connections", "Connections of the running host");
  auto id = std::make_shared<std::string>();
  set.add(group, "checkup", "Look now at what its account may read",
          [id](const CommandOptions& options) {
            return ask(options, {"POST", connection_path(*id, "/checkup"), "{}"}, print_checkup);
          })
      .add_option("id", *id, "Connection id")
      ->required();
  add_accounts(set, group);
  add_transfer(set, group);
  add_links(set, group);
  add_end(set, group);
  CLI::App& expiries = set.root();
  set.add_list(expiries, "expiries", "What ends on a known day, the next one first", list_expiries);
}

}  // namespace mooring::host::cli
