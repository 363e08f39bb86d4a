// `mooring alerts ...` that change something: destinations, their secrets, and what is sent again.
#include <iostream>
#include <memory>

#include "app/cli/api_command.hpp"
#include "app/cli/command_set.hpp"
#include "app/cli/input.hpp"
#include "base/text.hpp"

namespace mooring::host::cli {
namespace {

using Members = std::vector<std::pair<std::string, Json>>;
using Texts = std::vector<std::string>;

struct DestinationInput {
  std::string id, kind, name, url_file;
  Texts to;
  Texts kinds, badges, badges_from, channels, regions, connections;
  std::string min_severity, recovered, quiet, delay;
};

std::string path_of(const std::string& id, const std::string& rest = {}) {
  return "/api/v1/alert-destinations/" + url_encode(id) + rest;
}

void print_destination(const JsonObject& destination) {
  std::cout << text_at(destination, "id") << "  " << text_at(destination, "kind") << "  "
            << text_at(destination, "name") << "  " << text_at(destination, "health") << "  "
            << text_at(destination, "address") << "\n";
  if (const auto rules = destination.getArray("rules_text"))
    for (const auto& rule : *rules)
      std::cout << "  " << clean_line(rule.convert<std::string>(), 400) << "\n";
  // It is told this once.
  if (const std::string secret = text_at(destination, "secret"); !secret.empty())
    std::cout << "Secret: " << secret << "\n";
}

// Only what was named: the rest stays, or is as usual.
Result<JsonObject::Ptr> rules_of(const DestinationInput& input) {
  JsonObject::Ptr rules(new JsonObject(Poco::JSON_PRESERVE_KEY_ORDER));
  const std::vector<std::pair<const char*, const Texts*>> lists = {
      {"kinds", &input.kinds},       {"badges", &input.badges},   {"badges_from", &input.badges_from},
      {"channels", &input.channels}, {"regions", &input.regions}, {"connections", &input.connections}};
  for (const auto& [name, texts] : lists) {
    const bool all = texts->size() == 1 && texts->front() == "all";
    if (!texts->empty()) rules->set(name, list_of(all ? Texts{} : *texts));
  }
  if (!input.min_severity.empty()) rules->set("min_severity", input.min_severity);
  if (!input.recovered.empty()) rules->set("recovered", input.recovered == "yes");
  for (const auto& [option, member, text] :
       {std::tuple{"--quiet", "quiet_s", &input.quiet}, {"--delay", "delay_s", &input.delay}}) {
    if (text->empty()) continue;
    auto seconds = seconds_of(option, *text);
    if (!seconds) return fail(seconds.error());
    rules->set(member, *seconds);
  }
  return rules;
}

Result<Members> body_members(const DestinationInput& input) {
  Members body;
  if (!input.name.empty()) body.emplace_back("name", input.name);
  if (!input.url_file.empty()) {
    auto url = secret_line(input.url_file, "address");
    if (!url) return fail(url.error());
    body.emplace_back("url", std::string(url->reveal()));
  }
  if (!input.to.empty()) body.emplace_back("to", list_of(input.to));
  auto rules = rules_of(input);
  if (!rules) return fail(rules.error());
  if ((*rules)->size() > 0) body.emplace_back("rules", Json(*rules));
  return body;
}

void add_destination_options(CLI::App& command, const std::shared_ptr<DestinationInput>& input) {
  const auto list = [&](const char* option, Texts& out, const char* help) {
    return command.add_option(option, out, help)->allow_extra_args(false);
  };
  command.add_option(
      "--url-file", input->url_file,
      "Of a webhook or Slack: file with its address, which is a secret; - reads standard input");
  list("--to", input->to, "Of mail: recipient; repeat it");
  takes_words(list("--about", input->kinds,
                   "Only of this kind: badge, expiry, overdue, incident, empty, permission, marketplace, "
                   "schedule, delivery; repeat it; all: of every kind"),
              {"badge", "expiry", "overdue", "incident", "empty", "permission", "marketplace", "schedule",
               "delivery", "all"});
  const auto badges = {"not_connected", "revoked", "expired", "sync_error", "stale", "connected", "all"};
  takes_words(list("--badge", input->badges,
                   "Of badges: only when it turns to this one; repeat it; all: any trouble"),
              badges);
  takes_words(
      list("--badge-from", input->badges_from, "Of badges: only when it was this one; repeat it; all: any"),
      badges);
  list("--channel", input->channels, "Only of this channel; repeat it; all: any");
  list("--region", input->regions, "Only of this region; repeat it; all: any");
  list("--connection", input->connections, "Only of this connection, by its id; repeat it; all: any");
  takes_words(command.add_option("--min-severity", input->min_severity, "info, warning or error"),
              {"info", "warning", "error"});
  takes_words(
      command.add_option("--recovered", input->recovered, "yes or no: tell also that trouble is over"),
      {"yes", "no"});
  command.add_option("--quiet", input->quiet, "Fold repeats within this time into one, for example 1h");
  command.add_option("--delay", input->delay, "Tell only what lasts longer, for example 10m");
}

// Which option says where the alerts go; empty: it is there, or the kind is none and the host says so.
std::string missing_address(const DestinationInput& input) {
  if (input.kind == "email" && input.to.empty()) return "--to is missing: a recipient of the mail";
  if ((input.kind == "webhook" || input.kind == "slack") && input.url_file.empty())
    return "--url-file is missing: the file with the address, which is a secret; - reads standard input";
  return {};
}

void add_add(CommandSet& set, CLI::App& group) {
  auto input = std::make_shared<DestinationInput>();
  CLI::App& command = set.add(
      group, "add", "Add a destination; of a webhook the secret is printed, once",
      [input](const CommandOptions& options) {
        if (const std::string missing = missing_address(*input); !missing.empty())
          return complain_usage(missing);
        auto body = body_members(*input);
        if (!body) return complain_usage(describe(body.error()));
        body->insert(body->begin(), {"kind", input->kind});
        return ask(options, {"POST", "/api/v1/alert-destinations", body_of(*body)}, print_destination);
      });
  takes_words(command.add_option("kind", input->kind, "webhook, slack or email"),
              {"webhook", "slack", "email"})
      ->required();
  command.add_option("name", input->name, "Its name, for example \"On call\"")->required();
  add_destination_options(command, input);
}

void add_change(CommandSet& set, CLI::App& group) {
  auto input = std::make_shared<DestinationInput>();
  CLI::App& command =
      set.add(group, "change", "Change a destination; what is not named stays",
              [input](const CommandOptions& options) {
                auto body = body_members(*input);
                if (!body) return complain_usage(describe(body.error()));
                if (body->empty()) return complain_usage("name what shall change; --help lists what can be");
                return ask(options, {"PATCH", path_of(input->id), body_of(*body)}, print_destination);
              });
  command.add_option("id", input->id, "Id of the destination")->required();
  command.add_option("--name", input->name, "Another name");
  add_destination_options(command, input);
}

// One call about one thing.
void add_simple(CommandSet& set, CLI::App& group, const std::string& name, const std::string& help,
                const std::function<Ask(const std::string& id)>& call,
                const std::function<void(const JsonObject&)>& print = print_destination,
                const std::string& done = "Done", const char* what = "Id of the destination") {
  auto id = std::make_shared<std::string>();
  set.add(group, name, help,
          [id, call, print, done](const CommandOptions& options) {
            return ask(options, call(*id), print, done);
          })
      .add_option("id", *id, what)
      ->required();
}

void print_delivery(const JsonObject& delivery) {
  std::cout << text_at(delivery, "id") << "  " << text_at(delivery, "state") << "  "
            << text_at(delivery, "destination") << "  " << text_at(delivery, "title") << "\n";
}

}  // namespace

void add_alert_change_commands(CommandSet& set) {
  CLI::App& group = set.group("alerts", "Where alerts go, and what was sent");
  add_simple(
      set, group, "show", "One destination with its rules and health",
      [](const std::string& id) {
        return Ask{"GET", path_of(id)};
      },
      print_members);
  add_add(set, group);
  add_change(set, group);
  add_simple(set, group, "disable", "Send nothing there until it is enabled", [](const std::string& id) {
    return Ask{"PATCH", path_of(id), body_of({{"enabled", false}})};
  });
  add_simple(set, group, "enable", "Send there again", [](const std::string& id) {
    return Ask{"PATCH", path_of(id), body_of({{"enabled", true}})};
  });
  add_simple(
      set, group, "delete", "Delete a destination with its deliveries",
      [](const std::string& id) {
        return Ask{"DELETE", path_of(id)};
      },
      print_members, "Deleted");
  add_simple(set, group, "rotate-secret",
             "Make a new secret for a webhook and print it, once; both sign for a day",
             [](const std::string& id) {
               return Ask{"POST", path_of(id, "/rotate-secret"), "{}"};
             });
  add_simple(
      set, group, "retry", "Send again what waits or was given up",
      [](const std::string& id) {
        return Ask{"POST", "/api/v1/alert-deliveries/" + url_encode(id) + "/retry", "{}"};
      },
      print_delivery, "Done", "Id of the delivery");
}

}  // namespace mooring::host::cli
