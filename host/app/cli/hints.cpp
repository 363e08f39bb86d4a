#include "app/cli/hints.hpp"

#include <array>

namespace mooring::host::cli {
namespace {

struct Command {
  std::string_view address, words;
};

// The first that fits counts: longer ones stand before their beginnings.
constexpr std::array kCommands = {
    Command{"GET /api/v1/connections/{id}/marketplaces", "connections marketplaces ID"},
    Command{"GET /api/v1/connections/{id}/streams", "connections streams ID"},
    Command{"GET /api/v1/connections/{id}/reconnect-links", "connections links ID"},
    Command{"GET /api/v1/connections/{id}", "connections show ID"},
    Command{"GET /api/v1/connections", "connections list"},
    Command{"GET /api/v1/plugins", "plugins list"},
    Command{"GET /api/v1/runs/{id}", "runs show ID"},
    Command{"GET /api/v1/runs", "runs list"},
    Command{"GET /api/v1/backfills/{id}", "backfills show ID"},
    Command{"GET /api/v1/backfills", "backfills list"},
    Command{"GET /api/v1/incidents", "incidents list"},
    Command{"GET /api/v1/alert-destinations", "alerts list"},
    Command{"GET /api/v1/alert-deliveries", "alerts deliveries"},
    Command{"GET /api/v1/objects/{id}", "objects show ID"},
    Command{"POST /api/v1/objects", "objects make"},
    Command{"GET /api/v1/records", "records CHANNEL STREAM"},
    Command{"GET /api/v1/saved-views", "saved-views list"},
    Command{"POST /api/v1/users/{id}/signin-link", "users invite NAME"},
    Command{"GET /api/v1/users", "users list"},
    Command{"GET /api/v1/api-tokens", "tokens list"},
    Command{"GET /api/v1/sessions", "sessions list"},
    Command{"GET /api/v1/openapi.json", "--help"},
};

// Of a body that is wrong: on the command line nobody writes one.
constexpr std::string_view kBodyHelp =
    "docs/reference/rest.md and /api/v1/openapi.json say what this request takes";

// What needs more than the name of a command.
constexpr std::array kSentences = {
    Command{"GET /api/v1/plugins tells what each setting takes",
            "`mooring plugins inspect CHANNEL` tells what each setting takes"},
    Command{"GET /api/v1/plugins lists the fields of a stream",
            "`mooring plugins inspect CHANNEL --stream STREAM` lists the fields of a stream"},
    Command{"GET /api/v1/plugins lists channels and their",
            "`mooring plugins list` lists channels, `mooring plugins inspect CHANNEL` their"},
    Command{"GET /api/v1/plugins lists those of each region",
            "`mooring plugins inspect CHANNEL` lists those of each region"},
    Command{"GET /api/v1/plugins says which streams are annotatable",
            "`mooring plugins inspect CHANNEL` says which streams have tags and notes"},
};

bool ends_here(std::string_view rest) {
  return rest.empty() || (rest.front() != '/' && rest.front() != '-' && rest.front() != '_');
}

const Command* sentence_at(std::string_view text) {
  for (const Command& known : kSentences)
    if (text.starts_with(known.address)) return &known;
  return nullptr;
}

const Command* command_at(std::string_view text) {
  for (const Command& known : kCommands)
    if (text.starts_with(known.address) && ends_here(text.substr(known.address.size()))) return &known;
  return nullptr;
}

}  // namespace

std::string hint_for_commands(std::string_view hint) {
  if (hint == kBodyHelp) return "The command's --help says what it takes";
  std::string out;
  while (!hint.empty()) {
    if (const Command* sentence = sentence_at(hint)) {
      out += sentence->words;
      hint.remove_prefix(sentence->address.size());
    } else if (const Command* command = command_at(hint)) {
      out += "`mooring " + std::string(command->words) + "`";
      hint.remove_prefix(command->address.size());
    } else {
      out += hint.front();
      hint.remove_prefix(1);
    }
  }
  return out;
}

}  // namespace mooring::host::cli
