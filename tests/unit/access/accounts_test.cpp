// People: who is made, changed and removed, and that an administrator always stays (reliability bars S7, S13).
#include <catch2/catch.hpp>
#include <fstream>

#include "store/rows_life.hpp"
#include "store/rows_saved_views.hpp"
#include "support/access_fixture.hpp"

using namespace mooring::host;
using namespace mooring::test;

namespace {

template <class Value>
std::string code_of(const Result<Value>& result) {
  return result ? "ok" : result.error().code;
}

}  // namespace

TEST_CASE_METHOD(AccessFixture, "A person is made once, with a name that is nobody else's", "[access]") {
  const UserRow anna = add_user("anna@example.com", Role::viewer);
  CHECK(anna.id.starts_with("usr_"));
  CHECK(code_of(access.accounts.add({"ANNA@example.com", Role::viewer}, "token:admin")) == "name_taken");
  for (const char* bad : {"", "a b", "a:b", "Local", "admin", "système", "a/b", "scheduler"})
    CHECK(code_of(access.accounts.add({bad, Role::viewer}, "token:admin")) == "user_name_invalid");
  CHECK(code_of(access.accounts.add({std::string(65, 'a'), Role::viewer}, "x")) == "user_name_invalid");
  CHECK(code_of(access.accounts.add({"ben", Role::viewer, Secret("short")}, "x")) == "password_weak");
  CHECK(good(access.accounts.list()).size() == 1);
  const auto told = entries("access");
  REQUIRE(told.size() == 1);
  CHECK(told[0].kind == "access.user_created");
  CHECK(told[0].actor == "token:admin");
  CHECK(told[0].after_json == R"({"role":"viewer","disabled":false})");
}

TEST_CASE_METHOD(AccessFixture, "The set-up link makes the first administrator, once", "[access][security]") {
  write([](Session& session) {
    SavedViewRow view{"svw_1", "console", "/runs", "Mine", "a=b", at_second(1), at_second(1)};
    rows::insert_saved_view(session, view);
  });
  const std::string code = link(LinkPurpose::setup), second = link(LinkPurpose::setup);
  CHECK(code_of(access.accounts.set_up("wrong", {"anna", Role::viewer, Secret(kPassword)}, "p")) ==
        "setup_link_invalid");
  CHECK(code_of(access.accounts.set_up(link(LinkPurpose::local), {"anna", Role::viewer, Secret(kPassword)},
                                       "p")) == "setup_link_invalid");
  CHECK(code_of(access.accounts.set_up(code, {"anna", Role::viewer, Secret("weak")}, "p")) ==
        "password_weak");
  CHECK(good(access.accounts.is_empty()));
  const UserRow anna =
      good(access.accounts.set_up(code, {"anna", Role::viewer, Secret(kPassword)}, "10.0.0.1"));
  CHECK(anna.role == "administrator");
  CHECK_FALSE(good(access.accounts.is_empty()));
  CHECK(code_of(access.accounts.set_up(code, {"eve", Role::viewer, Secret(kPassword)}, "p")) ==
        "setup_link_invalid");
  CHECK(code_of(access.accounts.set_up(second, {"eve", Role::viewer, Secret(kPassword)}, "p")) ==
        "setup_done");
  CHECK(entries("access.set_up").at(0).actor == "user:anna");
  CHECK(read([&](Session& session) { return rows::list_saved_views(session, anna.id, ""); }).size() == 1);
}

TEST_CASE_METHOD(AccessFixture, "A set-up link ends after its time", "[access][security]") {
  const std::string code = link(LinkPurpose::setup);
  clock.advance(Duration(limits::kSetupLinkLifetime));
  CHECK(code_of(access.accounts.set_up(code, {"anna", Role::viewer, Secret(kPassword)}, "p")) ==
        "setup_link_invalid");
}

