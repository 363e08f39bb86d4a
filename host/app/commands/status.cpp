// `mooring connections explain`, `mooring groups`, `mooring playbook`: what the badges say and what trouble means.
#include <iostream>
#include <memory>

#include "app/cli/api_command.hpp"
#include "app/cli/command_set.hpp"
#include "app/commands/connection_lines.hpp"

namespace mooring::host::cli {
namespace {

constexpr size_t kWidth = 100;  // of paragraphs

void print_paragraph(const std::string& title, const std::string& text) {
  if (text.empty()) return;
  std::cout << title << "\n";
  std::string line;
  const auto end_line = [&] {
    if (!line.empty()) std::cout << "  " << line << "\n";
    line.clear();
  };
  for (size_t from = 0; from < text.size();) {
    const size_t to = std::min(text.find(' ', from), text.size());
    const std::string word = text.substr(from, to - from);
    if (line.size() + word.size() + 1 > kWidth) end_line();
    line += (line.empty() ? "" : " ") + word;
    from = to + 1;
  }
  end_line();
}

void print_playbook(const JsonObject& entry) {
  std::cout << text_at(entry, "title") << "  (" << text_at(entry, "cause") << ")\n";
  print_paragraph("What happened", text_at(entry, "what_happened"));
  print_paragraph("What Mooring does by itself", text_at(entry, "mooring_does"));
  print_paragraph("What you can do", text_at(entry, "you_can"));
  print_paragraph("When to open a ticket at the provider", text_at(entry, "ticket_when"));
  print_paragraph("What to paste", text_at(entry, "ticket_paste"));
  print_paragraph("Where", text_at(entry, "ticket_url"));
}

template <class Print>
void each(const JsonObject& object, const std::string& name, Print print) {
  const auto items = object.getArray(name);
  if (!items) return;
  for (const auto& item : *items)
    print(*item.extract<JsonObject::Ptr>());
}

std::string padded(std::string text, size_t width) {
  text.resize(std::max(width, text.size() + 1), ' ');
  return text;
}

void print_proof(const JsonObject& entry) {
  std::cout << "\nProved by " << text_at(entry, "id") << ", " << text_at(entry, "at") << "\n  "
            << text_at(entry, "message") << "\n";
  for (const char* name : {"endpoint", "status", "request_id"})
    if (const std::string value = text_at(entry, name); !value.empty() && value != "null")
      std::cout << "  " << padded(name, 12) << value << "\n";
}

void print_explanation(const JsonObject& status) {
  std::cout << text_at(status, "title") << ": " << text_at(status, "reason") << "\n";
  if (const std::string action = text_at(status, "action_text"); !action.empty())
    std::cout << "Next: " << action << "\n";
  if (const auto entry = object_at(status, "entry")) print_proof(*entry);
  std::cout << "\nThe rules, the first that applies decides\n";
  each(status, "rules", [](const JsonObject& rule) {
    std::cout << (rule.optValue("fired", false) ? "  -> " : "     ") << padded(text_at(rule, "title"), 15)
              << text_at(rule, "because") << "\n";
  });
  const auto streams = status.getArray("streams");
  if (streams && streams->size() > 0) std::cout << "\nStreams\n";
  each(status, "streams", [](const JsonObject& line) {
    std::cout << "  " << padded(text_at(line, "judgement"), 12) << text_at(line, "title") << ": "
              << text_at(line, "because") << "\n";
  });
  if (const auto entry = object_at(status, "playbook")) {
    std::cout << "\n";
    print_playbook(*entry);
  }
}

void add_explain(CommandSet& set) {
  auto id = std::make_shared<std::string>();
  set.add(set.group("connections", "Connections of the running host"), "explain",
          "Why its badge is what it is: the rules, the proof, each stream, what to do",
          [id](const CommandOptions& options) {
            return ask(options, {"GET", connection_path(*id, "/status?explain=1")}, print_explanation);
          })
      .add_option("id", *id, "Connection id")
      ->required();
}

void add_groups(CommandSet& set) {
  set.add_list(set.root(), "groups", "Badges of workspaces, channels and regions",
               [](const CommandOptions& options) {
                 return list(options, {"/api/v1/groups",
                                       {{"KIND", "kind"},
                                        {"GROUP", "title"},
                                        {"BADGE", "badge_title"},
                                        {"WITH IT", "with_worst"},
                                        {"OF", "members"},
                                        {"OLDEST SUCCESS", "oldest_success_at"}},
                                       "No connections."});
               });
}

void add_playbook(CommandSet& set) {
  auto channel = std::make_shared<std::string>();
  auto cause = std::make_shared<std::string>();
  CLI::App& command =
      set.add(set.root(), "playbook", "What each cause of trouble means and what to do",
              [channel, cause](const CommandOptions& options) {
                bool first = true;
                const auto print = [&](const JsonObject& page) {
                  each(page, "items", [&](const JsonObject& entry) {
                    if (!cause->empty() && text_at(entry, "cause") != *cause) return;
                    std::cout << (first ? "" : "\n");
                    first = false;
                    print_playbook(entry);
                  });
                  if (first) std::cout << "No such cause.\n";
                };
                return ask(options, {"GET", path_with("/api/v1/playbook", {{"channel", *channel}})}, print);
              });
  command.add_option("--channel", *channel, "With the causes of this channel");
  command.add_option("--cause", *cause, "Only this cause: grant_revoked");
}

}  // namespace

void add_status_commands(CommandSet& set) {
  add_explain(set);
  add_groups(set);
  add_playbook(set);
}

}  // namespace mooring::host::cli
