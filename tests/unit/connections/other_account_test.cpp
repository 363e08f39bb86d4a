// Another account than expected signs in; two consents finish at once; a connection is handed over.
#include <thread>

#include "base/limits_life.hpp"
#include "life_fixture.hpp"
#include "store/rows_backfills.hpp"

using namespace mooring::host;
using namespace mooring::test;
using namespace std::chrono_literals;

TEST_CASE_METHOD(LifeFixture, "another account is refused, and nothing of it is stored") {
  const std::string id = connected("My shop", "Alpha");
  const std::string before = everything_of(id);
  auto finished = consent(id, "Beta");
  REQUIRE_FALSE(finished.result);
  CHECK(finished.result.error().error.code == "account_mismatch");
  CHECK(everything_of(id) == before);
  REQUIRE(finished.result.error().other);
  const OtherAccount& other = *finished.result.error().other;
  CHECK(other.expected.id == "Alpha");
  CHECK(other.expected.name == "Shop Alpha");
  CHECK(other.signed_in.id == "Beta");
  CHECK(other.signed_in.name == "Shop Beta");
  CHECK(other.connection_label == "My shop");
  CHECK(other.switch_login == "Use a private window");
  CHECK(other.existing_id.empty());
  CHECK(entry(id, "connection.account_mismatch")->message ==
        "Another account signed in: Shop Beta (Beta) instead of Shop Alpha (Alpha). Nothing was changed");
  // The token that waits is sealed: it stands nowhere in the database as it is.
  CHECK(pending() == 1);
  CHECK(read([](Session& session) { return rows::list_pending_grants(session); })[0].token_sealed.find(
            "refresh") == std::string::npos);
}

TEST_CASE_METHOD(LifeFixture, "a pasted token of another account is refused, and left to its owner") {
  const std::string id = connected("My shop", "Alpha");
  const std::string before = everything_of(id);
  auto result = service->connect_with_token(id, {Secret("refresh-Beta"), ""}, "user:ann");
  REQUIRE_FALSE(result);
  CHECK(result.error().error.code == "account_mismatch");
  CHECK(result.error().error.message ==
        "This connection belongs to the account Shop Alpha (Alpha), but Shop Beta (Beta) signed in");
  CHECK(everything_of(id) == before);
  CHECK(pending() == 0);
  CHECK(revoked().empty());
}

TEST_CASE_METHOD(LifeFixture, "the other account becomes a connection of its own, without a second consent") {
  const std::string id = connected("My shop", "Alpha");
  const std::string before = everything_of(id);
  const PendingKey key = consent(id, "Beta").result.error().other->pending;
  CHECK(service->connect_other({key.key, "another browser"}).error().code == "consent_foreign_browser");
  auto made = service->connect_other(key);
  REQUIRE(made);
  CHECK(made->connection_id != id);
  CHECK(made->choose_marketplaces);
  CHECK(row(made->connection_id).account_id == "Beta");
  CHECK(row(made->connection_id).label == "Shop Beta");
  CHECK(stored_token(made->connection_id) == "refresh-Beta");
  CHECK(everything_of(id) == before);
  CHECK(service->connect_other(key).error().code == "consent_ended");  // once
  CHECK(revoked().empty());
}

TEST_CASE_METHOD(LifeFixture, "a provider that does not answer takes nobody's choice away") {
  const std::string id = connected("My shop", "Alpha");
  const PendingKey key = consent(id, "Beta").result.error().other->pending;
  const auto beta_again =
      json_answer(200, R"({"access_token":"access-Beta","refresh_token":"refresh-Next","expires_in":3600})");
  std::string next = "refresh-Beta";  // that the next try asks with
  SECTION("its token endpoint") {
    http.on("/token", json_answer(503, "{}"));
    CHECK(service->connect_other(key).error().code == "provider_unavailable");
  }
  SECTION("what tells whose account it is, after the token was exchanged for another one") {
    http.on("/token", beta_again);
    accounts.fails = Failure{FailureKind::network, 0, "", "", "nobody is there"};
    CHECK(service->connect_other(key).error().code == "provider_unavailable");
    accounts.fails.reset();
    next = "refresh-Next";
  }
  CHECK(pending() == 1);
  CHECK(service->undecided(key.browser_secret));
  CHECK(read([](Session& session) { return rows::list_connections(session).size(); }) == 1);
  CHECK(revoked().empty());
  SECTION("it is made when the provider is well") {
    http.on("/token", beta_again);
    REQUIRE(service->connect_other(key));
    CHECK(form_value(http.requests().back().body, "refresh_token") == next);
    CHECK(pending() == 0);
  }
  SECTION("it lasts no longer than it would have") {
    clock.jump_wall(limits::kPendingConsentLifetime + 1s);
    CHECK(service->connect_other(key).error().code == "consent_expired");
  }
}