TEST_CASE_METHOD(AccessFixture, "The last administrator who can sign in stays one", "[access][security]") {
  const UserRow anna = add_user("anna", Role::administrator);
  const UserRow invited = add_user("ivan", Role::administrator, false);  // never chose a password
  const std::string actor = "user:anna";
  CHECK(code_of(access.accounts.change(anna.id, {.role = Role::operator_}, actor)) == "last_administrator");
  CHECK(code_of(access.accounts.change(anna.id, {.disabled = true}, actor)) == "last_administrator");
  CHECK(code_of(access.accounts.remove(anna.id, actor)) == "last_administrator");
  CHECK(code_of(access.accounts.change(invited.id, {.disabled = true}, actor)) == "ok");
  const UserRow ben = add_user("ben", Role::administrator);
  CHECK(code_of(access.accounts.change(anna.id, {.role = Role::viewer}, actor)) == "ok");
  CHECK(code_of(access.accounts.remove(ben.id, actor)) == "last_administrator");
  CHECK(code_of(access.accounts.remove(anna.id, actor)) == "ok");
  CHECK(code_of(access.accounts.remove(anna.id, actor)) == "user_unknown");
}

TEST_CASE_METHOD(AccessFixture, "A new role or a disabled account ends sessions and tokens at once",
                 "[access][security]") {
  const UserRow anna = add_user("anna", Role::administrator);
  const UserRow ben = add_user("ben", Role::administrator);
  const auto of_anna = sign_in(anna), of_ben = sign_in(ben);
  const auto token = make_token("nightly", {Scope::admin}, {"user:ben", ben.id, Role::administrator});

  const auto demoted = good(access.accounts.change(ben.id, {.role = Role::viewer}, "user:anna"));
  CHECK(demoted.user.version == 2);
  CHECK(demoted.ended.session_hashes == std::vector{of_ben.session.row.id_hash});
  CHECK_FALSE(good(access.sessions.find(of_ben.cookie)));
  CHECK(good(access.sessions.find(of_anna.cookie)));
  CHECK(good(access.api_tokens.find(token.text.reveal()))->role == Role::viewer);

  const auto disabled = good(access.accounts.change(ben.id, {.disabled = true}, "user:anna"));
  CHECK(disabled.ended.token_ids == std::vector{token.row.id});
  CHECK_FALSE(good(access.api_tokens.find(token.text.reveal())));
  CHECK(code_of(access.accounts.verify("ben", Secret(kPassword))) == "signin_refused");
  CHECK(code_of(access.accounts.make_link(ben.id, "user:anna")) == "user_disabled");
  const auto told = entries("access.user_changed");
  REQUIRE(told.size() == 2);
  CHECK(told[0].before_json == R"({"role":"viewer","disabled":false})");
  CHECK(told[0].after_json == R"({"role":"viewer","disabled":true})");
  CHECK(told[1].message == "User ben: viewer instead of administrator");

  const auto same = good(access.accounts.change(ben.id, {.disabled = true}, "user:anna"));
  CHECK(same.user.version == disabled.user.version);
  CHECK(entries("access.user_changed").size() == 2);
  CHECK(code_of(access.accounts.change(ben.id, {.disabled = false, .version = 1}, "x")) ==
        "version_conflict");
}

TEST_CASE_METHOD(AccessFixture, "Who is removed leaves no session, token, link or view behind",
                 "[access][security]") {
  const UserRow ben = add_user("ben", Role::operator_);
  const auto session = sign_in(ben);
  const auto token = make_token("nightly", {Scope::sync}, {"user:ben", ben.id, Role::operator_});
  const std::string code = good(access.accounts.make_link(ben.id, "token:admin"));
  write([&](Session& s) {
    rows::insert_saved_view(s, {"svw_1", ben.id, "/runs", "Mine", "a=b", at_second(1), at_second(1)});
  });
  const Ended ended = good(access.accounts.remove(ben.id, "token:admin"));
  CHECK(ended.session_hashes.size() == 1);
  CHECK(ended.token_ids.size() == 1);
  CHECK_FALSE(good(access.sessions.find(session.cookie)));
  CHECK_FALSE(good(access.api_tokens.find(token.text.reveal())));
  CHECK(code_of(access.sessions.open_by_link(code, {})) == "signin_refused");
  CHECK(read([&](Session& s) { return rows::list_saved_views(s, ben.id, ""); }).empty());
  CHECK(good(access.api_tokens.list()).at(0).revoked_at.has_value());
}

