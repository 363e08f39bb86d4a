// `mooring connections explain`, `mooring groups`, `mooring playbook`: what the badges say and what trouble means.
#include <iostream>
#include <memory>

#include "app/cli/api_command.hpp"
#include "app/cli/command_set.hpp"
#include "app/commands/connection_lines.hpp"
#include "base/text.hpp"

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

struct PlaybookInput {
  std::string channel, cause;
};

// The entries of the playbook that are asked for. Error: cause_unknown.
Result<std::vector<JsonObject::Ptr>> wanted_entries(const JsonObject& playbook, const std::string& cause) {
  std::vector<JsonObject::Ptr> wanted;
  std::vector<std::string> causes;
  each(playbook, "items", [&](const JsonObject& entry) {
    causes.push_back(text_at(entry, "cause"));
    if (cause.empty() || causes.back() == cause) wanted.push_back(new JsonObject(entry));
  });
  if (!wanted.empty()) return wanted;
  std::string known;
  for (const std::string& one : causes)
    known += (known.empty() ? "" : ", ") + one;
  const auto near = nearest(cause, causes);
  return fail(
      "cause_unknown", "There is no cause '" + clean_line(cause, 80) + "' in the playbook",
      (near ? "Did you mean '" + *near + "'? " : "") + "Some are known with --channel only. Known: " + known);
}

int show_playbook(const CommandOptions& options, const PlaybookInput& input) {
  return with_api(options, [&](ApiClient& api) {
    auto answer = api.call("GET", path_with("/api/v1/playbook", {{"channel", input.channel}}));
    if (!answer) return complain(answer.error());
    auto playbook = answer->extract<JsonObject::Ptr>();
    auto entries = wanted_entries(*playbook, input.cause);
    if (!entries) return complain(entries.error());
    JsonArray::Ptr items(new JsonArray);
    for (const auto& entry : *entries) {
      items->add(entry);
      if (options.json) continue;
      std::cout << (items->size() == 1 ? "" : "\n");
      print_playbook(*entry);
    }
    playbook->set("items", items);
    if (options.json) print_json(playbook);
    return kExitOk;
  });
}

void add_playbook(CommandSet& set) {
  auto input = std::make_shared<PlaybookInput>();
  CLI::App& command =
      set.add(set.root(), "playbook", "What each cause of trouble means and what to do",
              [input](const CommandOptions& options) { return show_playbook(options, *input); });
  command.add_option("--channel", input->channel, "With the causes of this channel");
  command.add_option("--cause", input->cause, "Only this cause: grant_revoked");
}

}  // namespace

void add_status_commands(CommandSet& set) {
  add_explain(set);
  add_groups(set);
  add_playbook(set);
}

}  // namespace mooring::host::cli
