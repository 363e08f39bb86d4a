// `mooring doctor`: looks at everything that a host needs, without one running, and says what to do about what it finds.
#include <iostream>

#include "app/cli/command_set.hpp"
#include "app/cli/output.hpp"
#include "app/doctor/checks.hpp"

namespace mooring::host::cli {
namespace {

const char* word_of(doctor::State state) {
  switch (state) {
    case doctor::State::good:
      return "good";
    case doctor::State::warning:
      return "warning";
    case doctor::State::skipped:
      return "skipped";
    case doctor::State::failed:
      break;
  }
  return "FAILED";
}

void print_findings(const std::vector<doctor::Finding>& findings) {
  for (const doctor::Finding& finding : findings) {
    std::string word = word_of(finding.state);
    word.resize(9, ' ');
    std::cout << word << finding.check << ": " << finding.message << "\n";
    if (!finding.remedy.empty()) std::cout << "         -> " << finding.remedy << "\n";
  }
}

JsonArray::Ptr to_array(const std::vector<doctor::Finding>& findings) {
  JsonArray::Ptr all(new JsonArray);
  for (const doctor::Finding& finding : findings) {
    JsonObject::Ptr item(new JsonObject(Poco::JSON_PRESERVE_KEY_ORDER));
    item->set("check", finding.check);
    item->set("state", finding.state == doctor::State::failed ? "failed" : word_of(finding.state));
    item->set("message", finding.message);
    item->set("remedy", finding.remedy);
    all->add(item);
  }
  return all;
}

int run(const CommandOptions& options) {
  const std::vector<doctor::Finding> findings = doctor::examine(options.config_file);
  if (options.json)
    print_json(to_array(findings));
  else
    print_findings(findings);
  for (const doctor::Finding& finding : findings)
    if (finding.state == doctor::State::failed) return kExitFailed;
  return kExitOk;
}

}  // namespace

void add_doctor_command(CommandSet& set) {
  set.add(set.root(), "doctor", "Look for what would keep the host from working, with a remedy for each",
          run);
}

}  // namespace mooring::host::cli
