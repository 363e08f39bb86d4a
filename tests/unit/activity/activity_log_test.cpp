#include <Poco/JSON/Parser.h>

#include <catch2/catch.hpp>

#include "activity/activity_log.hpp"
#include "base/limits.hpp"
#include "store/sqlite_tools.hpp"
#include "support/store_fixture.hpp"

using namespace mooring::host;
using namespace mooring::test;

namespace {

ActivityRow entry(int number, const std::string& kind, Severity severity,
                  const std::string& connection = "con_1") {
  ActivityRow row;
  row.id = "act_" + std::to_string(number);
  row.connection_id = connection;
  row.kind = kind;
  row.severity = severity;
  row.at = at_second(number);
  row.message = "message " + std::to_string(number);
  row.actor = "system";
  if (number % 2 == 0) row.run_id = "run_even";
  return row;
}

struct LogFixture {
  void fill(const std::vector<ActivityRow>& entries) {
    store.write([&](Session& s) {
      for (const auto& row : entries)
        rows::insert_activity(s, row);
    });
  }
  std::string ids(const rows::ActivityFilter& filter) {
    std::string out;
    auto page = log.list(filter).value();
    for (const auto& row : page.entries)
      out += (out.empty() ? "" : " ") + row.id.substr(4);
    return out;
  }
  std::string exported(const rows::ActivityFilter& filter, ExportFormat format) {
    std::string out;
    must(log.export_entries(filter, format, [&](std::string_view part) {
      out += part;
      return true;
    }));
    return out;
  }
  StoreFixture store;
  ActivityLog log{store.database()};
};

std::vector<ActivityRow> mixed() {
  return {entry(1, "connection.connected", Severity::info),     entry(2, "token.refreshed", Severity::info),
          entry(3, "token.refresh_failed", Severity::warning),  entry(4, "tokens", Severity::info),
          entry(5, "request.failed", Severity::error, "con_2"), entry(6, "token", Severity::error)};
}

size_t count_lines(const std::string& text) {
  return static_cast<size_t>(std::count(text.begin(), text.end(), '\n'));
}

}  // namespace

TEST_CASE("the log is filtered by connection, kind, run, severity and time") {
  LogFixture f;
  f.fill(mixed());
  CHECK(f.ids({}) == "6 5 4 3 2 1");
  CHECK(f.ids({.connection_id = "con_2"}) == "5");
  CHECK(f.ids({.kind_prefix = "token"}) == "6 3 2");
  CHECK(f.ids({.kind_prefix = "token."}) == "6 3 2");
  CHECK(f.ids({.kind_prefix = "token.refreshed"}) == "2");
  CHECK(f.ids({.kind_prefix = "tok"}).empty());
  CHECK(f.ids({.run_id = "run_even"}) == "6 4 2");
  CHECK(f.ids({.severity_min = Severity::warning}) == "6 5 3");
  CHECK(f.ids({.severity_min = Severity::error}) == "6 5");
  CHECK(f.ids({.since = at_second(2), .until = at_second(4)}) == "3 2");
  CHECK(f.ids({.connection_id = "con_1", .kind_prefix = "token", .severity_min = Severity::warning}) ==
        "6 3");
  CHECK(f.ids({.kind_prefix = "' OR 1=1 --"}).empty());
}

TEST_CASE("pages continue where the one before ended, whatever was added meanwhile") {
  LogFixture f;
  f.fill(mixed());
  auto first = f.log.list({.limit = 4}).value();
  CHECK(first.entries.size() == 4);
  REQUIRE(first.next_before_seq == 3);
  f.fill({entry(7, "late", Severity::info)});
  auto second = f.log.list({.before_seq = first.next_before_seq, .limit = 4}).value();
  CHECK(second.entries.size() == 2);
  CHECK(second.next_before_seq == 0);
  CHECK(f.log.list({.limit = 7}).value().next_before_seq == 0);
}

TEST_CASE("one entry is found by its id, the latest by its kind") {
  LogFixture f;
  f.fill(mixed());
  CHECK(f.log.find("act_3").value()->message == "message 3");
  CHECK_FALSE(f.log.find("act_99").value().has_value());
  auto latest = [&](const std::string& connection, const std::string& kind) {
    auto found = f.store.read([&](Session& s) { return rows::latest_activity(s, connection, kind); });
    return found ? found->id : "";
  };
  CHECK(latest("con_1", "token") == "act_6");
  CHECK(latest("con_1", "token.refresh_failed") == "act_3");
  CHECK(latest("con_1", "") == "act_6");
  CHECK(latest("con_2", "token").empty());
}

TEST_CASE("numbers are not used again after their entries were removed") {
  LogFixture f;
  f.fill(mixed());
  f.store.write([](Session& s) { must(sqlite::exec(sqlite::handle(s), "DELETE FROM activity", "test")); });
  CHECK(f.ids({}).empty());
  f.fill({entry(8, "next", Severity::info)});
  CHECK(f.log.list({}).value().entries.at(0).seq == 7);
}