TEST_CASE_METHOD(AccessFixture, "Names and passwords: right together, in any case of the name",
                 "[access][security]") {
  add_user("anna", Role::viewer);
  add_user("invited", Role::viewer, false);
  CHECK(code_of(access.accounts.verify("Anna", Secret(kPassword))) == "ok");
  for (const char* name : {"anna", "nobody", "invited"})
    CHECK(code_of(access.accounts.verify(name, Secret("another password"))) == "signin_refused");
  CHECK(code_of(access.accounts.verify("invited", Secret(""))) == "signin_refused");
  CHECK(access.accounts.verify("nobody", Secret("x")).error().message ==
        access.accounts.verify("anna", Secret("x")).error().message);
}

TEST_CASE_METHOD(AccessFixture, "A new password ends every other session and link of the person",
                 "[access][security]") {
  const UserRow anna = add_user("anna", Role::viewer);
  const auto here = sign_in(anna), elsewhere = sign_in(anna);
  const std::string code = good(access.accounts.make_link(anna.id, "token:admin"));
  Accounts::NewPassword change{Secret("a quite different one"), Secret("wrong"), here.session.row.id_hash};
  CHECK(code_of(access.accounts.set_password(anna.id, change, "user:anna")) == "password_wrong");
  change.current = Secret(kPassword);
  const auto changed = good(access.accounts.set_password(anna.id, change, "user:anna"));
  CHECK(changed.ended.session_hashes == std::vector{elsewhere.session.row.id_hash});
  CHECK(good(access.sessions.find(here.cookie)));
  CHECK_FALSE(good(access.sessions.find(elsewhere.cookie)));
  CHECK(code_of(access.sessions.open_by_link(code, {})) == "signin_refused");
  CHECK(code_of(access.accounts.verify("anna", Secret(kPassword))) == "signin_refused");
  CHECK(code_of(access.accounts.verify("anna", Secret("a quite different one"))) == "ok");
  CHECK(entries("access.password_changed").size() == 1);
}

TEST_CASE_METHOD(AccessFixture, "No password, code, cookie or token stands in the database",
                 "[access][security]") {
  const UserRow anna = add_user("anna", Role::administrator);
  const auto session = sign_in(anna);
  const auto token = make_token("nightly", {Scope::read});
  const std::string code = good(access.accounts.make_link(anna.id, "token:admin"));
  close();
  std::ifstream in(file(), std::ios::binary);
  const std::string bytes((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  REQUIRE(bytes.find("anna") != std::string::npos);
  for (const std::string& secret :
       {std::string(kPassword), session.cookie, std::string(token.text.reveal()), code})
    CHECK(bytes.find(secret) == std::string::npos);
}

TEST_CASE_METHOD(AccessFixture, "Reconnect links end with the person who made them", "[access][security]") {
  const UserRow anna = add_user("anna", Role::operator_);
  add_connection("con_a");
  const auto add_link = [&](const std::string& id) {
    write([&](Session& session) {
      rows::insert_reconnect_link(session, {id,
                                            "con_a",
                                            "hash of " + id,
                                            clock.now(),
                                            clock.now() + std::chrono::hours{1},
                                            {},
                                            {},
                                            "",
                                            "user:anna"});
    });
  };
  const auto is_open = [&](const std::string& id) {
    return read([&](Session& session) { return !rows::find_reconnect_link(session, id)->ended_at; });
  };
  add_link("lnk_1");
  good(access.accounts.change(anna.id, {Role::viewer}, "token:admin"));
  CHECK(is_open("lnk_1"));
  good(access.accounts.change(anna.id, {std::nullopt, true}, "token:admin"));
  CHECK_FALSE(is_open("lnk_1"));
  add_link("lnk_2");
  good(access.accounts.remove(anna.id, "token:admin"));
  CHECK_FALSE(is_open("lnk_2"));
}
