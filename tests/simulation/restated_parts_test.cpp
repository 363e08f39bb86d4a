// Amazon restates transactions with fewer parts, and with more: what is held is what they are made of now, and adds up.
#include <catch2/catch.hpp>

#include "base/text.hpp"
#include "simulation/seller_judge.hpp"
#include "store/sqlite_tools.hpp"

using namespace mooring::host;
using namespace mooring::test;
using namespace std::chrono_literals;
using std::chrono::days;

namespace {

// All of it is read again once a day.
constexpr int kHistoryDays = 20;
constexpr auto kReadAgain = 30h;

struct Story {
  Story() : host(options()), account(seller_account(host.simulator())) {
    fees_on();
    host.connect(account, R"({"history_days":")" + std::to_string(kHistoryDays) + R"("})");
    began = host.clock.now();
    host.start();
  }

  static SimulatedHost::Options options() {
    SimulatedHost::Options options{MOORING_PLUGINS, 11};
    options.world.sellers = 1;
    options.world.orders = 1200;
    options.world.budget_scale = 20;
    keep_only(options.channels["amazon_seller"], declared_by(MOORING_PLUGINS, "amazon_seller"),
              {"transactions"});
    return options;
  }

  void fees_on() { host.control("POST", "/faults", R"({"kind":"provisional_fees","channel":"seller"})"); }
  void fees_off() { host.control("DELETE", "/faults"); }

  int64_t number(const std::string& sql) {
    return host.store().read(
        [&](Session& session) { return sqlite::query_integer(sqlite::handle(session), sql).value(); });
  }
  // Rows of the fee, with the deletion mark or without, of all that the first sync has read.
  int64_t fees(bool marked) {
    return number(
        "SELECT count(*) FROM amazon_seller_transaction_breakdowns WHERE type = 'ProvisionalFee' AND "
        "posted_at BETWEEN '" +
        format_time(began - days{kHistoryDays}) + "' AND '" + format_time(began - days{4}) +
        "' AND _deleted_at IS " + (marked ? "NOT NULL" : "NULL"));
  }
  // Transactions whose leaves add up to something else than they are.
  int64_t wrong_sums() {
    return number(
        "SELECT count(*) FROM (SELECT abs(CAST(t.amount AS REAL) - sum(CAST(b.amount AS REAL))) AS wrong "
        "FROM amazon_seller_transactions t JOIN amazon_seller_transaction_breakdowns b USING "
        "(_connection_id, transaction_id) WHERE b.is_leaf AND b.item_number = 0 AND b._deleted_at IS NULL "
        "GROUP BY t.transaction_id) WHERE wrong > 0.001");
  }
  std::vector<std::string> differences() {
    const Timestamp calm = host.clock.now();
    host.sync_now(account.connection_id, {{"transactions"}, {}});
    REQUIRE(host.run_until([&] { return all_read_since(host, account.connection_id, calm); }, 2h));
    return judge_seller(host, account, began - days{kHistoryDays - 3}, calm,
                        {"transactions", "transaction_breakdowns"})
        .wrong;
  }

  SimulatedHost host;
  SimulatedAccount account;
  Timestamp began;
};

}  // namespace

TEST_CASE("transactions that are restated lose the parts that Amazon took back, and get them again") {
  Story story;
  REQUIRE(story.host.run_until(
      [&] { return all_read_since(story.host, story.account.connection_id, story.began); }, 1h));
  const int64_t first = story.fees(false);
  CHECK(first > 100);
  CHECK(story.fees(true) == 0);
  CHECK(story.wrong_sums() == 0);

  story.fees_off();
  story.host.run_for(kReadAgain);
  CHECK(story.fees(false) == 0);
  CHECK(story.fees(true) == first);
  CHECK(story.wrong_sums() == 0);
  const auto wrong = story.differences();
  INFO((wrong.empty() ? "" : wrong.front()));
  CHECK(wrong.empty());

  story.fees_on();
  story.host.run_for(kReadAgain);
  CHECK(story.fees(false) == first);
  CHECK(story.fees(true) == 0);
  CHECK(story.wrong_sums() == 0);
}
