#include "store/rows_slots.hpp"

#include <catch2/catch.hpp>

#include "store/rows.hpp"
#include "support/store_fixture.hpp"

using namespace mooring::host;
using namespace mooring::test;

namespace {

struct Fixture : StoreFixture {
  Fixture() { add_connection("con_1"); }
  void cover(const std::string& part, int64_t from, int64_t to, bool lost = false) {
    write([&](Session& session) {
      rows::add_coverage(session, {"con_1", "sales", "DE", from_unix_us(from), from_unix_us(to), part, lost});
      rows::refresh_covered_until(session, "con_1", "sales", "DE");
    });
  }
  SlotFactsRow sales() {
    auto row = read([](Session& session) { return rows::find_slot_facts(session, "con_1", "sales", "DE"); });
    return row.value_or(SlotFactsRow{});
  }
};

}  // namespace

TEST_CASE_METHOD(Fixture, "covered until the least of its parts; what is lost is not held") {
  CHECK_FALSE(sales().covered_until.has_value());
  cover("", 0, 30, true);
  CHECK_FALSE(sales().covered_until.has_value());
  cover("sp", 10, 50);
  CHECK(sales().covered_until == from_unix_us(50));
  cover("sb", 10, 20);
  CHECK(sales().covered_until == from_unix_us(20));
  cover("sb", 40, 70);  // a hole before it: the newest day counts, the hole is the coverage's
  CHECK(sales().covered_until == from_unix_us(50));
}

TEST_CASE_METHOD(Fixture, "the newest record only rises") {
  for (int64_t at : {50, 70, 60})
    write([&](Session& session) {
      rows::raise_newest_record(session, "con_1", "sales", "DE", from_unix_us(at));
    });
  CHECK(sales().newest_record_at == from_unix_us(70));
}

TEST_CASE_METHOD(Fixture, "each writer keeps what the others wrote") {
  cover("", 10, 20);
  write([&](Session& session) {
    rows::raise_newest_record(session, "con_1", "sales", "DE", from_unix_us(15));
    rows::set_first_wanted(session, "con_1", "sales", "DE", from_unix_us(5));
    SlotFactsRow yield{"con_1", "sales", "DE"};
    yield.run_outcomes = "1101";
    yield.empty_runs = 3;
    yield.last_rows_at = from_unix_us(12);
    yield.empty_since = from_unix_us(12);
    rows::put_yield(session, yield);
  });
  const SlotFactsRow row = sales();
  CHECK(row.covered_until == from_unix_us(20));
  CHECK(row.newest_record_at == from_unix_us(15));
  CHECK(row.first_wanted_at == from_unix_us(5));
  CHECK(row.run_outcomes == "1101");
  CHECK(row.empty_runs == 3);
  CHECK(row.empty_since == from_unix_us(12));
  CHECK_FALSE(row.longest_silence_at.has_value());
  CHECK(read([](Session& session) { return rows::list_all_slot_facts(session).size(); }) == 1);
}

TEST_CASE_METHOD(Fixture, "a part that is not read any more holds nothing back") {
  const int64_t hour = 3'600'000'000;
  cover("sp", hour, 100 * hour);
  cover("sb", hour, 53 * hour);  // late, and still read
  CHECK(sales().covered_until == from_unix_us(53 * hour));
  cover("sp", 100 * hour, 101 * hour);  // two days ahead now: the other was given up
  CHECK(sales().covered_until == from_unix_us(101 * hour));
}
