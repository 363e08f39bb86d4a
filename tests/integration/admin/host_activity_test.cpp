// The activity log over the API of a whole host: every filter, places to go on from, the values of a change, a run's calls.
#include "integration/admin/host_fixture.hpp"

using namespace mooring;
using namespace mooring::test;

namespace {

class ActivityFixture : public HostFixture {
 public:
  Reply activity(const std::string& query) const { return as_script("GET", "/api/v1/activity" + query); }
  // Kinds, newest first.
  std::string kinds(const std::string& query) const {
    std::string out;
    const auto items = activity(query).json()->getArray("items");
    for (unsigned i = 0; i < items->size(); ++i)
      out += (out.empty() ? "" : " ") + items->getObject(i)->getValue<std::string>("kind");
    return out;
  }
  void rename(const std::string& id, const std::string& label) const {
    REQUIRE(as_script("PATCH", "/api/v1/connections/" + id, R"({"label":")" + label + R"("})").status == 200);
  }
};

}  // namespace

TEST_CASE_METHOD(ActivityFixture,
                 "a change is found by text, person, connection and region, with its values") {
  rename("con_a", "Lighthouse");
  rename("con_b", "Harbour");
  CHECK(kinds("?text=LIGHThouse") == "connection.changed");
  CHECK(kinds("?text=nothing%20like%20it") == "");
  CHECK(kinds("?connection=con_b&kind=connection.changed") == "connection.changed");
  CHECK(kinds("?kind=connection.changed&region=NA") == "connection.changed connection.changed");
  CHECK(kinds("?kind=connection.changed&region=EU") == "");
  CHECK(activity("?kind=connection.changed&channel=elsewhere").code() == "parameter_invalid");
  CHECK(kinds("?kind=connection.changed&status=4xx") == "");
  CHECK(kinds("?kind=connection.changed&method=get") == "");
  const auto entry = activity("?text=Lighthouse").json()->getArray("items")->getObject(0);
  CHECK(entry->getObject("after")->getValue<std::string>("label") == "Lighthouse");
  CHECK(entry->getObject("before")->getValue<std::string>("label") != "Lighthouse");
  const auto actor = entry->getValue<std::string>("actor");
  CHECK(kinds("?kind=connection.changed&actor=" + actor) == "connection.changed connection.changed");
  CHECK(kinds("?kind=connection.changed&actor=user:nobody") == "");
  CHECK(as_script("GET", "/api/v1/activity/" + entry->getValue<std::string>("id")).status == 200);
  CHECK(
      as_script("GET", "/api/v1/connections/con_a/activity?text=Harbour").json()->getArray("items")->size() ==
      0);
}

TEST_CASE_METHOD(ActivityFixture, "what was written since a page is asked for with its newest place") {
  rename("con_a", "First");
  const auto page = activity("?limit=1").json();
  CHECK_FALSE(page->getValue<bool>("partial"));
  CHECK(page->isNull("searched_to"));
  const auto newest = page->getValue<std::string>("newest");
  CHECK(kinds("?after=" + newest) == "");
  rename("con_a", "Second");
  rename("con_b", "Third");
  CHECK(kinds("?after=" + newest) == "connection.changed connection.changed");
  CHECK(kinds("?connection=con_a&after=" + newest) == "connection.changed");
  const auto first = activity("?kind=connection.changed&limit=2").json();
  CHECK(kinds("?kind=connection.changed&limit=2&cursor=" + first->getValue<std::string>("next")) ==
        "connection.changed");
}

TEST_CASE_METHOD(ActivityFixture, "filters that make no sense are refused, each with its code") {
  CHECK(activity("?text=ab").code() == "text_too_short");
  CHECK(activity("?text=" + std::string(300, 'x')).code() == "parameter_invalid");
  for (const char* bad : {"?status=abc", "?status=6xx", "?status=99", "?severity=bad", "?since=yesterday"})
    CHECK(activity(bad).code() == "parameter_invalid");
  CHECK(activity("?after=x").code() == "cursor_invalid");
  CHECK(activity("?cursor=-1").code() == "cursor_invalid");
  CHECK(activity("?text=%25%25%25").status == 200);
  CHECK(activity("?text=%22%22%22%20OR").status == 200);
  CHECK(as_script("GET", "/api/v1/activity/export?format=csv&text=ab").code() == "text_too_short");
}

TEST_CASE_METHOD(ActivityFixture, "the export has the filters of the page") {
  rename("con_a", "=Formula");
  rename("con_b", "Plain");
  const auto csv =
      as_script("GET", "/api/v1/activity/export?format=csv&kind=connection.changed&text=Formula").body;
  CHECK(csv.find("Plain") == std::string::npos);
  CHECK(csv.find(",before,after") != std::string::npos);
  CHECK(csv.find("Renamed to =Formula") != std::string::npos);
}

TEST_CASE_METHOD(ActivityFixture, "the calls of a run that nobody knows are not found") {
  CHECK(as_script("GET", "/api/v1/runs/run_none/calls").code() == "run_unknown");
}
