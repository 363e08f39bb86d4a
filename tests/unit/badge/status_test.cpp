#include "badge/status.hpp"

#include <catch2/catch.hpp>

#include "mooring/abi.h"
#include "store/record_table.hpp"
#include "store/rows_probes.hpp"
#include "store/rows_slots.hpp"
#include "support/store_fixture.hpp"

using namespace mooring::host;
using namespace mooring::test;
using namespace std::chrono_literals;

namespace {

const std::string kManifest = R"(schema = 1
id = "shop"
name = "Shop"
version = "1.0.0"
description = "For tests"
abi = { major = 1, minor_required = 0 }
operations = ["identify/1", "sync/1"]
hosts = ["api.example.com"]
[[regions]]
id = "NA"
name = "North America"
api_base = "https://api.example.com"
issuer = "shop-na"
authorize_url = "https://example.com/consent"
token_url = "https://api.example.com/token"
[oauth]
authorize_parameters = [{ name = "state", value = "{state}" }]
[[credentials]]
id = "account"
header = "Authorization"
value = "Bearer {access_token}"
[[streams]]
id = "orders"
title = "Orders"
mode = "incremental"
interval = "15m"
stale_after = "2h"
primary_key = ["order_id"]
fields = [{ name = "order_id", type = "text" }]
[[streams]]
id = "order_items"
title = "Order items"
mode = "incremental"
fed_by = "orders"
primary_key = ["item_id"]
fields = [{ name = "item_id", type = "text" }]
[[streams]]
id = "payouts"
title = "Payouts"
mode = "snapshot"
interval = "7d"
primary_key = ["payout_id"]
fields = [{ name = "payout_id", type = "text" }]
)";

mooring_plugin shop_plugin() {
  mooring_plugin plugin{};
  plugin.struct_size = sizeof plugin;
  plugin.manifest = {kManifest.data(), kManifest.size()};
  plugin.start = [](const mooring_call*, mooring_task**, mooring_error*) -> int32_t { return 1; };
  plugin.resume = [](mooring_task*, const mooring_event*, mooring_action*) {};
  plugin.destroy = [](mooring_task*) {};
  return plugin;
}

const Timestamp kNow = from_unix_us(1'770'000'000'000'000);

class Fixture : public StoreFixture {
 public:
  Fixture() {
    must(registry.add_linked(shop_plugin()));
    add_connection("con_1");
  }

  StatusReader reader() { return {database(), registry, config, nullptr, clock}; }
  ConnectionStatus find(const std::string& id, StatusReader::Options options = {}) {
    auto status = reader().find(id, options);
    if (!status) throw std::runtime_error(describe(status.error()));
    REQUIRE(status->has_value());
    return **status;
  }

  void add_grant(const std::string& connection, GrantState state, const std::string& evidence = "") {
    write([&](Session& session) {
      GrantRow grant;
      grant.id = "grt_" + connection;
      grant.connection_id = connection;
      grant.state = state;
      grant.source = "consent";
      grant.issued_at = kNow - 24h * 10;
      grant.evidence_message = evidence;
      rows::insert_grant(session, grant);
    });
  }
  void select_marketplaces(const std::string& connection, int available, int selected) {
    write([&](Session& session) {
      std::vector<std::string> chosen;
      for (int i = 0; i < available; ++i) {
        MarketplaceRow marketplace;
        marketplace.id = "M" + std::to_string(i);
        marketplace.name = marketplace.id;
        marketplace.first_seen_at = kNow;
        rows::upsert_marketplace(session, connection, marketplace);
        if (i < selected) chosen.push_back(marketplace.id);
      }
      rows::set_selected_marketplaces(session, connection, chosen);
    });
  }
  void add_stream(const std::string& connection, const std::string& stream, Duration age,
                  bool failed = false) {
    write([&](Session& session) {
      StreamRow row;
      row.connection_id = connection;
      row.stream = stream;
      row.last_success_at = kNow - age;
      row.last_attempt_at = kNow - 1min;
      row.last_run_id = "run_" + connection + stream;
      row.last_run_failed = failed;
      row.consecutive_failures = failed ? 3 : 0;
      rows::upsert_stream(session, row);
    });
  }
  void hold_orders() {  // one of each of two connections
    const Manifest& manifest = *registry.manifest("shop");
    write([&](Session& session) {
      for (const auto& rule : manifest.streams)
        must(ensure_record_table(session, {"shop", rule.id, rule.fields, rule.primary_key, rule.time_field}));
      session
          << "INSERT INTO shop_orders (order_id, _connection_id, _marketplace_id, _run_id, _first_seen_at, "
             "_synced_at, "
             "_change_seq, _raw) VALUES ('o1', 'con_1', '', 'r', '', '', 1, '{}'), ('o2', 'con_2', '', "
             "'r', '', '', 2, '{}')",
          Poco::Data::Keywords::now;
    });
  }
  void add_failed_run(const std::string& connection, const std::string& stream, const std::string& message) {
    write([&](Session& session) {
      RunRow run;
      run.id = "run_" + connection + stream;
      run.connection_id = connection;
      run.stream = stream;
      run.trigger = "schedule";
      run.actor = "scheduler";
      run.state = RunState::failed;
      run.queued_at = kNow - 2min;
      run.finished_at = kNow - 1min;
      run.failure_kind = "server";
      run.failure_status = 503;
      run.failure_message = message;
      rows::insert_run(session, run);
      add_entry(session, connection, "run.started", run.id, "act_started");
      add_entry(session, connection, "run.failed", run.id, "act_failed");
      add_entry(session, connection, "request.failed", run.id, "act_request");
    });
  }
  static void add_entry(Session& session, const std::string& connection, const std::string& kind,
                        const std::string& run, const std::string& id) {
    ActivityRow entry;
    entry.id = id;
    entry.connection_id = connection;
    entry.run_id = run;
    entry.at = kNow;
    entry.kind = kind;
    entry.severity = Severity::error;
    rows::insert_activity(session, entry);
  }
  void connect(const std::string& connection) {
    add_grant(connection, GrantState::active);
    select_marketplaces(connection, 3, 2);
  }

  PluginRegistry registry;
  Config config;
  VirtualClock clock{kNow};
};

const StreamStatus& stream_of(const ConnectionStatus& status, const std::string& id) {
  for (const auto& stream : status.streams)
    if (stream.id == id) return stream;
  throw std::runtime_error("no stream " + id);
}

}  // namespace

