// Settings that are a choice, or several of them.
#include <algorithm>

#include "base/text_list.hpp"
#include "plugins/manifest_check.hpp"

namespace mooring::host {
namespace {

// Each is there once, and can be told from the next one where several are chosen.
void check_names(const SettingRule& rule, const std::string& path, ManifestProblems& problems) {
  for (size_t i = 0; i < rule.choices.size(); ++i) {
    const std::string& choice = rule.choices[i];
    const std::string at = path + ".choices[" + std::to_string(i) + "]";
    const auto here = rule.choices.begin() + static_cast<std::ptrdiff_t>(i);
    if (choice.empty())
      problems.report(at, "is empty");
    else if (std::find(rule.choices.begin(), here, choice) != here)
      problems.report(at, "'" + choice + "' is there twice");
    else if (rule.type == SettingType::list && list_parts(choice) != std::vector{choice})
      problems.report(at, "'" + choice + "' has a comma, or a blank at an end",
                      "Commas stand between the parts of a list");
  }
}

}  // namespace

void check_setting_choices(const SettingRule& rule, const std::string& path, ManifestProblems& problems) {
  const bool is_list = rule.type == SettingType::list;
  if (is_list && rule.choices.empty())
    problems.report(path + ".choices", "is missing", "A list takes some of its choices");
  if (rule.choices.empty()) return;
  if (!is_list && rule.type != SettingType::text)
    problems.report(path + ".choices", "is only for settings of the types 'text' and 'list'");
  check_names(rule, path, problems);
  const std::vector<std::string> defaults =
      is_list ? list_parts(rule.default_value) : std::vector{rule.default_value};
  if (defaults.empty()) problems.report(path + ".default", "must not be empty");
  for (const std::string& one : defaults)
    if (std::find(rule.choices.begin(), rule.choices.end(), one) == rule.choices.end())
      problems.report(path + ".default", "'" + one + "' is not one of 'choices'");
}

}  // namespace mooring::host
