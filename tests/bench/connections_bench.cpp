// What ten thousand connections cost: `connections_bench [connections]`. Prints each time beside its limit of issue 4. A
// figure counts only for a release build.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>

#include "admin/json/json_out.hpp"
#include "admin/json/json_out_board.hpp"
#include "unit/watch/watch_fixture.hpp"
#include "watch/board_query.hpp"

using namespace mooring::host;
using namespace mooring::test;

namespace {

constexpr int kRounds = 300;

class Bench : public WatchFixture {
 public:
  explicit Bench(int connections) {
    const std::string now = std::to_string(to_unix_us(clock.now()));
    const std::string numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " +
                                std::to_string(connections) + ") ";
    run(numbers +
        "INSERT INTO connections (id, workspace_id, channel, region, label, disconnected, managed_by, "
        "config_key, account_id, account_name, settings_json, created_at, updated_at, version) SELECT "
        "printf('con_%06d', i), 'default', 'shop', 'NA', 'Seller ' || (i * 7919 % 1000003), 0, 'console', "
        "'', "
        "printf('A%013d', i), 'Account ' || i, '{}', " +
        now + " + i, " + now + ", 1 FROM n");
    run("INSERT INTO grants (id, connection_id, state, source, account_id, issued_at, evidence_status, "
        "evidence_code, evidence_message, evidence_endpoint) SELECT replace(id, 'con', 'grt'), id, 'active', "
        "'consent', account_id, " +
        now + ", 0, '', '', '' FROM connections");
    run("INSERT INTO marketplaces (connection_id, id, name, country_code, currency, time_zone, note, "
        "available, "
        "selected, first_seen_at) SELECT id, 'M1', 'M1', 'US', 'USD', '', '', 1, 1, " +
        now + " FROM connections");
    // Every tenth is near its limit, every fiftieth failed.
    for (const char* stream : {"'orders', ''", "'offers', 'M1'"})
      run("INSERT INTO streams (connection_id, stream, marketplace, cursor, last_success_at, "
          "last_attempt_at, "
          "last_run_id, last_run_failed, consecutive_failures, notice) SELECT id, " +
          std::string(stream) + ", '', " + now +
          " - CASE WHEN rowid % 10 = 0 THEN 7190000000 ELSE rowid * 100000 END, " + now +
          ", '', rowid % 50 = 0, 0, '' FROM connections");
  }

  template <class Work>
  void measure(const char* what, double limit_ms, int rounds, const Work& work) {
    std::vector<double> took;
    for (int round = 0; round < rounds; ++round) {
      const auto before = std::chrono::steady_clock::now();
      work(round);
      took.push_back(
          std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - before).count());
    }
    std::sort(took.begin(), took.end());
    const double p99 = took[took.size() * 99 / 100];
    std::printf("%-58s p50 %8.3f ms  p99 %8.3f ms", what, took[took.size() / 2], p99);
    if (limit_ms > 0) std::printf("  limit %5.0f ms  %5.2f of it", limit_ms, p99 / limit_ms);
    std::printf("\n");
  }

  void go() {
    StatusBoard board(registry, events, [](const std::string&) { return std::vector<LiveStream>(); });
    measure("all connections read from the store", 0, 3, [&](int) { keep(statuses().size()); });
    board.look({statuses(), true, clock.now()});
    measure("status of all re-evaluated against the clock", 20, kRounds, [&](int round) {
      keep(board.changed_by_time(clock.now() + std::chrono::seconds{round * 30}).size());
    });
    measure("counts of all kinds and groups", 10, kRounds, [&](int) {
      keep(admin::json_text(
               admin::board_facets_json(board_facets(*board.entries(), {}, clock.now()), registry))
               .size());
    });
    for (const char* sort : {"badge", "label", "last_success"})
      list(board, sort, {}, "");
    list(board, "badge", {.text = "seller 99"}, " with text");
    compact(board);
    board_changes(board);
  }

 private:
  void run(const std::string& sql) {
    write([&](Session& session) { session << sql, Poco::Data::Keywords::now; });
  }
  void keep(size_t value) { sum_ += value; }

  // The whole of what the handler does: board, the page's rows from the store, JSON.
  void list(StatusBoard& board, const char* sort, const BoardFilter& filter, const std::string& with) {
    std::string cursor;
    const auto what = "list page of 50 by " + std::string(sort) + with;
    measure(what.c_str(), 10, kRounds, [&](int) {
      auto entries = board.current(reader, clock.now());
      auto page = board_page(**entries, filter, *board_order(sort), cursor, 50, clock.now());
      std::vector<std::string> ids;
      for (const auto& entry : page->entries)
        ids.push_back(entry->id);
      auto items = admin::json_array();
      auto statuses_of_page = reader.list_of(ids, {});
      for (const ConnectionStatus& status : *statuses_of_page)
        items->add(admin::connection_json(status, registry.manifest("shop")));
      keep(admin::json_page(items, page->next).body.size());
      cursor = page->next;
    });
  }
  void compact(StatusBoard& board) {
    measure("list page of 50, fields=compact", 10, kRounds, [&](int) {
      auto page = board_page(*board.entries(), {}, *board_order("badge"), "", 50, clock.now());
      auto items = admin::json_array();
      for (const auto& entry : page->entries)
        items->add(admin::board_entry_json(*entry, registry, clock.now()));
      keep(admin::json_page(items, page->next).body.size());
    });
  }
  void board_changes(StatusBoard& board) {
    measure("one changed connection read and put on the board", 0, kRounds, [&](int round) {
      events.publish({"connection", "con_00" + std::to_string(1000 + round), "{}"});
      keep(board.current(reader, clock.now()).value()->size());
    });
  }

  size_t sum_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
  Bench bench(argc > 1 ? std::atoi(argv[1]) : 10'000);
  bench.go();
  return 0;
}
