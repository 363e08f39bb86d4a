// `mooring saved-views ...`: names for addresses of the console. Those of the command line belong to the host's own token.
#include <iostream>
#include <memory>

#include "app/cli/api_command.hpp"
#include "app/cli/command_set.hpp"
#include "base/text.hpp"

namespace mooring::host::cli {
namespace {

constexpr const char* kViews = "/api/v1/saved-views";

struct ViewInput {
  std::string id, page, name, query;
};

void print_view(const JsonObject& view) {
  std::cout << text_at(view, "id") << "  " << text_at(view, "name") << "  " << text_at(view, "page") << "?"
            << text_at(view, "query") << "\n";
}

void add_list_command(CommandSet& set, CLI::App& group) {
  auto page = std::make_shared<std::string>();
  set.add_list(group, "list", "Saved views of the host's own token",
               [page](const CommandOptions& options) {
                 return list(options, {kViews,
                                       {{"ID", "id"}, {"NAME", "name"}, {"PAGE", "page"}, {"QUERY", "query"}},
                                       "No saved views.",
                                       {{"page", *page}}});
               })
      .add_option("--page", *page, "Only of this page, for example /records/shop/orders");
}

void add_add(CommandSet& set, CLI::App& group) {
  auto input = std::make_shared<ViewInput>();
  CLI::App& command = set.add(group, "add", "Save a view", [input](const CommandOptions& options) {
    return ask(
        options,
        {"POST", kViews, body_of({{"page", input->page}, {"name", input->name}, {"query", input->query}})},
        print_view);
  });
  command.add_option("page", input->page, "Page of the console, for example /records/shop/orders")
      ->required();
  command.add_option("name", input->name, "Its name")->required();
  command.add_option("query", input->query, "What follows ? in the address, for example sort=-amount")
      ->required();
}

void add_change(CommandSet& set, CLI::App& group) {
  auto input = std::make_shared<ViewInput>();
  CLI::App& command =
      set.add(group, "change", "Give it another name or query", [input](const CommandOptions& options) {
        std::vector<std::pair<std::string, Json>> body;
        if (!input->name.empty()) body.emplace_back("name", input->name);
        if (!input->query.empty()) body.emplace_back("query", input->query);
        if (body.empty()) return complain_usage("name what shall change: --name, --query");
        return ask(options, {"PATCH", std::string(kViews) + "/" + url_encode(input->id), body_of(body)},
                   print_view);
      });
  command.add_option("id", input->id, "Id of the saved view")->required();
  command.add_option("--name", input->name, "Another name");
  command.add_option("--query", input->query, "Another query");
}

}  // namespace

void add_saved_view_commands(CommandSet& set) {
  CLI::App& group = set.group("saved-views", "Names for addresses of the console");
  add_list_command(set, group);
  add_add(set, group);
  add_change(set, group);
  auto id = std::make_shared<std::string>();
  set.add(group, "delete", "Delete it",
          [id](const CommandOptions& options) {
            return ask(options, {"DELETE", std::string(kViews) + "/" + url_encode(*id)}, print_members,
                       "Deleted");
          })
      .add_option("id", *id, "Id of the saved view")
      ->required();
}

}  // namespace mooring::host::cli
