// Personal data has an end: fields that a manifest marks with pii are read only where the connection's setting
// `personal_data` says so, and removed `personal_data_days` after the host first held the record, at the latest after 30
// days; where the setting is off, what is still held goes at once. The activity log says how many rows were cleaned.
// pass() is called on a background thread; the rest is pure.
#pragma once
#include <optional>
#include <string>

#include "connections/channel_setup.hpp"
#include "store/journal.hpp"
#include "store/record_table.hpp"

namespace mooring::host {

// How many days; nothing: personal data is not read. Never above limits::kPersonalDataDaysMax, whatever is stored.
std::optional<int> personal_data_days(const NameValues& settings);
// Records that were first held before this moment have no personal data any more. A little earlier than the days say, so
// that the time until somebody looks does not make them longer.
Timestamp personal_data_limit(int days, Timestamp now);

class PersonalDataRetention {
 public:
  struct Dependencies {
    Database& database;
    const PluginRegistry& registry;
    Journal& journal;
  };
  explicit PersonalDataRetention(Dependencies dependencies) : d_(dependencies) {}
  // Of one connection, or of all where it is empty. How many rows were cleaned.
  Result<int64_t> pass(Timestamp now, const std::string& connection_id);

 private:
  Result<int64_t> clean(const ConnectionRow& connection, const Manifest& manifest, Timestamp now);
  Result<int64_t> clean_table(const std::string& connection_id, const RecordTable& table, Timestamp before);
  Dependencies d_;
};

}  // namespace mooring::host
