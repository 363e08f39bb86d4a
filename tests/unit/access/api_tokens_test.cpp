#include <catch2/catch.hpp>

#include "access/token_text.hpp"
#include "support/access_fixture.hpp"

using namespace mooring::host;
using namespace mooring::test;
using namespace std::chrono_literals;

namespace {

const TokenMaker kHost{"token:admin", "", Role::administrator};

}  // namespace

TEST_CASE_METHOD(AccessFixture, "A token opens what its scopes say until it is revoked",
                 "[access][security]") {
  const auto made = make_token("nightly export", {Scope::read, Scope::sync});
  CHECK(is_token_text(made.text.reveal()));
  const auto live = good(access.api_tokens.find(made.text.reveal()));
  REQUIRE(live);
  CHECK(live->role == Role::operator_);
  CHECK(live->scopes == Scopes{Scope::read, Scope::sync});
  OsRandom other;
  CHECK_FALSE(good(access.api_tokens.find(make_token_text(other))));
  CHECK_FALSE(good(access.api_tokens.find(std::string(made.text.reveal()) + "x")));
  CHECK(good(access.api_tokens.revoke(made.row.id, "user:eva")).token_ids.size() == 1);
  CHECK_FALSE(good(access.api_tokens.find(made.text.reveal())));
  CHECK(good(access.api_tokens.revoke(made.row.id, "user:eva")).token_ids.empty());
  CHECK(access.api_tokens.revoke("tok_none", "x").error().code == "token_unknown");
  CHECK(entries("access.token_created").size() == 1);
  REQUIRE(entries("access.token_revoked").size() == 1);
  CHECK(entries("access.token_revoked").at(0).actor == "user:eva");
  make_token("nightly export", {Scope::read});  // the name is free again
}

TEST_CASE_METHOD(AccessFixture, "A token ends at its time", "[access][security]") {
  const auto made = good(access.api_tokens.make({"short", {Scope::read}, clock.now() + Duration(1h)}, kHost));
  CHECK(good(access.api_tokens.find(made.text.reveal())));
  clock.advance(1h);
  CHECK_FALSE(good(access.api_tokens.find(made.text.reveal())));
}

TEST_CASE_METHOD(AccessFixture, "Its last use is written at most once a minute", "[access]") {
  const auto made = make_token("nightly", {Scope::read});
  const auto used = [&] { return good(access.api_tokens.list()).at(0).last_used_at; };
  CHECK_FALSE(used());
  const Timestamp first = clock.now();
  REQUIRE(access.api_tokens.find(made.text.reveal()));
  clock.advance(59s);
  REQUIRE(access.api_tokens.find(made.text.reveal()));
  CHECK(used() == first);
  clock.advance(1s);
  REQUIRE(access.api_tokens.find(made.text.reveal()));
  CHECK(used() == clock.now());
}

TEST_CASE_METHOD(AccessFixture, "What a token cannot be", "[access][security]") {
  const auto code = [&](const NewApiToken& token, const TokenMaker& maker = kHost) {
    auto made = access.api_tokens.make(token, maker);
    return made ? std::string("ok") : made.error().code;
  };
  for (const std::string& bad : {std::string(), std::string("a\nb"), std::string(" a"), std::string("Admin"),
                                 std::string(limits::kTokenNameBytesMax + 1, 'a')})
    CHECK(code({bad, {Scope::read}}) == "token_name_invalid");
  CHECK(code({"t", {}}) == "scopes_invalid");
  CHECK(code({"t", {Scope::read, Scope::calendar}}) == "scopes_invalid");
  CHECK(code({"t", {Scope::admin}}, {"user:ben", "usr_b", Role::operator_}) == "scopes_invalid");
  CHECK(code({"t", {Scope::read}, clock.now()}) == "expiry_invalid");
  CHECK(code({"t", {Scope::read}, clock.now() + limits::kApiTokenLifetimeMax + 1s}) == "expiry_invalid");
  CHECK(code({"t", {Scope::read}}) == "ok");
  CHECK(code({"T", {Scope::read}}) == "name_taken");
}
