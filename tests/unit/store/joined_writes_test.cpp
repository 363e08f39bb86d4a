// Writes that share a transaction: one sync of the disk for all, and each stands or falls by itself until the commit.
#include <catch2/catch.hpp>
#include <future>

#include "base/limits_writer.hpp"
#include "store/sqlite_tools.hpp"
#include "support/fault_vfs.hpp"
#include "support/store_fixture.hpp"

using namespace mooring::host;
using namespace mooring::test;

namespace {

using Outcome = std::optional<Status>;

// Holds the writer back until release(): what is posted meanwhile waits side by side.
class HeldWriter {
 public:
  explicit HeldWriter(StoreFixture& store) : store_(store) {
    auto held = released_.get_future().share();
    store.database().post_write(
        [this, held](Session& session) -> Status {
          sqlite3_commit_hook(sqlite::handle(session), count, &commits_);
          held.wait();
          return {};
        },
        {});
  }
  void join(std::function<Status(Session&)> work, Outcome& outcome) {
    store_.database().post_joined(std::move(work), executor_,
                                  [&outcome](Status status) { outcome = status; });
  }
  // Returns when everything is told; the commits, without that of the write that held the writer.
  int release() {
    released_.set_value();
    store_.database().write([](Session& session) -> Status {
      sqlite3_commit_hook(sqlite::handle(session), nullptr, nullptr);
      return {};
    });
    executor_.run_ready();
    return commits_ - 1;
  }

 private:
  static int count(void* commits) {
    ++*static_cast<int*>(commits);
    return 0;
  }

  StoreFixture& store_;
  VirtualClock clock_{Timestamp{}};
  ManualExecutor executor_{clock_};
  std::promise<void> released_;
  int commits_ = 0;
};

std::function<Status(Session&)> put(const std::string& key, size_t bytes = 1) {
  return [key, bytes](Session& session) -> Status {
    rows::put_fact(session, key, std::string(bytes, 'x'));
    return {};
  };
}

bool has(StoreFixture& store, const std::string& key) {
  return store.read([&](Session& s) { return rows::get_fact(s, key); }).has_value();
}

}  // namespace

TEST_CASE("what waits side by side is committed at once, up to a limit") {
  StoreFixture store;
  HeldWriter writer(store);
  const size_t count = limits::kWritesPerTransaction + 3;
  std::vector<Outcome> told(count);
  for (size_t i = 0; i < count; ++i)
    writer.join(put("k" + std::to_string(i)), told[i]);
  CHECK(writer.release() == 2);
  for (size_t i = 0; i < count; ++i) {
    REQUIRE(told[i]);
    CHECK(told[i]->has_value());
    CHECK(has(store, "k" + std::to_string(i)));
  }
}

TEST_CASE("one that fails, in any way, takes back its own changes only") {
  StoreFixture store;
  HeldWriter writer(store);
  Outcome first, refused, thrown, bad_sql, last;
  int undone = 0;
  auto& database = store.database();
  writer.join(put("first"), first);
  writer.join(
      [&](Session& session) -> Status {
        database.after_rollback([&] { ++undone; });
        database.after_commit([&] { FAIL("it was not committed"); });
        rows::put_fact(session, "refused", "1");
        return fail("not_today", "no");
      },
      refused);
  writer.join(
      [](Session& session) -> Status {
        rows::put_fact(session, "thrown", "1");
        throw std::runtime_error("boom");
      },
      thrown);
  writer.join(
      [](Session& session) -> Status {
        rows::put_fact(session, "bad_sql", "1");
        session << "INSERT INTO no_such_table VALUES (1)", Poco::Data::Keywords::now;
        return {};
      },
      bad_sql);
  writer.join(put("last"), last);
  CHECK(writer.release() == 1);
  CHECK(first->has_value());
  CHECK(last->has_value());
  REQUIRE_FALSE(refused->has_value());
  CHECK(refused->error().code == "not_today");
  CHECK_FALSE(thrown->has_value());
  CHECK_FALSE(bad_sql->has_value());
  CHECK(undone == 1);
  CHECK(has(store, "first"));
  CHECK(has(store, "last"));
  for (const char* key : {"refused", "thrown", "bad_sql"})
    CHECK_FALSE(has(store, key));
}

TEST_CASE("a write of its own is never joined, and the order stays") {
  StoreFixture store;
  HeldWriter writer(store);
  Outcome before, after;
  std::string order;
  auto& database = store.database();
  writer.join(
      [&](Session&) -> Status {
        order += "a";
        database.after_commit([&] { order += "A"; });
        return {};
      },
      before);
  database.post_write(
      [&](Session&) -> Status {
        order += "b";
        return {};
      },
      [&](Status) { order += "B"; });
  writer.join(
      [&](Session&) -> Status {
        order += "c";
        return {};
      },
      after);
  CHECK(writer.release() == 3);
  CHECK(order == "aAbBc");
}

TEST_CASE("when the disk fails, all of a shared transaction have failed, and know it") {
  FaultVfs disk;
  for (int k = 1; k <= 10; ++k) {
    StoreFixture store;
    HeldWriter writer(store);
    Outcome small, big, other;
    int undone = 0;
    auto& database = store.database();
    for (auto [key, bytes, outcome] : {std::tuple{"small", size_t{10}, &small},
                                       {"big", size_t{3'000'000}, &big},
                                       {"other", size_t{10}, &other}})
      writer.join(
          [&undone, &database, work = put(key, bytes)](Session& session) -> Status {
            database.after_rollback([&] { ++undone; });
            return work(session);
          },
          *outcome);
    disk.fail_write(k, SQLITE_FULL, true);
    writer.release();
    disk.heal();
    CAPTURE(k);
    const bool kept = small->has_value();
    CHECK(big->has_value() == kept);
    CHECK(other->has_value() == kept);
    if (!kept) CHECK(undone == 3);
    if (!kept) CHECK(small->error().code == "store_full");
    for (const char* key : {"small", "big", "other"})
      CHECK(has(store, key) == kept);
    store.write([](Session& session) { rows::put_fact(session, "after", "1"); });
    CHECK(has(store, "after"));
  }
  CHECK(disk.failures() > 0);
}

TEST_CASE("work that ends a shared transaction undoes it, and all are told") {
  StoreFixture store;
  HeldWriter writer(store);
  Outcome good, bad;
  writer.join(put("good"), good);
  writer.join(
      [](Session& session) -> Status { return sqlite::exec(sqlite::handle(session), "ROLLBACK", "test"); },
      bad);
  writer.release();
  CHECK_FALSE(good->has_value());
  CHECK_FALSE(bad->has_value());
  CHECK_FALSE(has(store, "good"));
}
