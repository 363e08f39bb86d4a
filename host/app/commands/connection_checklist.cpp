// `mooring connections checklist`: what each stream may read of each marketplace, and why data may be missing.
#include <algorithm>
#include <iostream>
#include <map>
#include <memory>

#include "app/cli/api_command.hpp"
#include "app/cli/command_set.hpp"
#include "app/commands.hpp"
#include "app/commands/connection_lines.hpp"

namespace mooring::host::cli {
namespace {

// "ok" and the like of a grid as wide as a terminal: a column for each marketplace that is selected.
void print_grid(const JsonObject& checklist) {
  std::map<std::string, bool> shown;
  std::vector<Column> columns = {{"STREAM", "stream"}, {"ROLE", "role"}};
  for (const auto& item : *checklist.getArray("marketplaces")) {
    const JsonObject& marketplace = *item.extract<JsonObject::Ptr>();
    if (!marketplace.optValue("selected", false)) continue;
    const std::string id = text_at(marketplace, "id");
    const std::string country = text_at(marketplace, "country_code");
    columns.push_back({country.empty() ? id : country, "states." + id});
    shown[id] = true;
  }
  if (shown.empty()) return;
  Table table(columns);
  for (const auto& item : *checklist.getArray("streams")) {
    JsonObject::Ptr row = new JsonObject(*item.extract<JsonObject::Ptr>());
    JsonObject::Ptr states = new JsonObject;
    for (const auto& one : *row->getArray("cells")) {
      const JsonObject& cell = *one.extract<JsonObject::Ptr>();
      states->set(text_at(cell, "marketplace"), text_at(cell, "state"));
    }
    row->set("states", states);
    table.add(*row);
  }
  table.print();
}

}  // namespace

void print_checklist(const JsonObject& checklist) {
  print_grid(checklist);
  const auto findings = checklist.getArray("findings");
  std::cout << (findings->size() == 0 ? "\nNothing is missing that is known of.\n" : "\n");
  for (const auto& item : *findings) {
    const JsonObject& finding = *item.extract<JsonObject::Ptr>();
    std::cout << "- " << text_at(finding, "text") << ".";
    if (const std::string action = text_at(finding, "action"); !action.empty())
      std::cout << " " << action << ".";
    std::cout << "\n";
  }
  if (checklist.optValue("checking", false)) std::cout << "A check is under way.\n";
}

void add_connection_checklist(CommandSet& set) {
  CLI::App& group = set.group("connections", "Connections of the running host");
  auto id = std::make_shared<std::string>();
  set.add(group, "checklist", "Why data may be missing: what each stream may read of each marketplace",
          [id](const CommandOptions& options) {
            return ask(options, {"GET", connection_path(*id, "/checklist")}, print_checklist);
          })
      .add_option("id", *id, "Connection id")
      ->required();
}

}  // namespace mooring::host::cli
