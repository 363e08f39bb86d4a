// A wipe: secrets first, then every row, also over a crash half-way.
#include "connections/wipe.hpp"

#include <deque>

#include "base/limits_life.hpp"
#include "life_fixture.hpp"
#include "store/rows_idempotency.hpp"
#include "store/rows_objects.hpp"
#include "store/rows_watch.hpp"

using namespace mooring::host;
using namespace mooring::test;
using namespace std::chrono_literals;

namespace {

struct WipeFixture : LifeFixture {
  std::deque<Work> aside;
  std::deque<std::pair<Duration, Work>> later;
  std::vector<std::string> changed;
  std::unique_ptr<ConnectionWipes> wipes = host();
  std::string id = connected("My shop", "Alpha");
  std::string kept = connected("Other shop", "Beta");

  std::unique_ptr<ConnectionWipes> host() {
    return std::make_unique<ConnectionWipes>(ConnectionWipes::Dependencies{
        database(), *vault, journal, events, clock, logger(),
        [this](Work work) { aside.push_back(std::move(work)); },
        [this](Duration wait, Work work) { later.emplace_back(wait, std::move(work)); },
        [this](const std::string& connection) { changed.push_back(connection); }});
  }
  void run() {
    while (!aside.empty()) {
      aside.front()();
      aside.pop_front();
    }
  }
  // A record table as the engine makes them, without its types.
  void fill(const std::string& connection, int64_t records) {
    write([&](Session& session) {
      using namespace Poco::Data::Keywords;
      session << "CREATE TABLE IF NOT EXISTS shop_orders (order_id TEXT, _connection_id TEXT NOT NULL)", now;
      session << "INSERT OR IGNORE INTO record_tables VALUES ('shop_orders','shop','orders','order_id','')",
          now;
      session << "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " +
                     std::to_string(records) + ") INSERT INTO shop_orders SELECT i, '" + connection +
                     "' FROM n",
          now;
      rows::upsert_stream(session, {connection, "orders", "c", clock.now(), clock.now(), "run_1"});
      rows::add_coverage(session, {connection, "orders", "", clock.now() - 24h, clock.now()});
      rows::put_fact(session, "checked/" + connection, "2026-01-01T00:00:00Z");
      rows::insert_object(session, {"obj_" + connection, connection, "orders", "[1]", clock.now()});
      rows::add_tag(session, "obj_" + connection, "vip", clock.now(), "user:ann");
      rows::insert_badge_change(session, {connection, clock.now(), "connected", "", "", ""});
    });
  }
  // Every row that names the connection, by table.
  std::map<std::string, int64_t> left(const std::string& connection) {
    return read([&](Session& session) {
      std::map<std::string, int64_t> counts;
      auto tables = rows::tables_to_wipe(session);
      tables.push_back("badge_history");
      for (const std::string& table : tables) {
        Poco::Int64 count = 0;
        const std::string column = table == "shop_orders" ? "_connection_id" : "connection_id";
        session << "SELECT count(*) FROM " + table + " WHERE " + column + " = '" + connection + "'",
            Poco::Data::Keywords::into(count), Poco::Data::Keywords::now;
        if (count > 0) counts[table] = count;
      }
      return counts;
    });
  }
};

}  // namespace

TEST_CASE_METHOD(WipeFixture, "a wipe leaves nothing of a connection but its tombstone") {
  fill(id, 3 * limits::kWipeRowsAtOnce / 2);
  fill(kept, 7);
  const auto others = left(kept);
  CHECK(wipes->begin(id, {"My shop"}, "user:ann").error().code == "connection_connected");
  REQUIRE(service->disconnect(id, "user:ann"));
  CHECK(wipes->begin(id, {"my shop"}, "user:ann").error().code == "confirmation_wrong");
  CHECK(left(id)["shop_orders"] == 3 * limits::kWipeRowsAtOnce / 2);

  auto begun = wipes->begin(id, {"My shop"}, "user:ann");
  REQUIRE(begun);
  CHECK_FALSE(begun->finished_at);
  // The secrets are gone before anything else happens.
  CHECK_FALSE(left(id).contains("sealed_values"));
  CHECK(consent(id, "Alpha").result.error().error.code == "wipe_under_way");
  run();
  auto done = wipes->find(id);
  REQUIRE((done && *done && (*done)->finished_at));
  CHECK((*done)->rows_deleted > 3 * limits::kWipeRowsAtOnce / 2);
  CHECK(left(id) == std::map<std::string, int64_t>{{"badge_history", 1}});
  CHECK(left(kept) == others);
  CHECK(row(id).account_id.empty());
  CHECK(row(id).label == "My shop");
  CHECK_FALSE(read([&](Session& session) { return rows::get_fact(session, "checked/" + id); }));
  CHECK(entry(id, "connection.wiped")->actor == "user:ann");
  CHECK(entry(id, "connection.wipe_started"));
  CHECK(changed == std::vector<std::string>{id, id});
  CHECK(consent(id, "Gamma").result);  // it may belong to any account now
}