TEST_CASE_METHOD(LifeFixture, "a consent that the provider refuses is over, and it is told") {
  const std::string id = connected("My shop", "Alpha");
  const PendingKey key = consent(id, "Beta").result.error().other->pending;
  accounts.fails = Failure{FailureKind::grant_rejected, 401, "", "", "it was withdrawn"};
  auto refused = service->connect_other(key);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == "token_rejected");
  CHECK(refused.error().message.ends_with("This consent is over"));
  CHECK(pending() == 0);
  CHECK(revoked() == std::vector<std::string>{"refresh-Beta"});
}

TEST_CASE_METHOD(LifeFixture, "a host that stops waits for no consent's code") {
  const std::string id = create("My shop");
  const Started started = begin(id, "Alpha");
  http.on("/token", [this](const HttpRequest&) {
    service->stop();  // while it is asked; what it answers comes too late
    return json_answer(200, R"({"access_token":"access-Alpha","refresh_token":"r","expires_in":3600})");
  });
  auto finished = finish(started);
  REQUIRE_FALSE(finished.result);
  CHECK(finished.result.error().error.code == "connect_cancelled");
  CHECK(row(id).account_id.empty());
}

TEST_CASE_METHOD(LifeFixture, "a host that stops waits for no withdrawal") {
  const std::string id = connected("My shop", "Alpha");
  http.on("/revoke", [this](const HttpRequest&) {
    service->stop();
    return json_answer(200, "{}");
  });
  auto withdrawn = service->disconnect(id, "user:ann");
  REQUIRE(withdrawn);
  CHECK_FALSE(withdrawn->revoked);
  CHECK(withdrawn->message.find("(The host stops). The token was erased here") != std::string::npos);
  CHECK(row(id).disconnected);
}

TEST_CASE_METHOD(LifeFixture, "signing in again gives the other consent up") {
  const std::string id = connected("My shop", "Alpha");
  const PendingKey key = consent(id, "Beta").result.error().other->pending;
  auto started = service->sign_in_again(key);
  REQUIRE(started);
  CHECK(started->authorize_url.starts_with("https://shop.example/consent?state="));
  CHECK(started->provider_name == "Shop");
  CHECK(pending() == 0);
  CHECK(revoked() == std::vector<std::string>{"refresh-Beta"});
  const std::string& url = started->authorize_url;
  CHECK(finish({{{"state", form_value(url.substr(url.find('?') + 1), "state")}, {"code", "code-Alpha"}},
                started->browser_secret})
            .result);
}

TEST_CASE_METHOD(LifeFixture, "what nobody decides about is dropped and withdrawn after its time") {
  const std::string id = connected("My shop", "Alpha");
  const PendingKey late = consent(id, "Beta").result.error().other->pending;
  clock.jump_wall(limits::kPendingConsentLifetime + 1s);
  SECTION("when it is asked for") {
    CHECK(service->connect_other(late).error().code == "consent_expired");
  }
  SECTION("by itself") {
    service->drop_expired_consents();
    write([](Session&) {});
  }
  CHECK(pending() == 0);
  CHECK(revoked() == std::vector<std::string>{"refresh-Beta"});
}

TEST_CASE_METHOD(LifeFixture, "an account has one connection, unless a person wants a second one") {
  const std::string first = connected("First", "Alpha");
  const std::string second = create("Second");
  auto finished = consent(second, "Alpha");
  REQUIRE_FALSE(finished.result);
  CHECK(finished.result.error().error.code == "account_connected");
  const OtherAccount& other = *finished.result.error().other;
  CHECK(other.existing_id == first);
  CHECK(other.existing_label == "First");
  CHECK(grants(second).empty());
  SECTION("a pasted token is refused too") {
    auto pasted = service->connect_with_token(second, {Secret("refresh-Alpha"), ""}, "user:ann");
    CHECK(pasted.error().error.message ==
          "The account Shop Alpha (Alpha) is connected already, as First (" + first + ")");
    CHECK(service->connect_with_token(second, {Secret("refresh-Alpha"), "", "pasted", true}, "user:ann"));
  }
  SECTION("it is connected all the same when it is meant") {
    auto made = service->connect_other(other.pending);
    REQUIRE(made);
    CHECK(made->connection_id == second);
    CHECK(row(second).account_id == "Alpha");
  }
  SECTION("dropping it does not withdraw what the first one lives of") {
    clock.jump_wall(limits::kPendingConsentLifetime + 1s);
    service->drop_expired_consents();
    write([](Session&) {});
    CHECK(pending() == 0);
    CHECK(revoked().empty());
  }
  CHECK(consent(first, "Alpha").result);  // and the first one can be reconnected
}

