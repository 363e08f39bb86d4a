// Streams that run for each marketplace: slots, selection, one that fails, complete listings, notices, sleepers.
#include "unit/sync/engine_fixture.hpp"

using namespace mooring::host;
using namespace std::chrono_literals;

namespace {

using Script = ScriptedTasks::Script;

ScriptedTasks::Step campaigns(std::vector<std::pair<std::string, int64_t>> rows) {
  return act([rows] { return TaskAction(EmitAction{shop_rows(rows, "campaigns")}); });
}
ScriptedTasks::Step complete(std::string cursor, bool certain = true) {
  return act([cursor, certain] {
    CompleteListing listing;
    listing.stream = "campaigns";
    listing.certain = certain;
    return TaskAction(CheckpointAction{cursor, {}, {listing}});
  });
}
ScriptedTasks::Step notice(std::string message) {
  return act([message] {
    return TaskAction(NoticeAction{"not_permitted", message, "GET https://api.shop.example/sd", "r-9", 403});
  });
}
ScriptedTasks::Step sleep_for(Duration time, const Clock& clock, std::string what = "report") {
  return act([time, what, &clock] { return TaskAction(SleepAction{clock.now() + time, what}); });
}

struct AdsFixture : EngineFixture {
  mooring_plugin ads = declared_plugin(kAdsManifest);
  std::map<std::string, Script> scripts;  // by marketplace; else a run that reads nothing

  AdsFixture() {
    REQUIRE(registry->add_linked(ads));
    drop_connections();
    add_connected("con_a", "ads", {}, {"P1", "P2"});
    write([&](Session& session) {
      for (const char* id : {"P1", "P2", "P3"}) {
        MarketplaceRow marketplace;
        marketplace.id = id;
        marketplace.name = std::string("Shop ") + id;
        marketplace.country_code = "DE";
        marketplace.currency = "EUR";
        marketplace.time_zone = "Europe/Berlin";
        rows::upsert_marketplace(session, "con_a", marketplace);
      }
      rows::set_selected_marketplaces(session, "con_a", {"P1", "P2"});
    });
    tasks.by_call = [this](const TaskCall& call) {
      std::string key = call.stream == "campaigns" ? call.marketplaces.at(0).id : call.stream;
      auto found = scripts.find(key);
      if (found == scripts.end()) return Script{checkpoint("read"), done()};
      return std::exchange(found->second, {checkpoint("again"), done()});
    };
  }
  void select(std::vector<std::string> chosen) {
    write([&](Session& session) { rows::set_selected_marketplaces(session, "con_a", chosen); });
    engine->connection_changed("con_a");
    settle();
    core.run_for(1s);
    settle();
  }
  void set_available(const std::string& id, bool available) {
    write([&](Session& session) {
      for (auto& row : rows::list_marketplaces(session, "con_a"))
        if (row.id == id) row.available = available, rows::upsert_marketplace(session, "con_a", row);
    });
    engine->connection_changed("con_a");
    settle();
    core.run_for(1s);
    settle();
  }
  StreamRow slot(const std::string& marketplace) {
    return read([&](Session& session) {
             return rows::find_stream(session, "con_a", "campaigns", marketplace);
           })
        .value_or(StreamRow{});
  }
  std::vector<TaskCall> calls_of(const std::string& marketplace) {
    std::vector<TaskCall> found;
    for (const TaskCall& call : tasks.calls)
      if (call.stream == "campaigns" && call.marketplaces.at(0).id == marketplace) found.push_back(call);
    return found;
  }
  size_t slots_shown() { return engine->live("con_a").size(); }
  int64_t held(const std::string& condition = "1") {
    return read([&](Session& session) {
      Poco::Int64 count = 0;
      session << "SELECT count(*) FROM ads_campaigns WHERE " + condition, Poco::Data::Keywords::into(count),
          Poco::Data::Keywords::now;
      return static_cast<int64_t>(count);
    });
  }
  LiveStream live_of(const std::string& marketplace) {
    for (const LiveStream& live : engine->live("con_a"))
      if (live.stream == "campaigns" && live.marketplace == marketplace) return live;
    return {};
  }
};

}  // namespace

