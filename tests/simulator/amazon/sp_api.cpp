#include "sp_api.hpp"

#include "seller/operations.hpp"

namespace mooring::amazon_simulator {
namespace {

constexpr std::string_view kDenied = "Access to requested resource is denied.";

Reply denied(std::string_view details, int status = 403) {
  return json_reply(status, error_body("Unauthorized", kDenied, details));
}

}  // namespace

std::optional<Reply> refuse_caller(World& world, const Request& request, const Subject& subject) {
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

std::string operation_of(std::string_view method, std::string_view path) {
  const auto found = seller::find_operation(method, path);
  return found.operation ? std::string(found.operation->name) : std::string();
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
  if (auto reply = refuse_caller(world, request, subject)) return *reply;
  if (!world.budgets.take(subject.seller, subject.client_id, subject.endpoint, world.steady_now())) {
    return quota_exceeded();
  }
  const auto [operation, parameter] = seller::find_operation(request.method, path);
  if (!operation->is_for(*world.seller(subject.seller))) return denied("");
  Reply reply =
      operation->answer({world, search, *world.seller(subject.seller), request, subject, parameter});
  if (reply.status < 300 || reply.status == 400 || reply.status == 404) {
    reply.headers.emplace_back("x-amzn-RateLimit-Limit", world.budgets.rate_text(subject.endpoint));
  }
  return reply;
}

}  // namespace mooring::amazon_simulator