TEST_CASE_METHOD(LifeFixture, "where the other account is connected already, it is not offered again") {
  const std::string mine = connected("Mine", "Alpha");
  const std::string theirs = connected("Theirs", "Beta");
  auto finished = consent(mine, "Beta");
  const OtherAccount& other = *finished.result.error().other;
  CHECK(finished.result.error().error.code == "account_mismatch");
  CHECK(other.existing_id == theirs);
  CHECK_FALSE(other.pending.key.empty());
  SECTION("one can sign in again") {
    auto again = service->sign_in_again(other.pending);
    REQUIRE(again);
    CHECK(row(mine).account_id == "Alpha");
  }
  SECTION("nothing is made of it, whatever is sent") {
    CHECK(service->connect_other(other.pending).error().code == "account_connected");
    CHECK(row(theirs).account_id == "Beta");
  }
  CHECK(revoked().empty());  // theirs lives of it
}

TEST_CASE_METHOD(LifeFixture, "what waits for a decision can be looked at again, by its browser only") {
  const std::string id = connected("My shop", "Alpha");
  const PendingKey key = consent(id, "Beta").result.error().other->pending;
  for (int i = 0; i < 2; ++i) {
    auto seen = service->undecided(key.browser_secret);
    REQUIRE(seen);
    CHECK(seen->error.code == "account_mismatch");
    CHECK(seen->other->expected.id == "Alpha");
    CHECK(seen->other->signed_in.name == "Shop Beta");
    CHECK(seen->other->pending.key == key.key);
  }
  CHECK(service->undecided("another browser").error().code == "consent_ended");
  CHECK(service->undecided("").error().code == "consent_ended");
  SECTION("until it is made") {
    REQUIRE(service->connect_other(key));
    CHECK(service->undecided(key.browser_secret).error().code == "consent_ended");
  }
  SECTION("until its time is over") {
    clock.jump_wall(limits::kPendingConsentLifetime + 1s);
    CHECK(service->undecided(key.browser_secret).error().code == "consent_expired");
  }
  SECTION("until the connection is of that account") {
    write([&](Session& session) {
      auto mine = *rows::find_connection(session, id);
      mine.account_id = "Beta";
      rows::update_connection(session, mine);
    });
    CHECK(service->undecided(key.browser_secret).error().code == "consent_ended");
  }
}

TEST_CASE_METHOD(LifeFixture, "one callback makes one grant, however often and at once it comes") {
  const std::string id = create("My shop");
  const Started started = begin(id, "Alpha");
  std::vector<FinishedConsent> finished(2);
  std::thread one([&] { finished[0] = finish(started); });
  std::thread two([&] { finished[1] = finish(started); });
  one.join();
  two.join();
  CHECK(finished[0].result.has_value() != finished[1].result.has_value());
  const FinishedConsent& refused = finished[finished[0].result ? 1 : 0];
  CHECK(refused.result.error().error.code == "state_used");
  CHECK(finish(started).result.error().error.code == "state_used");
  CHECK(grants(id).size() == 1);
  CHECK(row(id).account_id == "Alpha");
}

TEST_CASE_METHOD(LifeFixture, "no transfer waits while the account's data may still come in") {
  const std::string id = connected("My shop", "Alpha");
  auto grant = grants(id).at(0);
  const auto become = [&](GrantState state) {
    grant.state = state;
    write([&](Session& session) { rows::update_grant(session, grant); });
  };
  AccountTransfers transfers(database(), journal, clock);
  grant.expires_at = clock.now() - 24h;  // by the calendar: the provider accepts it all the same
  become(GrantState::active);
  CHECK(transfers.arm(id, {"Beta", "My shop"}, "user:ann").error().code == "connection_connected");
  become(GrantState::rejected);
  CHECK(transfers.arm(id, {"Beta", "My shop"}, "user:ann"));
}

