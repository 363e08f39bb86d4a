#include <catch2/catch.hpp>

#include "oauth_fixture.hpp"

using namespace mooring::host;
using namespace std::chrono_literals;

namespace {

struct FlowFixture : OAuthFixture {
  AuthorizationFlow flow{store.database(), *vault, clock, random};
  OAuthEndpoint endpoint = shop_endpoint(description);

  FlowFixture() { store.add_connection("con_a"); }

  StartedAuthorization begin() {
    auto started = flow.begin(endpoint, "con_a", "https://me.example.com", "/#/connections/con_a", "console");
    REQUIRE(started);
    return *started;
  }
  static std::string query_of(const StartedAuthorization& started, const std::string& name) {
    return form_value(started.authorize_url.substr(started.authorize_url.find('?') + 1), name);
  }
  static NameValues answer(const StartedAuthorization& started) {
    return {{"state", query_of(started, "state")}, {"seller_id", "A1"}, {"shop_code", "code-1"}};
  }
  Result<AcceptedCallback> accept(const NameValues& query, const std::string& browser,
                                  const std::string& issuer = "shop-na") {
    return flow.accept(description, issuer, query, browser);
  }
  std::string code(const Result<AcceptedCallback>& result) {
    if (result) return "accepted";
    CHECK_FALSE(result.error().hint.empty());
    return result.error().code;
  }
};

}  // namespace

TEST_CASE("a consent goes out and comes back") {
  FlowFixture f;
  auto started = f.begin();
  CHECK(started.authorize_url.starts_with("https://shop.example.com/consent?application_id=app%7C1&state="));
  CHECK(f.query_of(started, "redirect_uri") == "https://me.example.com/oauth/callback/shop-na");
  CHECK(f.query_of(started, "state").size() == 43);  // 256 bits
  CHECK(f.query_of(started, "scope").empty());
  CHECK(f.query_of(started, "code_challenge").empty());
  CHECK(f.flow.origin_of(f.answer(started))->connection_id == "con_a");

  auto accepted = f.accept(f.answer(started), started.browser_secret);
  REQUIRE(accepted);
  CHECK(accepted->connection_id == "con_a");
  CHECK(accepted->code == "code-1");
  CHECK(accepted->account_id == "A1");
  CHECK(accepted->redirect_uri == "https://me.example.com/oauth/callback/shop-na");
  CHECK(accepted->return_to == "/#/connections/con_a");
  CHECK(accepted->actor == "console");
  CHECK(accepted->pkce_verifier.empty());
}

TEST_CASE("the database holds only hashes of state and browser secret") {
  FlowFixture f;
  auto started = f.begin();
  std::string state = f.query_of(started, "state");
  auto row =
      f.store.read([&](Session& session) { return rows::find_authorization(session, sha256_hex(state)); });
  REQUIRE(row);
  CHECK(row->browser_hash == sha256_hex(started.browser_secret));
  CHECK_FALSE(f.store.read([&](Session& session) { return rows::find_authorization(session, state); }));
  CHECK(row->expires_at - row->created_at == limits::kAuthorizationLifetime);
}

TEST_CASE("scopes and a PKCE challenge are added when the manifest wants them") {
  FlowFixture f;
  f.description.scopes = {"orders::read", "ads"};
  f.description.pkce = true;
  f.endpoint.authorize_url = "https://shop.example.com/consent?version=beta";
  auto started = f.begin();
  CHECK(started.authorize_url.starts_with("https://shop.example.com/consent?version=beta&application_id="));
  CHECK(f.query_of(started, "scope") == "orders::read ads");
  CHECK(f.query_of(started, "code_challenge_method") == "S256");
  auto accepted = f.accept(f.answer(started), started.browser_secret);
  REQUIRE(accepted);
  std::string verifier(accepted->pkce_verifier.reveal());
  CHECK(verifier.size() == 43);
  std::string challenge = f.query_of(started, "code_challenge");
  CHECK(challenge.size() == 43);
  CHECK(challenge != verifier);
  auto row = f.store.read([&](Session& session) {
    return rows::find_authorization(session, sha256_hex(f.query_of(started, "state")));
  });
  CHECK(row->pkce_verifier_sealed.find(verifier) == std::string::npos);
}

