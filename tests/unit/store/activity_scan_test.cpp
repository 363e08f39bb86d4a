#include "store/activity_scan.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <random>

#include "base/endpoint.hpp"
#include "base/text.hpp"
#include "store/sqlite_tools.hpp"
#include "support/store_fixture.hpp"

using namespace mooring::host;
using namespace mooring::test;

namespace {

// What a search finds, told a second time: every entry is looked at, nothing is indexed.
bool oracle(const ActivityRow& row, const rows::ActivityFilter& filter) {
  auto same = [](const std::string& wanted, const std::string& value) {
    return wanted.empty() || wanted == value;
  };
  auto of_connection = [&](const std::string& wanted, const std::string& na, const std::string& eu) {
    return wanted.empty() || (row.connection_id == "con_0" && wanted == na) ||
           (row.connection_id == "con_1" && wanted == eu);
  };
  if (!same(filter.connection_id, row.connection_id) || !same(filter.run_id, row.run_id)) return false;
  if (!same(filter.stream, row.stream) || !same(filter.actor, row.actor)) return false;
  if (!same(filter.method, row.method) || !same(filter.operation, row.operation)) return false;
  if (!same(filter.request_id, row.request_id)) return false;
  if (!filter.kind_prefix.empty() && row.kind != filter.kind_prefix &&
      !row.kind.starts_with(filter.kind_prefix + "."))
    return false;
  if (filter.severity_min && row.severity < *filter.severity_min) return false;
  if (filter.since && row.at < *filter.since) return false;
  if (filter.until && row.at >= *filter.until) return false;
  if (filter.status_from > 0 && filter.status_until == 0 && row.status != filter.status_from) return false;
  if (filter.status_until > 0 && (row.status < filter.status_from || row.status >= filter.status_until))
    return false;
  if (!of_connection(filter.region, "NA", "EU") || !of_connection(filter.channel, "shop", "shop"))
    return false;
  return filter.text.empty() || contains_ignoring_case(row.message, filter.text) ||
         contains_ignoring_case(row.endpoint, filter.text) ||
         contains_ignoring_case(row.request_id, filter.text);
}

class ScanFixture {
 public:
  explicit ScanFixture(size_t count) {
    store_.add_connection("con_0");
    store_.write([](Session& session) {
      auto other = StoreFixture::connection("con_1");
      other.region = "EU";
      rows::insert_connection(session, other);
    });
    store_.write([&](Session& session) {
      for (size_t i = 0; i < count; ++i) {
        rows_.push_back(some_row(i));
        rows_.back().seq = rows::insert_activity(session, rows_.back());
      }
    });
  }

  std::vector<int64_t> expected(const rows::ActivityFilter& filter, rows::ActivityOrder order) const {
    std::vector<int64_t> seqs;
    for (const auto& row : rows_)
      if (row.seq > filter.after_seq && (filter.before_seq == 0 || row.seq < filter.before_seq) &&
          oracle(row, filter))
        seqs.push_back(row.seq);
    if (order == rows::ActivityOrder::newest_first) std::reverse(seqs.begin(), seqs.end());
    return seqs;
  }
  // All pages, each bounded as told.
  std::vector<int64_t> found(rows::ActivityFilter filter, rows::ActivityOrder order, int64_t entries_max) {
    std::vector<int64_t> seqs;
    for (;;) {
      const auto scan = store_.read([&](Session& s) {
        return rows::scan_activity(s, filter, order, {entries_max, {}});
      });
      REQUIRE(scan.seqs.size() <= filter.limit);
      seqs.insert(seqs.end(), scan.seqs.begin(), scan.seqs.end());
      if (scan.complete) return seqs;
      REQUIRE(scan.partial == (scan.seqs.size() < filter.limit || scan.partial));
      auto& from = order == rows::ActivityOrder::newest_first ? filter.before_seq : filter.after_seq;
      REQUIRE(from != scan.reached_seq);
      from = scan.reached_seq;
    }
  }
  rows::ActivityFilter some_filter() {
    rows::ActivityFilter filter;
    filter.limit = 1 + pick(60);
    maybe(filter.connection_id, "con_" + std::to_string(pick(4)));
    maybe(filter.region, pick(2) == 0 ? "NA" : "EU");
    maybe(filter.channel, pick(3) == 0 ? "elsewhere" : "shop");
    maybe(filter.kind_prefix, kKinds[pick(8)]);
    maybe(filter.run_id, "run_" + std::to_string(pick(5)));
    maybe(filter.stream, pick(2) == 0 ? "orders" : "ads");
    maybe(filter.actor, pick(2) == 0 ? "system" : "user:ann");
    maybe(filter.method, pick(2) == 0 ? "GET" : "DELETE");
    maybe(filter.operation, "GET https://api.test/orders/{id}");
    maybe(filter.request_id, "req-" + std::to_string(pick(300)));
    maybe(filter.text, kTexts[pick(6)]);
    if (pick(8) == 0) filter.severity_min = static_cast<Severity>(pick(3));
    if (pick(8) == 0) filter.status_from = 429;
    if (pick(12) == 0) filter.status_from = 400, filter.status_until = 500;
    if (pick(6) == 0) filter.since = at_second(static_cast<int64_t>(pick(4000)));
    if (pick(6) == 0) filter.until = at_second(static_cast<int64_t>(pick(4000)));
    if (pick(8) == 0) filter.after_seq = static_cast<int64_t>(pick(3000));
    if (pick(8) == 0) filter.before_seq = 1 + static_cast<int64_t>(pick(3000));
    return filter;
  }
  size_t pick(size_t below) { return std::uniform_int_distribution<size_t>(0, below - 1)(random_); }
  StoreFixture& store() { return store_; }

