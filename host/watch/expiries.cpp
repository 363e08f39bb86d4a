#include "watch/expiries.hpp"

#include <algorithm>

#include "base/limits.hpp"
#include "base/text.hpp"

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
  // Nobody knows how old a token was when it was pasted or put into a file.
  expiry.at_latest = status.grant->source == "pasted" || status.grant->source == "file";
  if (expiry.at_latest)
    expiry.action_text +=
        ". This is the latest day: it is counted from when Mooring was given the token, which may have been "
        "made before";
  return expiry;
}

std::string words_of_overlap(const std::string& channel, const ChannelConfig& config,
                             const ExpiryFacts& facts) {
  if (config.client_secret_previous.empty()) return {};
  auto known = facts.previous_secret_works.find(channel);
  if (known == facts.previous_secret_works.end()) return ". Two secrets are configured; none was tried yet";
  return known->second
             ? ". Two secrets are configured: the provider accepts the previous one still, and refuses "
               "the new one"
             : ". Two secrets are configured: the provider accepts the new one, the previous one can "
               "be taken out";
}

std::optional<Expiry> secret_of(const std::string& channel, const ChannelConfig& config,
                                const Manifest* manifest, const ExpiryFacts& facts, Timestamp now) {
  if (!manifest || !config.secret_issued_at || manifest->oauth.secret_lifetime_days <= 0) return std::nullopt;
  const std::chrono::days lifetime{manifest->oauth.secret_lifetime_days};
  Expiry expiry = make(ExpiryKind::client_secret, *config.secret_issued_at + lifetime, now);
  expiry.channel = channel;
  expiry.title = "Client secret of " + manifest->name;
  expiry.action = "renew_secret";
  expiry.action_text =
      "Make a new client secret at the provider, configure it as client_secret and the old one as "
      "client_secret_previous, set secret_issued_at and restart the host. Nobody has to reconnect" +
      words_of_overlap(channel, config, facts);
  return expiry;
}

// Without a secret of its own, or where the provider does not limit it, there is nothing to tell.
bool ends_undated(const ChannelConfig& config, const Manifest& manifest) {
  return !config.client_secret.empty() && !config.secret_issued_at && manifest.oauth.secret_lifetime_days > 0;
}

struct Remedy {
  std::string action, words;
};

Remedy remedy_of(const ConnectionStatus& status) {
  const Badge badge = status.verdict.badge;
  if (badge == Badge::not_connected || badge == Badge::revoked || badge == Badge::expired)
    return {"reconnect", "Reconnect"};
  if (status.pause) return {"resume", "Resume its planned runs"};
  if (status.verdict.action == "choose_marketplaces")
    return {status.verdict.action, "Choose " + status.facts.marketplace_noun + "s that can be read"};
  return {"retry_sync", "Bring its sync back"};
}

Expiry retention_of(const RetentionEnd& end, const ConnectionStatus& status, Timestamp now) {
  Expiry expiry = make(ExpiryKind::report_retention, end.at, now);
  Remedy remedy = remedy_of(status);
  expiry.connection_id = end.connection_id;
  expiry.channel = status.connection.channel;
  expiry.title = "Data of " + status.connection.label + " at the provider";
  expiry.action = std::move(remedy.action);
  expiry.action_text = remedy.words + " before " + format_time(end.at).substr(0, 10) +
                       ", or days are lost: of " + end.stream +
                       (end.more == 0 ? "" : " and " + std::to_string(end.more) + " more") +
                       " everything since " + format_time(end.missing).substr(0, 10) +
                       " is missing, and the provider keeps " + std::to_string(end.retention_days) + " days";
  return expiry;
}

std::vector<Expiry> retentions(const std::vector<ConnectionStatus>& statuses, const ExpiryFacts& facts,
                               Timestamp now) {
  std::vector<Expiry> expiries;
  for (const RetentionEnd& end : facts.retention) {
    auto status = std::find_if(statuses.begin(), statuses.end(), [&](const ConnectionStatus& one) {
      return one.connection.id == end.connection_id;
    });
    if (status != statuses.end()) expiries.push_back(retention_of(end, *status, now));
  }
  return expiries;
}

