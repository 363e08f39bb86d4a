// The commits of one run stand upon each other: once one of them is not in the store, for whatever reason, none after it may be, or the
// cursor would stand behind rows that nobody reads again.
#include <future>

#include "store/sqlite_tools.hpp"
#include "unit/sync/run_fixture.hpp"

using namespace mooring::host;

namespace {

struct ChainFixture : RunFixture {
  std::promise<void> released;

  // Holds the writer back: what is posted meanwhile waits side by side, until released.
  void hold_writer() {
    database().post_write(
        [held = released.get_future().share()](Session&) -> Status {
          held.wait();
          return {};
        },
        {});
  }
  // A write that is joined with nothing: commits before it and after it are of two transactions.
  void write_apart() {
    database().post_write([](Session&) -> Status { return {}; }, {});
  }
  ScriptedTasks::Step emit_after(std::vector<std::pair<std::string, int64_t>> rows,
                                 std::function<void()> before) {
    return act([rows, before] {
      before();
      return TaskAction(EmitAction{shop_rows(rows)});
    });
  }
  ScriptedTasks::Step release_and_end() {
    return act([this] {
      released.set_value();
      return TaskAction(DoneAction{});
    });
  }
  void check_nothing_passed(const Run& run) {
    CHECK(run.row().state == RunState::failed);
    CHECK(run.row().rows_written == 0);
    CHECK(run.stream_row().cursor.empty());
    CHECK(rows_held() == 0);
    CHECK(EngineFixture::stream().cursor.empty());
  }
};

}  // namespace

TEST_CASE_METHOD(ChainFixture, "a commit whose transaction a neighbour ended lets no later one pass") {
  auto run = begin({emit_after({{"a1", 1}, {"a2", 1}},
                               [this] {
                                 hold_writer();
                                 // What SQLite does by itself when the disk is full: all of the transaction is gone.
                                 database().post_joined(
                                     [](Session& session) -> Status {
                                       (void)sqlite::exec(sqlite::handle(session), "ROLLBACK", "test");
                                       return fail("store_full", "the disk is full");
                                     },
                                     core, [](const Status&) {});
                               }),
                    checkpoint("after-a"), emit_after({{"b1", 1}}, [this] { write_apart(); }),
                    checkpoint("after-b"), release_and_end()});
  check_nothing_passed(*run);
}

TEST_CASE_METHOD(ChainFixture, "a commit that never began lets no later one pass") {
  // Another program holds the database for longer than the host waits for it, and lets go.
  struct OtherProgram {
    explicit OtherProgram(const std::string& file) {
      REQUIRE(sqlite3_open(file.c_str(), &handle) == SQLITE_OK);
    }
    ~OtherProgram() { sqlite3_close(handle); }
    void execute(const char* sql) {
      done += sqlite3_exec(handle, sql, nullptr, nullptr, nullptr) == SQLITE_OK;
    }
    sqlite3* handle = nullptr;
    int done = 0;
  } other(file().string());
  auto run = begin({emit_after({{"a1", 1}},
                               [&] {
                                 hold_writer();
                                 database().post_write(
                                     [](Session& session) -> Status {
                                       sqlite3_busy_timeout(sqlite::handle(session), 0);
                                       return {};
                                     },
                                     [&](const Status&) { other.execute("BEGIN IMMEDIATE"); });
                               }),
                    checkpoint("after-a"),
                    emit_after({{"b1", 1}},
                               [&] {
                                 database().post_write([](Session&) -> Status { return {}; },
                                                       [&](const Status&) { other.execute("ROLLBACK"); });
                               }),
                    checkpoint("after-b"), release_and_end()});
  CHECK(other.done == 2);
  check_nothing_passed(*run);
}
