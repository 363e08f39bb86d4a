// How runs end whose plugin left rows behind.
#include "store/sqlite_tools.hpp"
#include "unit/sync/run_fixture.hpp"

using namespace mooring::host;

namespace {

struct EndFixture : RunFixture {
  std::string held() {
    return read([](Session& session) {
      return sqlite::query_text(sqlite::handle(session),
                                "SELECT coalesce(group_concat(order_id, ' '), '') FROM (SELECT order_id FROM "
                                "shop_orders ORDER BY 1)")
          .value();
    });
  }
};

}  // namespace

TEST_CASE_METHOD(EndFixture,
                 "a run that ends with rows behind its last checkpoint fails, and they are not held") {
  const auto one = begin({emit({{"a", 1}}), checkpoint("c1"), emit({{"b", 1}}), done()});
  CHECK(one->row().state == RunState::failed);
  REQUIRE(one->failure());
  CHECK(one->failure()->kind == FailureKind::internal);
  CHECK(one->failure()->message == "The plugin ended with 1 row behind its last checkpoint");
  CHECK(held() == "a");
  CHECK(one->row().rows_written == 1);

  const auto three = begin({emit({{"c", 1}, {"d", 1}, {"e", 1}}), done()});
  REQUIRE(three->failure());
  CHECK(three->failure()->message == "The plugin ended with 3 rows behind its last checkpoint");
  CHECK(held() == "a");
}

TEST_CASE_METHOD(EndFixture, "a run that emits nothing needs no checkpoint") {
  const auto run = begin({emit({}), done()});
  CHECK(run->row().state == RunState::succeeded);
}
