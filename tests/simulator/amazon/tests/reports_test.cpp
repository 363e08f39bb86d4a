// The desk of the Reports API: how reports come, wait, end, are listed, cancelled and fetched.
#include <catch2/catch.hpp>

#include <algorithm>
#include <set>

#include "base/text.hpp"
#include "client.hpp"

using namespace mooring::amazon_simulator;
using namespace std::chrono_literals;

namespace {

constexpr const char* kReports = "/na/reports/2021-06-30/reports";
constexpr const char* kDocuments = "/na/reports/2021-06-30/documents/";
const std::string kListings =
    R"({"reportType":"GET_MERCHANT_LISTINGS_ALL_DATA","marketplaceIds":["ATVPDKIKX0DER"]})";

Options plenty() {
  Options options;
  options.orders = 4000;
  options.budget_scale = 100'000;
  return options;
}

struct Desk : Client {
  Desk() : Client(plenty()), token(access_token()) {}

  Reply ask(const std::string& body) {
    Request request = make_request("POST", kReports);
    request.headers.emplace_back("x-amz-access-token", token);
    request.body = body;
    return simulator.handle(request);
  }
  std::string id_of(const std::string& body = kListings) {
    const Reply reply = ask(body);
    REQUIRE(reply.status == 202);
    return text_of(reply.body, "reportId");
  }
  std::string state(const std::string& id) {
    return text_of(get(kReports + ("/" + id), token).body, "processingStatus");
  }
  Reply cancel(const std::string& id) {
    Request request = make_request("DELETE", kReports + ("/" + id));
    request.headers.emplace_back("x-amz-access-token", token);
    return simulator.handle(request);
  }
  std::string url(const std::string& id) {
    const std::string document = text_of(get(kReports + ("/" + id), token).body, "reportDocumentId");
    const std::string url = text_of(get(kDocuments + document, token).body, "url");
    return url.substr(url.find('/', 8));
  }
  Reply list(const std::string& query) { return get(std::string(kReports) + "?" + query, token); }
  void pass(std::chrono::seconds time) {
    clock.advance(time);
    token = access_token();  // lives for an hour
  }

  std::string token;
};

std::set<std::string> ids_in(const Reply& reply) {
  std::set<std::string> ids;
  const auto reports = parse(reply.body)->getArray("reports");
  for (size_t i = 0; i < reports->size(); ++i)
    ids.insert(reports->getObject(static_cast<unsigned>(i))->getValue<std::string>("reportId"));
  return ids;
}

}  // namespace

TEST_CASE("a report waits in the queue, is built, and is done", "[reports]") {
  Desk desk;
  const std::string id = desk.id_of();
  CHECK(desk.state(id) == "IN_QUEUE");
  CHECK(desk.get(kDocuments + ("amzn1.spdoc.1.4.na." + id), desk.token).status == 404);
  desk.pass(3600s);
  CHECK(desk.state(id) == "DONE");
  const Reply document = desk.get(desk.url(id));
  CHECK(document.status == 200);
  CHECK(document.body.starts_with("\x1f\x8b"));
  CHECK(document.content_type == "text/plain;charset=UTF-8");
}

TEST_CASE("a document's address lives for five minutes and takes no other authorization", "[reports]") {
  Desk desk;
  const std::string id = desk.id_of();
  desk.pass(3600s);
  const std::string url = desk.url(id);
  CHECK(desk.get(url, desk.token).status == 400);
  CHECK(desk.get(url + "x").status == 403);
  desk.pass(299s);
  CHECK(desk.get(url).status == 200);
  desk.pass(1s);
  CHECK(desk.get(url).status == 403);
  CHECK(desk.get(desk.url(id)).status == 200);
}

TEST_CASE("only what waits in the queue can be cancelled, and was then never begun", "[reports]") {
  Desk desk;
  const std::string id = desk.id_of(), other = desk.id_of();
  CHECK(desk.cancel(id).status == 200);
  CHECK(desk.state(id) == "CANCELLED");
  CHECK(text_of(desk.get(kReports + ("/" + id), desk.token).body, "processingStartTime").empty());
  desk.pass(3600s);
  CHECK(desk.cancel(other).status == 400);
  CHECK(desk.cancel("1").status == 404);
}

TEST_CASE("a report without data is cancelled by Amazon after it was begun", "[reports]") {
  Desk desk;
  const std::string id =
      desk.id_of(R"({"reportType":"GET_FBA_REIMBURSEMENTS_DATA","marketplaceIds":["ATVPDKIKX0DER"],)"
                 R"("dataStartTime":"2026-02-28T00:00:00Z","dataEndTime":"2026-02-28T00:00:01Z"})");
  desk.pass(3600s);
  CHECK(desk.state(id) == "CANCELLED");
  CHECK_FALSE(text_of(desk.get(kReports + ("/" + id), desk.token).body, "processingStartTime").empty());
}

TEST_CASE("the same again too soon is FATAL, with a document that says why", "[reports]") {
  Desk desk;
  desk.id_of();
  desk.pass(60s);
  const std::string again = desk.id_of();
  desk.pass(3600s);
  CHECK(desk.state(again) == "FATAL");
  CHECK(desk.get(desk.url(again)).status == 200);
  const std::string later = desk.id_of();
  desk.pass(3600s);
  CHECK(desk.state(later) == "DONE");
}