TEST_CASE("an export is complete, oldest first, and filtered") {
  LogFixture f;
  std::vector<ActivityRow> many;
  int count = static_cast<int>(limits::kExportChunkRows) * 2 + 1;
  for (int i = 1; i <= count; ++i)
    many.push_back(entry(i, i % 3 == 0 ? "token.refreshed" : "run.succeeded", Severity::info));
  f.fill(many);
  auto lines = f.exported({}, ExportFormat::ndjson);
  CHECK(count_lines(lines) == static_cast<size_t>(count));
  size_t last = 0;
  for (int i = 1; i <= count; ++i) {
    auto at = lines.find("\"act_" + std::to_string(i) + "\"", last);
    REQUIRE(at != std::string::npos);
    last = at;
  }
  CHECK(count_lines(f.exported({.kind_prefix = "token"}, ExportFormat::ndjson)) ==
        static_cast<size_t>(count / 3));
  CHECK(count_lines(f.exported({.limit = 1}, ExportFormat::csv)) == static_cast<size_t>(count) + 1);
}

TEST_CASE("entries that are written while an export runs are not part of it") {
  LogFixture f;
  f.fill(mixed());
  std::string out;
  must(f.log.export_entries({}, ExportFormat::ndjson, [&](std::string_view part) {
    out += part;
    f.fill({entry(1000, "late", Severity::info)});
    return true;
  }));
  CHECK(count_lines(out) == 6);
}

TEST_CASE("an export ends when its reader goes away") {
  LogFixture f;
  f.fill(mixed());
  int calls = 0;
  must(f.log.export_entries({}, ExportFormat::csv, [&](std::string_view) {
    ++calls;
    return false;
  }));
  CHECK(calls == 1);
}

TEST_CASE("an export that is too large is refused before the first byte") {
  LogFixture f;
  f.store.write([](Session& s) {
    must(sqlite::exec(
        sqlite::handle(s),
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000001) "
        "INSERT INTO activity (id, connection_id, run_id, stream, at, kind, severity, status, endpoint, "
        "request_id, message, actor) SELECT i, '', '', '', i, 'k', 'info', 0, '', '', '', '' FROM n",
        "test"));
  });
  bool written = false;
  auto status = f.log.export_entries({}, ExportFormat::csv, [&](std::string_view) { return written = true; });
  REQUIRE_FALSE(status.has_value());
  CHECK(status.error().code == "export_too_large");
  CHECK_FALSE(written);
  must(f.log.export_entries({.until = from_unix_us(10)}, ExportFormat::csv,
                            [&](std::string_view) { return true; }));
}

TEST_CASE("a store that fails is told, not shown as an empty log") {
  LogFixture f;
  f.store.write([](Session& s) { must(sqlite::exec(sqlite::handle(s), "DROP TABLE activity", "test")); });
  CHECK(f.log.list({}).error().code == "store_failed");
  CHECK(f.log.find("act_1").error().code == "store_failed");
  CHECK(f.log.export_entries({}, ExportFormat::csv, [](std::string_view) { return true; }).error().code ==
        "store_failed");
}

TEST_CASE("CSV: a header, CR LF, quotes doubled, formulas defused") {
  LogFixture f;
  auto text = f.exported({}, ExportFormat::csv);
  CHECK(text ==
        "id,at,connection_id,kind,severity,status,endpoint,request_id,message,actor,run_id,stream,"
        "method,operation,attempt,duration_ms,before,after\r\n");

  auto row = entry(2, "request.failed", Severity::error);
  row.status = 429;
  row.endpoint = "GET https://api.test/a,b";
  row.request_id = "-1+1";
  row.message = "=HYPERLINK(\"http://evil\")";
  row.stream = "or\nders";
  row.method = "GET";
  row.attempt = 3;
  row.duration_ms = 250;
  row.after_json = "{\"label\":\"Shop\"}";
  CHECK(to_csv_line(row) ==
        "act_2,1970-01-01T00:00:02Z,con_1,request.failed,error,429,\"GET https://api.test/a,b\",'-1+1,"
        "\"'=HYPERLINK(\"\"http://"
        "evil\"\")\",system,run_even,\"or\nders\",GET,,3,250,,\"{\"\"label\"\":\"\"Shop\"\"}\"\r\n");
  for (const char* formula : {"=1", "+1", "-1", "@SUM(1)", "\tx"}) {
    row.message = formula;
    CHECK(to_csv_line(row).find(std::string(",'") + formula) != std::string::npos);
  }
  row.status = 0;
  CHECK(to_csv_line(row).find(",error,,") != std::string::npos);
}

TEST_CASE("NDJSON: every line is one object with the members of the API") {
  auto row = entry(3, "request.failed", Severity::warning);
  row.message = "quote \" backslash \\ newline \n control \x01 Zoë";
  row.endpoint = "GET https://api.test/";
  auto line = to_json_line(row);
  REQUIRE(line.back() == '\n');
  CHECK(line.find('\n') == line.size() - 1);
  Poco::JSON::Parser parser;
  auto object = parser.parse(line).extract<Poco::JSON::Object::Ptr>();
  CHECK(object->getValue<std::string>("id") == "act_3");
  CHECK(object->getValue<std::string>("at") == "1970-01-01T00:00:03Z");
  CHECK(object->getValue<std::string>("message") == row.message);
  CHECK(object->getValue<std::string>("severity") == "warning");
  CHECK(object->isNull("status"));
  CHECK(object->size() == 18);
  CHECK(object->isNull("attempt"));
  CHECK(object->isNull("after"));
  row.status = 503;
  CHECK(to_json_line(row).find("\"status\":503,") != std::string::npos);
  row.duration_ms = 0;
  row.before_json = "{\"label\":\"Shop\"}";
  CHECK(to_json_line(row).find("\"duration_ms\":0,\"before\":{\"label\":\"Shop\"},\"after\":null}") !=
        std::string::npos);
}
