// Personal data in a manifest: what a stream says of its raw record, and the two settings that the host gives every
// channel with such fields, so that no plugin decides by itself whether and how long personal data is held.
#include "base/limits_personal_data.hpp"
#include "plugins/manifest_check.hpp"
#include "plugins/manifest_names.hpp"
#include "plugins/personal_data_settings.hpp"

namespace mooring::host {
namespace {

SettingRule switch_rule() {
  SettingRule rule;
  rule.key = kPersonalDataSetting;
  rule.type = SettingType::boolean;
  rule.title = "Read personal data (names, addresses) of buyers and recipients";
  rule.default_value = "false";
  return rule;
}

SettingRule days_rule() {
  SettingRule rule;
  rule.key = kPersonalDataDaysSetting;
  rule.type = SettingType::integer;
  rule.title = "Days until personal data is removed (at most 30)";
  rule.default_value = std::to_string(limits::kPersonalDataDaysMax);
  rule.minimum = 1;
  rule.maximum = limits::kPersonalDataDaysMax;
  return rule;
}

bool is_member(const std::string& name) {
  if (name.empty()) return false;
  for (const char c : name)
    if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-'))
      return false;
  return true;
}

}  // namespace

void check_personal_data(const Manifest& manifest, ManifestProblems& problems) {
  for (size_t i = 0; i < manifest.streams.size(); ++i) {
    const StreamRule& stream = manifest.streams[i];
    const std::string path = "streams[" + std::to_string(i) + "]";
    if (!stream.pii_raw.empty() && !stream.has_pii())
      problems.report(path + ".pii_raw", "has no effect: no field of the stream is marked with pii = true");
    if (stream.pii_raw.size() > limits::kPersonalRawMembersMax)
      problems.report(path + ".pii_raw",
                      "names more than " + std::to_string(limits::kPersonalRawMembersMax) + " members",
                      "Leave it out: then the whole record is removed");
    for (size_t j = 0; j < stream.pii_raw.size(); ++j)
      if (!is_member(stream.pii_raw[j]))
        problems.report(path + ".pii_raw[" + std::to_string(j) + "]",
                        "'" + stream.pii_raw[j] + "' is not the name of a member of the raw record",
                        "Use letters, digits, '-' and '_'; the members are those of the record itself");
    for (const RecordField& field : stream.fields)
      for (const std::string& key : stream.primary_key)
        if (field.pii && field.name == key)
          problems.report(path + ".primary_key", "'" + key + "' is personal data, which is removed in time",
                          "Identify the records by something else");
  }
}

void add_personal_data_settings(TableReader& root, Manifest& manifest) {
  for (const SettingRule& rule : manifest.settings)
    if (rule.key == kPersonalDataSetting || rule.key == kPersonalDataDaysSetting)
      root.report("settings", "'" + rule.key + "' is a setting of the host's own",
                  "Remove it: every channel with fields marked pii = true gets it");
  if (!has_personal_data(manifest)) return;
  manifest.settings.push_back(switch_rule());
  manifest.settings.push_back(days_rule());
}

bool has_personal_data(const Manifest& manifest) {
  for (const StreamRule& stream : manifest.streams)
    if (stream.has_pii()) return true;
  return false;
}

bool StreamRule::has_pii() const {
  for (const RecordField& one : fields)
    if (one.pii) return true;
  return false;
}

}  // namespace mooring::host