TEST_CASE("a state works once, in time, in its own browser, for its own issuer") {
  FlowFixture f;
  SECTION("unknown") {
    CHECK(f.code(f.accept({{"state", "made-up"}, {"shop_code", "x"}}, "b")) == "state_unknown");
    CHECK(f.code(f.accept({{"shop_code", "x"}}, "b")) == "state_unknown");
    CHECK(f.flow.origin_of({}).error().code == "state_unknown");
  }
  SECTION("used") {
    auto started = f.begin();
    CHECK(f.code(f.accept(f.answer(started), started.browser_secret)) == "accepted");
    CHECK(f.code(f.accept(f.answer(started), started.browser_secret)) == "state_used");
  }
  SECTION("expired") {
    auto started = f.begin();
    f.clock.advance(limits::kAuthorizationLifetime);
    CHECK(f.code(f.accept(f.answer(started), started.browser_secret)) == "state_expired");
    f.clock.advance(48h);
    f.begin();  // tidies up
    CHECK(f.code(f.accept(f.answer(started), started.browser_secret)) == "state_unknown");
  }
  SECTION("another browser uses nothing up") {
    auto started = f.begin(), other = f.begin();
    CHECK(f.code(f.accept(f.answer(started), "")) == "state_foreign_browser");
    CHECK(f.code(f.accept(f.answer(started), other.browser_secret)) == "state_foreign_browser");
    CHECK(f.code(f.accept(f.answer(started), started.browser_secret)) == "accepted");
  }
  SECTION("another issuer uses it up") {
    auto started = f.begin();
    CHECK(f.code(f.accept(f.answer(started), started.browser_secret, "shop-eu")) == "issuer_mismatch");
    CHECK(f.code(f.accept(f.answer(started), started.browser_secret)) == "state_used");
  }
}

TEST_CASE("a refused consent says why, cleaned, and is used up") {
  FlowFixture f;
  auto started = f.begin();
  NameValues refused = {{"state", f.query_of(started, "state")},
                        {"error", "access_denied"},
                        {"error_description", "The user\r\nsaid no"}};
  auto result = f.accept(refused, started.browser_secret);
  CHECK(f.code(result) == "consent_refused");
  CHECK(result.error().message == "The provider gave no consent (access_denied: The user  said no)");
  CHECK(f.code(f.accept(f.answer(started), started.browser_secret)) == "state_used");
}

TEST_CASE("an answer without a code is refused") {
  FlowFixture f;
  auto started = f.begin();
  CHECK(f.code(f.accept({{"state", f.query_of(started, "state")}, {"code", "wrong-name"}},
                        started.browser_secret)) == "code_missing");
}

TEST_CASE("where to return to is a page of the console, never another site") {
  FlowFixture f;
  for (const char* bad :
       {"https://evil.net/", "//evil.net", "/\\evil.net", "\\\\evil.net", "evil", "/a\r\nb", "/ x"})
    CHECK(f.flow.begin(f.endpoint, "con_a", "https://me.example.com", bad, "console").error().code ==
          "return_to_invalid");
  CHECK(f.flow.begin(f.endpoint, "con_a", "https://me.example.com", "", "console"));
}

TEST_CASE("consents that nobody finishes are limited, and make room as they expire") {
  FlowFixture f;
  StartedAuthorization first = f.begin();
  for (size_t i = 1; i < limits::kPendingAuthorizationsMax; ++i)
    f.begin();
  auto begin = [&] { return f.flow.begin(f.endpoint, "con_a", "https://me.example.com", "", "console"); };
  CHECK(begin().error().code == "too_many_consents");
  CHECK(f.code(f.accept(f.answer(first), first.browser_secret)) == "accepted");
  CHECK(begin());
  CHECK(begin().error().code == "too_many_consents");
  f.clock.advance(limits::kAuthorizationLifetime);
  CHECK(begin());
}

TEST_CASE("consents that could not be stored do not keep others waiting") {
  FlowFixture f;
  const auto sql = [&](const char* text) {
    f.store.write([&](Session& session) { session << text, Poco::Data::Keywords::now; });
  };
  auto begin = [&] { return f.flow.begin(f.endpoint, "con_a", "https://me.example.com", "", "console"); };
  sql("CREATE TRIGGER full BEFORE INSERT ON authorizations BEGIN SELECT RAISE(ABORT, 'the disk is full'); "
      "END");
  for (size_t i = 0; i <= limits::kPendingAuthorizationsMax; ++i) {
    const auto started = begin();
    REQUIRE_FALSE(started);
    REQUIRE(started.error().code != "too_many_consents");
  }
  sql("DROP TRIGGER full");
  CHECK(begin());
}