TEST_CASE_METHOD(Fixture, "an unknown connection is no error, and nothing") {
  auto status = reader().find("con_none", {});
  REQUIRE(status);
  CHECK_FALSE(status->has_value());
}

TEST_CASE_METHOD(Fixture, "a connection without a grant is not connected, and its streams are shown") {
  auto status = find("con_1");
  CHECK(status.verdict.badge == Badge::not_connected);
  CHECK_FALSE(status.grant);
  REQUIRE(status.streams.size() == 3);
  CHECK(status.streams[0].title == "Orders");
  CHECK(status.streams[1].fed_by == "orders");
  CHECK(status.streams[0].live.state == "idle");
}

TEST_CASE_METHOD(Fixture,
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

TEST_CASE_METHOD(Fixture,
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

TEST_CASE_METHOD(Fixture, "a stream that is switched off does not count, and neither does what it feeds") {
  connect("con_1");
  add_stream("con_1", "payouts", 1h);
  config.channels["shop"].streams["orders"].enabled = false;
  auto status = find("con_1");
  CHECK(status.verdict.badge == Badge::connected);
  CHECK_FALSE(stream_of(status, "orders").enabled);
  CHECK_FALSE(stream_of(status, "order_items").enabled);
  CHECK(stream_of(status, "payouts").enabled);
}

TEST_CASE_METHOD(Fixture, "a failed run: its message, and the entry that proves it") {
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

TEST_CASE_METHOD(Fixture, "a failed run whose row is gone still shows the badge") {
  connect("con_1");
  add_stream("con_1", "orders", 1h, true);
  add_stream("con_1", "payouts", 1h);
  CHECK(find("con_1").verdict.reason ==
        "The latest sync of Orders failed. Orders last succeeded 60 min ago.");
}

TEST_CASE_METHOD(Fixture, "a grant that ended: the evidence and the entry of that end") {
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
        "The account's owner withdrew this authorization (HTTP 400, invalid_grant). Access had been granted "
        "10 days ago.");
  CHECK(status.verdict.entry_id == "act_revoked");
}

TEST_CASE_METHOD(Fixture, "a channel without its connector is never green") {
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
        "No connector for the channel 'gone' is loaded. Nothing syncs until it is loaded.");
  CHECK(stream_of(status, "orders").last_success_at == kNow - 1min);
}

TEST_CASE_METHOD(Fixture, "a first sync that is not over is told with what has come") {
  add_grant("con_1", GrantState::active);
  select_marketplaces("con_1", 1, 1);
  const std::string unfinished = "irst sync of Orders and 1 more stream has not finished.";
  CHECK(find("con_1").verdict.reason == "No data has arrived yet: the f" + unfinished);
  hold_orders();
  CHECK(find("con_1").verdict.reason == "The f" + unfinished + " What has come so far is there already.");
}

TEST_CASE_METHOD(Fixture, "rows are counted only when asked") {
  connect("con_1");
  hold_orders();
  CHECK(stream_of(find("con_1"), "orders").rows == 0);
  StatusReader::Options counted;
  counted.count_rows = true;
  CHECK(stream_of(find("con_1", counted), "orders").rows == 1);
  CHECK(stream_of(find("con_1", counted), "payouts").rows == 0);
}

TEST_CASE_METHOD(Fixture, "a list agrees with reading one by one, however many there are") {
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

TEST_CASE_METHOD(Fixture, "the age of the data stands beside the age of the sync") {
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

TEST_CASE_METHOD(Fixture, "a stream that was added later has time for its first sync") {
  connect("con_1");
  add_stream("con_1", "orders", 5min);
  CHECK(find("con_1").verdict.badge == Badge::connected);  // payouts was added a moment ago
  write([](Session& session) {
    rows::set_first_wanted(session, "con_1", "orders", "", kNow - 24h * 60);
    rows::set_first_wanted(session, "con_1", "payouts", "", kNow - 24h * 13);
  });
  CHECK(find("con_1").verdict.badge == Badge::connected);
  write([](Session& session) { rows::set_first_wanted(session, "con_1", "payouts", "", kNow - 24h * 15); });
  CHECK(find("con_1").verdict.badge == Badge::stale);  // its threshold is two weeks
  write([](Session& session) {
    rows::set_first_wanted(session, "con_1", "orders", "", kNow - 1h);
    rows::set_first_wanted(session, "con_1", "payouts", "", kNow - 1h);
  });
  CHECK(find("con_1").verdict.badge == Badge::stale);  // wanted at the same time: the first sync of all
}

TEST_CASE_METHOD(Fixture, "a stream that brings nothing says since when, and the badge stays") {
  connect("con_1");
  add_stream("con_1", "orders", 5min);
  add_stream("con_1", "payouts", 5min);
  write([](Session& session) {
    SlotFactsRow facts{"con_1", "orders"};
    facts.empty_since = kNow - 30h;
    rows::put_yield(session, facts);
  });
  auto status = find("con_1");
  CHECK(status.verdict.badge == Badge::connected);
  CHECK(stream_of(status, "orders").brings_nothing_since == kNow - 30h);
}

TEST_CASE_METHOD(Fixture, "what may not be read and never worked is set aside: the badge counts the others") {
  add_grant("con_1", GrantState::active);
  select_marketplaces("con_1", 1, 1);
  add_stream("con_1", "orders", 10min);
  write([&](Session& session) {
    StreamRow row;
    row.connection_id = "con_1";
    row.stream = "payouts";
    row.last_attempt_at = kNow - 1min;
    row.last_run_failed = true;
    rows::upsert_stream(session, row);
  });
  CHECK(find("con_1").verdict.badge == Badge::sync_error);
  const auto probe = [&](const std::string& state) {
    write([&](Session& session) {
      rows::put_probe(session, {"con_1", "payouts", "M0", "grt_con_1", state, "", 403, "", "", kNow, kNow});
    });
  };
  probe(kProbeRoleMissing);
  const ConnectionStatus status = find("con_1");
  CHECK(status.verdict.badge == Badge::connected);
  CHECK(status.verdict.reason.find(
            "Set aside, because the provider refuses them (see the checklist): Payouts.") !=
        std::string::npos);
  CHECK(status.streams.back().set_aside);
  CHECK(status.streams.back().set_aside_because == kProbeRoleMissing);
  CHECK(status.streams.front().set_aside_because.empty());
  CHECK_FALSE(status.streams.front().set_aside);
  CHECK(reader().list({}, {})->front().verdict.badge == Badge::connected);
  probe(kProbeNotParticipating);
  CHECK(find("con_1").streams.back().set_aside_because == kProbeNotParticipating);
  probe(kProbeThrottled);
  CHECK(find("con_1").verdict.badge == Badge::sync_error);
}

TEST_CASE_METHOD(Fixture, "a pause is the reason where it keeps data from coming, and its entry proves it") {
  add_grant("con_1", GrantState::active);
  select_marketplaces("con_1", 1, 1);
  add_stream("con_1", "orders", 3h);
  add_stream("con_1", "payouts", 10min);
  CHECK(find("con_1").verdict.action == "refresh_now");
  write([&](Session& session) {
    rows::insert_pause(session, {"con_1", kNow - 24h * 2, "user:ann"});
    ActivityRow entry;
    entry.connection_id = "con_1";
    entry.id = "act_paused";
    entry.kind = "connection.paused";
    rows::insert_activity(session, entry);
  });
  const BadgeVerdict verdict = find("con_1").verdict;
  CHECK(verdict.badge == Badge::stale);
  CHECK(verdict.action == "resume");
  CHECK(verdict.cause == "paused");
  CHECK(verdict.entry_id == "act_paused");
  CHECK(verdict.reason.find("Planned runs were paused 2 days ago by user:ann.") != std::string::npos);
}
