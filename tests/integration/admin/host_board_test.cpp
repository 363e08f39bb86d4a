// Many connections over the API of a whole host: lists, counts, export, pause, tags, and what is done to many at once.
#include "integration/admin/host_fixture.hpp"
#include "store/rows_watch.hpp"

using namespace mooring;
using namespace mooring::test;
using namespace std::chrono_literals;
using host::Duration;
using host::Timestamp;

namespace {

std::string labels(const Reply& reply) {
  std::string out;
  const auto items = reply.json()->getArray("items");
  for (size_t i = 0; i < items->size(); ++i)
    out += (out.empty() ? "" : ",") +
           items->getObject(static_cast<unsigned>(i))->getValue<std::string>("label").substr(5);
  return out;
}

class BoardFixture : public HostFixture {
 public:
  std::string list(const std::string& query) const {
    return labels(as_script("GET", "/api/v1/connections" + query));
  }
  Poco::JSON::Object::Ptr connection(const std::string& id) const {
    return as_script("GET", "/api/v1/connections/" + id).json();
  }
  Reply bulk(const std::string& body) const { return as_script("POST", "/api/v1/connections/bulk", body); }
  std::string entries(const std::string& kind) const {
    std::string out;
    const auto items = as_script("GET", "/api/v1/activity?kind=" + kind).json()->getArray("items");
    for (size_t i = 0; i < items->size(); ++i) {
      const auto entry = items->getObject(static_cast<unsigned>(i));
      out += entry->getValue<std::string>("connection_id") + ": " + entry->getValue<std::string>("message") +
             "\n";
    }
    return out;
  }
};

}  // namespace

TEST_CASE_METHOD(BoardFixture, "connections are found, sorted and read page by page") {
  CHECK(list("") == "con_a,con_b,con_c");
  CHECK(list("?sort=-label") == "con_c,con_b,con_a");
  CHECK(list("?text=SHOP%20con_b") == "con_b");
  CHECK(list("?ids=con_c,con_a,con_x") == "con_a,con_c");
  CHECK(list("?badge=connected,stale") == "");
  CHECK(list("?badge=not_connected&region=NA&paused=false&managed_by=console&activity=idle") ==
        "con_a,con_b,con_c");
  const Reply first = as_script("GET", "/api/v1/connections?sort=label&limit=2&fields=compact");
  CHECK(labels(first) == "con_a,con_b");
  const auto next = first.json()->getValue<std::string>("next");
  CHECK(labels(as_script("GET", "/api/v1/connections?sort=label&limit=2&fields=compact&cursor=" + next)) ==
        "con_c");
  for (const char* bad :
       {"?sort=size", "?badge=bad", "?paused=maybe", "?activity=asleep", "?fields=all", "?managed_by=me"})
    CHECK(as_script("GET", std::string("/api/v1/connections") + bad).code() == "parameter_invalid");
  CHECK(as_script("GET", "/api/v1/connections?cursor=zz").code() == "cursor_invalid");
}

TEST_CASE_METHOD(BoardFixture, "a pause is told with who and since when, and is no other change") {
  const auto before = connection("con_a");
  CHECK(before->isNull("paused"));
  const auto paused = as_script("PATCH", "/api/v1/connections/con_a", R"({"paused":true})");
  REQUIRE(paused.status == 200);
  CHECK(paused.json()->getObject("paused")->getValue<std::string>("actor").find("token") == 0);
  CHECK(paused.json()->getValue<int>("version") == before->getValue<int>("version") + 1);
  CHECK(list("?paused=true") == "con_a");  // at once, also where the board is asked
  CHECK(as_script("GET", "/api/v1/connections/con_a/status").json()->getObject("paused"));
  const auto told = as_script("GET", "/api/v1/activity?kind=connection.paused").json()->getArray("items");
  REQUIRE(told->size() == 1);
  CHECK_FALSE(told->getObject(0)->getObject("before")->getValue<bool>("paused"));
  CHECK(told->getObject(0)->getObject("after")->getValue<bool>("paused"));
  // Again: nothing changes, and nobody is told.
  CHECK(as_script("PATCH", "/api/v1/connections/con_a", R"({"paused":true})")
            .json()
            ->getValue<int>("version") == before->getValue<int>("version") + 1);
  CHECK(as_script("PATCH", "/api/v1/connections/con_a", R"({"paused":false,"label":"Shop con_z"})").status ==
        200);
  CHECK(connection("con_a")->isNull("paused"));
  CHECK(connection("con_a")->getValue<std::string>("label") == "Shop con_z");
  CHECK(entries("connection.paused").find("con_a: Paused") == 0);
  CHECK(entries("connection.paused").find("\n") == entries("connection.paused").size() - 1);
  CHECK(entries("connection.resumed") == "con_a: Resumed: planned runs go on\n");
  CHECK(as_script("PATCH", "/api/v1/connections/con_x", R"({"paused":true})").code() == "connection_unknown");
  CHECK(as_script("PATCH", "/api/v1/connections/con_a", R"({"paused":"yes"})").code() == "fields_invalid");
  CHECK(as_script("PATCH", "/api/v1/connections/con_a", R"({"paused":true})", "If-Match: \"1\"\r\n").code() ==
        "version_conflict");
}

