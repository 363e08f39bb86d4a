// Where alerts go and what they are about, as the configuration declares it: [alerts], [[alerts.destinations]], [smtp].
// The rules are the same for destinations made in the console. Plain values; read by config/alerts_load.cpp.
#pragma once
#include <array>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/limits_alerts.hpp"
#include "base/secret.hpp"

namespace mooring::host {

// What an alert is about; docs/operate/alerts.md says it in words.
inline constexpr std::array<std::string_view, 9> kAlertKinds{
    "badge", "expiry", "overdue", "incident", "empty", "permission", "marketplace", "schedule", "delivery"};
inline constexpr std::array<std::string_view, 6> kAlertBadges{"not_connected", "revoked", "expired",
                                                              "sync_error",    "stale",   "connected"};
inline constexpr std::array<std::string_view, 3> kAlertSeverities{"info", "warning", "error"};
inline constexpr std::array<std::string_view, 3> kDestinationKinds{"webhook", "slack", "email"};

struct AlertRules {
  std::vector<std::string> kinds;                           // empty: all
  std::vector<std::string> badges, badges_from;             // of kind badge: to and from; empty: any trouble
  std::vector<std::string> channels, regions, connections;  // empty: all
  std::string min_severity = "info";
  bool recovered = true;                        // tell also that what was told is over
  Duration quiet = limits::kAlertQuietDefault;  // repeats of one connection and kind within it are folded
  Duration delay = Duration::zero();            // told only when it lasts longer
};

struct DeclaredDestination {  // [[alerts.destinations]]
  std::string name, kind;
  Secret url;     // of a webhook or of Slack
  Secret secret;  // signs a webhook
  std::vector<std::string> to;
  AlertRules rules;
};

struct AlertsConfig {          // [alerts]
  bool allow_private = false;  // also to loopback and private addresses
  std::vector<DeclaredDestination> destinations;
};

enum class MailSecurity { starttls, tls, none };  // none: to loopback only
struct SmtpConfig {                               // [smtp]; an empty host: there is no mail
  std::string host, user, from;
  int port = 0;  // 0: 587, or 465 with "tls"
  MailSecurity security = MailSecurity::starttls;
  Secret password;
  std::filesystem::path ca_file;  // PEM; empty: the system's
};

}  // namespace mooring::host
