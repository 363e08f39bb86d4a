// What a connection missed: looked for once however many streams recover, and told as it is.
#include <atomic>

#include "base/limits_backfill.hpp"
#include "store/sqlite_tools.hpp"
#include "sync/missed_ranges.hpp"
#include "unit/sync/backfill_fixture.hpp"

using namespace mooring::host;
using namespace std::chrono_literals;

namespace {

struct RefillFixture : BackfillFixture {
  std::atomic<int> coverage_reads = 0;  // of all streams of a connection at once

  void count_reads() {
    write([&](Session& session) {
      sqlite3_trace_v2(
          sqlite::handle(session), SQLITE_TRACE_STMT,
          [](unsigned, void* self, void* statement, void*) {
            const std::string sql = sqlite3_sql(static_cast<sqlite3_stmt*>(statement));
            const bool of_all = sql.find("FROM coverage") != std::string::npos &&
                                sql.find("ORDER BY stream") != std::string::npos &&
                                sql.find("stream = ?") == std::string::npos;
            if (of_all) ++static_cast<RefillFixture*>(self)->coverage_reads;
            return 0;
          },
          this);
    });
  }
  void choose_marketplaces(int count) {
    write([&](Session& session) {
      std::vector<std::string> chosen;
      for (int i = 1; i <= count; ++i) {
        MarketplaceRow marketplace;
        marketplace.id = chosen.emplace_back("M" + std::to_string(i));
        rows::upsert_marketplace(session, "con_1", marketplace);
      }
      rows::set_selected_marketplaces(session, "con_1", chosen);
    });
  }
  void hold(const std::string& stream, int from_ago, int to_ago, const std::string& part = "",
            const std::string& marketplace = "M1") {
    write([&](Session& session) {
      rows::add_coverage(session, {"con_1", stream, marketplace, day(from_ago), day(to_ago), part, false});
    });
  }
  // A backfill of orders whose oldest days leave the provider's store while somebody has paused it.
  std::string grow_too_old() {
    range_scripts.push_back({failing(FailureKind::grant_rejected)});
    const auto made = create(request(99, 90));
    REQUIRE(made);
    REQUIRE(change(&Backfills::pause, made->row.id));
    core.run_for(4 * 24h);
    REQUIRE(change(&Backfills::resume, made->row.id));
    settle();
    CHECK(job(made->row.id).state == BackfillState::done);
    return made->row.id;
  }
};

}  // namespace

TEST_CASE_METHOD(RefillFixture, "streams that recover together are looked after together") {
  choose_marketplaces(40);
  bool outage = true;
  ordinary = [&](const TaskCall&) {
    return outage ? ScriptedTasks::Script{failing(FailureKind::server)}
                  : ScriptedTasks::Script{checkpoint("now"), done()};
  };
  start();
  core.run_for(5s);
  settle();
  outage = false;
  count_reads();
  sync_now({"days"});
  settle();
  CHECK(coverage_reads == 0);  // not for each of the forty
  core.run_for(limits::kRefillAfter);
  settle();
  CHECK(coverage_reads == 1);
  size_t recovered = 0;
  for (const RunRow& run : read([](Session& s) { return rows::list_runs(s, {.limit = 500}); }))
    recovered += run.stream == "days" && run.state == RunState::succeeded;
  CHECK(recovered >= 40);
  core.run_for(1min);
  settle();
  CHECK(coverage_reads <= 3);  // orders and the listing have come back by themselves
}

TEST_CASE_METHOD(RefillFixture, "only what was really lost is called lost, part by part") {
  start();
  hold("orders", 99, 97, "sp");
  hold("orders", 80, 70, "sp");
  hold("orders", 80, 70, "sb");
  const Timestamp begin = day(99), held_until = day(97);
  grow_too_old();
  std::string lost;
  for (const CoverageRow& range : coverage())
    if (range.lost) {
      lost += range.part + " ";
      CHECK(range.from == (range.part == "sp" ? held_until : begin));
    }
  CHECK(lost == "sb sp ");
  REQUIRE(entries("coverage.lost").size() == 1);
  const std::string message = entries("coverage.lost")[0].message;
  CHECK(message.find("Orders of M1 sp: ") != std::string::npos);
  CHECK(message.find("Orders of M1 sb: ") != std::string::npos);
  CHECK(message.find("bkf_") != std::string::npos);
}

TEST_CASE_METHOD(RefillFixture, "where all of it is held nothing is lost, and nothing is told") {
  start();
  hold("orders", 99, 90, "sp");
  const std::string id = grow_too_old();
  CHECK(part(id).lost_until);
  CHECK(entries("coverage.lost").empty());
  for (const CoverageRow& range : coverage())
    CHECK_FALSE(range.lost);
}

TEST_CASE_METHOD(RefillFixture, "the counters follow the jobs") {
  start();
  range_scripts.push_back({silent()});
  const auto made = create(request(30, 25));
  REQUIRE(made);
  CHECK(backfills->counters().open == 1);
  CHECK(backfills->counters().running == 1);
  REQUIRE(change(&Backfills::pause, made->row.id));
  CHECK(backfills->counters().running == 0);
  range_scripts.push_back({silent()});
  REQUIRE(change(&Backfills::resume, made->row.id));
  CHECK(backfills->counters().running == 1);
  REQUIRE(change(&Backfills::cancel, made->row.id));
  CHECK(backfills->counters().running == 0);
  CHECK(backfills->counters().open == 0);
  CHECK(backfills->counters().cancelled == 1);
}

TEST_CASE("the parts of a place are those that are held and still read") {
  const auto at = [](int day) { return Timestamp{std::chrono::sys_days{std::chrono::days{20'000 + day}}}; };
  const std::vector<CoverageRow> coverage = {{"con_1", "days", "M1", at(0), at(20), "sp", false},
                                             {"con_1", "days", "M1", at(0), at(19), "sb", false},
                                             {"con_1", "days", "M1", at(0), at(10), "sd", false},
                                             {"con_1", "days", "M1", at(0), at(20), "", true},
                                             {"con_1", "days", "M2", at(0), at(20), "tv", false}};
  CHECK(parts_of(coverage, "days", "M1") == std::vector<std::string>{"sb", "sp"});
  CHECK(parts_of(coverage, "days", "M3") == std::vector<std::string>{""});
}
