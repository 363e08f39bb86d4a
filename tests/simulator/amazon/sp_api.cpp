#include "sp_api.hpp"

namespace mooring::amazon_simulator {
namespace {

constexpr std::string_view kOrders = "/orders/2026-01-01/orders";
constexpr std::string_view kDenied = "Access to requested resource is denied.";

Reply denied(std::string_view details, int status = 403) {
  return json_reply(status, error_body("Unauthorized", kDenied, details));
}

// 403 by cause, or nothing when the caller may go on.
std::optional<Reply> refuse(World& world, const Request& request, const Subject& subject) {
  const int64_t now = world.now_us();
  const std::string text = request.header("x-amz-access-token");
  if (text.empty()) return denied("Access token is missing in the request header.");
  const auto fault = world.faults.take(
      subject, {"secret_expired", "token_expired", "token_revoked", "role_missing", "gateway_403"}, now);
  if (fault) {
    if (fault->kind == "secret_expired") return denied("The LWA secret token you provided has expired.");
    if (fault->kind == "token_expired") return denied("The access token you provided has expired.");
    if (fault->kind == "role_missing") return denied("");
    if (fault->kind == "gateway_403") {
      return json_reply(
          403, error_body("Unauthorized", "The security token included in the request is expired", ""));
    }
    return denied("The access token you provided is revoked, malformed or invalid.");
  }
  const auto token = world.signer.read(text);
  const Seller* seller = token && token->kind == 'A' ? world.seller(token->seller_id) : nullptr;
  if (!seller) return denied("The access token you provided is revoked, malformed or invalid.");
  if (now >= token->expires_us) return denied("The access token you provided has expired.");
  const auto grant = world.faults.grant_fault(subject, token->issued_us, now);
  if (grant && !grant->keep_access_tokens) {
    return denied("The access token you provided is revoked, malformed or invalid.");
  }
  if (seller->region != subject.region) return denied("");
  return std::nullopt;
}

std::string participations(const Seller& seller) {
  std::string body = "[";
  for (const Participation& participation : seller.participations) {
    const Marketplace& m = *participation.marketplace;
    if (body.size() > 1) body += ',';
    body += "{\"marketplace\":{\"id\":" + json_text(m.id) + ",\"name\":" + json_text(m.name) +
            ",\"countryCode\":" + json_text(m.country_code) +
            ",\"defaultCurrencyCode\":" + json_text(m.currency) +
            ",\"defaultLanguageCode\":" + json_text(m.language) + ",\"domainName\":" + json_text(m.domain) +
            "},\"storeName\":" + json_text(seller.name) +
            ",\"participation\":{\"isParticipating\":" + (participation.participating ? "true" : "false") +
            ",\"hasSuspendedListings\":" + (participation.suspended ? "true" : "false") + "}}";
  }
  return body + "]";
}

std::string account(const Seller& seller) {
  const Marketplace& home = *seller.participations.front().marketplace;
  const std::string address = "{\"addressLine1\":\"1 Harbour Road\",\"city\":\"Porthaven\",\"countryCode\":" +
                              json_text(home.country_code) + "}";
  return "{\"payload\":{\"businessType\":\"PRIVATE_LIMITED\",\"sellingPlan\":\"PROFESSIONAL\",\"business\":{"
         "\"name\":" +
         json_text(seller.name + " Ltd.") + ",\"registeredBusinessAddress\":" + address +
         "},\"primaryContact\":{\"name\":\"Robin Doe\",\"address\":" + address +
         "},\"marketplaceParticipationList\":" + participations(seller) + "}}";
}

Reply run_operation(Search& search, const Seller& seller, const Request& request, std::string_view path,
                    const Subject& subject) {
  if (subject.endpoint == "getMarketplaceParticipations") {
    return json_reply(200, "{\"payload\":" + participations(seller) + "}");
  }
  if (subject.endpoint == "getAccount") return json_reply(200, account(seller));
  if (subject.endpoint == "searchOrders") return search.answer(seller, request.query, subject);
  return search.answer_one(seller, path.substr(kOrders.size() + 1), request.query);
}

}  // namespace

std::string operation_of(std::string_view method, std::string_view path) {
  if (method != "GET") return {};
  if (path == "/sellers/v1/marketplaceParticipations") return "getMarketplaceParticipations";
  if (path == "/sellers/v1/account") return "getAccount";
  if (path == kOrders) return "searchOrders";
  const bool below =
      path.size() > kOrders.size() + 1 && path.starts_with(kOrders) && path[kOrders.size()] == '/';
  return below ? "getOrder" : "";
}

void learn_subject(const World& world, const Request& request, Subject& subject) {
  const auto token = world.signer.read(request.header("x-amz-access-token"));
  if (!token) return;
  subject.seller = token->seller_id;
  subject.client_id = token->client_id;
}

Reply quota_exceeded() {
  return json_reply(429,
                    error_body("QuotaExceeded", "You exceeded your quota for the requested resource.", ""));
}

Reply answer_sp_api(World& world, Search& search, const Request& request, std::string_view path,
                    const Subject& subject) {
  if (subject.endpoint.empty()) {
    Reply reply =
        json_reply(403, error_body("MissingAuthenticationToken", "Missing Authentication Token", ""));
    reply.headers.emplace_back("x-amzn-ErrorType", "MissingAuthenticationTokenException");
    return reply;
  }
  if (auto reply = refuse(world, request, subject)) return *reply;
  if (!world.budgets.take(subject.seller, subject.client_id, subject.endpoint, world.steady_now())) {
    return quota_exceeded();
  }
  Reply reply = run_operation(search, *world.seller(subject.seller), request, path, subject);
  if (reply.status < 300 || reply.status == 400 || reply.status == 404) {
    reply.headers.emplace_back("x-amzn-RateLimit-Limit", world.budgets.rate_text(subject.endpoint));
  }
  return reply;
}

}  // namespace mooring::amazon_simulator
