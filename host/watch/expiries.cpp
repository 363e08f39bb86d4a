#include "watch/expiries.hpp"

#include <algorithm>

#include "base/limits.hpp"

namespace mooring::host {
namespace {

constexpr std::chrono::days kSoon{7};

Severity severity_of(Duration left) {
  if (left <= kSoon) return Severity::error;
  return reached_warning(left) ? Severity::warning : Severity::info;
}

Expiry make(ExpiryKind kind, Timestamp at, Timestamp now) {
  Expiry expiry;
  expiry.kind = kind;
  expiry.at = at;
  expiry.left = at - now;
  expiry.severity = severity_of(expiry.left);
  return expiry;
}

std::optional<Expiry> consent_of(const ConnectionStatus& status, Timestamp now) {
  if (status.connection.disconnected || !status.grant || status.grant->state != GrantState::active ||
      !status.grant->expires_at)
    return std::nullopt;
  Expiry expiry = make(ExpiryKind::consent, *status.grant->expires_at, now);
  expiry.connection_id = status.connection.id;
  expiry.channel = status.connection.channel;
  expiry.title = "Consent of " + status.connection.label;
  expiry.action = "reconnect";
  expiry.action_text = "Reconnect: sign in at the provider again. Nothing is lost by doing so early";
  return expiry;
}

std::optional<Expiry> secret_of(const std::string& channel, const ChannelConfig& config,
                                const Manifest* manifest, Timestamp now) {
  if (!manifest || !config.secret_issued_at || manifest->oauth.secret_lifetime_days <= 0) return std::nullopt;
  const std::chrono::days lifetime{manifest->oauth.secret_lifetime_days};
  Expiry expiry = make(ExpiryKind::client_secret, *config.secret_issued_at + lifetime, now);
  expiry.channel = channel;
  expiry.title = "Client secret of " + manifest->name;
  expiry.action = "renew_secret";
  expiry.action_text =
      "Make a new client secret at the provider, put it where the configuration points to, set "
      "secret_issued_at and restart the host. Nobody has to reconnect";
  return expiry;
}

}  // namespace

const char* to_text(ExpiryKind kind) {
  return kind == ExpiryKind::consent ? "consent" : "client_secret";
}

std::string Expiry::id() const {
  return std::string(to_text(kind)) + "-" + (connection_id.empty() ? channel : connection_id);
}

std::vector<Expiry> list_expiries(const std::vector<ConnectionStatus>& statuses,
                                  const PluginRegistry& registry, const Config& config, Timestamp now) {
  std::vector<Expiry> expiries;
  for (const ConnectionStatus& status : statuses)
    if (auto consent = consent_of(status, now)) expiries.push_back(std::move(*consent));
  for (const auto& [channel, settings] : config.channels)
    if (auto secret = secret_of(channel, settings, registry.manifest(channel), now))
      expiries.push_back(std::move(*secret));
  std::stable_sort(expiries.begin(), expiries.end(),
                   [](const Expiry& a, const Expiry& b) { return a.at < b.at; });
  return expiries;
}

std::optional<int> reached_warning(Duration left) {
  std::optional<int> reached;
  for (const int days : limits::kExpiryWarnings)
    if (left <= std::chrono::days{days}) reached = days;
  return reached;
}

}  // namespace mooring::host
