#include <catch2/catch.hpp>

#include "status_fixture.hpp"

using namespace mooring::test;
using namespace mooring::host;
using namespace std::chrono_literals;

TEST_CASE_METHOD(StatusFixture, "an unknown connection is no error, and nothing") {
  auto status = reader().find("con_none", {});
  REQUIRE(status);
  CHECK_FALSE(status->has_value());
}

TEST_CASE_METHOD(StatusFixture, "a connection without a grant is not connected, and its streams are shown") {
  auto status = find("con_1");
  CHECK(status.verdict.badge == Badge::not_connected);
  CHECK_FALSE(status.grant);
  REQUIRE(status.streams.size() == 3);
  CHECK(status.streams[0].title == "Orders");
  CHECK(status.streams[1].fed_by == "orders");
  CHECK(status.streams[0].live.state == "idle");
}

TEST_CASE_METHOD(StatusFixture,
                 "every selected stream fresh: connected, and the fed stream is as fresh as its feeder") {
  connect("con_1");
  add_stream("con_1", "orders", 1h);
  add_stream("con_1", "payouts", 24h * 6);
  auto status = find("con_1");
  CHECK(status.verdict.badge == Badge::connected);
  CHECK(status.facts.streams.size() == 2);  // the fed one has no runs of its own
  CHECK(status.facts.marketplaces_selected == 2);
  CHECK(status.marketplaces.size() == 3);
  CHECK(stream_of(status, "order_items").last_success_at == kNow - 1h);
  CHECK(stream_of(status, "order_items").interval == Duration(15min));
  CHECK(stream_of(status, "orders").last_run_id == "run_con_1orders");
}

TEST_CASE_METHOD(StatusFixture,
                 "thresholds: the configuration's, the manifest's, or what follows from the interval") {
  connect("con_1");
  auto before = find("con_1");
  CHECK(stream_of(before, "orders").stale_after == Duration(2h));
  CHECK(stream_of(before, "payouts").stale_after == Duration(24h * 14));
  config.channels["shop"].streams["orders"].stale_after = Duration(5h);
  config.channels["shop"].streams["payouts"].interval = Duration(1h);
  auto after = find("con_1");
  CHECK(stream_of(after, "orders").stale_after == Duration(5h));
  CHECK(stream_of(after, "payouts").interval == Duration(1h));
  CHECK(stream_of(after, "payouts").stale_after == Duration(6h));
}

TEST_CASE_METHOD(StatusFixture,
                 "a stream that is switched off does not count, and neither does what it feeds") {
  connect("con_1");
  add_stream("con_1", "payouts", 1h);
  config.channels["shop"].streams["orders"].enabled = false;
  auto status = find("con_1");
  CHECK(status.verdict.badge == Badge::connected);
  CHECK_FALSE(stream_of(status, "orders").enabled);
  CHECK_FALSE(stream_of(status, "order_items").enabled);
  CHECK(stream_of(status, "payouts").enabled);
}

TEST_CASE_METHOD(StatusFixture, "a failed run: its message, and the entry that proves it") {
  connect("con_1");
  add_stream("con_1", "orders", 1h, true);
  add_stream("con_1", "payouts", 1h);
  add_failed_run("con_1", "orders", "HTTP 503: the provider has a fault");
  auto status = find("con_1");
  CHECK(status.verdict.badge == Badge::sync_error);
  CHECK(status.verdict.reason ==
        "The latest sync of Orders failed. HTTP 503: the provider has a fault. Orders last succeeded 60 min "
        "ago.");
  CHECK(status.verdict.entry_id == "act_failed");
  CHECK(stream_of(status, "orders").failure_kind == "server");
  CHECK(stream_of(status, "orders").consecutive_failures == 3);
  CHECK(stream_of(status, "order_items").last_run_failed);
  CHECK_FALSE(stream_of(status, "payouts").last_run_failed);
}

TEST_CASE_METHOD(StatusFixture, "a failed run whose row is gone still shows the badge") {
  connect("con_1");
  add_stream("con_1", "orders", 1h, true);
  add_stream("con_1", "payouts", 1h);
  CHECK(find("con_1").verdict.reason ==
        "The latest sync of Orders failed. Orders last succeeded 60 min ago.");
}

TEST_CASE_METHOD(StatusFixture, "a grant that ended: the evidence and the entry of that end") {
  add_grant("con_1", GrantState::revoked,
            "The account's owner withdrew this authorization (HTTP 400, invalid_grant)");
  select_marketplaces("con_1", 1, 1);
  write([](Session& session) {
    add_entry(session, "con_1", "token.refresh_failed", "", "act_network");
    add_entry(session, "con_1", "token.revoked", "", "act_revoked");
    add_entry(session, "con_1", "token.refresh_failed", "", "act_later");
  });
  auto status = find("con_1");
  CHECK(status.verdict.badge == Badge::revoked);
  CHECK(status.verdict.reason ==
        "The account's owner withdrew this authorization. Access had been granted 10 days ago.");
  CHECK(status.verdict.entry_id == "act_revoked");
}

