// What the host sees of its connections over time, over the API of a whole host.
#include "base/text.hpp"
#include "integration/admin/host_fixture.hpp"
#include "store/rows_watch.hpp"
#include "support/store_fixture.hpp"

using namespace mooring;
using namespace mooring::test;

namespace {

std::string days_ago(int days, const char* time = "T00:00:00Z") {
  return host::format_time(host::SystemClock().now() - std::chrono::hours{24 * days}).substr(0, 10) + time;
}

// con_a was connected ten days ago, and in error a day later; the host finds it without a grant. con_b's
// consent ends at the beginning of a day, in 19 days and some hours.
void fill(host::Session& session) {
  const host::Timestamp day = host::parse_time(days_ago(10)).value();
  host::rows::insert_badge_change(session, {"con_a", day, "connected", "All is well", "", ""});
  host::rows::insert_badge_change(
      session, {"con_a", day + std::chrono::hours{24}, "sync_error", "Broken", "retry_sync", "act_1"});
  host::GrantRow grant;
  grant.id = "grt_b";
  grant.connection_id = "con_b";
  grant.source = "consent";
  grant.issued_at = day;
  grant.expires_at = host::parse_time(days_ago(-20));
  host::rows::insert_grant(session, grant);
}

class WatchFixture : public HostFixture {
 public:
  WatchFixture() : HostFixture({}, fill) {}

  Poco::JSON::Array::Ptr items(const std::string& target) const {
    return as_script("GET", target)->getArray("items");
  }
  // Its first look is taken right after the start, on a thread of its own.
  template <class Done>
  void until(Done done) const {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{20};
    while (!done())
      REQUIRE(std::chrono::steady_clock::now() < deadline);
  }
  Poco::JSON::Object::Ptr as_script(const std::string& method, const std::string& target) const {
    const Reply reply = HostFixture::as_script(method, target);
    INFO(reply.body);
    REQUIRE(reply.status < 300);
    return reply.json();
  }
};

}  // namespace

TEST_CASE_METHOD(WatchFixture, "Badges over time, newest first", "[admin][watch]") {
  const std::string history = "/api/v1/connections/con_a/badge-history";
  until([&] { return items(history)->size() == 3; });
  const auto all = items(history);
  const auto now = all->getObject(0), before = all->getObject(1), first = all->getObject(2);
  CHECK(now->getValue<std::string>("badge") == "not_connected");
  CHECK(now->getValue<std::string>("title") == "Not connected");
  CHECK(now->getValue<std::string>("severity") == "neutral");
  CHECK(now->getValue<std::string>("action") == "connect");
  CHECK(now->isNull("until"));
  CHECK(before->getValue<std::string>("badge") == "sync_error");
  CHECK(before->getValue<std::string>("reason") == "Broken");
  CHECK(before->getValue<std::string>("entry_id") == "act_1");
  CHECK(before->getValue<std::string>("until") == now->getValue<std::string>("at"));
  CHECK(first->getValue<std::string>("at") == days_ago(10));

  const auto logged = items("/api/v1/connections/con_a/activity?kind=badge");
  REQUIRE(logged->size() == 1);
  CHECK(logged->getObject(0)->getValue<std::string>("message").starts_with("Sync error -> Not connected: "));
  CHECK(items("/api/v1/connections/con_b/badge-history")->size() == 1);
  CHECK(items("/api/v1/connections/con_b/activity?kind=badge")->size() == 0);
}

TEST_CASE_METHOD(WatchFixture, "The history is read in parts", "[admin][watch]") {
  const std::string history = "/api/v1/connections/con_a/badge-history";
  until([&] { return items(history)->size() == 3; });
  std::string badges;
  for (std::string next = history + "?limit=1"; !next.empty();) {
    const auto page = as_script("GET", next);
    REQUIRE(page->getArray("items")->size() == 1);
    badges += page->getArray("items")->getObject(0)->getValue<std::string>("badge") + " ";
    next = page->isNull("next") ? "" : history + "?limit=1&cursor=" + page->getValue<std::string>("next");
  }
  CHECK(badges == "not_connected sync_error connected ");
  CHECK(items(history + "?since=" + days_ago(10, "T06:00:00Z") + "&until=" + days_ago(10, "T12:00:00Z"))
            ->size() == 1);
  CHECK(items(history + "?until=" + days_ago(10))->size() == 0);
  CHECK(HostFixture::as_script("GET", history + "?since=yesterday").code() == "parameter_invalid");
  CHECK(HostFixture::as_script("GET", history + "?cursor=x").code() == "cursor_invalid");
  CHECK(HostFixture::as_script("GET", "/api/v1/connections/con_x/badge-history").code() ==
        "connection_unknown");
  CHECK(send("GET", history).status == 401);
}

TEST_CASE_METHOD(WatchFixture, "What ends, as a list and as a calendar; what is overdue, as a number",
                 "[admin][watch]") {
  const auto expiries = items("/api/v1/expiries");
  REQUIRE(expiries->size() == 1);
  const auto consent = expiries->getObject(0);
  CHECK(consent->getValue<std::string>("id") == "consent-con_b");
  CHECK(consent->getValue<std::string>("kind") == "consent");
  CHECK(consent->getValue<std::string>("connection_id") == "con_b");
  CHECK(consent->getValue<std::string>("title") == "Consent of Shop con_b");
  CHECK(consent->getValue<std::string>("at") == days_ago(-20));
  CHECK(consent->getValue<int>("days_left") == 19);
  CHECK(consent->getValue<std::string>("severity") == "warning");
  CHECK(consent->getValue<std::string>("action") == "reconnect");
  const std::string log = "/api/v1/connections/con_b/activity?kind=expiry.warning";
  until([&] { return items(log)->size() == 1; });

  const Reply calendar = HostFixture::as_script("GET", "/api/v1/expiries.ics");
  CHECK(calendar.status == 200);
  CHECK(calendar.header("Content-Type") == "text/calendar; charset=utf-8");
  CHECK(calendar.body.find("UID:consent-con_b@127.0.0.1:1\r\n") != std::string::npos);
  CHECK(send("GET", "/api/v1/expiries.ics").status == 401);
  CHECK(send("GET", std::string("/api/v1/expiries.ics?token=") + kAdminToken).status == 401);

  CHECK(HostFixture::as_script("GET", "/metrics").body.find("\nmooring_streams_overdue 0\n") !=
        std::string::npos);
  const auto facts = as_script("GET", "/api/v1/connections/con_b/status?explain=1")->getObject("facts");
  CHECK(facts->getArray("overdue")->size() == 0);
}
