// What the parts of a manifest must say about each other and about the world: ids, duplicates, references,
// URLs. Pure; called by parse_manifest once every key has been read.
#pragma once
#include "plugins/manifest.hpp"
#include "plugins/manifest_reader.hpp"

namespace mooring::host {

void check_manifest(const Manifest& manifest, ManifestProblems& problems);
void check_streams(const Manifest& manifest, ManifestProblems& problems);
void check_setting_choices(const SettingRule& rule, const std::string& path,
                           ManifestProblems& problems);  // manifest_check_settings.cpp
// `accounts`, found at `path`, are kinds of account of some consent. In manifest_check_streams.cpp.
void check_accounts(const Manifest& manifest, const std::vector<std::string>& accounts,
                    const std::string& path, ManifestProblems& problems);
void check_probes(const Manifest& manifest, ManifestProblems& problems);         // manifest_probes.cpp
void check_personal_data(const Manifest& manifest, ManifestProblems& problems);  // manifest_personal_data.cpp

}  // namespace mooring::host
