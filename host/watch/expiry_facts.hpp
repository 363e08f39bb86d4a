// What the calendar of expiries needs beside the status of connections: days that a provider will not offer any more, the
// certificate of the console's address, which of two client secrets works. Any thread; reads the store and one file.
#pragma once
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "badge/status.hpp"

namespace mooring::host {

// A connection that reads nothing now, and whose oldest day that is not held leaves the provider's reach soon.
struct RetentionEnd {
  std::string connection_id;
  Timestamp at;        // from then on it is lost
  Timestamp missing;   // the oldest that is not held
  std::string stream;  // its title
  size_t more = 0;     // further streams that lose something within limits::kExpiryWarnings
  int retention_days = 0;
};

struct ExpiryFacts {
  std::vector<RetentionEnd> retention;
  std::optional<Timestamp> certificate_until;
  std::string certificate_problem;                    // why it is not known although a file is configured
  std::map<std::string, bool> previous_secret_works;  // by channel, of those with two; absent: not tried yet
};

ExpiryFacts read_expiry_facts(const Database& database, const std::vector<ConnectionStatus>& statuses,
                              const PluginRegistry& registry, const Config& config, Timestamp now);

// Pure. The first moment after the earliest range that no range holds; nothing without ranges.
std::optional<Timestamp> first_missing(std::vector<CoverageRow> ranges);

// The end of the first certificate of a PEM file. Error: certificate_unreadable.
Result<Timestamp> certificate_end(const std::filesystem::path& file);

// The fact by which the host keeps which of two client secrets of a channel works.
std::string secret_fact(const std::string& channel);
void put_secret_in_use(Session& session, const std::string& channel, bool previous);

}  // namespace mooring::host
