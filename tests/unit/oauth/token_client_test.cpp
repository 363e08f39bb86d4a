#include <catch2/catch.hpp>

#include "base/limits_secrets.hpp"
#include "oauth_fixture.hpp"

using namespace mooring::host;
using namespace std::chrono_literals;

namespace {

struct ClientFixture {
  VirtualClock clock{Timestamp{}};
  ManualExecutor core{clock};
  Redactor redactor;
  ScriptedTransport http{core};
  TokenClient client{http, redactor};
  OAuthDescription description = shop_oauth();
  OAuthEndpoint endpoint = shop_endpoint(description);
  std::optional<TokenResult> result;

  TokenResult refresh() {
    client.refresh(endpoint, Secret("Atzr|old token"), [&](TokenResult got) { result = std::move(got); });
    core.run_for(1min);
    REQUIRE(result.has_value());
    return *result;
  }
};

Manifest shop_manifest() {
  Manifest manifest;
  manifest.id = "shop";
  manifest.oauth = shop_oauth();
  manifest.regions = {{"NA", "North America", "https://api.example.com", "shop-na",
                       "https://shop.example.com/consent", "https://login.example.com/token", ""}};
  return manifest;
}

ChannelConfig shop_config() {
  ChannelConfig config;
  config.application = {{"client_id", "client-1"}, {"application_id", "app-1"}};
  config.client_secret = Secret("the-client-secret");
  return config;
}

}  // namespace

TEST_CASE("a refresh sends the form that OAuth asks for") {
  ClientFixture f;
  f.http.on("/token", json_answer(200, R"({"access_token":"Atza|new token-1","expires_in":60})"));
  f.refresh();
  const HttpRequest& sent = f.http.last();
  CHECK(sent.method == "POST");
  CHECK(sent.url == "https://login.example.com/token");
  CHECK(sent.body ==
        "grant_type=refresh_token&refresh_token=Atzr%7Cold%20token&client_id=client-1&client_secret=the-"
        "client-secret");
  CHECK(sent.allowed_hosts == std::vector<std::string>{"login.example.com"});
  CHECK(sent.response_bytes_max == limits::kTokenResponseBytesMax);
  CHECK(sent.headers.front() == std::pair<std::string, std::string>{
                                    "Content-Type", "application/x-www-form-urlencoded;charset=UTF-8"});
}

TEST_CASE("a code exchange sends the manifest's parameters and the verifier") {
  ClientFixture f;
  f.http.on("/token", json_answer(200, R"({"access_token":"Atza-new-1","refresh_token":"Atzr-new-1"})"));
  std::optional<TokenResult> result;
  f.client.exchange_code(f.endpoint, "the code", "https://me.example.com/cb", Secret("verifier-1"),
                         [&](TokenResult got) { result = std::move(got); });
  CHECK(f.redactor.redact("the code") == "[secret]");
  f.core.run_for(1s);
  REQUIRE(result);
  CHECK((*result)->refresh_token.reveal() == "Atzr-new-1");
  const std::string& body = f.http.last().body;
  CHECK(form_value(body, "grant_type") == "authorization_code");
  CHECK(form_value(body, "code") == "the code");
  CHECK(form_value(body, "redirect_uri") == "https://me.example.com/cb");
  CHECK(form_value(body, "code_verifier") == "verifier-1");
  CHECK(form_value(body, "client_secret") == "the-client-secret");
  CHECK(f.redactor.redact("Atza-new-1 Atzr-new-1 the code") == "[secret] [secret] the code");
}

