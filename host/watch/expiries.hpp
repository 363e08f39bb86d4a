// What ends on a known day: consents that providers limit in time, client secrets, the certificate of the console, and
// what a provider will not offer any more. Pure.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "badge/status.hpp"
#include "watch/expiry_facts.hpp"
#include "watch/status_board.hpp"

namespace mooring::host {

enum class ExpiryKind { consent, client_secret, report_retention, tls_certificate };
const char* to_text(ExpiryKind kind);

struct Expiry {
  ExpiryKind kind = ExpiryKind::consent;
  std::string connection_id;  // empty: not of one connection
  std::string channel, title;
  Timestamp at;
  Duration left{};  // negative: it is over
  Severity severity = Severity::info;
  // "reconnect", "retry_sync", "resume", "choose_marketplaces", "renew_secret", "renew_certificate", and what to do in a sentence
  std::string action, action_text;
  bool at_latest = false;  // it may have ended before: counted from when Mooring was given it

  std::string id() const;  // "consent-con_1"; the same after it was renewed
  int64_t days_left() const { return std::chrono::floor<std::chrono::days>(left).count(); }
};

// Of the consents in use, of the secrets whose date the configuration tells, of the rest what the facts say; the next one
// first.
std::vector<Expiry> list_expiries(const std::vector<ConnectionStatus>& statuses,
                                  const PluginRegistry& registry, const Config& config,
                                  const ExpiryFacts& facts, Timestamp now);

// What ends on a day that nobody has told: a client secret whose provider limits it, without secret_issued_at.
struct UndatedExpiry {
  std::string channel, title, hint;
};
std::vector<UndatedExpiry> list_undated_expiries(const PluginRegistry& registry, const Config& config);

// The statuses that list_expiries and read_expiry_facts need: of a connection that reads something the board knows enough,
// so only the others are read from the store.
Result<std::vector<ConnectionStatus>> statuses_for_expiries(const BoardEntries& entries,
                                                            const StatusReader& reader, Timestamp now);

// Which of limits::kExpiryWarnings is reached: the smallest. Nothing: it is further away than all.
std::optional<int> reached_warning(Duration left);

// RFC 5545: an event for each, with an alarm for each of limits::kExpiryWarnings. `public_url` names the host in the
// events' ids and links.
std::string expiry_calendar(const std::vector<Expiry>& expiries, const std::string& public_url,
                            Timestamp now);

}  // namespace mooring::host