TEST_CASE_METHOD(LifeFixture, "a transfer waits for exactly one account, and keeps what there is") {
  accounts.marketplaces["Beta"] = {"M2"};
  const std::string id = connected("My shop", "Alpha");
  write([&](Session& session) {
    rows::upsert_stream(session, {id, "orders", "cursor-of-alpha", clock.now(), clock.now(), "run_1"});
    rows::add_coverage(session, {id, "orders", "", clock.now() - 24h, clock.now()});
    for (const char* backfill : {"bkf_1", "bkf_2"}) {
      BackfillRow job;
      job.id = backfill;
      job.connection_id = id;
      job.state = backfill == std::string("bkf_1") ? BackfillState::done : BackfillState::waiting;
      job.created_at = job.to = clock.now();
      job.from = job.to - 24h;
      BackfillPartRow part;
      part.backfill_id = backfill;
      part.stream = "orders";
      part.state = BackfillState::planned;
      part.from = part.position = job.from;
      part.to = job.to;
      rows::insert_backfill(session, job, {part});
    }
  });
  AccountTransfers transfers(database(), journal, clock);
  CHECK(transfers.arm(id, {"Beta", "my shop"}, "user:ann").error().code == "confirmation_wrong");
  CHECK(transfers.arm(id, {"Beta", "My shop"}, "user:ann").error().code == "connection_connected");
  REQUIRE(service->disconnect(id, "user:ann"));
  CHECK(transfers.arm(id, {"Alpha", "My shop"}, "user:ann").error().code == "account_same");
  CHECK(transfers.arm(id, {"", "My shop"}, "user:ann").error().code == "account_missing");
  REQUIRE(transfers.arm(id, {"Beta", "My shop"}, "user:ann"));
  CHECK(entry(id, "connection.transfer_armed")->before_json ==
        R"({"account_id":"Alpha","account_name":"Shop Alpha"})");

  // Neither the account that it belongs to nor a third one.
  CHECK(consent(id, "Alpha").result.error().error.code == "account_mismatch");
  CHECK(consent(id, "Gamma").result.error().error.code == "account_mismatch");
  CHECK(row(id).account_id == "Alpha");
  clock.jump_wall(1h);
  auto finished = consent(id, "Beta");
  REQUIRE(finished.result);
  // Whoever is asked must not take it for the old account because of what that one reached.
  CHECK(accounts.asked_as.back() == "Beta");
  CHECK(accounts.asked_with.back() == 0);
  CHECK(finished.result->connection_id == id);
  CHECK(finished.result->choose_marketplaces);  // the other account's are gone
  CHECK(row(id).account_id == "Beta");
  CHECK(grants(id).size() == 2);
  CHECK(read([&](Session& session) { return rows::list_streams(session, id); }).empty());
  CHECK(read([&](Session& session) { return rows::list_coverage(session, id); }).empty());
  const auto backfill = [&](const std::string& which) {
    return read([&](Session& session) { return *rows::find_backfill(session, which); });
  };
  CHECK(backfill("bkf_1").state == BackfillState::done);
  CHECK(backfill("bkf_2").state == BackfillState::cancelled);
  CHECK(backfill("bkf_2").finished_at == clock.now());
  CHECK(read([](Session& session) { return rows::list_backfill_parts(session, "bkf_2"); })[0].state ==
        BackfillState::cancelled);
  CHECK(
      entry(id, "backfill.cancelled")->message ==
      "A backfill of the account Shop Alpha (Alpha) was cancelled: the connection belongs to another account "
      "now. What was committed stays (bkf_2)");
  auto told = entry(id, "connection.transferred");
  REQUIRE(told);
  CHECK(told->actor == "user:ann");
  CHECK(told->before_json == R"({"account_id":"Alpha","account_name":"Shop Alpha"})");
  CHECK(told->after_json == R"({"account_id":"Beta","account_name":"Shop Beta"})");
  REQUIRE(spans(id).size() == 2);
  CHECK(spans(id)[0].account_id == "Beta");
  CHECK_FALSE(spans(id)[0].until);
  CHECK(spans(id)[1].account_id == "Alpha");
  CHECK(spans(id)[1].until == spans(id)[0].from);
  CHECK_FALSE(transfers.accounts(id)->transfer);
  CHECK(consent(id, "Alpha").result.error().error.code == "account_mismatch");
}

TEST_CASE_METHOD(LifeFixture, "a transfer that nobody finishes ends by itself, or by hand") {
  const std::string id = connected("My shop", "Alpha");
  REQUIRE(service->disconnect(id, "user:ann"));
  AccountTransfers transfers(database(), journal, clock);
  REQUIRE(transfers.arm(id, {"Beta", "My shop"}, "user:ann"));
  SECTION("after a day") {
    clock.jump_wall(limits::kTransferLifetime + 1s);
  }
  SECTION("cancelled") {
    REQUIRE(transfers.cancel(id, "user:ann"));
    CHECK(transfers.cancel(id, "user:ann").error().code == "transfer_unknown");
  }
  CHECK(consent(id, "Beta").result.error().error.code == "account_mismatch");
  CHECK(consent(id, "Alpha").result);
}

TEST_CASE("what is shown of an account's id tells two apart, no more") {
  CHECK(masked("A1F83G8QZ0T7W4") == "A1F...7W4");
  CHECK(masked("ABCDEF") == "A...");
  CHECK(masked("") == "...");
  CHECK(in_masked_words({"A1F83G8QZ0T7W4", "Shop"}) == "Shop (A1F...7W4)");
  CHECK(in_masked_words({"A1F83G8QZ0T7W4", ""}) == "A1F...7W4");
}