TEST_CASE_METHOD(BoardFixture, "tags are put, found, counted and taken away") {
  const auto tagged = as_script("PUT", "/api/v1/connections/con_b/tags", R"({"tags":["vip"," spring "]})");
  REQUIRE(tagged.status == 200);
  CHECK(tagged.json()->getArray("tags")->size() == 2);
  CHECK(list("?tag=spring") == "con_b");
  const auto done = bulk(R"({"action":"tag","connections":["con_a","con_b","con_x"],"tags":["spring"]})");
  REQUIRE(done.status == 200);
  CHECK(done.json()->getValue<int>("done") == 1);
  CHECK(done.json()->getValue<int>("unchanged") == 1);
  CHECK(done.json()->getValue<int>("failed") == 1);
  const auto first = done.json()->getArray("items")->getObject(0);  // failures first
  CHECK(first->getValue<std::string>("connection_id") == "con_x");
  CHECK(first->getValue<std::string>("code") == "connection_unknown");
  CHECK(list("?tag=spring") == "con_a,con_b");
  const auto facets = as_script("GET", "/api/v1/connections/facets?tag=vip").json();
  CHECK(facets->getValue<int>("all") == 3);
  CHECK(facets->getValue<int>("total") == 1);
  CHECK(facets->getArray("tags")->getObject(0)->getValue<int>("count") ==
        2);  // spring, without its own filter
  CHECK(
      as_script("PUT", "/api/v1/connections/con_b/tags", R"({"tags":[]})").json()->getArray("tags")->size() ==
      0);
  CHECK(as_script("PUT", "/api/v1/connections/con_b/tags", R"({"tags":["a,b"]})").code() == "tags_invalid");
  CHECK(as_script("PUT", "/api/v1/connections/con_b/tags", "{}").code() == "fields_invalid");
}

TEST_CASE_METHOD(BoardFixture, "what a filter names is changed only when it is as many as were seen") {
  CHECK(bulk(R"({"action":"pause","filter":{"region":"NA"},"expect":2})").code() == "expect_mismatch");
  CHECK(list("?paused=true") == "");
  const auto done = bulk(R"({"action":"pause","filter":{"region":"NA"},"expect":3})");
  REQUIRE(done.status == 200);
  CHECK(done.json()->getValue<int>("done") == 3);
  CHECK(list("?paused=true") == "con_a,con_b,con_c");
  CHECK(bulk(R"({"action":"resume","filter":{"paused":"true"},"expect":3})").json()->getValue<int>("done") ==
        3);
  CHECK(bulk(R"({"action":"sync","connections":["con_a"]})").json()->getValue<int>("failed") == 1);
  for (const char* bad : {R"({"action":"wipe","connections":["con_a"]})", R"({"action":"pause"})",
                          R"({"action":"pause","filter":{}})",
                          R"({"action":"pause","connections":["con_a"],"filter":{},"expect":3})",
                          R"({"action":"tag","connections":["con_a"]})",
                          R"({"action":"pause","connections":["con_a"],"tags":["x"]})"})
    CHECK(bulk(bad).code() == "fields_invalid");
  CHECK(bulk(R"({"action":"pause","filter":{"colour":"red"},"expect":3})").code() == "parameter_invalid");
}

TEST_CASE_METHOD(BoardFixture, "an export has the same connections as the list") {
  as_script("PATCH", "/api/v1/connections/con_b", R"json({"label":"=HYPERLINK(1)"})json");
  const Reply csv = as_script("GET", "/api/v1/connections/export?format=csv&ids=con_b,con_c");
  CHECK(csv.header("Content-Type") == "text/csv; charset=utf-8");
  CHECK(csv.body.find("id,label,channel") != std::string::npos);
  CHECK(csv.body.find("con_b,'=HYPERLINK(1),shop,NA") != std::string::npos);  // text, no formula
  CHECK(csv.body.find("con_a") == std::string::npos);
  const Reply lines = as_script("GET", "/api/v1/connections/export?format=ndjson");
  CHECK(lines.body.find("\"id\":\"con_a\"") != std::string::npos);
  CHECK(as_script("GET", "/api/v1/connections/export").code() == "parameter_invalid");
}

