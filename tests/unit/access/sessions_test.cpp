// Sessions, links and the limits of failed sign-ins (reliability bars S12, S13).
#include <catch2/catch.hpp>

#include "base/limits.hpp"
#include "base/text.hpp"
#include "support/access_fixture.hpp"

using namespace mooring::host;
using namespace mooring::test;
using namespace std::chrono_literals;

TEST_CASE_METHOD(AccessFixture, "A link signs in its person once and in time", "[access][security]") {
  const UserRow anna = add_user("anna", Role::viewer, false);
  const std::string before = good(access.accounts.make_link(anna.id, "user:eva"));
  const std::string code = good(access.accounts.make_link(anna.id, "user:eva"));
  CHECK_FALSE(access.sessions.open_by_link(before, {}));  // the newer one took its place
  const auto opened = good(access.sessions.open_by_link(code, {"link", "10.0.0.1", "Browser\n1", ""}));
  CHECK(opened.session.actor() == "user:anna");
  CHECK(opened.session.role() == Role::viewer);
  CHECK(opened.session.row.client == "Browser 1");
  CHECK_FALSE(access.sessions.open_by_link(code, {}));
  CHECK_FALSE(access.sessions.open_by_link("", {}));
  const std::string late = good(access.accounts.make_link(anna.id, "user:eva"));
  clock.advance(Duration(limits::kUserLinkLifetime));
  CHECK_FALSE(access.sessions.open_by_link(late, {}));
  CHECK_FALSE(access.sessions.open_by_link(link(LinkPurpose::setup), {}));
  CHECK(good(access.sessions.open_by_link(link(LinkPurpose::local), {})).session.role() ==
        Role::administrator);
  CHECK(entries("access.signed_in").size() == 2);
  CHECK(entries("access.link_made").at(0).actor == "user:eva");
}

TEST_CASE_METHOD(AccessFixture, "A refused link leaves nothing behind", "[access][security]") {
  const UserRow anna = add_user("anna", Role::viewer);
  const auto held = sign_in(anna);
  CHECK_FALSE(access.sessions.open_by_link("wrong", {"link", "p", "c", held.cookie}));
  CHECK(good(access.sessions.find(held.cookie)));
}

TEST_CASE_METHOD(AccessFixture, "Signing in replaces what the browser held; others stay",
                 "[access][security]") {
  const UserRow anna = add_user("anna", Role::viewer);
  const auto first = sign_in(anna), other = sign_in(anna);
  const auto second = good(access.sessions.open(anna, {"password", "p", "c", first.cookie}));
  CHECK_FALSE(good(access.sessions.find(first.cookie)));
  CHECK(good(access.sessions.find(second.cookie)));
  CHECK(good(access.sessions.find(other.cookie)));
  CHECK(first.session.row.csrf_token != second.session.row.csrf_token);
}

TEST_CASE_METHOD(AccessFixture, "Sessions are listed and ended: one's own, or anybody's",
                 "[access][security]") {
  const UserRow anna = add_user("anna", Role::viewer), ben = add_user("ben", Role::viewer);
  const auto here = sign_in(anna), there = sign_in(anna), of_ben = sign_in(ben);
  CHECK(good(access.sessions.list(anna.id)).size() == 2);
  CHECK(good(access.sessions.list(std::nullopt)).size() == 3);
  auto foreign = access.sessions.end(of_ben.session.row.id, anna.id, "user:anna");
  REQUIRE_FALSE(foreign);
  CHECK(foreign.error().code == "session_unknown");
  CHECK(good(access.sessions.end(there.session.row.id, anna.id, "user:anna")).session_hashes.size() == 1);
  CHECK_FALSE(good(access.sessions.find(there.cookie)));
  sign_in(anna);
  sign_in(anna);
  const Ended ended = good(access.sessions.end_all(anna.id, here.session.row.id_hash, "user:anna"));
  CHECK(ended.session_hashes.size() == 2);
  CHECK(good(access.sessions.find(here.cookie)));
  CHECK(good(access.sessions.find(of_ben.cookie)));
  CHECK(good(access.sessions.end(of_ben.session.row.id, std::nullopt, "user:eva")).session_hashes.size() ==
        1);
  REQUIRE(entries("access.sessions_ended").size() == 3);
  CHECK(entries("access.sessions_ended").at(1).message == "2 session(s) of anna elsewhere were ended");
}

