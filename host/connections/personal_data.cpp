#include "connections/personal_data.hpp"

#include <algorithm>
#include <charconv>
#include <vector>

#include "base/limits_personal_data.hpp"
#include "plugins/personal_data_settings.hpp"
#include "plugins/record_views.hpp"
#include "store/record_personal.hpp"
#include "store/rows.hpp"
#include "store/rows_life.hpp"

namespace mooring::host {
namespace {

std::string value_of(const NameValues& settings, std::string_view key) {
  for (const auto& [name, value] : settings)
    if (name == key) return value;
  return {};
}

std::string rows_text(int64_t rows) {
  return std::to_string(rows) + (rows == 1 ? " record" : " records");
}

}  // namespace

std::optional<int> personal_data_days(const NameValues& settings) {
  if (value_of(settings, kPersonalDataSetting) != "true") return std::nullopt;
  const std::string text = value_of(settings, kPersonalDataDaysSetting);
  int days = static_cast<int>(limits::kPersonalDataDaysMax);
  std::from_chars(text.data(), text.data() + text.size(), days);
  return std::clamp(days, 1, static_cast<int>(limits::kPersonalDataDaysMax));
}

Timestamp personal_data_limit(int days, Timestamp now) {
  return now - std::chrono::days{days} + limits::kPersonalDataMargin;
}

Result<int64_t> PersonalDataRetention::pass(Timestamp now, const std::string& connection_id) {
  std::vector<ConnectionRow> connections;
  auto read = d_.database.read([&](Session& session) -> Status {
    connections.clear();
    if (connection_id.empty()) {
      connections = rows::list_connections(session);
    } else if (auto row = rows::find_connection(session, connection_id)) {
      connections.push_back(std::move(*row));
    }
    return {};
  });
  if (!read) return fail(read.error());
  int64_t cleaned = 0;
  for (const ConnectionRow& connection : connections) {
    const Manifest* manifest = d_.registry.manifest(connection.channel);
    if (!manifest || !has_personal_data(*manifest)) continue;
    auto rows = clean(connection, *manifest, now);
    if (!rows) return fail(rows.error());
    cleaned += *rows;
  }
  return cleaned;
}

Result<int64_t> PersonalDataRetention::clean(const ConnectionRow& connection, const Manifest& manifest,
                                             Timestamp now) {
  const auto days = personal_data_days(effective_settings(manifest, connection.settings_json));
  const Timestamp before = days ? personal_data_limit(*days, now) : kEndOfTime;  // off: all
  int64_t cleaned = 0;
  std::string streams;
  for (const StreamRule& stream : manifest.streams) {
    if (!stream.has_pii()) continue;
    auto rows = clean_table(connection.id, record_table_of(manifest, stream), before);
    if (!rows) return fail(rows.error());
    if (*rows == 0) continue;
    streams += (streams.empty() ? "" : ", ") + rows_text(*rows) + " of " + stream.title;
    cleaned += *rows;
  }
  if (cleaned == 0) return cleaned;
  ActivityRow entry;
  entry.connection_id = connection.id;
  entry.kind = "personal_data.removed";
  entry.message = "Personal data was removed from " + streams +
                  (days ? ": it was held for " + std::to_string(*days) + (*days == 1 ? " day" : " days")
                        : ": this connection does not read personal data") +
                  ". The records themselves stay";
  entry.actor = "system";
  d_.journal.post(std::move(entry));
  return cleaned;
}

// In small transactions, so that other writes go in between. What is removed is overwritten in the file.
Result<int64_t> PersonalDataRetention::clean_table(const std::string& connection_id, const RecordTable& table,
                                                   Timestamp before) {
  int64_t cleaned = 0;
  for (int64_t step = limits::kPersonalRowsAtOnce; step == limits::kPersonalRowsAtOnce;) {
    auto status = d_.database.write([&](Session& session) -> Status {
      auto rows = remove_personal_data(session, table, connection_id, before, limits::kPersonalRowsAtOnce);
      if (!rows) return fail(rows.error());
      step = *rows;
      return {};
    });
    if (!status) return fail(status.error());
    cleaned += step;
  }
  return cleaned;
}

}  // namespace mooring::host
