// Another admin token: what was opened with the one before ends.
#include "access/admin_token.hpp"

#include <catch2/catch.hpp>

#include "support/access_fixture.hpp"

using namespace mooring::host;
using namespace mooring::test;

namespace {

struct TokenFixture : AccessFixture {
  bool note(const std::string& token) { return good(note_admin_token(access.d, Secret(token))); }
};

}  // namespace

TEST_CASE_METHOD(TokenFixture, "A replaced admin token ends what nobody in particular opened",
                 "[access][security]") {
  CHECK_FALSE(note("first-token-0123456789"));
  const UserRow anna = add_user("anna", Role::administrator);
  const auto annas = sign_in(anna);
  const auto locals = good(access.sessions.open(std::nullopt, {"token", "10.0.0.1", "Test browser", ""}));
  const auto mine = make_token("mine", {Scope::read}, {"user:anna", anna.id, Role::administrator});
  const auto hosts = make_token("hosts", {Scope::admin});
  const std::string local_link = link(LinkPurpose::local), annas_link = link(LinkPurpose::user, anna.id);

  CHECK_FALSE(note("first-token-0123456789"));
  CHECK(good(access.sessions.find(locals.cookie)));
  CHECK(good(access.api_tokens.find(hosts.text.reveal())));

  CHECK(note("second-token-0123456789"));
  CHECK_FALSE(good(access.sessions.find(locals.cookie)));
  CHECK_FALSE(good(access.api_tokens.find(hosts.text.reveal())));
  CHECK(good(access.sessions.find(annas.cookie)));
  CHECK(good(access.api_tokens.find(mine.text.reveal())));
  CHECK_FALSE(access.sessions.open_by_link(local_link, {"link", "10.0.0.1", "Test browser", ""}));
  CHECK(access.sessions.open_by_link(annas_link, {"link", "10.0.0.1", "Test browser", ""}));
  const auto told = entries("access.admin_token_replaced");
  REQUIRE(told.size() == 1);
  CHECK(told[0].message.find("1 session(s), 1 API token(s)") != std::string::npos);
  CHECK_FALSE(note("second-token-0123456789"));
}
