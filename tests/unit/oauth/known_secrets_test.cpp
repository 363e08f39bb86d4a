// What the Redactor knows does not grow with the time that the host runs.
#include "oauth/known_secrets.hpp"

#include <catch2/catch.hpp>

#include "base/limits_secrets.hpp"
#include "oauth_fixture.hpp"

using namespace mooring::host;
using namespace std::chrono_literals;

namespace {

SteadyTime at(Duration time) {
  return SteadyTime{} + time;
}

bool is_hidden(const Redactor& redactor, const std::string& value) {
  return redactor.redact(value) == "[secret]";
}

std::string numbered(size_t i) {
  return "token-number-" + std::to_string(100'000 + i);
}

}  // namespace

TEST_CASE("a secret that fades is hidden for a day after it was first looked at, then forgotten") {
  Redactor redactor;
  FadingSecrets fading(redactor);
  fading.keep(Secret(numbered(1)));
  fading.drop_old(at(1h));
  fading.keep(Secret(numbered(2)));
  fading.drop_old(at(7h));
  fading.drop_old(at(1h) + limits::kFadingSecretsKept - 1s);
  CHECK(is_hidden(redactor, numbered(1)));
  fading.drop_old(at(1h) + limits::kFadingSecretsKept);
  CHECK_FALSE(is_hidden(redactor, numbered(1)));
  CHECK(is_hidden(redactor, numbered(2)));
}

TEST_CASE("of very many the oldest goes first, without waiting for anybody") {
  Redactor redactor;
  FadingSecrets fading(redactor);
  for (size_t i = 0; i < limits::kFadingSecretsMax + 2; ++i)
    fading.keep(Secret(numbered(i)));
  CHECK_FALSE(is_hidden(redactor, numbered(0)));
  CHECK_FALSE(is_hidden(redactor, numbered(1)));
  CHECK(is_hidden(redactor, numbered(2)));
  CHECK(is_hidden(redactor, numbered(limits::kFadingSecretsMax + 1)));
}

TEST_CASE("what is current stays however often it was told, what it replaced fades") {
  Redactor redactor;
  KnownSecrets known(redactor);
  known.is_now("con_a", "one", Secret(numbered(1)));
  known.is_now("con_a", "one", Secret(numbered(1)));
  known.is_now("con_a", "one", Secret(numbered(2)));
  known.is_now("con_a", "two", Secret(numbered(3)));
  known.is_now("con_ab", "one", Secret(numbered(4)));
  known.drop_old(at(1h));
  CHECK(is_hidden(redactor, numbered(1)));
  known.drop_old(at(1h) + limits::kFadingSecretsKept);
  CHECK_FALSE(is_hidden(redactor, numbered(1)));
  for (size_t i : {2, 3, 4})
    CHECK(is_hidden(redactor, numbered(i)));

  known.is_gone("con_a", "two");
  known.drop_old(at(48h));
  known.drop_old(at(48h) + limits::kFadingSecretsKept);
  CHECK_FALSE(is_hidden(redactor, numbered(3)));
  known.all_gone("con_a");
  known.drop_old(at(96h));
  CHECK(is_hidden(redactor, numbered(2)));
  known.drop_old(at(96h) + limits::kFadingSecretsKept);
  CHECK_FALSE(is_hidden(redactor, numbered(2)));
  CHECK(is_hidden(redactor, numbered(4)));
}

TEST_CASE("a value that comes back, after a transaction that was not committed, is current again") {
  Redactor redactor;
  KnownSecrets known(redactor);
  known.is_now("con_a", "one", Secret(numbered(1)));
  known.is_now("con_a", "one", Secret(numbered(2)));
  known.is_now("con_a", "one", Secret(numbered(1)));
  known.drop_old(at(1h));
  known.drop_old(at(1h) + limits::kFadingSecretsKept);
  CHECK(is_hidden(redactor, numbered(1)));
  CHECK_FALSE(is_hidden(redactor, numbered(2)));
}

TEST_CASE("refresh tokens that rotate with every refresh are let go, the current one is not") {
  OAuthFixture f;
  f.store.add_connection("con_a");
  f.add_grant("con_a", "grt_1", "Atzr-refresh-0000");
  auto endpoint = shop_endpoint(f.description);
  TokenService tokens(f.store.database(), *f.vault, f.client, f.journal, f.core, f.clock, f.redactor,
                      [&](const std::string&) -> Result<OAuthEndpoint> { return endpoint; });
  int issued = 0;
  f.http.on("/token", [&](const HttpRequest&) {
    ++issued;
    return json_answer(200, R"({"access_token":"Atza-access-)" + std::to_string(1000 + issued) +
                                R"(","expires_in":3600,"refresh_token":"Atzr-)" + numbered(issued) + "\"}");
  });
  for (int i = 0; i < 5; ++i) {
    std::string got;
    tokens.access_token("con_a", [&](AccessTokenResult result) { got = result ? result->reveal() : ""; });
    f.run_for(10s);
    REQUIRE(got == "Atza-access-" + std::to_string(1001 + i));
    tokens.drop("con_a", Secret(got));
  }
  for (int i = 1; i <= 5; ++i)
    CHECK(is_hidden(f.redactor, "Atzr-" + numbered(i)));
  for (const Duration time : {Duration(1h), Duration(1h + limits::kFadingSecretsKept)}) {
    f.vault->drop_replaced(at(time));
    f.client.drop_issued(at(time));
  }
  CHECK_FALSE(is_hidden(f.redactor, "Atzr-refresh-0000"));
  for (int i = 1; i <= 4; ++i)
    CHECK_FALSE(is_hidden(f.redactor, "Atzr-" + numbered(i)));
  CHECK(is_hidden(f.redactor, "Atzr-" + numbered(5)));
}
