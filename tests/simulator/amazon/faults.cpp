#include "faults.hpp"

#include <algorithm>

#include "ads/routes.hpp"
#include "base/text.hpp"
#include "seller/operations.hpp"

namespace mooring::amazon_simulator {
namespace {

bool matches(const Subject& target, const Subject& subject) {
  const auto one = [](const std::string& wanted, const std::string& given) {
    return wanted.empty() || wanted == given;
  };
  return one(target.seller, subject.seller) && one(target.region, subject.region) &&
         one(target.endpoint, subject.endpoint) && one(target.client_id, subject.client_id) &&
         one(target.profile, subject.profile) && one(target.channel, subject.channel) &&
         one(target.report_type, subject.report_type) && one(target.marketplace, subject.marketplace);
}

bool is_grant_kind(std::string_view kind) {
  return kind == "revoke_grant" || kind == "expire_grant";
}

}  // namespace

const std::vector<FaultKind>& fault_kinds() {
  static const std::vector<FaultKind> kKinds = {
      {"revoke_grant", "The seller removed the application", "grant"},
      {"expire_grant", "The refresh token is no longer accepted", "grant"},
      {"invalid_client", "The login service refuses client id and secret", "login"},
      {"unauthorized_client", "The application may not use this grant", "login"},
      {"invalid_scope", "The login service refuses the scope", "login"},
      {"short_lived_token", "Access tokens live only expires_in_s seconds", "login"},
      {"no_refresh_token", "Login answers carry no refresh token", "login"},
      {"extra_members", "Login answers carry unknown members", "login"},
      {"secret_expired", "403: the client secret has expired", "access"},
      {"token_expired", "403: the access token has expired", "access"},
      {"token_revoked", "403: the access token is revoked, malformed or invalid", "access"},
      {"role_missing", "403: the application lacks the role", "access"},
      {"report_forbidden", "Seller: 403, the application may not have this report_type", "access"},
      {"marketplace_missing", "Seller: the account does not list the marketplace", "access"},
      {"marketplace_left", "Seller: the account does not take part in the marketplace", "access"},
      {"listings_suspended", "Seller: the listings of the marketplace are suspended", "access"},
      {"gateway_403", "403: Amazon's own security token has expired", "access"},
      {"throttle", "429 QuotaExceeded", "answer"},
      {"http_error", "An HTTP status of your choice", "answer"},
      {"html", "A gateway's HTML page with status 503", "answer"},
      {"html_ok", "An HTML page with status 200", "answer"},
      {"cut", "The connection is reset without an answer", "answer"},
      {"truncated", "The body ends in the middle", "answer"},
      {"malformed_json", "The body is not JSON", "answer"},
      {"oversized", "The body is far too large", "answer"},
      {"slow", "The answer waits for delay_ms", "answer"},
      {"drip", "The body arrives byte by byte", "answer"},
      {"bad_page_token", "400 InvalidInput for a page token", "paging"},
      {"empty_page", "A page without orders but with a next token", "paging"},
      {"duplicate_orders", "A page repeats orders of the page before", "paging"},
      {"unknown_status", "Orders and advertising entities have a status nobody knows", "paging"},
      {"provisional_fees", "Seller: transactions have a fee more, which is taken back when it ends",
       "paging"},
      {"list_glitch", "Ads: a listing leaves out some entities", "paging"},
      {"scope_lost", "Ads: 401, not authorized to access the profile", "access"},
      {"report_failed", "A report that is asked for ends as FAILED, a seller's as FATAL", "reports"},
      {"report_slow", "A report that is asked for takes delay_s", "reports"},
      {"report_cancelled", "Seller: the report ends as CANCELLED", "reports"},
      {"report_duplicate", "Ads: 425 instead of 200; the report named in it is made", "reports"},
  };
  return kKinds;
}

const std::vector<std::string>& fault_endpoints() {
  static const std::vector<std::string> kEndpoints = [] {
    std::vector<std::string> names = {"token", "consent"};
    for (const auto& operation : seller::operations())
      names.emplace_back(operation.name);
    for (const auto& name : ads::endpoints())
      if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
    return names;
  }();
  return kEndpoints;
}

host::Status check_fault(const Fault& fault) {
  std::vector<std::string> kinds;
  for (const FaultKind& kind : fault_kinds())
    kinds.emplace_back(kind.name);
  if (std::find(kinds.begin(), kinds.end(), fault.kind) == kinds.end()) {
    const auto near = host::nearest(fault.kind, kinds);
    return host::fail("unknown_kind", "There is no fault kind '" + fault.kind + "'",
                      near ? "Did you mean '" + *near + "'?" : "GET /control/api/state lists the kinds.");
  }
  const auto& endpoints = fault_endpoints();
  if (!fault.target.endpoint.empty() &&
      std::find(endpoints.begin(), endpoints.end(), fault.target.endpoint) == endpoints.end()) {
    return host::fail("unknown_endpoint", "There is no endpoint '" + fault.target.endpoint + "'",
                      "GET /control/api/state lists the endpoints.");
  }
  if (fault.status < 400 || fault.status > 599) {
    return host::fail("bad_status", "status must be 400 to 599",
                      "Use the kind html_ok for a wrong body with 200.");
  }
  if (fault.bytes < 0 || fault.bytes > (1ll << 30) || fault.delay_ms < 0 || fault.expires_in_s < 0 ||
      fault.delay_s < 0) {
    return host::fail("bad_value",
                      "bytes, delay_ms, delay_s and expires_in_s must not be negative, bytes at most 1 GiB");
  }
  return {};
}

int64_t FaultBook::add(Fault fault) {
  const std::lock_guard lock(mutex_);
  fault.id = ++last_id_;
  faults_.push_back(std::move(fault));
  return last_id_;
}

bool FaultBook::remove(int64_t id) {
  const std::lock_guard lock(mutex_);
  return std::erase_if(faults_, [&](const Fault& fault) { return fault.id == id; }) > 0;
}

void FaultBook::clear() {
  const std::lock_guard lock(mutex_);
  faults_.clear();
}

size_t FaultBook::restore_grants(std::string_view seller, std::string_view region, int64_t now_us) {
  const std::lock_guard lock(mutex_);
  return std::erase_if(faults_, [&](const Fault& fault) {
    const bool same = (seller.empty() || fault.target.seller == seller) &&
                      (region.empty() || fault.target.region == region);
    return is_grant_kind(fault.kind) && same && fault.from_us <= now_us;
  });
}

std::vector<Fault> FaultBook::list() const {
  const std::lock_guard lock(mutex_);
  return faults_;
}

std::optional<Fault> FaultBook::take(const Subject& subject, std::initializer_list<std::string_view> kinds,
                                     int64_t now_us) {
  const std::lock_guard lock(mutex_);
  for (Fault& fault : faults_) {
    if (!fault.active(now_us) || !matches(fault.target, subject)) continue;
    if (std::find(kinds.begin(), kinds.end(), fault.kind) == kinds.end()) continue;
    ++fault.hits;
    if (fault.count > 0) --fault.count;
    return fault;
  }
  return std::nullopt;
}

std::optional<Fault> FaultBook::grant_fault(const Subject& subject, int64_t grant_serial,
                                            int64_t now_us) const {
  const std::lock_guard lock(mutex_);
  for (const Fault& fault : faults_) {
    if (is_grant_kind(fault.kind) && fault.active(now_us) && grant_serial <= fault.serial &&
        matches(fault.target, subject)) {
      return fault;
    }
  }
  return std::nullopt;
}

}  // namespace mooring::amazon_simulator