TEST_CASE("what ran is counted by the hour, and by channel") {
  const host::Timestamp now = host::SystemClock().now();
  const HostFixture fixture({}, [&](host::Session& session) {
    const auto ended = [&](int minutes_ago, host::RunState state, const char* id) {
      host::RunRow run;
      run.id = id;
      run.connection_id = "con_a";
      run.stream = "orders";
      run.state = state;
      run.rows_read = 10;
      run.rows_changed = 3;
      run.queued_at = now - std::chrono::minutes{minutes_ago + 1};
      run.finished_at = now - std::chrono::minutes{minutes_ago};
      host::rows::insert_run(session, run);
    };
    ended(1, host::RunState::succeeded, "run_1");
    ended(130, host::RunState::failed, "run_2");
    ended(131, host::RunState::succeeded, "run_3");
    ended(60 * 40, host::RunState::failed, "run_4");
  });
  const auto summary = fixture.as_script("GET", "/api/v1/runs/summary").json();
  const auto items = summary->getArray("items");
  CHECK(items->size() >= 24);  // also the hours in which nothing ended
  CHECK(items->size() <= 26);
  int succeeded = 0, failed = 0;
  for (size_t i = 0; i < items->size(); ++i) {
    succeeded += items->getObject(static_cast<unsigned>(i))->getValue<int>("succeeded");
    failed += items->getObject(static_cast<unsigned>(i))->getValue<int>("failed");
  }
  CHECK(succeeded == 2);
  CHECK(failed == 1);
  CHECK(summary->getArray("channels")->getObject(0)->getValue<int>("rows_read") == 30);
  CHECK(fixture.as_script("GET", "/api/v1/runs/summary?bucket=1").code() == "parameter_invalid");
  CHECK(fixture.as_script("GET", "/api/v1/runs/summary?since=2020-01-01T00:00:00Z").code() ==
        "parameter_invalid");
}

TEST_CASE("strips tell the worst badge of each day, of each connection and of a region of any size") {
  const Timestamp now = std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
  HostFixture host({}, [now](host::Session& session) {
    const auto changed = [&](const char* id, std::chrono::hours ago, const char* badge) {
      host::rows::insert_badge_change(session, {id, now - ago, badge, "", "", ""});
    };
    changed("con_a", 24h * 200, "connected");
    changed("con_a", 24h * 10, "revoked");
    changed("con_b", 24h * 20, "connected");
  });
  const auto strips = [&](const std::string& query) {
    return host.as_script("GET", "/api/v1/connections/badge-strips?days=30" + query)
        .json()
        ->getArray("items");
  };
  const auto first_span = [](const Poco::JSON::Object::Ptr& strip) {
    return strip->getArray("spans")->getObject(0)->get("badge");
  };
  const auto one = strips("&ids=con_a,con_b");
  REQUIRE(one->size() == 2);
  CHECK(one->getObject(0)->getValue<std::string>("connection_id") == "con_a");
  CHECK(one->getObject(0)->getValue<int>("known_days") == 30);
  CHECK(first_span(one->getObject(0)).convert<std::string>() == "connected");
  CHECK(first_span(one->getObject(1)).isEmpty());
  const auto regions = strips("&by=region&ids=con_a,con_b");
  REQUIRE(regions->size() == 1);
  CHECK(regions->getObject(0)->getValue<std::string>("region") == "NA");
  CHECK(regions->getObject(0)->getValue<int>("members") == 2);
  const auto spans = regions->getObject(0)->getArray("spans");
  int days = 0;
  bool revoked = false;
  for (size_t i = 0; i < spans->size(); ++i) {
    const auto span = spans->getObject(static_cast<unsigned>(i));
    days += span->getValue<int>("days");
    revoked = revoked || span->get("badge").toString() == "revoked";
  }
  CHECK(days == 30);
  CHECK(revoked);  // the worst of any member
  CHECK(host.as_script("GET", "/api/v1/connections/badge-strips?by=tag").code() == "parameter_invalid");
  CHECK(host.as_script("GET", "/api/v1/connections/badge-strips?days=0").code() == "parameter_invalid");
}
