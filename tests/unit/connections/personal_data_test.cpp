// Personal data over the days, with the virtual clock: it is gone before its days are over, and never held where it is off.
#include "connections/personal_data.hpp"

#include "permission_fixture.hpp"
#include "plugins/record_views.hpp"
#include "store/record_personal.hpp"
#include "store/sqlite_tools.hpp"
#include "support/batch_builder.hpp"

using namespace mooring::host;
using namespace mooring::test;
using namespace std::chrono_literals;

namespace {

struct Fixture : PermissionFixture {
  RecordTable table =
      record_table_of(*registry.manifest("shop"), *registry.manifest("shop")->stream("orders"));
  RecordWriter writer;
  PersonalDataRetention retention{{database(), registry, journal}};

  Fixture() {
    write([&](Session& session) {
      must(ensure_record_table(session, table));
      must(ensure_personal_index(session, table));
    });
  }
  void set(const std::string& settings_json) {
    write([&](Session& session) {
      auto changed = *rows::find_connection(session, "con_1");
      changed.settings_json = settings_json;
      rows::update_connection(session, changed);
    });
  }
  void hold(const std::string& id) {
    BatchBuilder builder(table);
    builder.text(id).text("Ann " + id);
    builder.raw(R"({"orderId":"x","buyer":{"name":"Ann"}})").marketplace("DE");
    auto batch = builder.take();
    write([&](Session& session) {
      if (auto done = writer.upsert(session, table, "con_1", "run_1", clock.now(), batch); !done)
        throw std::runtime_error(describe(done.error()));
    });
  }
  int64_t number(const std::string& sql) {
    return read([&](Session& s) { return sqlite::query_integer(sqlite::handle(s), sql).value(); });
  }
  int64_t named() { return number("SELECT count(*) FROM shop_orders WHERE buyer_name IS NOT NULL"); }
  int64_t in_raw() { return number("SELECT count(*) FROM shop_orders WHERE _raw LIKE '%Ann%'"); }
  int64_t pass() {
    auto cleaned = retention.pass(clock.now(), "");
    REQUIRE(cleaned);
    if (*cleaned > 0) settle();
    return *cleaned;
  }
};

}  // namespace

TEST_CASE("what the settings say about personal data") {
  CHECK_FALSE(personal_data_days({}));
  CHECK_FALSE(personal_data_days({{"personal_data", "false"}, {"personal_data_days", "7"}}));
  CHECK(personal_data_days({{"personal_data", "true"}, {"personal_data_days", "7"}}) == 7);
  CHECK(personal_data_days({{"personal_data", "true"}}) == 30);
  CHECK(personal_data_days({{"personal_data", "true"}, {"personal_data_days", "400"}}) == 30);
  CHECK(personal_data_days({{"personal_data", "true"}, {"personal_data_days", "0"}}) == 1);
}

TEST_CASE_METHOD(Fixture, "nobody can ask for more than 30 days") {
  const Manifest& manifest = *registry.manifest("shop");
  CHECK(settings_to_json(manifest, "", "{}", {{"personal_data", "true"}, {"personal_data_days", "30"}}));
  auto refused = settings_to_json(manifest, "", "{}", {{"personal_data_days", "31"}});
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == "setting_invalid");
}

TEST_CASE_METHOD(Fixture,
                 "over 90 days nothing personal is ever older than 30, also not in the raw records") {
  set(R"({"personal_data":"true"})");
  int64_t cleaned = 0;
  for (int hour = 0; hour < 90 * 24; ++hour) {
    if (hour % 24 == 0) hold("order-" + std::to_string(hour / 24));
    if (hour % 24 == 5) hold("order-" + std::to_string(hour / 48));  // read again: that makes it no younger
    cleaned += pass();
    const std::string oldest = format_time(clock.now() - 30 * 24h);
    REQUIRE(number("SELECT count(*) FROM shop_orders WHERE _first_seen_at <= '" + oldest +
                   "' AND (buyer_name IS NOT NULL OR _raw LIKE '%Ann%')") == 0);
    clock.advance(1h);
  }
  CHECK(number("SELECT count(*) FROM shop_orders") == 90);
  CHECK(named() >= 29);
  CHECK(named() == in_raw());
  CHECK(cleaned >= 60);
  CHECK(
      number("SELECT count(*) FROM shop_orders WHERE buyer_name IS NULL AND _raw = '{\"orderId\":\"x\"}'") ==
      90 - named());
}

TEST_CASE_METHOD(Fixture,
                 "fewer days are honoured, and the activity log says how many records were cleaned") {
  set(R"({"personal_data":"true","personal_data_days":"7"})");
  hold("1");
  hold("2");
  clock.advance(6 * 24h);
  CHECK(pass() == 0);
  clock.advance(23h);
  CHECK(pass() == 2);
  CHECK(named() == 0);
  CHECK(
      told("personal_data.removed") ==
      std::vector<std::string>{"Personal data was removed from 2 records of Orders: it was held for 7 days. "
                               "The records themselves stay"});
  CHECK(pass() == 0);
  CHECK(told("personal_data").size() == 1);
}

TEST_CASE_METHOD(Fixture, "switched off, everything goes at once") {
  set(R"({"personal_data":"true"})");
  hold("1");
  CHECK(pass() == 0);
  set(R"({"personal_data":"false"})");
  CHECK(pass() == 1);
  CHECK(in_raw() == 0);
  CHECK(told("personal_data.removed").front().find("does not read personal data") != std::string::npos);
}
