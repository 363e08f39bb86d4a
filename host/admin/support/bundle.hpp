// A support bundle: one HTML page that opens from a disk, without scripts, and carries the same facts as JSON for programs.
// Secrets and e-mail addresses are taken out by value, wherever they stand. Pure: facts in, page out; any thread.
#pragma once
#include <array>
#include <string>
#include <vector>

#include "admin/support/clean.hpp"
#include "admin/support/json.hpp"

namespace mooring::host::admin {

struct SupportFacts {
  Timestamp made_at, since, until;
  std::string version;
  std::string connection_id;  // empty: all connections
  JsonObject host;
  JsonArray configuration, plugins;
  std::vector<JsonObject> connections;  // in the order in which they are wanted
  std::array<size_t, 6> badges{};       // of all that were asked for, by Badge
  size_t connections_left_out = 0;      // already, before the page is made
  std::vector<RunRow> runs;             // newest first
  size_t runs_left_out = 0;             // 1: some
  std::vector<ActivityRow> entries;     // newest first
  size_t entries_left_out = 0;
  // As the API has them, newest first; incidents with `affected`. Where alerts go is told without secrets, as everywhere.
  JsonArray incidents = json_array(), alert_destinations = json_array(), alert_deliveries = json_array();
  std::string metrics;
  std::vector<std::string> problems;  // what could not be read, in words
};

// What does not fit into bytes_max is left out and counted: connections at the end of the list, the oldest entries.
// Errors: bundle_too_large, when not even the rest fits.
Result<std::string> support_bundle(const SupportFacts& facts, const SupportCleaner& cleaner,
                                   size_t bytes_max);

}  // namespace mooring::host::admin