 private:
  static constexpr const char* kKinds[] = {"run",   "run.failed", "run.succeeded", "request.failed",
                                           "token", "request",    "tok",           "connection"};
  static constexpr const char* kTexts[] = {"rate limit", "LIMITS", "orders/70",
                                           "zzz",        "req-1",  "100% \"sure\"_"};

  void maybe(std::string& field, const std::string& value) {
    if (pick(7) == 0) field = value;
  }
  ActivityRow some_row(size_t number) {
    ActivityRow row;
    row.id = "act_" + std::to_string(number);
    row.connection_id = pick(10) == 0 ? "" : "con_" + std::to_string(pick(3));
    row.kind =
        std::vector<std::string>{"run.succeeded", "run.failed", "request.failed", "token", "token.refreshed",
                                 "tokens",        "runs"}[pick(7)];
    row.severity = static_cast<Severity>(pick(3));
    // Written in another order than they happened: a clock that was set back.
    row.at = at_second(static_cast<int64_t>(number + pick(600)));
    row.actor = std::vector<std::string>{"system", "scheduler", "user:ann"}[pick(3)];
    row.message = pick(40) == 0 ? "100% \"sure\"_ it was"
                                : "The provider limits our rate: number " + std::to_string(number);
    if (pick(2) == 0) row.run_id = "run_" + std::to_string(pick(4)), row.stream = "orders";
    if (pick(3) == 0) {
      row.endpoint = (pick(50) == 0 ? "DELETE" : "GET") + std::string(" https://api.test/orders/") +
                     std::to_string(700 + pick(100));
      row.method = method_of(row.endpoint);
      row.operation = operation_of(row.endpoint);
      row.status = std::vector<int>{400, 429, 503, 499, 500}[pick(5)];
      row.request_id = "req-" + std::to_string(number % 300);
    }
    return row;
  }

  StoreFixture store_;
  std::mt19937 random_{7};
  std::vector<ActivityRow> rows_;
};

}  // namespace

TEST_CASE("a search by any fields finds what looking at every entry finds, page by page, in both orders") {
  ScanFixture f(3000);
  size_t not_empty = 0;
  for (int round = 0; round < 400; ++round) {
    const auto filter = f.some_filter();
    const auto order = round % 3 == 0 ? rows::ActivityOrder::oldest_first : rows::ActivityOrder::newest_first;
    const auto wanted = f.expected(filter, order);
    not_empty += wanted.empty() ? 0 : 1;
    INFO("round " << round);
    REQUIRE(f.found(filter, order, 1 + static_cast<int64_t>(f.pick(2000))) == wanted);
  }
  CHECK(not_empty > 150);
}

TEST_CASE("a search that ends early says so and how far it came") {
  ScanFixture f(3000);
  rows::ActivityFilter filter;
  filter.text = "number 7";
  filter.actor = "nobody";
  const auto scan = f.store().read([&](Session& s) {
    return rows::scan_activity(s, filter, rows::ActivityOrder::newest_first, {1, {}});
  });
  // Nobody did anything: the index of actors says that at once.
  CHECK(scan.complete);
  filter.actor = "system";
  filter.stream = "ads";
  filter.text = "rate";
  filter.actor = "";
  filter.stream = "";
  filter.method = "PUT";
  const auto none = f.store().read([&](Session& s) {
    return rows::scan_activity(s, filter, rows::ActivityOrder::newest_first, {10, {}});
  });
  CHECK(none.complete);
  filter.method = "";
  filter.text = "";
  filter.limit = 50;
  const auto early = f.store().read([&](Session& s) {
    return rows::scan_activity(s, filter, rows::ActivityOrder::newest_first, {10, {}});
  });
  CHECK(early.partial);
  CHECK_FALSE(early.complete);
  CHECK(early.seqs.size() == 10);
  CHECK(early.reached_seq == 2991);
}

TEST_CASE("a deleted entry is not found by its text any more") {
  ScanFixture f(50);
  rows::ActivityFilter filter;
  filter.text = "number 17";
  auto search = [&] {
    return f.store().read([&](Session& s) { return rows::scan_activity(s, filter).seqs; });
  };
  REQUIRE(search() == std::vector<int64_t>{18});
  f.store().write([](Session& s) {
    must(sqlite::exec(sqlite::handle(s), "DELETE FROM activity WHERE seq = 18", "test"));
  });
  CHECK(search().empty());
  f.store().write([](Session& s) {
    must(sqlite::exec(sqlite::handle(s),
                      "INSERT INTO activity_text (activity_text) VALUES ('integrity-check')", "test"));
  });
}