TEST_CASE_METHOD(AdsFixture,
                 "a stream of scope marketplace has a run, a row and a cursor for each selected one") {
  scripts["P1"] = {campaigns({{"c1", 5}}), checkpoint("one"), done()};
  scripts["P2"] = {campaigns({{"c2", 6}, {"c3", 7}}), checkpoint("two"), done()};
  start();
  CHECK(slots_shown() == 3);  // with the profiles
  REQUIRE(calls_of("P1").size() == 1);
  REQUIRE(calls_of("P2").size() == 1);
  CHECK(calls_of("P3").empty());
  const TaskCall call = calls_of("P1").at(0);
  REQUIRE(call.marketplaces.size() == 1);
  CHECK(call.marketplaces[0].name == "Shop P1");
  CHECK(call.marketplaces[0].currency == "EUR");
  CHECK(call.marketplaces[0].time_zone == "Europe/Berlin");
  CHECK(slot("P1").cursor == "one");
  CHECK(slot("P2").cursor == "two");
  CHECK(held("_marketplace_id = 'P1'") == 1);  // the plugin named none
  CHECK(held("_marketplace_id = 'P2'") == 2);
  for (const RunRow& run : runs())
    if (run.stream == "campaigns") CHECK((run.marketplace == "P1" || run.marketplace == "P2"));
  for (const TaskCall& all : tasks.calls)
    if (all.stream == "profiles") CHECK(all.marketplaces.size() == 2);
}

TEST_CASE_METHOD(AdsFixture,
                 "the slots follow the selection; what is selected again continues at its cursor") {
  scripts["P1"] = {checkpoint("one"), done()};
  scripts["P2"] = {checkpoint("two"), done()};
  start();
  select({"P1", "P3"});
  CHECK(slots_shown() == 3);
  CHECK(live_of("P2").connection_id.empty());
  CHECK(calls_of("P3").size() == 1);  // at once
  core.run_for(3h);
  settle();
  CHECK(calls_of("P2").size() == 1);
  CHECK(calls_of("P1").size() >= 3);
  CHECK(slot("P2").cursor == "two");  // row and data stay
  auto before = calls_of("P1").size();
  select({"P1", "P2", "P3"});
  REQUIRE(calls_of("P2").size() == 2);
  CHECK(calls_of("P2").at(1).cursor == "two");
  CHECK(calls_of("P1").size() == before);  // the others are left alone
}

TEST_CASE_METHOD(AdsFixture,
                 "deselecting ends what runs; selecting again while it ends does not run it twice at once") {
  scripts["P1"] = {campaigns({{"c1", 1}}), checkpoint("one"), silent()};
  start();
  REQUIRE(live_of("P1").state == "running");
  write([&](Session& session) { rows::set_selected_marketplaces(session, "con_a", {"P2"}); });
  engine->connection_changed("con_a");
  core.run_ready();
  write([](Session&) {});
  core.run_ready();
  CHECK(tasks.alive == 0);
  write([&](Session& session) { rows::set_selected_marketplaces(session, "con_a", {"P1", "P2"}); });
  engine->connection_changed("con_a");
  settle();
  core.run_for(1s);
  settle();
  REQUIRE(calls_of("P1").size() == 2);
  CHECK(calls_of("P1").at(1).cursor == "one");
  CHECK(tasks.alive == 0);
  CHECK(held() == 1);
  CHECK(entries("run.cancelled").size() <= 1);
}

TEST_CASE_METHOD(AdsFixture, "a marketplace that is not available rests, and continues when it is back") {
  start();
  set_available("P1", false);
  CHECK(live_of("P1").connection_id.empty());
  core.run_for(2h);
  settle();
  CHECK(calls_of("P1").size() == 1);
  CHECK(sync_now({"campaigns"}, "con_a", {"P1"}).error().code == "marketplace_unknown");
  set_available("P1", true);
  CHECK(calls_of("P1").size() == 2);
  set_available("P1", false);
  set_available("P2", false);
  CHECK(sync_now({}, "con_a").error().code == "selection_empty");
}

TEST_CASE_METHOD(AdsFixture,
                 "one failing marketplace does not stop the others, and only it is tried again soon") {
  scripts["P1"] = {failing(FailureKind::server)};
  start();
  CHECK(slot("P1").last_run_failed);
  CHECK_FALSE(slot("P2").last_run_failed);
  REQUIRE(entries("run.failed").size() == 1);
  CHECK(entries("run.failed")[0].message.starts_with("Campaigns of Shop P1 (DE): "));
  core.run_for(3min);
  settle();
  CHECK(calls_of("P1").size() == 2);
  CHECK(calls_of("P2").size() == 1);
  CHECK_FALSE(slot("P1").last_run_failed);
  CHECK(entries("run.succeeded").size() == 3);  // the first of profiles and of P2, and that P1 works again
}

