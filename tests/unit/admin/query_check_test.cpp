// A query that is mistyped is refused, not answered with too much or nothing.
#include "admin/query_check.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

#include "activity/areas.hpp"

using namespace mooring::host;
using namespace mooring::host::admin;

namespace {

const KnownNames kKnown{{"shop", "market"}, {"EU", "NA"}, {"orders", "listings"}, true};

http::Request request(const std::string& path, const std::string& query) {
  http::Request made;
  made.method = "GET";
  made.path = path;
  made.query = query;
  return made;
}

Status names(const std::string& path, const std::string& query) {
  const RouteMatch match = match_route("GET", path);
  REQUIRE(match.route);
  return check_parameter_names(*match.route, request(path, query));
}

Status values(const std::string& path, const std::string& query, const KnownNames& known = kKnown) {
  const RouteMatch match = match_route("GET", path);
  REQUIRE(match.route);
  return check_parameter_values(*match.route, request(path, query), known);
}

}  // namespace

TEST_CASE("a parameter that an address does not take is refused with the nearest one", "[admin]") {
  const Status foo = names("/api/v1/connections", "foo=1");
  REQUIRE_FALSE(foo);
  CHECK(foo.error().code == "parameter_unknown");
  CHECK(foo.error().message == "There is no parameter 'foo' here");
  CHECK(foo.error().hint.find("This address takes workspace, channel") != std::string::npos);
  CHECK(names("/api/v1/connections", "regoin=EU").error().hint.starts_with("Did you mean 'region'?"));
  CHECK(names("/api/v1/about", "x=1").error().hint == "This address takes none");
  CHECK(names("/api/v1/connections", "region=EU&badge=stale&limit=5"));
  CHECK(names("/api/v1/connections", ""));
}

TEST_CASE("every list takes the parameters of paging, other answers do not", "[admin]") {
  CHECK(names("/api/v1/plugins", "limit=200&cursor="));
  CHECK(names("/api/v1/connections/con_1/coverage", "limit=200"));
  CHECK(names("/api/v1/expiries", "limit=200"));
  CHECK_FALSE(names("/api/v1/plugins", "limits=200"));
  CHECK_FALSE(names("/api/v1/about", "limit=200"));
}

TEST_CASE("a parameter is given once, unless it is one to repeat", "[admin]") {
  CHECK(names("/api/v1/connections", "region=EU&region=NA").error().code == "parameter_invalid");
  CHECK(names("/api/v1/records/shop/orders", "where=a:eq:1&where=b:eq:2"));
}

TEST_CASE("names that nobody knows are refused with those that are known", "[admin]") {
  const Status region = values("/api/v1/connections", "region=EU,XX");
  REQUIRE_FALSE(region);
  CHECK(region.error().code == "parameter_invalid");
  CHECK(region.error().message == "region: 'XX' is not known");
  CHECK(region.error().hint == "Known: EU, NA");
  CHECK(values("/api/v1/tags", "channel=zz").error().hint == "Known: shop, market");
  CHECK(values("/api/v1/runs", "stream=order").error().hint ==
        "Did you mean 'orders'? Known: orders, listings");
  CHECK(values("/api/v1/connections", "region=EU,NA&channel=shop&text=anything"));
  CHECK(values("/api/v1/runs", "stream=&connection=con_nowhere"));
}

TEST_CASE("a kind of activity begins with an area of the log", "[admin]") {
  for (const char* kind : {"token", "token.", "token.refreshed", "personal_data.removed"})
    CHECK(values("/api/v1/activity", std::string("kind=") + kind));
  const Status wrong = values("/api/v1/connections/con_1/activity", "kind=tokn.refreshed");
  REQUIRE_FALSE(wrong);
  CHECK(wrong.error().hint.starts_with("Did you mean 'token'? A kind begins with one of access, account"));
  CHECK(values("/api/v1/alert-previews", "kind=slack"));  // another kind of kind
}

TEST_CASE("where a plugin is gone, nobody can say what it knew", "[admin]") {
  KnownNames known = kKnown;
  known.complete = false;
  CHECK(values("/api/v1/runs", "stream=gone&region=gone", known));
  CHECK_FALSE(values("/api/v1/connections", "channel=gone", known));
}

TEST_CASE("the areas of the log are those that the host writes", "[admin]") {
  const std::regex kind(
      R"re((kind = |tell\(session, |record\(session, [^"]*|audit\([^"]*)"([a-z_]+)\.[a-z_]+")re");
  std::set<std::string> written;
  for (const auto& item : std::filesystem::recursive_directory_iterator(MOORING_SOURCE_FOLDER "/host")) {
    if (item.path().extension() != ".cpp") continue;
    std::ifstream file(item.path());
    std::ostringstream text;
    text << file.rdbuf();
    const std::string source = text.str();
    for (std::sregex_iterator found(source.begin(), source.end(), kind), end; found != end; ++found)
      written.insert((*found)[2]);
  }
  CHECK(written.size() > 8);
  for (const std::string& area : written) {
    INFO(area);
    CHECK(std::count(kActivityAreas.begin(), kActivityAreas.end(), area) == 1);
  }
}