TEST_CASE("a refusal that quotes the token, also one that nobody has stored yet, is told without it",
          "[security]") {
  ClientFixture f;
  const std::string half =
      std::string(495, 'x') + "Atzr|old token";  // the description is cut in the middle of it
  for (const std::string& description : {std::string("no: Atzr|old token"), half}) {
    f.http.on("/token", json_answer(400, R"({"error":"invalid_grant","error_description":")" + description +
                                             R"(","request_id":"Atzr|old token"})"));
    auto result = f.refresh();
    REQUIRE_FALSE(result);
    CHECK(result.error().kind == FailureKind::grant_rejected);
    CHECK(result.error().message.find("Atzr") == std::string::npos);
    CHECK(result.error().request_id == "[secret]");
  }
  CHECK(f.redactor.redact("Atzr|old token") == "Atzr|old token");  // it is whoever gave it who keeps it
}

TEST_CASE("an access token that was used once is forgotten in time") {
  ClientFixture f;
  f.http.on("/token", json_answer(200, R"({"access_token":"Atza-used-once"})"));
  f.client.forget_soon(f.refresh()->access_token);
  SteadyTime now{};
  f.client.drop_issued(now);
  CHECK(f.redactor.redact("Atza-used-once") == "[secret]");
  f.client.drop_issued(now + limits::kFadingSecretsKept);
  CHECK(f.redactor.redact("Atza-used-once") == "Atza-used-once");
}

TEST_CASE("a failure of the network is one, whatever its form") {
  struct Case {
    TransportErrorKind error;
    FailureKind kind;
  };
  for (const Case& each : {Case{TransportErrorKind::resolve, FailureKind::network},
                           Case{TransportErrorKind::connect, FailureKind::network},
                           Case{TransportErrorKind::tls, FailureKind::network},
                           Case{TransportErrorKind::timeout, FailureKind::network},
                           Case{TransportErrorKind::interrupted, FailureKind::network},
                           Case{TransportErrorKind::too_large, FailureKind::bad_response},
                           Case{TransportErrorKind::malformed, FailureKind::bad_response},
                           Case{TransportErrorKind::refused_by_policy, FailureKind::internal}}) {
    ClientFixture f;
    f.http.on("", transport_failure(each.error, "what happened"));
    auto result = f.refresh();
    REQUIRE_FALSE(result);
    CHECK(result.error().kind == each.kind);
    CHECK(result.error().endpoint == "POST https://login.example.com/token");
    CHECK(result.error().message == "what happened");
  }
}

TEST_CASE("an endpoint is resolved from manifest and configuration") {
  Manifest manifest = shop_manifest();
  ChannelConfig config = shop_config();
  auto endpoint = resolve_oauth(manifest, config, "NA");
  REQUIRE(endpoint);
  CHECK(endpoint->issuer == "shop-na");
  CHECK(endpoint->token_url == "https://login.example.com/token");
  CHECK(endpoint->description == &manifest.oauth);

  config.endpoints["NA"] = {"", "http://127.0.0.1:9400/consent", "http://localhost:9400/token"};
  CHECK(resolve_oauth(manifest, config, "NA")->token_url == "http://localhost:9400/token");
  config.endpoints["NA"].token_url = "http://login.example.com/token";
  CHECK(resolve_oauth(manifest, config, "NA").error().code == "endpoint_insecure");
  config.endpoints["NA"].token_url = "https://user:pw@login.example.com/token";
  CHECK(resolve_oauth(manifest, config, "NA").error().code == "endpoint_insecure");
}

TEST_CASE("a region's consent pages differ in where the account's owner consents, and in nothing else") {
  Manifest manifest = shop_manifest();
  manifest.regions.front().consents = {{"shop_us", "Shop", "https://shop.example.com/consent", "shop"},
                                       {"maker_us", "Maker", "https://maker.example.com/consent", "maker"}};
  ChannelConfig config = shop_config();
  CHECK(resolve_oauth(manifest, config, "NA")->authorize_url == "https://shop.example.com/consent");
  const auto maker = resolve_oauth(manifest, config, "NA", "maker_us");
  REQUIRE(maker);
  CHECK(maker->authorize_url == "https://maker.example.com/consent");
  CHECK(maker->issuer == "shop-na");
  CHECK(maker->token_url == "https://login.example.com/token");
  CHECK(resolve_oauth(manifest, config, "NA", "nonsense").error().code == "consent_unknown");
  config.endpoints["NA"].authorize_url = "http://127.0.0.1:9400/consent";
  CHECK(resolve_oauth(manifest, config, "NA", "maker_us")->authorize_url == "http://127.0.0.1:9400/consent");
}

