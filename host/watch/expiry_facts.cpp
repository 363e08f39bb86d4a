#include "watch/expiry_facts.hpp"

#include <openssl/pem.h>
#include <openssl/x509.h>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <tuple>

#include "base/limits.hpp"

namespace mooring::host {
namespace {

constexpr const char* kPrevious = "previous";
constexpr const char* kCurrent = "current";

// Whoever reads on will hold those days in time by itself.
bool reads_nothing(const ConnectionStatus& status) {
  const Badge badge = status.verdict.badge;
  // Paused, or with nothing chosen: nothing is planned, whatever the badge says of what was read before.
  if (status.pause || status.facts.marketplaces_selected == status.facts.unavailable.size()) return true;
  return badge == Badge::not_connected || badge == Badge::revoked || badge == Badge::expired ||
         badge == Badge::sync_error;
}

bool is_warned_of(const ConnectionStatus& status, Duration left) {
  if (left > std::chrono::days{limits::kExpiryWarnings[0]}) return false;
  return left > Duration::zero() || !status.connection.disconnected;  // that was a person's decision
}

using Slot = std::tuple<std::string, std::string, std::string>;  // stream, marketplace, part

std::map<Slot, std::vector<CoverageRow>> ranges_of(Session& session, const ConnectionStatus& status) {
  std::map<Slot, std::vector<CoverageRow>> ranges;
  for (CoverageRow& row : rows::list_coverage(session, status.connection.id)) {
    const auto marketplace =
        std::find_if(status.marketplaces.begin(), status.marketplaces.end(),
                     [&](const MarketplaceRow& one) { return one.id == row.marketplace; });
    if (marketplace != status.marketplaces.end() && !marketplace->selected) continue;
    Slot slot{row.stream, row.marketplace, row.part};
    ranges[std::move(slot)].push_back(std::move(row));
  }
  return ranges;
}

std::optional<RetentionEnd> retention_of(Session& session, const ConnectionStatus& status,
                                         const Manifest& manifest, Timestamp now) {
  std::map<std::string, RetentionEnd> by_stream;
  for (auto& [slot, ranges] : ranges_of(session, status)) {
    const StreamRule* rule = manifest.stream(std::get<0>(slot));
    if (!rule || rule->retention_days <= 0) continue;
    const auto missing = first_missing(std::move(ranges));
    if (!missing) continue;
    const Timestamp at = *missing + std::chrono::days{rule->retention_days};
    if (!is_warned_of(status, at - now)) continue;
    RetentionEnd end{status.connection.id, at, *missing, rule->title, 0, rule->retention_days};
    auto [known, is_first] = by_stream.try_emplace(rule->id, end);
    if (!is_first && end.at < known->second.at) known->second = end;
  }
  if (by_stream.empty()) return std::nullopt;
  RetentionEnd first = std::min_element(by_stream.begin(), by_stream.end(), [](const auto& a, const auto& b) {
                         return a.second.at < b.second.at;
                       })->second;
  first.more = by_stream.size() - 1;
  return first;
}

void read_retention(Session& session, const std::vector<ConnectionStatus>& statuses,
                    const PluginRegistry& registry, Timestamp now, ExpiryFacts& facts) {
  for (const ConnectionStatus& status : statuses) {
    const Manifest* manifest = registry.manifest(status.connection.channel);
    if (!manifest || !reads_nothing(status) || status.connection.account_id.empty()) continue;
    if (auto end = retention_of(session, status, *manifest, now)) facts.retention.push_back(std::move(*end));
  }
}

void read_secrets(Session& session, const Config& config, ExpiryFacts& facts) {
  for (const auto& [channel, settings] : config.channels) {
    if (settings.client_secret_previous.empty()) continue;
    if (auto fact = rows::get_fact(session, secret_fact(channel)))
      facts.previous_secret_works[channel] = *fact == kPrevious;
  }
}

}  // namespace

std::optional<Timestamp> first_missing(std::vector<CoverageRow> ranges) {
  if (ranges.empty()) return std::nullopt;
  std::sort(ranges.begin(), ranges.end(),
            [](const CoverageRow& a, const CoverageRow& b) { return a.from < b.from; });
  Timestamp end = ranges.front().to;
  for (const CoverageRow& range : ranges) {
    if (range.from > end) break;
    end = std::max(end, range.to);
  }
  return end;
}

Result<Timestamp> certificate_end(const std::filesystem::path& path) {
  const auto unreadable = [&](const std::string& why) {
    return fail("certificate_unreadable", "The certificate " + path.string() + " " + why,
                "Name the certificate of public_url as a PEM file that the host may read");
  };
  std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "re"), std::fclose);
  if (!file) return unreadable("cannot be read");
  std::unique_ptr<X509, decltype(&X509_free)> certificate(
      PEM_read_X509(file.get(), nullptr, nullptr, nullptr), X509_free);
  std::tm parts{};
  if (!certificate || ASN1_TIME_to_tm(X509_get0_notAfter(certificate.get()), &parts) != 1)
    return unreadable("is no certificate");
  return Timestamp{std::chrono::seconds{::timegm(&parts)}};
}

std::string secret_fact(const std::string& channel) {
  return "secret_in_use/" + channel;
}

void put_secret_in_use(Session& session, const std::string& channel, bool previous) {
  rows::put_fact(session, secret_fact(channel), previous ? kPrevious : kCurrent);
}

ExpiryFacts read_expiry_facts(const Database& database, const std::vector<ConnectionStatus>& statuses,
                              const PluginRegistry& registry, const Config& config, Timestamp now) {
  ExpiryFacts facts;
  // Without the store there are no statuses either, and whoever read those has complained.
  auto read = database.read([&](Session& session) -> Status {
    read_retention(session, statuses, registry, now, facts);
    read_secrets(session, config, facts);
    return {};
  });
  if (!read) facts = {};
  if (!config.admin.certificate_file.empty()) {
    auto end = certificate_end(config.admin.certificate_file);
    if (end)
      facts.certificate_until = *end;
    else
      facts.certificate_problem = end.error().message;
  }
  return facts;
}

}  // namespace mooring::host
