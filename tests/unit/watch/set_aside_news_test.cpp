#include "watch/set_aside_news.hpp"

#include "store/rows_life.hpp"
#include "store/rows_probes.hpp"
#include "watch_fixture.hpp"

using namespace mooring::test;

namespace {

class SetAsideFixture : public WatchFixture {
 public:
  SetAsideFixture() { add_healthy("con_1"); }
  void look(SetAsideNews& observer) {
    auto all = statuses();
    observer.look({all, true, clock.now()});
    flush();
  }
  // Offers have never been read, and the provider says that they may not be.
  void refuse(const std::string& state) {
    write([&](Session& session) {
      StreamRow row;
      row.connection_id = "con_1";
      row.stream = "offers";
      row.marketplace = "M1";
      row.last_attempt_at = clock.now();
      row.last_run_failed = true;
      rows::upsert_stream(session, row);
      rows::put_probe(
          session, {"con_1", "offers", "M1", "grt_con_1", state, "", 403, "", "", clock.now(), clock.now()});
    });
  }
  SetAsideNews news{database(), journal, logger()};
};

}  // namespace

TEST_CASE_METHOD(SetAsideFixture,
                 "a stream whose planned runs stop by themselves is told once, and when they go on") {
  look(news);
  CHECK(entries("stream.").empty());
  refuse(kProbeRoleMissing);
  look(news);
  look(news);
  auto told = entries("stream.");
  REQUIRE(told.size() == 1);
  CHECK(told[0].kind == "stream.set_aside");
  CHECK(told[0].connection_id == "con_1");
  CHECK(told[0].stream == "offers");
  CHECK(told[0].severity == Severity::warning);
  CHECK(told[0].message ==
        "Offers of M1 is set aside: the provider refuses it and it has never worked, so it has no planned "
        "runs. It is taken up again when a check finds that it may be read");
  CHECK(told[0].after_json == R"({"marketplaces":["M1"]})");

  SetAsideNews restarted(database(), journal, logger());
  look(restarted);
  CHECK(entries("stream.").size() == 1);
  SECTION("a connection that is disconnected says nothing") {
    write([&](Session& session) {
      ConnectionRow row = rows::find_connection(session, "con_1").value();
      row.disconnected = true;
      rows::update_connection(session, row);
    });
    look(restarted);
    CHECK(entries("stream.").size() == 1);
  }
  SECTION("it may be read again") {
    refuse(kProbeOk);
    look(restarted);
    look(restarted);
    told = entries("stream.");
    REQUIRE(told.size() == 2);
    CHECK(told[1].kind == "stream.taken_up");
    CHECK(told[1].severity == Severity::info);
    CHECK(told[1].message == "Offers of M1 is not set aside any more: planned runs go on");
    CHECK(told[1].after_json == R"({"marketplaces":["M1"]})");
  }
  SECTION("what is no longer chosen is not taken up") {
    write([&](Session& session) { rows::set_selected_marketplaces(session, "con_1", {}); });
    look(restarted);
    CHECK(entries("stream.").size() == 1);
  }
}

TEST_CASE_METHOD(SetAsideFixture, "of a connection that was wiped during the look nothing is written") {
  refuse(kProbeRoleMissing);
  auto seen = statuses();
  const auto wipe = [&] {
    write([&](Session& session) {
      rows::delete_facts_of_connection(session, "con_1");
      rows::delete_connection(session, "con_1");
    });
  };
  const auto fact = [&] {
    return read([](Session& session) { return rows::get_fact(session, "set-aside-told/con_1"); });
  };
  SECTION("before anything was told") {
    wipe();
    news.look({seen, true, clock.now()});
    flush();
    CHECK_FALSE(fact());
    CHECK(entries("stream.").empty());
  }
  SECTION("and what was known of it is forgotten") {
    look(news);
    REQUIRE(fact());
    wipe();
    const std::vector<ConnectionStatus> none;
    if (GENERATE(false, true))
      news.look({none, true, clock.now()});
    else
      news.look({none, false, clock.now(), {"con_1"}});
    add_healthy("con_1");  // in truth another one
    refuse(kProbeRoleMissing);
    look(news);
    CHECK(entries("stream.").size() == 2);
  }
}