TEST_CASE_METHOD(StatusFixture, "a channel without its connector is never green") {
  write([](Session& session) {
    auto row = connection("con_2");
    row.channel = "gone";
    rows::insert_connection(session, row);
  });
  connect("con_2");
  add_stream("con_2", "orders", 1min);
  auto status = find("con_2");
  CHECK(status.verdict.badge == Badge::stale);
  CHECK(status.verdict.reason ==
        "No connector for the channel 'gone' is loaded. Nothing syncs until that is repaired.");
  CHECK(stream_of(status, "orders").last_success_at == kNow - 1min);
}

TEST_CASE_METHOD(StatusFixture,
                 "a connector that does not know the connection's place any more is never green") {
  write([](Session& session) {
    auto row = connection("con_2");
    row.channel = "shop";
    row.region = "EU";
    rows::insert_connection(session, row);
    row = connection("con_3");
    row.channel = "shop";
    row.region = "NA";
    row.consent = "makers";
    rows::insert_connection(session, row);
  });
  for (const char* id : {"con_2", "con_3"}) {
    connect(id);
    add_stream(id, "orders", 1min);
    CHECK(find(id).verdict.badge == Badge::stale);
  }
  CHECK(find("con_2").verdict.reason ==
        "Shop 1.0.0 has no region 'EU'. Nothing syncs until that is repaired.");
  CHECK(find("con_3").verdict.reason ==
        "Shop 1.0.0 has no consent 'makers' in North America. Nothing syncs until that is repaired.");
  CHECK(stream_of(find("con_2"), "orders").last_success_at == kNow - 1min);
}

TEST_CASE_METHOD(StatusFixture, "a first sync that is not over is told with what has come") {
  add_grant("con_1", GrantState::active);
  select_marketplaces("con_1", 1, 1);
  const std::string unfinished = "irst sync of Orders and 1 more stream has not finished.";
  CHECK(find("con_1").verdict.reason == "No data has arrived yet: the f" + unfinished);
  hold_orders();
  CHECK(find("con_1").verdict.reason == "The f" + unfinished + " What has come so far is there already.");
}

TEST_CASE_METHOD(StatusFixture, "rows are counted only when asked") {
  connect("con_1");
  hold_orders();
  CHECK(stream_of(find("con_1"), "orders").rows == 0);
  StatusReader::Options counted;
  counted.count_rows = true;
  CHECK(stream_of(find("con_1", counted), "orders").rows == 1);
  CHECK(stream_of(find("con_1", counted), "payouts").rows == 0);
}

TEST_CASE_METHOD(StatusFixture, "a list agrees with reading one by one, however many there are") {
  const int count = GENERATE(2, 30);
  for (int i = 2; i <= count; ++i)
    add_connection("con_" + std::to_string(i));
  for (int i = 1; i <= count; ++i) {
    std::string id = "con_" + std::to_string(i);
    if (i % 5 == 0) continue;
    connect(id);
    add_stream(id, "orders", i % 3 == 0 ? Duration(24h) : Duration(1h), i % 4 == 0);
    add_stream(id, "payouts", 1h);
  }
  auto list = reader().list({}, {});
  REQUIRE(list);
  REQUIRE(list->size() == static_cast<size_t>(count));
  for (const auto& status : *list) {
    auto alone = find(status.connection.id);
    CHECK(status.verdict.badge == alone.verdict.badge);
    CHECK(status.verdict.reason == alone.verdict.reason);
    CHECK(status.streams.size() == alone.streams.size());
  }
  rows::ConnectionFilter page;
  page.limit = 1;
  page.after_id = "con_1";
  auto next = reader().list(page, {});
  REQUIRE(next);
  REQUIRE(next->size() == 1);
  CHECK(next->front().connection.id > "con_1");
}

TEST_CASE_METHOD(StatusFixture, "the age of the data stands beside the age of the sync") {
  connect("con_1");
  CHECK_FALSE(data_age(find("con_1")).until.has_value());
  write([](Session& session) {
    rows::raise_newest_record(session, "con_1", "orders", "", kNow - 3h);
    rows::raise_newest_record(session, "con_1", "order_items", "", kNow - 2h);
  });
  auto by_records = find("con_1");
  CHECK(stream_of(by_records, "orders").data_until == kNow - 3h);
  CHECK(stream_of(by_records, "orders").data_until_is == DataUntil::newest_record);
  CHECK(data_age(by_records).until == kNow - 2h);  // one that sees few events is not behind

  write([](Session& session) {
    rows::add_coverage(session, {"con_1", "orders", "M0", kNow - 48h, kNow - 26h});
    rows::refresh_covered_until(session, "con_1", "orders", "M0");
    rows::add_coverage(session,
                       {"con_1", "orders", "gone", kNow - 480h, kNow - 400h});  // not selected any more
    rows::refresh_covered_until(session, "con_1", "orders", "gone");
  });
  auto covered = find("con_1");
  CHECK(stream_of(covered, "orders").data_until == kNow - 26h);
  CHECK(stream_of(covered, "orders").data_until_is == DataUntil::covered);
  const DataAge age = data_age(covered);
  CHECK(age.until == kNow - 26h);
  CHECK(age.is == DataUntil::covered);
  CHECK(age.stream == "orders");
}
