// What ends on a known day: consents that providers limit in time, and client secrets. Pure.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "badge/status.hpp"

namespace mooring::host {

enum class ExpiryKind { consent, client_secret };
const char* to_text(ExpiryKind kind);

struct Expiry {
  ExpiryKind kind = ExpiryKind::consent;
  std::string connection_id;  // empty: not of one connection
  std::string channel, title;
  Timestamp at;
  Duration left{};  // negative: it is over
  Severity severity = Severity::info;
  std::string action, action_text;  // "reconnect", "renew_secret", and what to do in a sentence

  std::string id() const;  // "consent-con_1"; the same after it was renewed
  int64_t days_left() const { return std::chrono::floor<std::chrono::days>(left).count(); }
};

// Of the consents in use, and of the secrets whose date the configuration tells; the next one first.
std::vector<Expiry> list_expiries(const std::vector<ConnectionStatus>& statuses,
                                  const PluginRegistry& registry, const Config& config, Timestamp now);

// Which of limits::kExpiryWarnings is reached: the smallest. Nothing: it is further away than all.
std::optional<int> reached_warning(Duration left);

// RFC 5545: an event for each, with an alarm for each of limits::kExpiryWarnings. `public_url` names the host in the
// events' ids and links.
std::string expiry_calendar(const std::vector<Expiry>& expiries, const std::string& public_url,
                            Timestamp now);

}  // namespace mooring::host
