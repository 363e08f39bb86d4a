// `mooring connections ...` and `mooring signin`: they ask the running host.
#include <Poco/JSON/Array.h>
#include <unistd.h>

#include <fstream>
#include <iomanip>
#include <iostream>
#include <iterator>
#include <sstream>

#include "app/api_client.hpp"
#include "app/commands.hpp"
#include "base/text.hpp"

namespace mooring::host {
namespace {

using Poco::Dynamic::Var;
using Object = Poco::JSON::Object;
using Array = Poco::JSON::Array;

std::string text(const Object& object, const std::string& key) {
  return object.isNull(key) ? std::string() : object.optValue<std::string>(key, "");
}

Object::Ptr child(const Object& object, const std::string& key) {
  auto found = object.getObject(key);
  return found ? found : Object::Ptr(new Object);
}

int complain(const Error& error) {
  std::cerr << "mooring: " << describe(error) << "\n";
  return kExitFailed;
}

std::string to_json(const Var& value) {
  std::ostringstream out;
  Poco::JSON::Stringifier::stringify(value, out);
  return out.str();
}

// Opens the host's API, makes one call, prints: what almost every command here does.
int ask(const CommandOptions& options, const std::string& method, const std::string& path,
        const std::string& body, const std::function<void(const Var&)>& print) {
  auto config = load_or_complain(options);
  if (!config) return kExitBadConfiguration;
  auto api = ApiClient::open(*config);
  if (!api) return complain(api.error());
  auto answer = (*api)->call(method, path, body);
  if (!answer) return complain(answer.error());
  if (options.json)
    std::cout << to_json(*answer) << "\n";
  else
    print(*answer);
  return kExitOk;
}

void print_connection_line(const Object& connection) {
  auto status = child(connection, "status");
  std::cout << std::left << std::setw(32) << text(connection, "id") << std::setw(15) << text(*status, "title")
            << std::setw(8) << text(connection, "region") << std::setw(18) << text(connection, "account_id")
            << text(connection, "label") << "\n";
}

void print_status(const Object& status) {
  std::cout << text(status, "title") << ": " << text(status, "reason") << "\n";
  if (auto action = text(status, "action_text"); !action.empty()) std::cout << "Next: " << action << "\n";
  if (auto rules = status.getArray("rules"))
    for (const auto& item : *rules) {
      const auto& rule = item.extract<Object::Ptr>();
      std::cout << (rule->optValue("fired", false) ? "  -> " : "     ") << std::left << std::setw(15)
                << text(*rule, "title") << text(*rule, "because") << "\n";
    }
}

std::string body_of(const std::vector<std::pair<std::string, Var>>& members) {
  Object object;
  for (const auto& [key, value] : members)
    object.set(key, value);
  std::ostringstream out;
  object.stringify(out);
  return out.str();
}

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

Result<std::vector<std::string>> available_marketplaces(ApiClient& api, const std::string& id) {
  auto list = api.call("GET", "/api/v1/connections/" + id + "/marketplaces");
  if (!list) return fail(list.error());
  std::vector<std::string> ids;
  auto items = list->extract<Object::Ptr>()->getArray("items");
  for (const auto& item : *items) {
    const auto& marketplace = item.extract<Object::Ptr>();
    if (marketplace->optValue("available", false)) ids.push_back(text(*marketplace, "id"));
  }
  return ids;
}

}  // namespace

int signin(const CommandOptions& options) {
  return ask(options, "POST", "/api/v1/signin-links", "{}",
             [](const Var& answer) { std::cout << text(*answer.extract<Object::Ptr>(), "url") << "\n"; });
}

int connections_list(const CommandOptions& options) {
  auto config = load_or_complain(options);
  if (!config) return kExitBadConfiguration;
  auto api = ApiClient::open(*config);
  if (!api) return complain(api.error());
  Array all;
  std::string cursor;
  do {
    auto page = (*api)->call(
        "GET", "/api/v1/connections?limit=200" + (cursor.empty() ? "" : "&cursor=" + url_encode(cursor)));
    if (!page) return complain(page.error());
    auto object = page->extract<Object::Ptr>();
    auto items = object->getArray("items");
    for (const auto& item : *items) {
      all.add(item);
      if (!options.json) print_connection_line(*item.extract<Object::Ptr>());
    }
    cursor = text(*object, "next");
  } while (!cursor.empty());
  if (options.json) std::cout << to_json(Var(all)) << "\n";
  if (!options.json && all.size() == 0)
    std::cout << "No connections yet. Make one in the console, or with `mooring connections connect`.\n";
  return kExitOk;
}

int connections_status(const CommandOptions& options, const std::string& id, bool explain) {
  return ask(options, "GET",
             "/api/v1/connections/" + url_encode(id) + "/status" + (explain ? "?explain=1" : ""), "",
             [](const Var& answer) { print_status(*answer.extract<Object::Ptr>()); });
}

int connections_create(const CommandOptions& options, const std::string& channel, const std::string& region,
                       const std::string& label) {
  return ask(options, "POST", "/api/v1/connections",
             body_of({{"channel", channel}, {"region", region}, {"label", label}}),
             [](const Var& answer) { print_connection_line(*answer.extract<Object::Ptr>()); });
}

int connections_connect(const CommandOptions& options, const TokenInput& input) {
  auto config = load_or_complain(options);
  if (!config) return kExitBadConfiguration;
  if (input.connection_id.empty() && (input.channel.empty() || input.region.empty())) {
    std::cerr << "mooring: name an existing connection with --id, or a new one with --channel and --region\n";
    return kExitUsage;
  }
  auto token = read_token(input.token_file);
  if (!token) return complain(token.error());
  auto api = ApiClient::open(*config);
  if (!api) return complain(api.error());
  std::string id = input.connection_id;
  bool made = id.empty();
  if (made) {
    auto created = (*api)->call("POST", "/api/v1/connections",
                                body_of({{"channel", input.channel}, {"region", input.region}}));
    if (!created) return complain(created.error());
    id = text(*created->extract<Object::Ptr>(), "id");
  }
  std::string path = "/api/v1/connections/" + url_encode(id);
  auto connected = (*api)->call(
      "POST", path + "/connect-with-token",
      body_of({{"refresh_token", std::string(token->reveal())}, {"account_id", input.account_id}}));
  if (!connected && made)
    std::cerr << "mooring: the new connection stays unconnected; try again with --id " << id << "\n";
  if (!connected) return complain(connected.error());
  std::vector<std::string> selected = input.marketplaces;
  if (selected.empty()) {
    auto available = available_marketplaces(**api, id);
    if (!available) return complain(available.error());
    selected = *available;
  }
  Array marketplaces;
  for (const auto& marketplace : selected)
    marketplaces.add(marketplace);
  auto chosen = (*api)->call("PUT", path + "/marketplaces", body_of({{"selected", Var(marketplaces)}}));
  if (!chosen) return complain(chosen.error());
  auto connection = (*api)->call("GET", path);
  if (!connection) return complain(connection.error());
  if (options.json)
    std::cout << to_json(*connection) << "\n";
  else
    print_connection_line(*connection->extract<Object::Ptr>());
  return kExitOk;
}

int connections_sync(const CommandOptions& options, const std::string& id,
                     const std::vector<std::string>& streams, const std::vector<std::string>& marketplaces) {
  const auto list = [](const std::vector<std::string>& texts) {
    Array all;
    for (const auto& one : texts)
      all.add(one);
    return Var(all);
  };
  return ask(options, "POST", "/api/v1/connections/" + url_encode(id) + "/sync",
             body_of({{"streams", list(streams)}, {"marketplaces", list(marketplaces)}}),
             [](const Var& answer) {
               auto items = answer.extract<Object::Ptr>()->getArray("items");
               for (const auto& item : *items) {
                 const auto& run = item.extract<Object::Ptr>();
                 const std::string place = text(*run, "marketplace");
                 std::cout << text(*run, "id") << "  " << text(*run, "stream") << (place.empty() ? "" : "  ")
                           << place << "  " << text(*run, "state") << "\n";
               }
             });
}

int connections_disconnect(const CommandOptions& options, const std::string& id) {
  return ask(options, "POST", "/api/v1/connections/" + url_encode(id) + "/disconnect", "{}",
             [](const Var& answer) {
               auto connection = answer.extract<Object::Ptr>();
               std::cout << "Disconnected. Data, history and the selection are kept.\n";
               auto revocation = child(*connection, "revocation");
               if (auto help = text(*revocation, "help_url");
                   !help.empty() && !revocation->optValue("revoked", false))
                 std::cout << "The provider has no way to be told; withdraw the authorization there: " << help
                           << "\n";
             });
}

}  // namespace mooring::host