TEST_CASE_METHOD(AdsFixture, "sync now means all marketplaces of a stream, or the named ones") {
  start();
  auto all = sync_now({"campaigns"}, "con_a");
  REQUIRE(all);
  CHECK(all->size() == 2);
  settle();
  auto named = sync_now({}, "con_a", {"P2"});
  REQUIRE(named);
  REQUIRE(named->size() == 1);  // not the profiles, which are read for all
  CHECK(named->at(0).marketplace == "P2");
  CHECK(named->at(0).stream == "campaigns");
  settle();
  CHECK(sync_now({}, "con_a", {"P3"}).error().code == "marketplace_unknown");
  CHECK(sync_now({}, "con_a")->size() == 3);
  settle();
}

TEST_CASE_METHOD(AdsFixture, "an hourly success that changed nothing is a run, but no activity entry") {
  scripts["P1"] = {campaigns({{"c1", 1}}), checkpoint("one"), done()};
  start();
  auto before = entries("run.succeeded").size();
  core.run_for(1h);
  settle();
  auto count = runs().size();
  CHECK(count >= 5);
  CHECK(entries("run.succeeded").size() == before);
  scripts["P1"] = {campaigns({{"c1", 2}}), checkpoint("two"), done()};  // changed
  scripts["P2"] = {failing(FailureKind::network)};
  core.run_for(1h);
  settle();
  core.run_for(3min);
  settle();
  CHECK(entries("run.failed").size() == 1);
  CHECK(entries("run.succeeded").size() == before + 2);  // the change, and that it works again
  REQUIRE(sync_now({"campaigns"}, "con_a", {"P1"}));     // asked for
  settle();
  CHECK(entries("run.succeeded").size() == before + 3);
}

TEST_CASE_METHOD(AdsFixture,
                 "a row that a complete listing of its marketplace does not name gets a deletion mark") {
  scripts["P1"] = {campaigns({{"c1", 1}, {"c2", 1}}), complete("one"), done()};
  scripts["P2"] = {campaigns({{"c3", 1}}), complete("one"), done()};
  start();
  CHECK(held("_deleted_at IS NULL") == 3);
  scripts["P1"] = {campaigns({{"c1", 1}}), complete("two"), done()};
  REQUIRE(sync_now({"campaigns"}, "con_a", {"P1"}));
  settle();
  CHECK(held("_deleted_at IS NULL") == 2);
  CHECK(held("campaign_id = 'c2' AND _deleted_at IS NOT NULL") == 1);
  CHECK(held("campaign_id = 'c3' AND _deleted_at IS NULL") == 1);  // of another marketplace
  CHECK(runs().at(0).rows_changed == 1);
  CHECK(entries("run.succeeded").at(0).message.find("1 rows read, 0 new or changed, 1 gone") !=
        std::string::npos);
}

TEST_CASE_METHOD(
    AdsFixture,
    "a listing is believed of what its own run emitted; a run anew does not mark what the cut one read") {
  scripts["P1"] = {campaigns({{"c1", 1}, {"c2", 1}}), complete("one"), done()};
  start();
  // Cut in the middle: c1 was read and committed, then the host stops.
  scripts["P1"] = {campaigns({{"c1", 2}}), checkpoint("half"), silent()};
  REQUIRE(sync_now({"campaigns"}, "con_a", {"P1"}));
  settle();
  engine->stop();
  core.drop();
  destroy();
  scripts["P1"] = {campaigns({{"c1", 2}, {"c2", 1}}), complete("end"), done()};
  build();
  start();
  CHECK(calls_of("P1").back().cursor == "half");
  CHECK(held("_deleted_at IS NULL") == 2);
  CHECK(slot("P1").cursor == "end");
}

TEST_CASE_METHOD(EngineFixture, "a complete listing of an incremental stream is refused") {
  tasks.next({act([] {
    CompleteListing listing;
    listing.stream = "orders";
    return TaskAction(CheckpointAction{"one", {}, {listing}});
  })});
  start();
  CHECK(runs().at(0).state == RunState::failed);
  CHECK(runs().at(0).failure_message.find("complete listing") != std::string::npos);
  CHECK(stream().cursor.empty());
}

TEST_CASE_METHOD(AdsFixture, "a notice is kept with its slot, told once, and gone with a run that has none") {
  auto told = [&] { return entries("stream.notice").size(); };
  scripts["P1"] = {notice("Sponsored Display is not permitted"), checkpoint("one"), done()};
  start();
  CHECK(slot("P1").notice == "Sponsored Display is not permitted");
  CHECK(slot("P2").notice.empty());
  REQUIRE(told() == 1);
  auto entry = entries("stream.notice").at(0);
  CHECK(entry.severity == Severity::warning);
  CHECK(entry.status == 403);
  CHECK(entry.request_id == "r-9");
  CHECK(entry.message == "Campaigns of Shop P1 (DE): Sponsored Display is not permitted");

  scripts["P1"] = {notice("Sponsored Display is not permitted"), notice("Brands too"), checkpoint("two"),
                   done()};
  core.run_for(1h);
  settle();
  CHECK(told() == 2);
  CHECK(slot("P1").notice == "Sponsored Display is not permitted\nBrands too");
  scripts["P1"] = {failing(FailureKind::server)};  // it did not come to the point: nothing is taken back
  core.run_for(1h);
  settle();
  core.run_for(0s);
  CHECK(told() == 2);
}

