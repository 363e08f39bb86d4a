#include "login.hpp"

#include <Poco/Base64Decoder.h>
#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>

#include <sstream>

#include "base/text.hpp"

namespace mooring::amazon_simulator {
namespace {

constexpr std::string_view kRevokedSentence = ". User may have revoked or didn't grant the permission.";

Reply refused(int status, std::string_view error, std::string_view description) {
  Reply reply = json_reply(
      status, "{\"error_description\":" + json_text(description) + ",\"error\":" + json_text(error) + "}");
  reply.headers.emplace_back("Cache-Control", "no-store");
  reply.headers.emplace_back("Pragma", "no-cache");
  return reply;
}

Reply invalid_grant(std::string_view parameter, std::string_view more = {}) {
  return refused(
      400, "invalid_grant",
      "The request has an invalid grant parameter : " + std::string(parameter) + std::string(more));
}
Reply missing(std::string_view parameter) {
  return refused(400, "invalid_request",
                 "The request is missing a required parameter : " + std::string(parameter));
}
Reply unsupported_grant_type() {
  return refused(400, "unsupported_grant_type",
                 "The authorization grant type is not supported by the authorization server");
}
Reply invalid_client() {
  return refused(401, "invalid_client", "Client authentication failed");
}

std::optional<Fields> parse_json(const std::string& body) {
  try {
    const auto object = Poco::JSON::Parser().parse(body).extract<Poco::JSON::Object::Ptr>();
    Fields fields;
    for (const auto& [name, value] : *object) {
      if (value.isString()) fields.emplace_back(name, value.convert<std::string>());
    }
    return fields;
  } catch (const Poco::Exception&) {
    return std::nullopt;
  }
}

void add_basic_credentials(const Request& request, Fields& fields) {
  const std::string authorization = request.header("Authorization");
  if (authorization.size() < 7 || !host::equals_ignoring_case(authorization.substr(0, 6), "Basic ")) return;
  std::istringstream encoded(authorization.substr(6));
  Poco::Base64Decoder decoder(encoded);
  const std::string pair((std::istreambuf_iterator<char>(decoder)), std::istreambuf_iterator<char>());
  const size_t colon = pair.find(':');
  if (colon == pair.npos) return;
  fields.insert(fields.begin(), {{"client_id", host::url_decode(pair.substr(0, colon))},
                                 {"client_secret", host::url_decode(pair.substr(colon + 1))}});
}

struct TokenCall {
  World& world;
  const Fields& fields;
  Subject& subject;
  Application application;
};

Reply granted(TokenCall& call, const std::string& seller_id, const std::string& refresh_token) {
  World& world = call.world;
  const int64_t now = world.now_us();
  int64_t lifetime_s = World::kAccessTokenLifetime_s;
  if (const auto fault = world.faults.take(call.subject, {"short_lived_token"}, now))
    lifetime_s = fault->expires_in_s;
  const char kind = seller_id.empty() ? 'C' : 'A';
  const std::string access = world.signer.make(
      {kind, seller_id, call.application.client_id, world.next_serial(), now + lifetime_s * 1'000'000});
  std::string body = "{\"access_token\":" + json_text(access);
  const bool hide = !refresh_token.empty() && world.faults.take(call.subject, {"no_refresh_token"}, now);
  if (!refresh_token.empty() && !hide) body += ",\"refresh_token\":" + json_text(refresh_token);
  body += ",\"token_type\":\"bearer\",\"expires_in\":" + std::to_string(lifetime_s);
  if (world.faults.take(call.subject, {"extra_members"}, now)) {
    body += ",\"error_index\":\"none\",\"request_id\":" + json_text(world.request_id()) +
            ",\"nested\":{\"a\":[1,null]}";
  }
  Reply reply = json_reply(200, body + "}");
  reply.headers.emplace_back("Cache-Control", "no-store");
  reply.headers.emplace_back("Pragma", "no-cache");
  return reply;
}

// Switches that answer before the grant itself is looked at.
std::optional<Reply> login_fault(TokenCall& call) {
  const auto fault = call.world.faults.take(
      call.subject, {"invalid_client", "unauthorized_client", "invalid_scope"}, call.world.now_us());
  if (!fault) return std::nullopt;
  if (fault->kind == "invalid_client") return invalid_client();
  if (fault->kind == "invalid_scope") return refused(400, "invalid_scope", "An unknown scope was requested");
  return refused(400, "unauthorized_client", "Not authorized for requested operation");
}

void learn_holder(TokenCall& call, const std::optional<Holder>& holder) {
  if (!holder) return;
  call.subject.seller = holder->id;
  call.subject.region = holder->region;
}

Reply exchange_code(TokenCall& call) {
  const std::string* text = find(call.fields, "code");
  if (!text || text->empty()) return missing("code");
  const auto code = call.world.redeem(*text);
  const auto holder = code ? call.world.holder(code->seller_id) : std::nullopt;
  learn_holder(call, holder);
  if (auto fault = login_fault(call)) return *fault;
  const std::string redirect_uri = value_or(call.fields, "redirect_uri");
  const bool may_miss = holder && !holder->is_ads;  // the Selling Partner API also takes codes without it
  const bool same_redirect =
      code && ((redirect_uri.empty() && may_miss) || redirect_uri == code->redirect_uri);
  if (!same_redirect || code->client_id != call.application.client_id) return invalid_grant("code");
  return granted(call, code->seller_id, call.world.new_refresh_token(code->seller_id, code->client_id));
}

Reply refresh(TokenCall& call) {
  const std::string* text = find(call.fields, "refresh_token");
  if (!text || text->empty()) return missing("refresh_token");
  const auto token = call.world.signer.read(*text);
  const auto holder = token && token->kind == 'R' ? call.world.holder(token->seller_id) : std::nullopt;
  const bool known = holder.has_value();
  learn_holder(call, holder);
  if (auto fault = login_fault(call)) return *fault;
  if (!known || token->client_id != call.application.client_id) return invalid_grant("refresh_token");
  if (const auto fault = call.world.faults.grant_fault(call.subject, token->issued_us, call.world.now_us())) {
    return invalid_grant("refresh_token", fault->kind == "revoke_grant" ? kRevokedSentence : "");
  }
  return granted(call, token->seller_id, *text);
}

Reply grantless(TokenCall& call) {
  if (auto fault = login_fault(call)) return *fault;
  const std::string scope = value_or(call.fields, "scope");
  if (scope.empty()) return missing("scope");
  if (scope != "sellingpartnerapi::notifications" &&
      scope != "sellingpartnerapi::client_credential:rotation") {
    return refused(400, "invalid_scope", "An unknown scope was requested");
  }
  return granted(call, "", "");
}

}  // namespace

void learn_login_subject(const World& world, const Request& request, Subject& subject) {
  Fields fields = parse_json(request.body).value_or(parse_form(request.body));
  add_basic_credentials(request, fields);
  subject.client_id = value_or(fields, "client_id");
  const auto token = world.signer.read(value_or(fields, "refresh_token"));
  const auto holder = token ? world.holder(token->seller_id) : std::nullopt;
  if (!holder) return;
  subject.seller = holder->id;
  subject.region = holder->region;
}

Reply answer_token_request(World& world, const Request& request, Subject& subject) {
  if (request.method != "POST") return refused(405, "invalid_request", "Use POST");
  const bool is_json = host::contains_ignoring_case(request.header("Content-Type"), "json");
  Fields fields;
  if (is_json) {
    auto parsed = parse_json(request.body);
    if (!parsed) return refused(400, "invalid_request", "The request body is not valid JSON");
    fields = std::move(*parsed);
  } else {
    fields = parse_form(request.body);
    // What Amazon answers to a JSON body under a form's content type.
    if (!find(fields, "grant_type") && request.body.starts_with('{')) return unsupported_grant_type();
  }
  add_basic_credentials(request, fields);
  subject.client_id = value_or(fields, "client_id");
  if (subject.client_id.empty()) return missing("client_id");
  const auto application = world.application_of_client(subject.client_id);
  if (!application || value_or(fields, "client_secret") != application->client_secret)
    return invalid_client();

  TokenCall call{world, fields, subject, *application};
  const std::string grant_type = value_or(fields, "grant_type");
  if (grant_type.empty()) return missing("grant_type");
  if (grant_type == "authorization_code") return exchange_code(call);
  if (grant_type == "refresh_token") return refresh(call);
  if (grant_type == "client_credentials") return grantless(call);
  return unsupported_grant_type();
}

}  // namespace mooring::amazon_simulator
