// Settings that are a choice.
#include <algorithm>

#include "plugins/manifest_check.hpp"

namespace mooring::host {

void check_setting_choices(const SettingRule& rule, const std::string& path, ManifestProblems& problems) {
  if (rule.choices.empty()) return;
  if (rule.type != SettingType::text)
    problems.report(path + ".choices", "is only for settings of the type 'text'");
  for (size_t i = 0; i < rule.choices.size(); ++i)
    if (rule.choices[i].empty() ||
        std::find(rule.choices.begin(), rule.choices.begin() + static_cast<std::ptrdiff_t>(i),
                  rule.choices[i]) != rule.choices.begin() + static_cast<std::ptrdiff_t>(i))
      problems.report(path + ".choices[" + std::to_string(i) + "]",
                      rule.choices[i].empty() ? "is empty" : "'" + rule.choices[i] + "' is there twice");
  if (std::find(rule.choices.begin(), rule.choices.end(), rule.default_value) == rule.choices.end())
    problems.report(path + ".default", "'" + rule.default_value + "' is not one of 'choices'");
}

}  // namespace mooring::host