TEST_CASE("the days of a report are over, or go up to now", "[reports]") {
  Desk desk;
  const auto days = [&](std::chrono::seconds start, std::chrono::seconds end) {
    return R"({"reportType":"GET_FBA_REIMBURSEMENTS_DATA","marketplaceIds":["ATVPDKIKX0DER"],"dataStartTime":")" +
           mooring::host::format_time(desk.clock.now() + start) + R"(","dataEndTime":")" +
           mooring::host::format_time(desk.clock.now() + end) + "\"}";
  };
  const Reply ends_later = desk.ask(days(-86'400s, 1s)), begins_later = desk.ask(days(60s, 120s));
  CHECK(ends_later.status == 400);
  CHECK(ends_later.body.find("dataEndTime is in the future") != std::string::npos);
  CHECK(begins_later.status == 400);
  CHECK(begins_later.body.find("dataStartTime is in the future") != std::string::npos);
  CHECK(desk.ask(days(-86'400s, 0s)).status == 202);
}

TEST_CASE("the same days again a little later, up to a later moment of the day, are FATAL", "[reports]") {
  Desk desk;
  const auto until_now = [&] {
    return R"({"reportType":"GET_FBA_FULFILLMENT_CUSTOMER_RETURNS_DATA","marketplaceIds":["ATVPDKIKX0DER"],)"
           R"("dataStartTime":"2026-02-01T00:00:00Z","dataEndTime":")" +
           mooring::host::format_time(desk.clock.now()) + "\"}";
  };
  const std::string first = desk.id_of(until_now());
  desk.pass(1800s);
  const std::string again = desk.id_of(until_now());
  desk.pass(3600s);
  CHECK(desk.state(first) == "DONE");
  CHECK(desk.state(again) == "FATAL");
}

TEST_CASE("a list takes at most ten marketplaces", "[reports]") {
  Desk desk;
  std::string ids = "ATVPDKIKX0DER";
  for (int i = 1; i < 10; ++i)
    ids += ",A" + std::to_string(i);
  const std::string query = "reportTypes=GET_MERCHANT_LISTINGS_ALL_DATA&marketplaceIds=" + ids;
  CHECK(desk.list(query).status == 200);
  CHECK(desk.list(query + ",A10").status == 400);
}

TEST_CASE("a report is cancelled on order, begun or not", "[reports]") {
  Desk desk;
  desk.control("/faults", R"({"kind":"report_cancelled","channel":"seller","count":1})");
  const std::string cancelled = desk.id_of();
  const std::string other = desk.id_of();
  desk.pass(3600s);
  CHECK(desk.state(cancelled) == "CANCELLED");
  CHECK(desk.state(other) == "DONE");
}

TEST_CASE("settlements are listed, cannot be asked for, and go after 90 days", "[reports]") {
  Desk desk;
  const std::string type = "GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE_V2";
  CHECK(desk.ask(R"({"reportType":")" + type + R"(","marketplaceIds":["ATVPDKIKX0DER"]})").status == 400);
  const std::string query = "pageSize=100&marketplaceIds=ATVPDKIKX0DER&reportTypes=" + type;
  const auto before = ids_in(desk.list(query));
  CHECK(before.size() >= 6);
  CHECK(before.size() <= 7);
  desk.pass(std::chrono::hours(24 * 28));
  const auto after = ids_in(desk.list(query));
  std::set<std::string> both;
  for (const std::string& id : after)
    if (before.contains(id)) both.insert(id);
  CHECK(both.size() + 1 <= before.size());
  CHECK(both.size() + 3 >= before.size());
  CHECK(desk.get(desk.url(*after.begin())).status == 200);
}

TEST_CASE("a list's token comes alone and keeps what was asked for", "[reports]") {
  Desk desk;
  const std::string query = "reportTypes=GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE_V2&pageSize=2";
  std::set<std::string> ids;
  Reply page = desk.list(query);
  for (int pages = 0; pages < 50; ++pages) {
    const auto of_page = ids_in(page);
    CHECK(of_page.size() <= 2);
    ids.insert(of_page.begin(), of_page.end());
    const std::string token = text_of(page.body, "nextToken");
    if (token.empty()) break;
    CHECK(desk.list("nextToken=" + token + "&pageSize=2").status == 400);
    page = desk.list("nextToken=" + token);
    REQUIRE(page.status == 200);
  }
  CHECK(ids == ids_in(desk.list("reportTypes=GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE_V2&pageSize=100")));
  CHECK(desk.list("reportTypes=GET_MERCHANT_LISTINGS_ALL_DATA&createdSince=2025-11-30T23:00:00Z").status ==
        400);
}

TEST_CASE("another seller's report is not found", "[reports]") {
  Desk desk;
  const std::string id = desk.id_of();
  const auto& sellers = desk.simulator.world().sellers;
  const auto other =
      std::find_if(sellers.begin() + 1, sellers.end(), [](const Seller& one) { return one.region == "NA"; });
  REQUIRE(other != sellers.end());
  const std::string refresh = desk.simulator.world().well_known_refresh_token(other->id, kDemoClientId);
  const std::string token = text_of(desk.refresh(refresh).body, "access_token");
  CHECK(desk.get(kReports + ("/" + id), token).status == 404);
}
