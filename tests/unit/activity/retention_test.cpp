#include "activity/retention.hpp"

#include <catch2/catch.hpp>

#include "activity/activity_log.hpp"
#include "store/rows_activity_removal.hpp"
#include "store/rows_watch.hpp"
#include "support/store_fixture.hpp"

using namespace mooring::host;
using namespace mooring::test;
using namespace std::chrono_literals;

namespace {

constexpr int64_t kDay = 86'400;

struct RetentionFixture {
  RetentionFixture() { store.add_connection("con_1"), store.add_connection("con_2"); }

  std::string add(int64_t day, Severity severity, const std::string& kind = "request.failed",
                  const std::string& connection = "con_1", const std::string& run = "") {
    ActivityRow row;
    row.id = "act_" + std::to_string(++count);
    row.at = at_second(day * kDay);
    row.severity = severity;
    row.kind = kind;
    row.connection_id = connection;
    row.run_id = run;
    row.message = "day " + std::to_string(day);
    store.write([&](Session& s) { rows::insert_activity(s, row); });
    return row.id;
  }
  Removed pass(int64_t day, int64_t entries_max = 1'000'000, int64_t removed_max = 1'000'000) {
    return ActivityRetention(store.database(), {24h * 10, entries_max, removed_max})
        .pass(at_second(day * kDay))
        .value();
  }
  // Numbers of the ids that are left, the oldest first.
  std::string left() {
    std::string out;
    rows::ActivityFilter filter;
    filter.limit = 10'000;
    for (const auto& row :
         store.read([&](Session& s) { return rows::list_activity_oldest_first(s, filter, 0); }))
      out += (out.empty() ? "" : " ") + row.id.substr(4);
    return out;
  }
  StoreFixture store;
  int count = 0;
};

}  // namespace

TEST_CASE("infos and warnings go by their age, errors after twice as long") {
  RetentionFixture f;
  f.add(1, Severity::info);
  f.add(1, Severity::warning);
  f.add(1, Severity::error);
  f.add(5, Severity::info);
  f.add(6, Severity::error);
  const auto first = f.pass(12);
  CHECK(first.infos == 1);
  CHECK(first.warnings == 1);
  CHECK(first.errors == 0);
  CHECK(f.left() == "3 4 5");
  CHECK(f.pass(22).errors == 1);
  CHECK(f.left() == "5");
}

TEST_CASE("the last error of every connection stays, however old it is") {
  RetentionFixture f;
  f.add(1, Severity::error, "request.failed", "con_1");
  f.add(1, Severity::error, "request.failed", "con_2");
  f.add(2, Severity::error, "request.failed", "con_1");
  CHECK(f.pass(1000).errors == 1);
  CHECK(f.left() == "2 3");
  CHECK(f.pass(1000, 0).total() == 0);
}

TEST_CASE("what proves a badge stays: the entry it names, the last run's, the last word about tokens") {
  RetentionFixture f;
  const auto proof = f.add(1, Severity::warning);
  f.add(1, Severity::warning, "request.failed", "con_1", "run_1");
  f.add(1, Severity::info, "run.succeeded", "con_1", "run_1");
  f.add(1, Severity::warning, "token.revoked");
  f.add(2, Severity::warning, "token.revoked");
  f.add(2, Severity::info, "connection.connected", "");
  f.store.write([&](Session& s) {
    rows::insert_badge_change(s, {"con_1", at_second(1), "connected", "fine", "", "act_3"});
    rows::insert_badge_change(s, {"con_1", at_second(2), "sync_error", "failed", "retry", proof});
    StreamRow stream;
    stream.connection_id = "con_1";
    stream.stream = "orders";
    stream.last_run_id = "run_1";
    rows::upsert_stream(s, stream);
  });
  f.pass(1000);
  CHECK(f.left() == "1 2 5");
}

TEST_CASE("a log that is too large loses infos first, then warnings, the oldest of them") {
  RetentionFixture f;
  f.add(1, Severity::error, "request.failed", "con_2");
  f.add(1, Severity::warning);
  f.add(1, Severity::info);
  f.add(2, Severity::info);
  f.add(2, Severity::error, "request.failed", "con_2");
  f.add(3, Severity::warning);
  CHECK(f.pass(4, 6).total() == 0);
  CHECK(f.pass(4, 5).infos == 1);
  CHECK(f.left() == "1 2 4 5 6");
  const auto more = f.pass(4, 3);
  CHECK(more.infos == 1);
  CHECK(more.warnings == 1);
  CHECK(f.left() == "1 5 6");
  CHECK(f.pass(4, 1).total() == 2);
  CHECK(f.left() == "5");
}

TEST_CASE("a pass removes in steps and no more than it may; the next one goes on") {
  RetentionFixture f;
  f.store.write([&](Session& s) {
    for (int i = 0; i < 3000; ++i) {
      ActivityRow row;
      row.id = "act_" + std::to_string(i);
      row.kind = "run.succeeded";
      row.at = at_second(kDay + i);
      rows::insert_activity(s, row);
    }
  });
  CHECK(f.pass(100, 1'000'000, 700).infos == 700);
  CHECK(f.pass(100, 1'000'000, 700).infos == 700);
  const auto counts = f.store.read([](Session& s) { return rows::count_activity_by_severity(s); });
  CHECK(counts.infos == 1600);
  CHECK(counts.total() == 1600);
  CHECK(f.pass(100).infos == 1600);
  CHECK(f.left().empty());
  CHECK(f.pass(100).total() == 0);
}
