// The API on a whole host: lists, changes, versions, events, health, the console's files.
#include <catch2/catch.hpp>

#include "integration/admin/host_fixture.hpp"

using namespace mooring::test;

TEST_CASE_METHOD(HostFixture, "Connections are listed page by page and filtered by badge", "[admin]") {
  std::vector<std::string> ids;
  std::string cursor;
  for (int page = 0; page < 5; ++page) {
    const Reply reply =
        as_script("GET", "/api/v1/connections?limit=2" + (cursor.empty() ? "" : "&cursor=" + cursor));
    REQUIRE(reply.status == 200);
    const auto items = reply.json()->getArray("items");
    for (unsigned i = 0; i < items->size(); ++i)
      ids.push_back(items->getObject(i)->getValue<std::string>("id"));
    if (reply.json()->isNull("next")) break;
    cursor = reply.json()->getValue<std::string>("next");
  }
  CHECK(ids == std::vector<std::string>{"con_a", "con_b", "con_c"});
  CHECK(
      as_script("GET", "/api/v1/connections?badge=not_connected&limit=1").json()->getArray("items")->size() ==
      1);
  CHECK(as_script("GET", "/api/v1/connections?badge=connected").json()->getArray("items")->size() == 0);
  CHECK(as_script("GET", "/api/v1/connections?badge=purple").code() == "parameter_invalid");
  for (const char* limit : {"0", "201", "-1", "x", "1e2", "99999999999999999999"})
    CHECK(as_script("GET", std::string("/api/v1/connections?limit=") + limit).code() == "parameter_invalid");
}

TEST_CASE_METHOD(HostFixture, "A change needs the version that was read", "[admin]") {
  const Reply read = as_script("GET", "/api/v1/connections/con_a");
  CHECK_THAT(read.header("ETag"), Catch::StartsWith("\"1."));
  CHECK(read.header("Cache-Control") == "private, no-cache");
  const std::string path = "/api/v1/connections/con_a";
  const Reply changed = as_script("PATCH", path, R"({"label":"Renamed"})", "If-Match: \"1\"\r\n");
  CHECK(changed.status == 200);
  CHECK_THAT(changed.header("ETag"), Catch::StartsWith("\"2."));
  CHECK(changed.json()->getValue<std::string>("label") == "Renamed");
  CHECK(as_script("PATCH", path, R"({"label":"Late"})", "If-Match: \"1\"\r\n").code() == "version_conflict");
  CHECK(as_script("PATCH", path, R"({"label":"Odd"})", "If-Match: 2\r\n").status == 412);
  CHECK(as_script("PATCH", path, R"({"lable":"Typo"})").code() == "fields_invalid");
  CHECK(as_script("PATCH", path, "[]").code() == "json_invalid");
  CHECK(as_script("PATCH", "/api/v1/connections/con_x", "{}").code() == "connection_unknown");
  CHECK(as_script("GET", path).json()->getValue<std::string>("label") == "Renamed");
}

