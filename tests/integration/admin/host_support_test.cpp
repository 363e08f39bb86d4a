// The support bundle over the API of a whole host.
#include "integration/admin/host_fixture.hpp"
#include "store/rows_incidents.hpp"
#include "support/store_fixture.hpp"

using namespace mooring;
using namespace mooring::test;

namespace {

const std::string kPath = "/api/v1/support-bundle";

// An old entry, three new ones of which one tells the token of scripts and an address, and very long ones on request.
void add_entries(host::Session& session, int long_ones) {
  const host::Timestamp now = host::SystemClock().now();
  const auto add = [&](const std::string& id, const std::string& connection, host::Duration age,
                       const std::string& message) {
    host::ActivityRow entry;
    entry.id = id;
    entry.connection_id = connection;
    entry.at = now - age;
    entry.kind = "request.failed";
    entry.severity = host::Severity::error;
    entry.message = message;
    host::rows::insert_activity(session, entry);
  };
  add("act_old", "con_a", std::chrono::hours{24 * 9}, "before the window");
  add("act_a", "con_a", std::chrono::hours{2}, std::string("said ") + kAdminToken + " to jo@mail.example");
  add("act_b", "con_b", std::chrono::hours{1}, "<script>alert(1)</script>");
  host::IncidentRow incident;
  incident.id = "inc_1";
  incident.channel = "shop";
  incident.region = "NA";
  incident.failure_class = "server";
  incident.operation = "GET https://api.shop.example/orders";
  incident.opened_at = incident.last_seen_at = now - std::chrono::hours{1};
  host::rows::insert_incident(session, incident);
  host::rows::put_incident_connection(
      session, {"inc_1", "con_a", "orders", "run_1", incident.opened_at, incident.opened_at});
  for (int i = 0; i < long_ones; ++i)
    add("act_long_" + std::to_string(i), "con_c", std::chrono::minutes{1}, std::string(1900, 'm'));
}

// A streamed answer comes in chunks, each with its size in hex before it.
Reply without_chunks(Reply reply) {
  std::string whole;
  for (size_t at = 0; at < reply.body.size();) {
    const size_t size = std::stoul(reply.body.substr(at, 16), nullptr, 16);
    const size_t start = reply.body.find("\r\n", at) + 2;
    whole += reply.body.substr(start, size);
    at = start + size + 2;
  }
  reply.body = std::move(whole);
  return reply;
}

class SupportFixture : public HostFixture {
 public:
  explicit SupportFixture(int long_entries = 0)
      : HostFixture({}, [long_entries](host::Session& session) { add_entries(session, long_entries); }) {}

  Reply bundle(const std::string& query) const { return without_chunks(as_script("GET", kPath + query)); }
  Poco::JSON::Object::Ptr facts(const std::string& query = {}) const {
    Reply reply = bundle(query);
    INFO(reply.head << reply.body.substr(0, 400));
    REQUIRE(reply.status == 200);
    const std::string begin = "<script type=\"application/json\" id=\"bundle\">";
    const size_t from = reply.body.find(begin) + begin.size();
    reply.body = reply.body.substr(from, reply.body.find("</script>", from) - from);
    return reply.json();
  }
  std::string entries(const std::string& query) const {
    std::string ids;
    const auto list = facts(query)->getArray("activity");
    for (const auto& item : *list) {
      const auto id = item.extract<Poco::JSON::Object::Ptr>()->getValue<std::string>("id");
      if (id == "act_old" || id == "act_a" || id == "act_b") ids += id + " ";
    }
    return ids;
  }
};

class LongSupportFixture : public SupportFixture {
 public:
  LongSupportFixture() : SupportFixture(9000) {}
};

}  // namespace

