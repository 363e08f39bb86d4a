#include "connections/probes.hpp"

#include <algorithm>
#include <map>

#include "base/limits_permissions.hpp"
#include "base/text.hpp"
#include "plugins/manifest_names.hpp"
#include "store/rows_probes.hpp"

namespace mooring::host {
namespace {

struct Values {
  const ConnectionRow& connection;
  const std::vector<MarketplaceRow>& marketplaces;
  std::string marketplace{};
  Timestamp now;
};

// "time-1h", "date-2d" and the others of manifest_probes.cpp.
std::string value_of(const std::string& name, const Values& values) {
  if (name == "marketplace") return values.marketplace;
  if (name == "account") return values.connection.account_id;
  if (name == "marketplaces") {
    std::string all;
    for (const MarketplaceRow& one : values.marketplaces)
      all += (all.empty() ? "" : ",") + one.id;
    return all;
  }
  Duration before{};
  if (name.size() > 5) before = parse_duration(std::string_view(name).substr(5)).value_or(Duration{});
  const std::string text =
      format_time(std::chrono::floor<std::chrono::seconds>(Timestamp(values.now - before)));
  return name.starts_with("date") ? text.substr(0, 10) : text;
}

std::string filled(const std::string& pattern, const Values& values) {
  std::vector<std::pair<std::string, std::string>> pairs;
  for (const std::string& name : placeholders(pattern))
    pairs.emplace_back(name, value_of(name, values));
  return fill_template(pattern, pairs).value_or(pattern);
}

std::string filled_path(const std::string& pattern, const Values& values) {
  std::vector<std::pair<std::string, std::string>> pairs;
  for (const std::string& name : placeholders(pattern))
    pairs.emplace_back(name, url_encode(value_of(name, values)));
  return fill_template(pattern, pairs).value_or(pattern);
}

HttpAction request_of(const ProbeRule& rule, const std::string& api_base, const Values& values) {
  HttpAction request;
  request.method = rule.method;
  request.url = api_base + filled_path(rule.path, values);
  char separator = '?';
  for (const auto& [name, pattern] : rule.query) {
    request.url += separator + url_encode(name) + "=" + url_encode(filled(pattern, values));
    separator = '&';
  }
  for (const auto& [name, pattern] : rule.headers)
    request.headers.emplace_back(name, filled(pattern, values));
  request.body = rule.body;
  request.budget = rule.budget;
  request.credential = rule.credential;
  return request;
}

bool is_off(const ChannelSetup& setup, const std::string& stream) {
  auto found = setup.config->streams.find(stream);
  return found != setup.config->streams.end() && found->second.enabled == false;
}

// A request that names the account makes no sense before the account is known.
bool lacks_account(const ProbeRule& rule, const ConnectionRow& connection) {
  if (!connection.account_id.empty()) return false;
  const auto names_it = [](const std::string& text) { return text.find("{account}") != std::string::npos; };
  const auto any = [&](const NameValues& pairs) {
    return std::any_of(pairs.begin(), pairs.end(), [&](const auto& pair) { return names_it(pair.second); });
  };
  return names_it(rule.path) || any(rule.query) || any(rule.headers);
}

// Requests are alike when they ask the same: method, address, headers and body.
std::string text_of(const HttpAction& request) {
  std::string text = request.method + " " + request.url;
  for (const auto& [name, value] : request.headers)
    text += "\n" + name + ": " + value;
  return text + "\n\n" + request.body;
}

ProbeOutcome outcome(const char* state, std::string note, const Failure& from) {
  return {state, clean_line(note, limits::kProbeNoteBytesMax), from.status, from.endpoint, from.request_id};
}

const char* state_of(ProbeMeaning meaning) {
  switch (meaning) {
    case ProbeMeaning::ok:
      return kProbeOk;
    case ProbeMeaning::role_missing:
      return kProbeRoleMissing;
    case ProbeMeaning::not_participating:
      return kProbeNotParticipating;
    case ProbeMeaning::not_available:
      return kProbeNotAvailable;
    case ProbeMeaning::throttled:
      return kProbeThrottled;
    case ProbeMeaning::failed:
      return kProbeFailed;
  }
  return kProbeFailed;
}

const char* state_of(FailureKind kind) {
  switch (kind) {
    case FailureKind::permission:
      return kProbeRoleMissing;
    case FailureKind::throttled:
      return kProbeThrottled;
    case FailureKind::grant_rejected:
    case FailureKind::grant_revoked:
    case FailureKind::application_rejected:
    case FailureKind::cancelled:
      return "";  // these concern the whole connection, and are told elsewhere
    default:
      return kProbeFailed;
  }
}

const ProbeAnswer* find_answer(const ProbeRule& rule, int status, std::string_view text) {
  for (const ProbeAnswer& answer : rule.answers)
    if (answer.status == status &&
        (answer.body_contains.empty() || contains_ignoring_case(text, answer.body_contains)))
      return &answer;
  return nullptr;
}

}  // namespace

std::vector<ProbeCall> probe_calls(const ConnectionRow& connection, const ChannelSetup& setup,
                                   const std::vector<MarketplaceRow>& marketplaces, Timestamp now) {
  const Manifest& manifest = *setup.manifest;
  const std::string kind = manifest.account_kind(connection.region, connection.consent);
  std::vector<ProbeCall> calls;
  std::map<std::string, size_t> known;
  for (const StreamRule& stream : manifest.streams) {
    const ProbeRule* rule = manifest.probe_of(stream);
    if (!rule || !stream.is_for(kind) || is_off(setup, stream.id) || is_off(setup, stream.fed_by)) continue;
    if (lacks_account(*rule, connection)) continue;
    for (const MarketplaceRow& marketplace : marketplaces) {
      if (!stream.is_in(marketplace.id)) continue;
      ProbeCall call{
          request_of(*rule, setup.api_base, {connection, marketplaces, marketplace.id, now}), rule, {}};
      auto [place, is_new] = known.emplace(text_of(call.request), calls.size());
      if (is_new) calls.push_back(std::move(call));
      calls[place->second].cells.emplace_back(stream.id, marketplace.id);
    }
  }
  return calls;
}

ProbeOutcome read_probe_answer(const Manifest& manifest, const ProbeRule& rule,
                               const ProbeAnswerOrFailure& answer) {
  if (!answer) {
    const Failure& failure = answer.error();
    const char* state = state_of(failure.kind);
    if (*state == '\0') return outcome(state, failure.message, failure);
    const ProbeAnswer* told = find_answer(rule, failure.status, failure.message);
    return outcome(told ? state_of(told->means) : state, failure.message, failure);
  }
  Failure from{FailureKind::permission, answer->status, "", "", ""};
  if (const std::string* id =
          manifest.request_id_header.empty() ? nullptr : answer->header(manifest.request_id_header))
    from.request_id = clean_line(*id, 200);
  if (answer->status < 300) return outcome(kProbeOk, "", from);
  const std::string note = "HTTP " + std::to_string(answer->status) + ": " + answer->body;
  if (const ProbeAnswer* told = find_answer(rule, answer->status, answer->body))
    return outcome(state_of(told->means), told->means == ProbeMeaning::ok ? "" : note, from);
  const bool refused = answer->status == 401 || answer->status == 403;
  return outcome(refused ? kProbeRoleMissing : kProbeFailed, note, from);
}

bool tells_of_marketplace(const ProbeRule& rule) {
  if (!rule.leaves_open.empty()) return false;
  const auto names_it = [](const std::string& text) {
    return text.find("{marketplace") != std::string::npos;
  };
  const auto any = [&](const NameValues& pairs) {
    return std::any_of(pairs.begin(), pairs.end(), [&](const auto& pair) { return names_it(pair.second); });
  };
  return names_it(rule.path) || names_it(rule.body) || any(rule.query) || any(rule.headers);
}

std::string refusal_of_run(const Manifest& manifest, const StreamRule& stream, const Failure& failure) {
  const ProbeRule* rule = manifest.probe_of(stream);
  const ProbeAnswer* told = rule ? find_answer(*rule, failure.status, failure.message) : nullptr;
  if (!told) return {};
  const bool not_here =
      told->means == ProbeMeaning::not_participating || told->means == ProbeMeaning::not_available;
  return not_here ? state_of(told->means) : std::string();
}

}  // namespace mooring::host