TEST_CASE_METHOD(HostFixture, "What does not exist or cannot be is named", "[admin]") {
  CHECK(as_script("POST", "/api/v1/connections", R"({"channel":"shop","region":"NA"})").code() ==
        "channel_unknown");
  CHECK(as_script("POST", "/api/v1/connections", "{}").code() == "fields_invalid");
  CHECK(as_script("GET", "/api/v1/runs/run_x").code() == "run_unknown");
  CHECK(as_script("POST", "/api/v1/runs/run_x/cancel").code() == "run_unknown");
  CHECK(as_script("GET", "/api/v1/activity/act_x").code() == "entry_unknown");
  CHECK(as_script("GET", "/api/v1/plugins/x").code() == "plugin_unknown");
  CHECK(as_script("GET", "/api/v1/records/shop/orders").code() == "records_unknown");
  CHECK(as_script("GET", "/api/v1/connections/con_x/coverage").code() == "connection_unknown");
  CHECK(as_script("PUT", "/api/v1/connections/con_a/marketplaces", R"({"selected":[]})").code() ==
        "selection_empty");
  CHECK(as_script("PUT", "/api/v1/connections/con_a/marketplaces", R"({"selected":null})").code() ==
        "fields_invalid");
  CHECK(as_script("POST", "/api/v1/connections/con_a/connect", R"({"return_to":"https://evil.example"})")
            .code() == "fields_invalid");
  CHECK(as_script("GET", "/api/v1/activity?since=yesterday").code() == "parameter_invalid");
  CHECK(as_script("GET", "/api/v1/activity?method=FOO").code() == "parameter_invalid");
  CHECK(as_script("GET", "/api/v1/activity?method=get").status == 200);
  CHECK(as_script("GET", "/api/v1/activity?since=2026-02-01T00:00:00Z&until=2026-01-01T00:00:00Z").code() ==
        "parameter_invalid");
  CHECK(as_script("GET", "/api/v1/activity?cursor=x").code() == "cursor_invalid");
  CHECK(as_script("GET", "/api/v1/activity/export?format=xml").code() == "parameter_invalid");
}

TEST_CASE_METHOD(HostFixture, "The lists of a connection answer, also when they are empty", "[admin]") {
  for (const char* list : {"streams", "permissions", "coverage", "marketplaces", "activity"}) {
    INFO(list);
    const Reply reply = as_script("GET", std::string("/api/v1/connections/con_a/") + list);
    CHECK(reply.status == 200);
    CHECK(reply.json()->isArray("items"));
  }
  const Reply status = as_script("GET", "/api/v1/connections/con_a/status?explain=1");
  CHECK(status.json()->getValue<std::string>("badge") == "not_connected");
  CHECK(status.json()->getArray("rules")->size() == 6);
  CHECK(as_script("GET", "/api/v1/plugins").json()->getArray("items")->size() == 0);
  CHECK(as_script("GET", "/api/v1/runs").json()->getArray("items")->size() == 0);
}

TEST_CASE_METHOD(HostFixture, "A change is an event and an activity entry, which can be exported",
                 "[admin]") {
  RawClient stream = client();
  stream.send(request_text("GET", "/api/v1/events/stream",
                           std::string("Authorization: Bearer ") + kAdminToken + "\r\n"));
  const std::string hello = stream.read_until("retry: 2000\n\n");
  CHECK(hello.find("Content-Type: text/event-stream") != std::string::npos);
  REQUIRE(as_script("PATCH", "/api/v1/connections/con_b", R"({"label":"New name"})").status == 200);
  const std::string event = stream.read_until("event: connection\ndata: {\"connection_id\":\"con_b\"}\n\n");
  CHECK(event.find("event: connection\ndata: {\"connection_id\":\"con_b\"}\n\n") != std::string::npos);

  const auto items =
      as_script("GET", "/api/v1/connections/con_b/activity?kind=connection").json()->getArray("items");
  REQUIRE(items->size() == 1);
  const auto entry = items->getObject(0);
  CHECK(entry->getValue<std::string>("actor") == "token:admin");
  CHECK(as_script("GET", "/api/v1/activity/" + entry->getValue<std::string>("id")).status == 200);
  const Reply csv = as_script("GET", "/api/v1/activity/export?format=csv");
  CHECK(csv.header("Content-Disposition") == "attachment; filename=\"mooring-activity.csv\"");
  CHECK(csv.header("Transfer-Encoding") == "chunked");
  CHECK(csv.body.find(entry->getValue<std::string>("id")) != std::string::npos);
  CHECK(csv.body.ends_with("\r\n0\r\n\r\n"));
}

TEST_CASE_METHOD(HostFixture, "Health, readiness, metrics and the contract", "[admin]") {
  const Reply health = send("GET", "/healthz");
  CHECK(health.status == 200);
  CHECK(health.json()->getValue<std::string>("status") == "ok");
  CHECK_FALSE(health.json()->getValue<std::string>("sqlite_version").empty());
  CHECK(health.json()->getArray("plugins_not_run")->size() == 0);
  CHECK(send("GET", "/readyz").status == 200);
  const Reply metrics = as_script("GET", "/metrics");
  CHECK(metrics.body.find("mooring_connections{badge=\"not_connected\"} 3\n") != std::string::npos);
  CHECK(metrics.body.find("mooring_runs_total{outcome=\"failed\"} 0\n") != std::string::npos);
  CHECK(metrics.body.find("route=\"/healthz\",status=\"2xx\"} 1\n") != std::string::npos);
  CHECK(metrics.body.find("con_a") == std::string::npos);
  CHECK(metrics.body.find("process_resident_memory_bytes") != std::string::npos);
  const auto value_of = [&](const std::string& name) {
    const size_t at = metrics.body.find("\n" + name + " ");
    REQUIRE(at != std::string::npos);
    return std::stod(metrics.body.substr(at + name.size() + 2));
  };
  const auto now = static_cast<double>(::time(nullptr));
  CHECK(value_of("process_start_time_seconds") > now - 3600);
  CHECK(value_of("process_start_time_seconds") <= now + 1);
  CHECK(value_of("process_cpu_seconds_total") > 0);
  CHECK(value_of("process_cpu_seconds_total") < 3600);
  // What is a part of another number has a name of its own: a sum over labels counts nothing twice.
  CHECK(metrics.body.find("mooring_runs{state=\"working\"}") == std::string::npos);
  CHECK(value_of("mooring_runs_working") == 0);
  CHECK(value_of("mooring_backfills") == 0);
  CHECK(value_of("mooring_backfills_running") == 0);
  const Reply contract = as_script("GET", "/api/v1/openapi.json");
  CHECK(contract.json()->getObject("paths")->has("/api/v1/connections/{id}/connect"));
}

TEST_CASE_METHOD(HostFixture, "The console's files are served with a tag, and only they", "[admin]") {
  const Reply page = send("GET", "/");
  CHECK(page.status == 200);
  CHECK(page.header("Content-Type") == "text/html; charset=utf-8");
  const std::string tag = page.header("ETag");
  REQUIRE(tag.size() > 10);
  const Reply same = send("GET", "/", "If-None-Match: " + tag + "\r\n");
  CHECK(same.status == 304);
  CHECK(same.body.empty());
  const Reply head = send("HEAD", "/");
  CHECK(head.body.empty());
  CHECK(head.header("Content-Length") == std::to_string(page.body.size()));
  for (const char* path :
       {"/index.htm", "/etc/passwd", "/assets/..%2f..%2fetc/passwd", "/.git/config", "/console.js.map"})
    CHECK(send("GET", path).status >= 400);
  CHECK(send("POST", "/").status == 405);
}

TEST_CASE_METHOD(HostFixture, "The host stops promptly with an open stream", "[admin]") {
  RawClient stream = client();
  stream.send(request_text("GET", "/api/v1/events/stream",
                           std::string("Authorization: Bearer ") + kAdminToken + "\r\n"));
  stream.read_until("retry: 2000\n\n");
  const auto before = std::chrono::steady_clock::now();
  host().stop();
  CHECK(std::chrono::steady_clock::now() - before < std::chrono::seconds{2});
  stream.read_all();
  CHECK(stream.ended());
}
