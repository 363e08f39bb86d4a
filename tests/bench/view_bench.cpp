// How long lists with sums take: `view_bench [campaigns] [days]`, 60,000 campaigns of 60 days unless told otherwise. Each
// daily record carries 350 bytes of the provider's JSON, as real ones do.
#include <chrono>
#include <cstdio>
#include <cstdlib>

#include "unit/store/view_fixture.hpp"

using namespace mooring::host;
using namespace mooring::test;

namespace {

class Bench : public ViewFixture {
 public:
  Bench(int campaigns, int days) {
    connect("con_1");
    const std::string ids = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " +
                            std::to_string(campaigns) + ") ";
    const std::string host_columns =
        "_connection_id, _marketplace_id, _run_id, _first_seen_at, _synced_at, _change_seq, _raw";
    // Rows of one campaign lie far apart, as daily reports write them.
    run("INSERT INTO shop_campaigns (account, campaign, name, state, kind, budget, " + host_columns +
        ") SELECT 'US', i * 7919 % 1000003, 'Campaign ' || i, 'ENABLED', 'SP', "
        "'10.00', "
        "'con_1', 'US', 'run_1', '', '', 1, printf('{%600s}', '') FROM (" +
        ids + "SELECT i FROM n)");
    for (int day = 0; day < days; ++day)
      run("INSERT INTO shop_campaign_days (account, item, day, currency, cost, sales, clicks, " +
          host_columns + ") SELECT 'US', i * 7919 % 1000003, date('2026-09-01', '+" + std::to_string(day) +
          " days'), 'USD', printf('%.2f', i % 9973 / 100.0), printf('%.2f', i % 7919 / 10.0), i % 100, "
          "'con_1', 'US', "
          "'run_1', '', '', 1, printf('{%350s}', '') FROM (" +
          ids + "SELECT i FROM n)");
  }

  void measure(const char* what, const ViewQuery& wanted) {
    for (int round = 0; round < 3; ++round) {
      const auto before = std::chrono::steady_clock::now();
      const auto page = query(wanted);
      const std::chrono::duration<double> took = std::chrono::steady_clock::now() - before;
      std::printf("%-44s %8.3f s  (%zu of %lld rows)\n", what, took.count(), page.rows.size(),
                  static_cast<long long>(page.total));
    }
  }
};

}  // namespace

int main(int argc, char** argv) {
  Bench bench(argc > 1 ? std::atoi(argv[1]) : 60'000, argc > 2 ? std::atoi(argv[2]) : 60);
  auto wanted = ViewFixture::in_october("cost", true);
  bench.measure("by cost, with totals, 30 days", wanted);
  wanted.sort = "name";
  bench.measure("by name, with totals, 30 days", wanted);
  wanted.totals = false;
  bench.measure("by name, without totals, 30 days", wanted);
  wanted.sort = "budget";
  bench.measure("by budget (decimal), without totals", wanted);
  return 0;
}
