#include <fcntl.h>
#include <sys/mman.h>

#include <catch2/catch.hpp>

#include "base/limits_activity.hpp"
#include "store/journal.hpp"
#include "store/sqlite_tools.hpp"
#include "support/store_fixture.hpp"

using namespace mooring::host;
using namespace mooring::test;

namespace {

struct JournalFixture {
  JournalFixture() {
    events.subscribe([this](const HostEvent& event) { seen.push_back(event); });
    redactor.add(Secret("very-secret-token"));
  }
  ~JournalFixture() { close(log_fd); }
  std::string log_text() {
    std::string text(static_cast<size_t>(lseek(log_fd, 0, SEEK_END)), '\0');
    REQUIRE(pread(log_fd, text.data(), text.size(), 0) == static_cast<ssize_t>(text.size()));
    return text;
  }
  std::vector<ActivityRow> entries() {
    return store.read([](Session& s) { return rows::list_activity(s, {}); });
  }
  void settle() {
    store.write([](Session&) {});
  }

  StoreFixture store;
  VirtualClock clock{at_second(100)};
  SeededRandom random{1};
  Redactor redactor;
  EventHub events;
  int log_fd = memfd_create("log", MFD_CLOEXEC);
  Logger logger{log_fd, LogLevel::debug, LogFormat::text, clock, redactor};
  Journal journal{store.database(), clock, random, redactor, events, logger};
  std::vector<HostEvent> seen;
};

ActivityRow entry(const std::string& kind, const std::string& message) {
  ActivityRow row;
  row.connection_id = "con_1";
  row.kind = kind;
  row.message = message;
  row.actor = "system";
  return row;
}

}  // namespace

TEST_CASE("an entry gets its id and time, and is told after the commit") {
  JournalFixture f;
  std::string id;
  f.store.write([&](Session& s) {
    auto row = entry("request.failed", "no answer");
    row.severity = Severity::error;
    row.status = 503;
    row.endpoint = "GET https://api.test/orders";
    row.request_id = "r-1";
    row.run_id = "run_1";
    row.stream = "orders";
    id = f.journal.append(s, row);
    CHECK(f.seen.empty());
  });
  CHECK(id.starts_with("act_"));
  auto found = f.store.read([&](Session& s) { return rows::find_activity(s, id); });
  REQUIRE(found);
  CHECK(found->seq == 1);
  CHECK(found->at == at_second(100));
  CHECK(found->kind == "request.failed");
  CHECK(found->severity == Severity::error);
  CHECK(found->status == 503);
  CHECK(found->endpoint == "GET https://api.test/orders");
  CHECK(found->request_id == "r-1");
  CHECK(found->run_id == "run_1");
  CHECK(found->stream == "orders");
  CHECK(found->actor == "system");
  REQUIRE(f.seen.size() == 1);
  CHECK(f.seen[0].type == "activity");
  CHECK(f.seen[0].connection_id == "con_1");
  CHECK(f.seen[0].data_json == R"({"id":")" + id + R"(","kind":"request.failed","severity":"error"})");
}

TEST_CASE("an entry of a transaction that fails is neither kept nor told") {
  JournalFixture f;
  auto status = f.store.database().write([&](Session& s) -> Status {
    f.journal.append(s, entry("run.succeeded", "not really"));
    return fail("no", "no");
  });
  CHECK_FALSE(status.has_value());
  CHECK(f.entries().empty());
  CHECK(f.seen.empty());
}

TEST_CASE("secrets, control characters and excess length do not get in") {
  JournalFixture f;
  auto row = entry("request.failed", "token very-secret-token\r\nX-Evil: 1 " + std::string(5000, 'x'));
  row.endpoint = "GET https://api.test/?t=very-secret-token&" + std::string(5000, 'y');
  // A secret across the cut must not leave half of itself.
  row.request_id = std::string(limits::kActivityFieldBytesMax - 5, 'z') + "very-secret-token";
  f.journal.post(row);
  f.settle();
  auto kept = f.entries().at(0);
  CHECK(kept.message.size() <= limits::kActivityMessageBytesMax);
  CHECK(kept.endpoint.size() <= limits::kActivityFieldBytesMax);
  for (const auto& text : {kept.message, kept.endpoint, kept.request_id}) {
    CHECK(text.find("very") == std::string::npos);
    CHECK(text.find_first_of("\r\n") == std::string::npos);
  }
}

TEST_CASE(
    "an entry's method and operation follow from its endpoint, changed values are kept without secrets") {
  JournalFixture f;
  auto row = entry("request.failed", "no answer");
  row.endpoint = "GET https://api.test/orders/701-3156471-9001021";
  row.attempt = 2;
  row.duration_ms = 341;
  f.journal.post(row);
  auto change = entry("connection.changed", "renamed");
  change.before_json = R"({"label":"very-secret-token"})";
  change.after_json = R"({"label":")" + std::string(limits::kActivityValuesBytesMax, 'x') + R"("})";
  f.journal.post(change);
  f.settle();
  auto entries = f.entries();
  REQUIRE(entries.size() == 2);
  CHECK(entries[1].method == "GET");
  CHECK(entries[1].operation == "GET https://api.test/orders/{id}");
  CHECK(entries[1].attempt == 2);
  CHECK(entries[1].duration_ms == 341);
  CHECK(entries[1].before_json.empty());
  CHECK(entries[0].method.empty());
  CHECK(entries[0].before_json.find("very") == std::string::npos);
  CHECK(entries[0].after_json.find("too long") != std::string::npos);
  CHECK_FALSE(entries[0].duration_ms.has_value());
}

TEST_CASE("a posted entry keeps the time of its event and their order") {
  JournalFixture f;
  for (int i = 0; i < 10; ++i) {
    f.journal.post(entry("token.refreshed", std::to_string(i)));
    f.clock.advance(std::chrono::seconds(1));
  }
  f.settle();
  auto entries = f.entries();
  REQUIRE(entries.size() == 10);
  for (int i = 0; i < 10; ++i) {
    CHECK(entries[static_cast<size_t>(9 - i)].message == std::to_string(i));
    CHECK(entries[static_cast<size_t>(9 - i)].at == at_second(100 + i));
  }
  CHECK(f.seen.size() == 10);
}

TEST_CASE("an entry that cannot be written goes to the log instead") {
  JournalFixture f;
  f.store.write([](Session& s) { must(sqlite::exec(sqlite::handle(s), "DROP TABLE activity", "test")); });
  f.journal.post(entry("grant.revoked", "the owner withdrew it, very-secret-token"));
  f.settle();
  auto log = f.log_text();
  CHECK(log.find("could not be written") != std::string::npos);
  CHECK(log.find("grant.revoked") != std::string::npos);
  CHECK(log.find("the owner withdrew it") != std::string::npos);
  CHECK(log.find("no such table") != std::string::npos);
  CHECK(log.find("very-secret-token") == std::string::npos);
  CHECK(f.seen.empty());
}