Expiry certificate_of(Timestamp until, const Config& config, Timestamp now) {
  Expiry expiry = make(ExpiryKind::tls_certificate, until, now);
  expiry.title = "Certificate of " + config.admin.public_url;
  expiry.action = "renew_certificate";
  expiry.action_text = "Renew the certificate of the proxy that serves " + config.admin.public_url +
                       ". Without it nobody reaches the console, and no consent comes back";
  return expiry;
}

}  // namespace

const char* to_text(ExpiryKind kind) {
  switch (kind) {
    case ExpiryKind::consent:
      return "consent";
    case ExpiryKind::client_secret:
      return "client_secret";
    case ExpiryKind::report_retention:
      return "report_retention";
    case ExpiryKind::tls_certificate:
      break;
  }
  return "tls_certificate";
}

std::string Expiry::id() const {
  if (kind == ExpiryKind::tls_certificate) return to_text(kind);
  return std::string(to_text(kind)) + "-" + (connection_id.empty() ? channel : connection_id);
}

std::vector<Expiry> list_expiries(const std::vector<ConnectionStatus>& statuses,
                                  const PluginRegistry& registry, const Config& config,
                                  const ExpiryFacts& facts, Timestamp now) {
  std::vector<Expiry> expiries;
  for (const ConnectionStatus& status : statuses)
    if (auto consent = consent_of(status, now)) expiries.push_back(std::move(*consent));
  for (const auto& [channel, settings] : config.channels)
    if (auto secret = secret_of(channel, settings, registry.manifest(channel), facts, now))
      expiries.push_back(std::move(*secret));
  for (Expiry& expiry : retentions(statuses, facts, now))
    expiries.push_back(std::move(expiry));
  if (facts.certificate_until) expiries.push_back(certificate_of(*facts.certificate_until, config, now));
  std::stable_sort(expiries.begin(), expiries.end(),
                   [](const Expiry& a, const Expiry& b) { return a.at < b.at; });
  return expiries;
}

std::vector<UndatedExpiry> list_undated_expiries(const PluginRegistry& registry, const Config& config) {
  std::vector<UndatedExpiry> undated;
  for (const auto& [channel, settings] : config.channels) {
    const Manifest* manifest = registry.manifest(channel);
    if (!manifest || !ends_undated(settings, *manifest)) continue;
    undated.push_back(
        {channel, "Client secret of " + manifest->name,
         "It ends " + std::to_string(manifest->oauth.secret_lifetime_days) +
             " days after it was made, and nobody has told when that was: set secret_issued_at in "
             "[channels." +
             channel + ".application] and restart the host"});
  }
  return undated;
}

Result<std::vector<ConnectionStatus>> statuses_for_expiries(const BoardEntries& entries,
                                                            const StatusReader& reader, Timestamp now) {
  std::vector<std::string> in_trouble;  // or at rest: they read nothing
  std::vector<ConnectionStatus> statuses;
  for (const auto& entry : entries) {
    const Badge badge = entry->badge_at(now);
    const bool rests = entry->paused || entry->action == "choose_marketplaces";
    if (rests || (badge != Badge::connected && badge != Badge::stale)) {
      in_trouble.push_back(entry->id);
      continue;
    }
    if (!entry->consent_until) continue;
    ConnectionStatus status;
    status.connection.id = entry->id;
    status.connection.channel = entry->channel;
    status.connection.label = entry->label;
    status.verdict.badge = badge;
    status.grant.emplace();
    status.grant->state = GrantState::active;
    status.grant->expires_at = entry->consent_until;
    status.grant->source = entry->consent_source;
    statuses.push_back(std::move(status));
  }
  if (in_trouble.empty()) return statuses;
  auto read = reader.list_of(in_trouble, {});
  if (!read) return fail(read.error());
  std::move(read->begin(), read->end(), std::back_inserter(statuses));
  return statuses;
}

std::optional<int> reached_warning(Duration left) {
  std::optional<int> reached;
  for (const int days : limits::kExpiryWarnings)
    if (left <= std::chrono::days{days}) reached = days;
  return reached;
}

}  // namespace mooring::host