TEST_CASE_METHOD(AccessFixture, "Sessions end by age and by idleness, and are then swept away",
                 "[access][security]") {
  const UserRow anna = add_user("anna", Role::viewer);
  const auto idle = sign_in(anna), busy = sign_in(anna);
  for (Duration age{}; age < Duration(limits::kSessionIdle); age += Duration(6h)) {
    clock.advance(6h);
    CHECK(good(access.sessions.find(busy.cookie)));
  }
  CHECK_FALSE(good(access.sessions.find(idle.cookie)));
  CHECK(good(access.sessions.list(anna.id)).size() == 1);
  clock.advance(1s);
  sign_in(anna);
  CHECK(read([](Session& session) { return rows::list_sessions(session, std::nullopt); }).size() == 2);
}

TEST_CASE("Ten tries close the door for the address, and for the name from everywhere",
          "[access][security]") {
  VirtualClock clock(at_second(1'000'000));
  SigninAttempts attempts(clock);
  for (int i = 0; i < limits::kSigninFailuresMax; ++i) {
    CHECK(attempts.begin("10.0.0." + std::to_string(i % 5), "Anna"));
    clock.advance(1s);  // what fades meanwhile makes no room for an eleventh
  }
  CHECK(attempts.begin("10.9.9.9", "ANNA").error().code == "too_many_attempts");
  CHECK(attempts.begin("10.0.0.1", "ben"));
  CHECK(attempts.begin("10.9.9.9", ""));
  clock.advance(Duration(limits::kSigninFailureForgottenAfter));
  CHECK(attempts.begin("10.9.9.9", "anna"));
  CHECK_FALSE(attempts.begin("10.9.9.9", "anna"));
  for (int i = 0; i < limits::kSigninFailuresMax; ++i)
    CHECK(attempts.begin("10.1.1.1", "name" + std::to_string(i)));
  CHECK_FALSE(attempts.begin("10.1.1.1", ""));
  // Many new names do not push the address out of memory.
  for (size_t i = 0; i < limits::kSigninKeysRememberedMax + 100; ++i)
    attempts.begin("10.2.2." + std::to_string(i), "other" + std::to_string(i)).has_value();
  CHECK_FALSE(attempts.begin("10.1.1.1", "fresh"));
}

TEST_CASE("A try that was right is given back, one that is still under way counts", "[access][security]") {
  VirtualClock clock(at_second(1'000'000));
  SigninAttempts attempts(clock);
  for (int i = 0; i < 100; ++i) {
    REQUIRE(attempts.begin("10.0.0.1", "anna"));
    attempts.give_back("10.0.0.1", "anna");
  }
  for (int i = 0; i < limits::kSigninFailuresMax; ++i)
    REQUIRE(attempts.begin("10.0.0.1", "anna"));
  CHECK_FALSE(attempts.begin("10.0.0.1", "anna"));
  attempts.give_back("10.0.0.1", "anna");
  CHECK(attempts.begin("10.0.0.1", "anna"));
}

TEST_CASE_METHOD(AccessFixture, "A password that was changed meanwhile opens no session",
                 "[access][security]") {
  const UserRow anna = add_user("anna", Role::viewer);
  const auto verified = good(access.accounts.verify("anna", Secret(kPassword)));
  good(access.accounts.set_password(anna.id, {Secret("another unlikely sentence")}, "user:anna"));
  const auto opened = access.sessions.open(verified, {"password", "10.0.0.1", "Test browser", ""});
  REQUIRE_FALSE(opened);
  CHECK(opened.error().code == "signin_refused");
  CHECK(good(access.sessions.list(anna.id)).empty());
  const auto again = good(access.accounts.verify("anna", Secret("another unlikely sentence")));
  good(access.accounts.change(anna.id, {std::nullopt, true}, "token:admin"));
  CHECK_FALSE(access.sessions.open(again, {"password", "10.0.0.1", "Test browser", ""}));
}

TEST_CASE("A guesser does not fill the activity log", "[access][security]") {
  VirtualClock clock(at_second(1'000'000));
  SigninAttempts attempts(clock);
  int told = 0;
  for (int i = 0; i < 1000; ++i)
    told += attempts.telling().tell;
  CHECK(told == limits::kSigninFailureEntriesAtOnce);
  clock.advance(Duration(limits::kSigninFailureEntryEvery));
  const auto next = attempts.telling();
  CHECK(next.tell);
  CHECK(next.untold == 1000 - told);
}
