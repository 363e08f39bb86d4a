// A link serves its connection once, and nobody learns it from the database.
#include "connections/reconnect_links.hpp"

#include "base/limits_life.hpp"
#include "life_fixture.hpp"

using namespace mooring::host;
using namespace mooring::test;
using namespace std::chrono_literals;

namespace {

struct LinkFixture : LifeFixture {
  ReconnectLinks links{database(), journal, clock, random, "https://sync.example.com"};
  std::string id = connected("My shop", "Alpha");

  std::string code_of(const NewReconnectLink& link) { return link.url.substr(link.url.rfind('/') + 1); }
  LinkState state(const NewReconnectLink& link) {
    const auto all = links.list(id).value();
    for (const ReconnectLinkRow& one : all)
      if (one.id == link.link.id) return state_of(one, clock.now());
    return LinkState::expired;
  }
};

}  // namespace

TEST_CASE_METHOD(LinkFixture, "a link has 256 bits, of which only the hash is kept") {
  auto made = links.create(id, 1h, "user:ann");
  REQUIRE(made);
  CHECK(made->url.starts_with("https://sync.example.com/reconnect/"));
  const std::string code = code_of(*made);
  CHECK(code.size() == 43);
  CHECK(made->link.code_hash == sha256_hex(code));
  auto found = links.find(code);
  REQUIRE(found);
  CHECK(found->label == "My shop");
  CHECK(found->channel == "shop");
  CHECK(links.find(made->link.code_hash).error().code == "link_unknown");
  auto told = entry(id, "connection.link_created");
  REQUIRE(told);
  CHECK(told->actor == "user:ann");
  CHECK(told->message.find(code) == std::string::npos);
}

TEST_CASE_METHOD(LinkFixture, "a link is spent by the consent that it brought, not by being opened") {
  auto made = links.create(id, 1h, "user:ann");
  const std::string link_id = made->link.id;
  for (int i = 0; i < 3; ++i)
    REQUIRE(links.find(code_of(*made)));
  REQUIRE(links.note_opened(*links.find(code_of(*made)), "192.0.2.7"));
  CHECK(entry(id, "connection.link_opened")->message == "A reconnect link was followed from 192.0.2.7");
  const Started once = begin(id, "Alpha", link_id), twice = begin(id, "Alpha", link_id);
  auto finished = finish(once);
  REQUIRE(finished.result);
  CHECK(finished.link_id == link_id);
  CHECK(finished.label == "My shop");
  CHECK(state(*made) == LinkState::used);
  CHECK(links.find(code_of(*made)).error().code == "link_ended");
  const size_t before = grants(id).size();
  CHECK(finish(twice).result.error().error.code == "link_ended");  // its button was pressed twice
  CHECK(grants(id).size() == before);
}

TEST_CASE_METHOD(LinkFixture, "another account spends the link, and connects nothing") {
  auto made = links.create(id, 1h, "user:ann");
  auto finished = finish(begin(id, "Beta", made->link.id));
  CHECK(finished.result.error().error.code == "account_mismatch");
  CHECK(finished.result.error().other->pending.key.empty());  // who came by a link makes no connections
  CHECK(state(*made) == LinkState::other_account);
  CHECK(pending() == 0);
  CHECK(revoked() == std::vector<std::string>{"refresh-Beta"});
}

TEST_CASE_METHOD(LinkFixture, "a link ends by its time, and by whoever withdraws it") {
  auto made = links.create(id, 1h, "user:ann");
  auto other = links.create(id, 2h, "user:ann");
  REQUIRE(links.revoke(id, other->link.id, "user:bob"));
  CHECK(state(*other) == LinkState::revoked);
  CHECK(links.find(code_of(*other)).error().code == "link_ended");
  CHECK(links.revoke(id, other->link.id, "user:bob").error().code == "link_ended");
  CHECK(finish(begin(id, "Alpha", other->link.id)).result.error().error.code == "link_ended");
  clock.jump_wall(1h);
  CHECK(state(*made) == LinkState::expired);
  CHECK(links.find(code_of(*made)).error().message == "This link has expired");
  CHECK(links.revoke("con_other", made->link.id, "user:bob").error().code == "link_unknown");
}

TEST_CASE_METHOD(LinkFixture, "how long and how many has an end") {
  CHECK(links.create(id, 1min, "user:ann").error().code == "link_lifetime_invalid");
  CHECK(links.create(id, 24h * 8, "user:ann").error().code == "link_lifetime_invalid");
  CHECK(links.create("con_none", 1h, "user:ann").error().code == "connection_unknown");
  for (size_t i = 0; i < limits::kReconnectLinksOpenMax; ++i)
    REQUIRE(links.create(id, 1h, "user:ann"));
  CHECK(links.create(id, 1h, "user:ann").error().code == "too_many_links");
  clock.jump_wall(2h);
  CHECK(links.create(id, 1h, "user:ann"));
}

TEST_CASE_METHOD(LinkFixture, "a disconnect by somebody here ends the open links, of that connection only") {
  const std::string other = connected("Other shop", "Beta");
  auto made = links.create(id, 1h, "user:ann"), kept = links.create(other, 1h, "user:ann");
  REQUIRE((made && kept));
  REQUIRE(service->disconnect(id, "user:ann"));
  CHECK(state(*made) == LinkState::revoked);
  CHECK(links.find(code_of(*made)).error().code == "link_ended");
  CHECK(links.find(code_of(*kept)));
}

TEST_CASE_METHOD(LinkFixture, "links end with who made them") {
  auto anns = links.create(id, 1h, "user:ann"), bobs = links.create(id, 1h, "user:bob");
  write([&](Session& session) {
    CHECK(rows::end_reconnect_links_of_actor(session, "user:ann", "revoked", clock.now()) == 1);
  });
  CHECK(links.find(code_of(*anns)).error().code == "link_ended");
  CHECK(links.find(code_of(*bobs)));
}

TEST_CASE_METHOD(LinkFixture, "a refused callback is told once, however often it is opened") {
  const Started started = begin(id, "Alpha");
  const auto told = [&] {
    write([](Session&) {});
    return read([&](Session& session) {
      return rows::list_activity(session, {.kind_prefix = "connection.consent_failed", .limit = 100}).size();
    });
  };
  for (int i = 0; i < 5; ++i)
    CHECK(service->finish_consent("shop-na", started.query, "another browser").result.error().error.code ==
          "state_foreign_browser");
  CHECK(told() == 1);
  REQUIRE(finish(started).result);
  for (int i = 0; i < 5; ++i)
    CHECK(finish(started).result.error().error.code == "state_used");
  CHECK(told() == 2);
}
