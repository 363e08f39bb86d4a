// The two settings that every channel with personal data has. The plugin gets them like its own, as text, and asks the
// provider for personal data only where the first is "true".
#pragma once
#include "plugins/manifest.hpp"

namespace mooring::host {

class TableReader;

inline constexpr const char* kPersonalDataSetting = "personal_data";           // "true": is read and held
inline constexpr const char* kPersonalDataDaysSetting = "personal_data_days";  // how long at most

bool has_personal_data(const Manifest& manifest);  // some field of some stream is marked
void add_personal_data_settings(TableReader& root, Manifest& manifest);

}  // namespace mooring::host
