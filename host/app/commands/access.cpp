// `mooring users ...` and `mooring tokens ...`: who may use the running host. Also the way back in when every password is
// lost: they come with the host's own token.
#include <fstream>
#include <iostream>
#include <memory>

#include "app/cli/api_command.hpp"
#include "app/cli/command_set.hpp"
#include "app/cli/input.hpp"
#include "base/text.hpp"

namespace mooring::host::cli {
namespace {

constexpr const char* kUsers = "/api/v1/users";
constexpr const char* kSessions = "/api/v1/sessions";
constexpr const char* kTokens = "/api/v1/api-tokens";

std::string state_of_user(const JsonObject& user) {
  if (user.optValue("disabled", false)) return "disabled";
  return user.optValue("has_password", false) ? "active" : "invited";
}

std::string scopes_of_token(const JsonObject& token) {
  std::string text;
  if (const auto scopes = token.getArray("scopes"))
    for (const auto& scope : *scopes)
      text += (text.empty() ? "" : ",") + scope.convert<std::string>();
  return text;
}

// The id of the one item of a list that has this name, or this id. What was revoked has given its name back.
Result<std::string> id_of(ApiClient& api, const std::string& path, const std::string& name,
                          const std::string& what) {
  std::string id;
  std::vector<std::string> names;
  bool ended = false;
  Status read = each_item(api, {path, {}, ""}, [&](const JsonObject::Ptr& item) {
    const std::string found = text_at(*item, "name");
    const bool meant = equals_ignoring_case(found, name) || text_at(*item, "id") == name;
    const bool revoked = text_at(*item, "state") == "revoked";
    if (meant && !revoked) id = text_at(*item, "id");
    if (!revoked) names.push_back(found);
    ended = ended || (meant && revoked);
    return id.empty();
  });
  if (!read) return fail(read.error());
  if (!id.empty()) return id;
  if (ended)
    return fail(what + "_revoked", "The " + what + " " + name + " is revoked already",
                "`mooring " + what + "s list` shows all of them");
  const auto near = nearest(name, names);
  return fail(what + "_unknown", "There is no " + what + " " + name,
              near ? "Did you mean " + *near + "?" : "`mooring " + what + "s list` lists them");
}

struct NamedCall {
  std::string list_path, what;  // where names are looked up
  std::string method, rest = {}, body = {};
};

// A call about the user or token of this name.
int ask_about(const CommandOptions& options, const std::string& name, const NamedCall& call,
              const std::function<void(const JsonObject&)>& print, const std::string& done = "Done") {
  std::string path;
  const int found = with_api(options, [&](ApiClient& api) {
    auto id = id_of(api, call.list_path, name, call.what);
    if (!id) return complain(id.error());
    path = call.list_path + "/" + url_encode(*id) + call.rest;
    return kExitOk;
  });
  return found == kExitOk ? ask(options, {call.method, path, call.body}, print, done) : found;
}

void print_user(const JsonObject& user) {
  std::cout << text_at(user, "id") << "  " << text_at(user, "name") << "  " << text_at(user, "role") << "  "
            << state_of_user(user) << "\n";
}

void print_url(const JsonObject& link) {
  std::cout << text_at(link, "url") << "\n";
}

Result<std::string> read_password(const std::string& file) {
  std::string password;
  std::ifstream in;
  if (file != "-") in.open(file);
  std::getline(file == "-" ? std::cin : in, password);
  if (!password.empty() && password.back() == '\r') password.pop_back();
  if (password.empty())
    return fail("password_unreadable",
                "There is no password in " + (file == "-" ? std::string("the input") : "the file " + file),
                "Put it on the first line");
  return password;
}

void add_user_lists(CommandSet& set, CLI::App& group) {
  set.add_list(group, "list", "Who may sign in", [](const CommandOptions& options) {
    return list(options, {kUsers,
                          {{"ID", "id"},
                           {"NAME", "name"},
                           {"ROLE", "role"},
                           {"STATE", "", state_of_user},
                           {"LAST SIGN-IN", "signed_in_at"}},
                          "No users. Make the first one with the set-up link that `mooring serve` prints, or "
                          "with `mooring users add`."});
  });
}

void add_user_add(CommandSet& set, CLI::App& group) {
  struct Input {
    std::string name, role = "viewer", password_file;
  };
  auto input = std::make_shared<Input>();
  CLI::App& command = set.add(group, "add", "Add a person", [input](const CommandOptions& options) {
    std::vector<std::pair<std::string, Json>> body{{"name", input->name}, {"role", input->role}};
    if (!input->password_file.empty()) {
      auto password = read_password(input->password_file);
      if (!password) return complain(password.error());
      body.emplace_back("password", std::move(*password));
    }
    return ask(options, {"POST", kUsers, body_of(body)}, print_user);
  });
  command.add_option("name", input->name, "Name to sign in with, for example a mail address")->required();
  takes_words(command.add_option("--role", input->role, "viewer, operator or administrator; default viewer"),
              {"viewer", "operator", "administrator"});
  command.add_option("--password-file", input->password_file,
                     "File with the password, - reads standard input; without: `users invite` them");
}

void add_user_changes(CommandSet& set, CLI::App& group) {
  auto name = std::make_shared<std::string>();
  auto role = std::make_shared<std::string>();
  const auto about = [name](const std::string& method, const std::string& rest, const std::string& body,
                            const std::function<void(const JsonObject&)>& print = print_user,
                            const std::string& done = "Done") {
    return [=](const CommandOptions& options) {
      return ask_about(options, *name, {kUsers, "user", method, rest, body}, print, done);
    };
  };
  CLI::App& set_role =
      set.add(group, "set-role", "Change what a person may do", [name, role](const CommandOptions& options) {
        return ask_about(options, *name, {kUsers, "user", "PATCH", "", body_of({{"role", *role}})},
                         print_user);
      });
  std::vector<CLI::App*> commands{
      &set_role,
      &set.add(group, "disable", "Let nobody sign in as this person; ends their sessions",
               about("PATCH", "", R"({"disabled":true})")),
      &set.add(group, "enable", "Let a disabled person sign in again",
               about("PATCH", "", R"({"disabled":false})")),
      &set.add(group, "remove", "Remove a person, with their sessions, tokens and saved views",
               about("DELETE", "", "", print_user, "Removed")),
      &set.add(group, "invite", "Print a one-time link to sign in as this person (24 hours)",
               about("POST", "/signin-link", "{}", print_url)),
  };
  for (CLI::App* command : commands)
    command->add_option("name", *name, "Name or id")->required();
  takes_words(set_role.add_option("role", *role, "viewer, operator or administrator"),
              {"viewer", "operator", "administrator"})
      ->required();
}

void add_reset_password(CommandSet& set, CLI::App& group) {
  auto name = std::make_shared<std::string>();
  auto file = std::make_shared<std::string>();
  CLI::App& command =
      set.add(group, "reset-password", "Give a person another password; without a file, a link to choose one",
              [name, file](const CommandOptions& options) {
                if (file->empty())
                  return ask_about(options, *name, {kUsers, "user", "POST", "/signin-link", "{}"}, print_url);
                auto password = read_password(*file);
                if (!password) return complain(password.error());
                return ask_about(options, *name,
                                 {kUsers, "user", "POST", "/password", body_of({{"password", *password}})},
                                 print_user);
              });
  command.add_option("name", *name, "Name or id")->required();
  command.add_option("--password-file", *file, "File with the new password; - reads standard input");
}

void add_tokens(CommandSet& set, CLI::App& group) {
  set.add_list(group, "list", "API tokens, also those that ended", [](const CommandOptions& options) {
    return list(options, {kTokens,
                          {{"ID", "id"},
                           {"NAME", "name"},
                           {"TOKEN", "prefix"},
                           {"SCOPES", "", scopes_of_token},
                           {"STATE", "state"},
                           {"LAST USED", "last_used_at"},
                           {"ENDS", "expires_at"}},
                          "No API tokens. Make one with `mooring tokens create`."});
  });
  struct Input {
    std::string name, expires_at;
    std::vector<std::string> scopes{"read"};
  };
  auto input = std::make_shared<Input>();
  CLI::App& create = set.add(
      group, "create", "Make an API token and print it, once", [input](const CommandOptions& options) {
        std::vector<std::pair<std::string, Json>> body{{"name", input->name},
                                                       {"scopes", list_of(input->scopes)}};
        if (!input->expires_at.empty()) body.emplace_back("expires_at", input->expires_at);
        return ask(options, {"POST", kTokens, body_of(body)}, [](const JsonObject& token) {
          const std::string calendar = text_at(token, "calendar_url");
          std::cout << (calendar.empty() ? text_at(token, "token") : calendar) << "\n";
        });
      });
  create.add_option("name", input->name, "What uses it, for example nightly-export")->required();
  takes_words(create.add_option("--scope", input->scopes,
                                "read, sync, manage or admin; repeat it; default read. calendar alone: the "
                                "address of the calendar"),
              {"read", "sync", "manage", "admin", "calendar"});
  create.add_option("--expires-at", input->expires_at, "When it ends, for example 2027-01-01T00:00:00Z");
  auto name = std::make_shared<std::string>();
  set.add(group, "revoke", "End an API token at once",
          [name](const CommandOptions& options) {
            return ask_about(options, *name, {kTokens, "token", "DELETE"}, print_members, "Revoked");
          })
      .add_option("name", *name, "Name or id")
      ->required();
}

// "all" and "local" (the host's own administrator) are no users; else the name or id of one.
Result<std::string> session_owner(ApiClient& api, const std::string& name) {
  if (name == "all" || name == "local") return name;
  return id_of(api, kUsers, name, "user");
}

int list_sessions(const CommandOptions& options, const std::string& name) {
  std::string owner;
  const int found = with_api(options, [&](ApiClient& api) {
    auto id = session_owner(api, name);
    if (!id) return complain(id.error());
    owner = *id;
    return kExitOk;
  });
  if (found != kExitOk) return found;
  return list(options, {kSessions,
                        {{"ID", "id"},
                         {"WHO", "actor"},
                         {"BY", "method"},
                         {"FROM", "peer"},
                         {"SINCE", "created_at"},
                         {"LAST SEEN", "last_seen_at"},
                         {"CLIENT", "client"}},
                        "Nobody is signed in.",
                        {{"user", owner}}});
}

int end_all_sessions(const CommandOptions& options, const std::string& name) {
  if (name == "all") return complain_usage("name one person at a time");
  return with_api(options, [&](ApiClient& api) {
    auto id = session_owner(api, name);
    if (!id) return complain(id.error());
    auto ended = api.call("DELETE", path_with(kSessions, {{"user", *id}}));
    if (!ended) return complain(ended.error());
    if (options.json)
      print_json(*ended);
    else
      std::cout << "Ended: " << text_at(*ended->extract<JsonObject::Ptr>(), "ended") << "\n";
    return kExitOk;
  });
}

void add_sessions(CommandSet& set, CLI::App& group) {
  auto whose = std::make_shared<std::string>("all");
  set.add_list(group, "list", "Who is signed in, and from where",
               [whose](const CommandOptions& options) { return list_sessions(options, *whose); })
      .add_option("--user", *whose,
                  "Only of this person, by name or id; local: of the host's own administrator; default all");
  auto id = std::make_shared<std::string>();
  set.add(group, "end", "End one session",
          [id](const CommandOptions& options) {
            return ask(options, {"DELETE", std::string(kSessions) + "/" + url_encode(*id)}, print_members,
                       "Ended");
          })
      .add_option("id", *id, "Session id")
      ->required();
  auto name = std::make_shared<std::string>();
  set.add(group, "end-all", "Sign a person out everywhere",
          [name](const CommandOptions& options) { return end_all_sessions(options, *name); })
      .add_option("name", *name, "Name or id; local: the host's own administrator")
      ->required();
}

}  // namespace

void add_access_commands(CommandSet& set) {
  CLI::App& users = set.group("users", "Who may sign in to the running host");
  add_user_lists(set, users);
  add_user_add(set, users);
  add_user_changes(set, users);
  add_reset_password(set, users);
  CLI::App& tokens = set.group("tokens", "API tokens for scripts");
  add_tokens(set, tokens);
  CLI::App& sessions = set.group("sessions", "Who is signed in");
  add_sessions(set, sessions);
}

}  // namespace mooring::host::cli
