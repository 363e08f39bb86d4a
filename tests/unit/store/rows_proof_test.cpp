// What a badge is proven by, read with statements that are kept.
#include "store/rows_proof.hpp"

#include <catch2/catch.hpp>
#include <functional>
#include <memory>

#include "store/rows.hpp"
#include "store/sqlite_tools.hpp"
#include "support/store_fixture.hpp"

using namespace mooring::host;
using namespace mooring::test;

namespace {

class ProofFixture : public StoreFixture {
 public:
  void failed_run(const std::string& id, int status, const std::string& message) {
    RunRow run;
    run.id = id;
    run.connection_id = "con_1";
    run.state = RunState::failed;
    run.failure_kind = "provider_down";
    run.failure_status = status;
    run.failure_message = message;
    write([&](Session& session) { rows::insert_run(session, run); });
  }
  void entry(const std::string& id, const std::string& connection, const std::string& kind,
             const std::string& run = {}) {
    ActivityRow row;
    row.id = id;
    row.connection_id = connection;
    row.kind = kind;
    row.run_id = run;
    row.severity = Severity::error;
    write([&](Session& session) { rows::insert_activity(session, row); });
  }
};

}  // namespace

TEST_CASE_METHOD(ProofFixture, "how a run failed and what tells of it is found, of each in turn", "[store]") {
  add_connection("con_1");
  add_connection("con_2");
  failed_run("run_1", 503, "Service unavailable");
  failed_run("run_2", 0, "");
  entry("act_1", "con_1", "run.failed", "run_1");
  entry("act_2", "con_1", "request.failed", "run_1");
  entry("act_3", "con_1", "run.failed.again", "run_1");
  entry("act_4", "con_1", "run.failedx", "run_1");
  entry("act_5", "con_1", "token.revoked");
  entry("act_6", "con_2", "token.revoked");
  entry("act_7", "con_1", "run.failed");  // of no run
  read([&](Session& session) {
    rows::ProofReader proofs(session);
    for (int round = 0; round < 2; ++round) {
      const auto first = proofs.failure_of("run_1");
      REQUIRE(first);
      CHECK(first->kind == "provider_down");
      CHECK(first->status == 503);
      CHECK(first->message == "Service unavailable");
      REQUIRE(proofs.failure_of("run_2"));
      CHECK(proofs.failure_of("run_2")->message.empty());
      CHECK_FALSE(proofs.failure_of("run_3"));
      CHECK(proofs.entry_of_run("run_1", "run.failed") == "act_3");
      CHECK(proofs.entry_of_run("run_2", "run.failed").empty());
      CHECK(proofs.entry_of_run("", "run.failed").empty());
      CHECK(proofs.latest_entry("con_1", "token.revoked") == "act_5");
      CHECK(proofs.latest_entry("con_3", "token.revoked").empty());
    }
    return true;
  });
}

TEST_CASE_METHOD(ProofFixture, "what cannot be read is an error, and not nothing", "[store]") {
  add_connection("con_1");
  failed_run("run_1", 503, "Service unavailable");
  entry("act_1", "con_1", "run.failed", "run_1");
  const auto failure = [](rows::ProofReader& proofs) { return proofs.failure_of("run_1").has_value(); };
  const auto of_run = [](rows::ProofReader& proofs) { return !proofs.entry_of_run("run_1", "run").empty(); };
  const auto latest = [](rows::ProofReader& proofs) { return !proofs.latest_entry("con_1", "run").empty(); };
  const std::function<bool(rows::ProofReader&)> found =
      GENERATE_COPY(values<std::function<bool(rows::ProofReader&)>>({failure, of_run, latest}));
  SECTION("while it is read") {
    const Status status = database().read([&](Session& session) -> Status {
      sqlite3* handle = sqlite::handle(session);
      rows::ProofReader proofs(session);
      CHECK(found(proofs));
      sqlite3_progress_handler(
          handle, 1, [](void*) { return 1; }, nullptr);
      const auto again = [handle](void*) { sqlite3_progress_handler(handle, 0, nullptr, nullptr); };
      const std::unique_ptr<void, decltype(again)> restored(handle, again);
      found(proofs);
      return {};
    });
    REQUIRE_FALSE(status);
    CHECK(status.error().code == "store_failed");
    CHECK(status.error().message.find("interrupt") != std::string::npos);
  }
  SECTION("before it is read") {
    must(database().write([](Session& session) -> Status {
      return sqlite::exec(sqlite::handle(session), "DROP TABLE activity; DROP TABLE runs", "in a test");
    }));
    const Status status = database().read([&](Session& session) -> Status {
      rows::ProofReader proofs(session);
      found(proofs);
      return {};
    });
    REQUIRE_FALSE(status);
    CHECK(status.error().message.find("no such table") != std::string::npos);
  }
}