TEST_CASE_METHOD(SupportFixture, "A support bundle is one file with all parts and no secret",
                 "[admin][security]") {
  const Reply reply = bundle("");
  REQUIRE(reply.status == 200);
  CHECK(reply.header("Content-Type") == "text/html; charset=utf-8");
  CHECK(reply.header("Content-Disposition").starts_with("attachment; filename=\"mooring-support-20"));
  CHECK(reply.header("Cache-Control") == "no-store");
  CHECK(reply.body.find(kAdminToken) == std::string::npos);
  CHECK(reply.body.find("mail.example") == std::string::npos);
  CHECK(reply.body.find("said [secret] to [e-mail]") != std::string::npos);
  CHECK(reply.body.find("<script>") == std::string::npos);
  CHECK(reply.body.find("&lt;script&gt;alert(1)") != std::string::npos);
  const auto all = facts();
  CHECK(all->getObject("bundle")->getValue<std::string>("format") == "mooring-support-bundle/1");
  CHECK(all->getObject("bundle")->getArray("problems")->size() == 0);
  CHECK(all->getArray("connections")->size() == 3);
  CHECK(all->getArray("connections")->getObject(0)->getObject("status")->getArray("rules")->size() == 6);
  CHECK(all->getObject("host")->getArray("limits")->size() > 5);
  CHECK(all->getArray("configuration")->size() > 5);
  CHECK(all->getValue<std::string>("metrics").find("mooring_build_info") != std::string::npos);
}

TEST_CASE_METHOD(SupportFixture, "The window and the connection of a bundle are chosen", "[admin]") {
  CHECK(entries("") == "act_b act_a ");
  CHECK(entries("?since=2020-01-01T00:00:00Z") == "act_b act_a act_old ");
  CHECK(entries("?connection=con_a") == "act_a ");
  CHECK(entries("?since=2020-01-01T00:00:00Z&until=2020-02-01T00:00:00Z") == "");
  CHECK(facts("?connection=con_a")->getArray("connections")->size() == 1);
  CHECK(as_script("GET", kPath + "?connection=con_x").code() == "connection_unknown");
  CHECK(as_script("GET", kPath + "?since=yesterday").code() == "parameter_invalid");
  CHECK(as_script("GET", kPath + "?since=2026-02-01T00:00:00Z&until=2026-01-01T00:00:00Z").code() ==
        "parameter_invalid");
  CHECK(send("GET", kPath).status == 401);
}

TEST_CASE_METHOD(LongSupportFixture, "While one bundle is read there is no second one", "[admin]") {
  RawClient slow = client();
  slow.send(request_text("GET", kPath, std::string("Authorization: Bearer ") + kAdminToken + "\r\n"));
  // Of the answer only the head is read: larger than what waits on the way, it stays under way.
  std::string bytes = slow.read_until("\r\n\r\n", std::chrono::seconds{30});
  const Reply second = as_script("GET", kPath + "?connection=con_a");
  CHECK(second.status == 429);
  CHECK(second.code() == "bundle_busy");
  bytes += slow.read_all(std::chrono::seconds{30});
  const Reply first = without_chunks(parse(bytes));
  CHECK(first.status == 200);
  CHECK(first.body.size() > (20u << 20));
  CHECK(first.body.size() < (34u << 20));
}

TEST_CASE_METHOD(SupportFixture, "A bundle tells of incidents and where alerts go, without what is secret",
                 "[admin][security]") {
  const auto made = as_script(
      "POST", "/api/v1/alert-destinations",
      R"({"kind":"webhook","name":"On call","url":"https://hooks.example.com/T0/secret-path?key=1"})");
  REQUIRE(made.status == 201);
  const auto secret = made.json()->getValue<std::string>("secret");
  const Reply reply = bundle("");
  REQUIRE(reply.status == 200);
  CHECK(reply.body.find(secret) == std::string::npos);
  const auto all = facts();
  REQUIRE(all->getArray("alert_destinations")->size() == 1);
  CHECK(all->getArray("alert_destinations")->getObject(0)->getValue<std::string>("name") == "On call");
  REQUIRE(all->getArray("incidents")->size() == 1);
  CHECK(all->getArray("incidents")->getObject(0)->getArray("affected")->size() == 1);
  CHECK(facts("?connection=con_a")->getArray("incidents")->size() == 1);
  CHECK(facts("?connection=con_b")->getArray("incidents")->size() == 0);
  CHECK(reply.body.find("https://api.shop.example/orders") != std::string::npos);
}