TEST_CASE_METHOD(WipeFixture, "the connection goes too when that is asked for") {
  fill(id, 5);
  REQUIRE(service->disconnect(id, "user:ann"));
  REQUIRE(wipes->begin(id, {"My shop", true}, "user:ann"));
  run();
  CHECK_FALSE(read([&](Session& session) { return rows::find_connection(session, id); }));
  CHECK(left(id).empty());
  CHECK((*wipes->find(id))->deletes_connection);
  CHECK(entry(id, "connection.wiped"));  // the log outlives it
}

TEST_CASE_METHOD(WipeFixture, "a wipe that a crash cut goes on at the next start") {
  fill(id, 2 * limits::kWipeRowsAtOnce);
  REQUIRE(service->disconnect(id, "user:ann"));
  REQUIRE(wipes->begin(id, {"My shop"}, "user:ann"));
  // One part of it is committed, then the host is gone.
  write([&](Session& session) {
    rows::delete_rows_of_connection(session, "shop_orders", id, limits::kWipeRowsAtOnce);
  });
  aside.clear();
  wipes = host();
  CHECK(wipes->begin(id, {"wrong"}, "user:bob")->actor == "user:ann");  // the one under way
  CHECK(aside.size() == 1);  // whoever asks again sets it going again
  wipes->resume_all();
  CHECK(aside.size() == 1);
  run();
  CHECK((*wipes->find(id))->finished_at);
  CHECK(left(id) == std::map<std::string, int64_t>{{"badge_history", 1}});
  wipes->resume_all();
  CHECK(aside.empty());
}

TEST_CASE_METHOD(WipeFixture, "a wipe that meets a failing write is tried again, later and later") {
  fill(id, 10);
  REQUIRE(service->disconnect(id, "user:ann"));
  write([](Session& session) {
    using namespace Poco::Data::Keywords;
    session << "CREATE TRIGGER fails BEFORE DELETE ON shop_orders BEGIN SELECT RAISE(ABORT, 'no'); END", now;
  });
  REQUIRE(wipes->begin(id, {"My shop"}, "user:ann"));
  run();
  REQUIRE(later.size() == 1);
  CHECK(later[0].first == Duration(limits::kWipeRetryFirst));
  later[0].second();
  run();
  REQUIRE(later.size() == 2);
  CHECK(later[1].first == 2 * Duration(limits::kWipeRetryFirst));
  CHECK_FALSE((*wipes->find(id))->finished_at);
  write([](Session& session) { session << "DROP TRIGGER fails", Poco::Data::Keywords::now; });
  // Somebody asks again and does not wait for the next try, which then finds nothing to do.
  REQUIRE(wipes->begin(id, {"My shop"}, "user:bob"));
  run();
  CHECK((*wipes->find(id))->finished_at);
  later[1].second();
  run();
  CHECK(later.size() == 2);
  CHECK(left(id) == std::map<std::string, int64_t>{{"badge_history", 1}});
}

TEST_CASE_METHOD(WipeFixture, "what could connect it again ends with the secrets") {
  const Started open = begin(id, "Alpha");
  const auto other = consent(id, "Gamma");
  REQUIRE_FALSE(other.result);
  REQUIRE(pending() == 1);
  write([&](Session& session) {
    rows::insert_idempotency_key(
        session, {"user:ann", "k1", "h", "1", 201, false, "Location: /x/" + id + "\n", "{}", clock.now()});
    rows::insert_idempotency_key(session, {"user:ann", "k2", "h", "1", 201, false, "", "{}", clock.now()});
  });
  REQUIRE(service->disconnect(id, "user:ann"));
  REQUIRE(wipes->begin(id, {"My shop"}, "user:ann"));
  CHECK(pending() == 0);
  CHECK(finish(open).result.error().error.code == "state_unknown");
  run();
  const auto key = [&](const char* name) {
    return read(
        [&](Session& session) { return rows::find_idempotency_key(session, "user:ann", name).has_value(); });
  };
  CHECK_FALSE(key("k1"));
  CHECK(key("k2"));
}

TEST_CASE_METHOD(WipeFixture, "one that was never connected is simply deleted; a declared one is not") {
  const std::string fresh = create("Fresh");
  REQUIRE(wipes->remove(fresh, "user:ann"));
  CHECK(wipes->remove(fresh, "user:ann").error().code == "connection_unknown");
  CHECK(entry(fresh, "connection.deleted")->actor == "user:ann");
  CHECK(wipes->remove(id, "user:ann").error().code == "connection_has_data");
  auto declared = service->create({"shop", "NA", "Declared", {}, "declared"}, "config");
  REQUIRE(declared);
  CHECK(wipes->remove(declared->id, "user:ann").error().code == "connection_managed");
  CHECK(wipes->begin(declared->id, {"Declared"}, "user:ann").error().code == "connection_managed");
}