TEST_CASE_METHOD(AdsFixture, "a failed run takes no notice back, a run without one does") {
  scripts["P1"] = {notice("No access"), checkpoint("one"), done()};
  start();
  scripts["P1"] = {failing(FailureKind::server)};
  REQUIRE(sync_now({"campaigns"}, "con_a", {"P1"}));
  settle();
  CHECK(slot("P1").notice == "No access");
  REQUIRE(sync_now({"campaigns"}, "con_a", {"P1"}));
  settle();
  CHECK(slot("P1").notice.empty());
}

TEST_CASE_METHOD(AdsFixture,
                 "a run that sleeps holds no place, and goes on when it wakes though all are taken") {
  config.schedule.runs_at_once = 1;
  scripts["profiles"] = {sleep_for(3h, clock), checkpoint("read"), done()};
  scripts["P1"] = {sleep_for(2h, clock), campaigns({{"c1", 1}}), checkpoint("one"), done()};
  scripts["P2"] = {silent()};  // works until it is cancelled
  write([](Session& session) { rows::set_selected_marketplaces(session, "con_a", {"P1"}); });
  start();
  select({"P1", "P2"});
  CHECK(tasks.calls.size() == 3);
  auto counters = engine->counters();
  CHECK(counters.runs_active == 3);
  CHECK(counters.runs_working == 1);
  CHECK(live_of("P1").state == "sleeping");
  CHECK(live_of("P1").waiting_for == "report");
  CHECK(live_of("P1").until > clock.now() + 119min);
  core.run_for(2h);
  settle();
  CHECK(slot("P1").cursor == "one");  // beside P2, which still has the only place
  CHECK(engine->counters().runs_working == 1);
  core.run_for(4h);
  settle();
  CHECK(calls_of("P1").size() == 1);  // the next one waits for a place
  CHECK(live_of("P1").state == "queued");
}

TEST_CASE_METHOD(AdsFixture,
                 "what a stream could not read by permission is told to whoever looks the account over") {
  std::vector<std::string> told;
  engine->on_permission_failure([&](const std::string& id) { told.push_back(id); });
  scripts["P1"] = {failing(FailureKind::permission)};
  scripts["P2"] = {failing(FailureKind::server)};
  start();
  CHECK(told == std::vector<std::string>{"con_a"});
}

TEST_CASE_METHOD(AdsFixture, "coverage keeps its part and what is lost, and names the run's marketplace") {
  Timestamp day = clock.now();
  scripts["P1"] = {
      act([day] {
        return TaskAction(CheckpointAction{
            "one",
            {{"campaigns", "", day - 24h, day, "SP"}, {"campaigns", "", day - 72h, day - 24h, "SP", true}}});
      }),
      done()};
  start();
  auto coverage = read([](Session& session) { return rows::list_coverage(session, "con_a", "campaigns"); });
  REQUIRE(coverage.size() == 2);
  CHECK(coverage[0].lost);
  CHECK_FALSE(coverage[1].lost);
  for (const auto& range : coverage) {
    CHECK(range.marketplace == "P1");
    CHECK(range.part == "SP");
  }
}

TEST_CASE_METHOD(AdsFixture, "a queued run tells its place and what it waits for") {
  config.schedule.runs_at_once = 1;
  scripts["profiles"] = scripts["P1"] = scripts["P2"] = {silent()};
  start();
  core.run_for(1s);  // the places are told a moment after the change
  std::vector<QueuePlace> places;
  for (const RunRow& run : runs()) {
    const auto place = engine->queue_place(run.id);
    CHECK(place.has_value() == (run.state == RunState::queued));
    if (place) places.push_back(*place);
  }
  REQUIRE(places.size() == 2);
  std::sort(places.begin(), places.end(),
            [](const auto& a, const auto& b) { return a.position < b.position; });
  for (size_t at = 0; at < places.size(); ++at) {
    CHECK(places[at].position == at + 1);
    CHECK(places[at].length == 2);
    CHECK(places[at].waits_for == "places");
  }
  size_t told = 0;
  for (const LiveStream& live : engine->live("con_a"))
    if (live.queue) told += live.state == "queued" ? 1 : 100;
  CHECK(told == 2);
}
