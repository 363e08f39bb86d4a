// `mooring alerts` and `mooring incidents`: where alerts go, what was sent, and what many connections meet with at once.
#include <iostream>
#include <memory>

#include "app/cli/api_command.hpp"
#include "app/cli/command_set.hpp"
#include "app/cli/input.hpp"
#include "base/text.hpp"

namespace mooring::host::cli {
namespace {

constexpr const char* kDestinations = "/api/v1/alert-destinations";

int test_destination(const CommandOptions& options, const std::string& id) {
  bool delivered = true;
  const int code =
      ask(options, {"POST", std::string(kDestinations) + "/" + url_encode(id) + "/test"},
          [&](const JsonObject& outcome) {
            delivered = outcome.optValue("delivered", false);
            std::cout << (delivered ? "Delivered" : "Not delivered");
            if (const std::string status = text_at(outcome, "status"); !status.empty() && status != "null")
              std::cout << ", status " << status;
            if (const std::string answer = text_at(outcome, "answer"); !answer.empty())
              std::cout << ": " << answer;
            std::cout << "\n";
          });
  return code == kExitOk && !delivered ? kExitFailed : code;
}

void print_incident(const JsonObject& incident) {
  std::cout << text_at(incident, "id") << "  " << text_at(incident, "title") << "\n";
  for (const char* name :
       {"opened_at", "resolved_at", "resolution", "host", "operation", "status", "message"})
    if (const std::string value = text_at(incident, name); !value.empty())
      std::cout << "  " << name << ": " << value << "\n";
  std::cout << "Failing: " << text_at(incident, "failing") << " of " << text_at(incident, "connections")
            << "\n";
  Table affected({{"CONNECTION", "connection_id"},
                  {"LABEL", "label"},
                  {"STREAM", "stream"},
                  {"FIRST SEEN", "first_seen_at"},
                  {"RECOVERED", "recovered_at"},
                  {"RUN", "run_id"}});
  for (const auto& item : *incident.getArray("affected"))
    affected.add(*item.extract<JsonObject::Ptr>());
  affected.print();
}

void add_destination_commands(CommandSet& set, CLI::App& alerts) {
  set.add_list(alerts, "list", "Show the destinations and their health", [](const CommandOptions& options) {
    return list(options, {kDestinations,
                          {{"ID", "id"},
                           {"NAME", "name"},
                           {"KIND", "kind"},
                           {"HEALTH", "health"},
                           {"WAITING", "waiting"},
                           {"DEAD", "dead"},
                           {"ADDRESS", "address"}},
                          "Alerts go nowhere yet: add a destination with `mooring alerts add`"});
  });
  auto id = std::make_shared<std::string>();
  set.add(alerts, "test", "Send a test now",
          [id](const CommandOptions& options) { return test_destination(options, *id); })
      .add_option("id", *id, "Id of the destination")
      ->required();
}

void add_deliveries_command(CommandSet& set, CLI::App& alerts) {
  auto destination = std::make_shared<std::string>();
  auto state = std::make_shared<std::string>();
  CLI::App& deliveries =
      set.add_list(alerts, "deliveries", "Show what was sent, waits, or was given up",
                   [destination, state](const CommandOptions& options) {
                     return list(options, {"/api/v1/alert-deliveries",
                                           {{"ID", "id"},
                                            {"CREATED", "created_at"},
                                            {"STATE", "state"},
                                            {"ATTEMPTS", "attempts"},
                                            {"DESTINATION", "destination"},
                                            {"TITLE", "title"}},
                                           "There are none",
                                           {{"destination", *destination}, {"state", *state}}});
                   });
  deliveries.add_option("--destination", *destination, "Only to this one");
  takes_words(deliveries.add_option("--state", *state, "held, waiting, delivered, dead or dropped"),
              {"held", "waiting", "delivered", "dead", "dropped"});
}

void add_incident_list(CommandSet& set, CLI::App& incidents) {
  auto which = std::make_shared<Query>(Query{{"state", ""}, {"channel", ""}, {"region", ""}});
  CLI::App& shown =
      set.add_list(incidents, "list", "Show incidents, newest first", [which](const CommandOptions& options) {
        return list(options, {"/api/v1/incidents",
                              {{"ID", "id"},
                               {"OPENED", "opened_at"},
                               {"RESOLVED", "resolved_at"},
                               {"FAILING", "failing"},
                               {"TITLE", "title"}},
                              "There are none",
                              *which});
      });
  takes_words(shown.add_option("--state", (*which)[0].second, "open or resolved"), {"open", "resolved"});
  shown.add_option("--channel", (*which)[1].second, "Only of this channel");
  shown.add_option("--region", (*which)[2].second, "Only of this region");
}

void add_incident_command(CommandSet& set, CLI::App& incidents) {
  auto incident = std::make_shared<std::string>();
  set.add(incidents, "show", "Show one with the connections that it met",
          [incident](const CommandOptions& options) {
            return ask(options, {"GET", "/api/v1/incidents/" + url_encode(*incident)}, print_incident);
          })
      .add_option("id", *incident, "Id of the incident")
      ->required();
}

}  // namespace

void add_alert_commands(CommandSet& set) {
  CLI::App& alerts = set.group("alerts", "Where alerts go, and what was sent");
  add_destination_commands(set, alerts);
  add_deliveries_command(set, alerts);
  CLI::App& incidents = set.group("incidents", "What many connections meet with at once");
  add_incident_list(set, incidents);
  add_incident_command(set, incidents);
}

}  // namespace mooring::host::cli