TEST_CASE("what is missing in the configuration is named with its place") {
  auto unknown = resolve_oauth(shop_manifest(), shop_config(), "XX");
  CHECK(unknown.error().code == "region_unknown");
  CHECK(unknown.error().hint == "Its regions are NA");
  auto missing = resolve_oauth(shop_manifest(), ChannelConfig{}, "NA");
  CHECK(missing.error().code == "application_missing");
  CHECK(missing.error().hint == "Set client_id and client_secret in [channels.shop.application]");
}

TEST_CASE("the fields of the consent page are asked for where somebody is sent there, not for a token") {
  ChannelConfig config = shop_config();
  config.application.erase("application_id");
  CHECK(resolve_oauth(shop_manifest(), config, "NA"));
  CHECK(check_application(shop_manifest(), config, ApplicationUse::tokens));
  auto asked = check_application(shop_manifest(), config, ApplicationUse::consent);
  REQUIRE_FALSE(asked);
  CHECK(asked.error().code == "application_missing");
  CHECK(asked.error().hint == "Set application_id in [channels.shop.application]");
  CHECK(check_application(shop_manifest(), ChannelConfig{}, ApplicationUse::consent).error().hint ==
        "Set client_id, application_id and client_secret in [channels.shop.application]");
}

TEST_CASE("of two client secrets the one that works is found, remembered and told") {
  ClientFixture f;
  f.endpoint.client_secret_previous = Secret("the-old-secret");
  std::vector<std::pair<std::string, bool>> told;
  f.client.on_secret_known(
      [&](const std::string& channel, bool previous) { told.emplace_back(channel, previous); });
  std::string good = "the-old-secret";
  std::vector<std::string> tried;
  f.http.on("/token", [&](const HttpRequest& request) {
    tried.push_back(form_value(request.body, "client_secret"));
    CHECK(form_value(request.body, "refresh_token") == "Atzr|old token");
    return tried.back() == good ? json_answer(200, R"({"access_token":"Atza|1","expires_in":60})")
                                : json_answer(401, R"({"error":"invalid_client"})");
  });
  CHECK(f.refresh());
  CHECK(tried == std::vector<std::string>{"the-client-secret", "the-old-secret"});
  tried.clear();
  CHECK(f.refresh());
  CHECK(tried == std::vector<std::string>{"the-old-secret"});  // no failing call each time
  CHECK(told == std::vector<std::pair<std::string, bool>>{{"shop", true}});

  good = "the-client-secret";  // the provider has dropped the old one
  tried.clear();
  CHECK(f.refresh());
  CHECK(tried == std::vector<std::string>{"the-old-secret", "the-client-secret"});
  CHECK(told.back() == std::pair<std::string, bool>{"shop", false});

  good = "neither";
  tried.clear();
  auto refused = f.refresh();
  REQUIRE_FALSE(refused);
  CHECK(refused.error().kind == FailureKind::application_rejected);
  CHECK(tried.size() == 2);  // each once
  CHECK(told.size() == 2);
}

TEST_CASE("another refusal than the application's, or a single secret, is not tried again") {
  ClientFixture f;
  auto answer = json_answer(400, R"({"error":"invalid_grant"})");
  SECTION("invalid_grant") {
    f.endpoint.client_secret_previous = Secret("the-old-secret");
  }
  SECTION("server error") {
    f.endpoint.client_secret_previous = Secret("the-old-secret");
    answer = json_answer(503, "{}");
  }
  SECTION("one secret") {
    answer = json_answer(401, R"({"error":"invalid_client"})");
  }
  f.http.on("/token", answer);
  CHECK_FALSE(f.refresh());
  CHECK(f.http.count("/token") == 1);
}
