// Vendor reports of several distributor views and selling programs: each is read by itself, and one that Amazon refuses costs one
// call a day.
#include <catch2/catch.hpp>

#include "report_provider.hpp"
#include "reports/report_parts.hpp"

using namespace amazon_seller;
using namespace amazon_seller::testing;

namespace {

using Texts = std::vector<std::string>;

// Amazon's own report of the first day that was asked for, or its refusal.
class Vendor {
 public:
  std::map<std::string, std::string> refused;  // by part: Amazon's words
  std::map<std::string, int> asked;            // createReport, by part
  int fault_status = 0;                        // of createReport

  Outcome operator()(const SeenRequest& request) {
    if (request.method == "POST") return create(request.body);
    const std::string id = request.path.substr(request.path.rfind('/') + 1);
    if (request.path.starts_with(kReports)) {
      const Report& report = reports_.at(id);
      return json(R"({"reportId":")" + id + R"(","reportType":")" + report.type +
                  R"(","processingStatus":"DONE","createdTime":"2026-01-31T12:00:00Z","processingStartTime":)"
                  R"("2026-01-31T12:00:00Z","marketplaceIds":["ATVPDKIKX0DER"],"reportDocumentId":")" +
                  id + "\"}");
    }
    if (request.path.starts_with("/reports/"))
      return json(R"({"reportDocumentId":"d","url":"https://reports.s3.amazonaws.com/)" + id + "\"}");
    return CannedResponse{200, document(reports_.at(id)), {{"content-type", "application/json"}}};
  }

 private:
  struct Report {
    std::string type, view, program, first, last;
  };

  Outcome create(const std::string& body) {
    Report report{text_in(body, "reportType"), text_in(body, "distributorView"),
                  text_in(body, "sellingProgram"), text_in(body, "dataStartTime").substr(0, 10),
                  text_in(body, "dataEndTime").substr(0, 10)};
    const std::string part = report.view + "/" + report.program;
    ++asked[part];
    if (fault_status != 0) return json("{}", fault_status);
    if (refused.contains(part))
      return json(R"({"errors":[{"code":"InvalidInput","message":")" + refused.at(part) + "\"}]}", 400);
    const std::string id = std::to_string(reports_.size() + 1);
    reports_.emplace(id, report);
    return json(R"({"reportId":")" + id + "\"}", 202);
  }

  static std::string document(const Report& report) {
    const std::string what = report.type == "GET_VENDOR_SALES_REPORT" ? "sales" : "inventory";
    const std::string day = R"({"startDate":")" + report.first + R"(","endDate":")" + report.first + "\"";
    return R"({"reportSpecification":{"reportType":")" + report.type +
           R"(","reportOptions":{"reportPeriod":"DAY","distributorView":")" + report.view +
           R"(","sellingProgram":")" + report.program + R"("},"dataStartTime":")" + report.first +
           R"(","dataEndTime":")" + report.last + R"(","marketplaceIds":["ATVPDKIKX0DER"]},")" + what +
           R"(Aggregate":[)" + day + R"(}],")" + what + R"(ByAsin":[)" + day + R"(,"asin":"B0HARBOR01"}]})";
  }

  std::map<std::string, Report> reports_;
};

struct Told {
  TaskResult result;
  Texts rows, held, listed, notices;  // of vendor_sales or vendor_inventory
  std::string cursor;
};

class VendorRun {
 public:
  Vendor amazon;
  std::string stream = "vendor_sales";
  std::string views = "MANUFACTURING", programs = "RETAIL";
  std::string cursor;
  Time now = *parse_time("2026-01-31T12:00:00Z");
  Time history = *parse_time("2026-01-01T00:00:00Z");  // two reports of up to 14 days

  Told run() {
    Run once([this](const SeenRequest& request) { return amazon(request); });
    once.driver.clock = VirtualClock(now);
    once.driver.call.account_kind = "vendor";
    once.driver.call.history_from = history;
    once.driver.call.cursor = cursor;
    once.driver.call.settings = {{"vendor_view", views}, {"vendor_programs", programs}};
    Told told{once.driver.run("sync/1", stream), {}, {}, {}, {}, {}};
    read(told);
    if (!told.cursor.empty()) cursor = told.cursor;
    return told;
  }

 private:
  void read(Told& told) {
    for (const RowValue& row : told.result.rows_of(stream))
      told.rows.push_back(row["distributor_view"].shown() + "/" + row["selling_program"].shown() + "=" +
                          row["view_program"].shown() + " " + row["date"].shown());
    for (const auto& point : told.result.checkpoints) {
      told.cursor = point.cursor;
      CHECK(point.covered.empty());  // each part has a coverage of its own
      for (const auto& one : point.coverage)
        if (one.stream == stream && !one.lost) told.held.push_back(one.part);
      for (const Listing& listing : point.listings)
        if (listing.stream == stream) told.listed.push_back(listing.field + "=" + listing.value);
    }
    for (const auto& notice : told.result.notices)
      told.notices.push_back(notice.code + ": " + notice.message);
  }
};

}  // namespace

TEST_CASE("views and programs that are chosen are each read, and told apart in rows, coverage and listings") {
  VendorRun vendor;
  vendor.views = "MANUFACTURING,SOURCING";
  vendor.programs = "RETAIL,BUSINESS";
  const Told told = vendor.run();
  INFO((told.result.failure ? told.result.failure->message() : ""));
  REQUIRE(told.result.done());
  const Texts parts = {"MANUFACTURING/RETAIL", "MANUFACTURING/BUSINESS", "SOURCING/RETAIL",
                       "SOURCING/BUSINESS"};
  REQUIRE(told.rows.size() == 8);  // of two reports each
  for (const std::string& part : parts) {
    INFO(part);
    CHECK(std::ranges::count(told.rows, part + "=" + part + " 2026-01-14") == 1);
    CHECK(std::ranges::count(told.rows, part + "=" + part + " 2026-01-01") == 1);
    CHECK(std::ranges::count(told.held, part) == 2);
    CHECK(std::ranges::count(told.listed, "view_program=" + part) == 2);
    CHECK(vendor.amazon.asked.at(part) == 2);
  }
  CHECK(told.notices.empty());
}

TEST_CASE("inventory is asked for the programs that its report knows") {
  VendorRun vendor;
  vendor.stream = "vendor_inventory";
  vendor.programs = "RETAIL,BUSINESS,FRESH";
  REQUIRE(vendor.run().result.done());
  CHECK(vendor.amazon.asked ==
        std::map<std::string, int>{{"MANUFACTURING/FRESH", 2}, {"MANUFACTURING/RETAIL", 2}});
  VendorRun nothing;
  nothing.stream = "vendor_inventory";
  nothing.programs = "BUSINESS";
  const Told told = nothing.run();
  REQUIRE(told.result.done());
  CHECK(nothing.amazon.asked.empty());
  REQUIRE(told.notices.size() == 1);
  CHECK(says(told.notices.front(), "nothing_chosen: Amazon tells GET_VENDOR_INVENTORY_REPORT of other"));
}

TEST_CASE("a part that is chosen later is read from the beginning, and what was read is not read again") {
  VendorRun vendor;
  REQUIRE(vendor.run().result.done());
  CHECK(vendor.amazon.asked == std::map<std::string, int>{{"MANUFACTURING/RETAIL", 2}});
  const std::string before = vendor.cursor;

  vendor.programs = "RETAIL,BUSINESS";
  vendor.amazon.asked.clear();
  const Told told = vendor.run();
  REQUIRE(told.result.done());
  CHECK(vendor.amazon.asked.at("MANUFACTURING/BUSINESS") == 2);
  CHECK(vendor.amazon.asked["MANUFACTURING/RETAIL"] <= 1);  // what Amazon still restates
  CHECK(std::ranges::count(told.held, std::string("MANUFACTURING/BUSINESS")) == 2);

  SECTION("and one that is chosen again goes on where it stopped") {
    vendor.programs = "RETAIL";
    REQUIRE(vendor.run().result.done());
    vendor.programs = "RETAIL,BUSINESS";
    vendor.now += std::chrono::hours(24);
    vendor.amazon.asked.clear();
    REQUIRE(vendor.run().result.done());
    CHECK(vendor.amazon.asked.at("MANUFACTURING/BUSINESS") == 1);
  }
  SECTION("and a cursor of before there were parts is of no part") {
    const PartsCursor old = parse_parts_cursor(R"({"version":1,"first":"2026-01-01"})");
    CHECK(old.parts.empty());
    CHECK(to_text(parse_parts_cursor(before)) == before);
    CHECK_THROWS_AS(parse_parts_cursor(R"({"version":1,"refused":{"A/B":["yesterday","no"]}})"), Failure);
    CHECK_THROWS_AS(parse_parts_cursor(R"({"version":1,"parts":{"A/B":7}})"), Failure);
  }
}

TEST_CASE("what Amazon refuses for an account costs one call a day, and stops nothing") {
  VendorRun vendor;
  vendor.programs = "RETAIL,BUSINESS,FRESH";
  vendor.amazon.refused = {{"MANUFACTURING/FRESH", "The account has no such program"}};
  Told told = vendor.run();
  INFO((told.result.failure ? told.result.failure->message() : ""));
  REQUIRE(told.result.done());
  CHECK(told.rows.size() == 4);
  CHECK(vendor.amazon.asked.at("MANUFACTURING/FRESH") == 1);
  CHECK(vendor.amazon.asked.at("MANUFACTURING/BUSINESS") == 2);
  REQUIRE(told.notices.size() == 1);
  CHECK(says(told.notices.front(),
             "part_refused: Amazon makes no GET_VENDOR_SALES_REPORT of MANUFACTURING/FRESH"));
  CHECK(says(told.notices.front(), "The account has no such program"));

  vendor.now += std::chrono::hours(12);
  told = vendor.run();
  REQUIRE(told.result.done());
  CHECK(vendor.amazon.asked.at("MANUFACTURING/FRESH") == 1);
  REQUIRE(told.notices.size() == 1);
  CHECK(says(told.notices.front(), "The account has no such program"));

  vendor.now += std::chrono::hours(13);
  vendor.amazon.refused.clear();
  told = vendor.run();
  REQUIRE(told.result.done());
  CHECK(vendor.amazon.asked.at("MANUFACTURING/FRESH") == 3);
  CHECK(told.notices.empty());
}

TEST_CASE("the report with which a part is tried is not asked for a second time") {
  VendorRun vendor;
  vendor.programs = "RETAIL,BUSINESS";
  vendor.history = *parse_time("2026-01-20T00:00:00Z");  // one report
  const Told told = vendor.run();
  REQUIRE(told.result.done());
  CHECK(told.rows.size() == 2);
  CHECK(vendor.amazon.asked ==
        std::map<std::string, int>{{"MANUFACTURING/BUSINESS", 1}, {"MANUFACTURING/RETAIL", 1}});
}

TEST_CASE("when Amazon refuses all that is chosen the run fails, and costs one call from then on") {
  VendorRun vendor;
  vendor.programs = "RETAIL,BUSINESS";
  const std::string words = "marketplaceIds must match the marketplace of the selling partner account";
  vendor.amazon.refused = {{"MANUFACTURING/RETAIL", words}, {"MANUFACTURING/BUSINESS", words}};
  Told told = vendor.run();
  REQUIRE(told.result.failure);
  CHECK(told.result.failure->kind() == FailureKind::request_rejected);
  CHECK(told.result.failure->status() == 400);
  CHECK(says(told.result.failure->message(), words));
  CHECK(vendor.amazon.asked ==
        std::map<std::string, int>{{"MANUFACTURING/BUSINESS", 1}, {"MANUFACTURING/RETAIL", 1}});
  vendor.amazon.asked.clear();
  REQUIRE(vendor.run().result.failure);
  CHECK(vendor.amazon.asked == std::map<std::string, int>{{"MANUFACTURING/RETAIL", 1}});
}

TEST_CASE("a fault of Amazon's servers is no refusal of a part") {
  VendorRun vendor;
  vendor.programs = "RETAIL,BUSINESS";
  vendor.amazon.fault_status = 503;
  const Told told = vendor.run();
  REQUIRE(told.result.failure);
  CHECK(told.result.failure->kind() == FailureKind::server);
  CHECK(parse_parts_cursor(vendor.cursor).refused.empty());
  vendor.amazon.fault_status = 0;
  REQUIRE(vendor.run().result.done());
}

TEST_CASE("a part that was read once is no longer tried: what Amazon refuses of it fails the run") {
  VendorRun vendor;
  vendor.programs = "RETAIL,BUSINESS";
  REQUIRE(vendor.run().result.done());
  vendor.amazon.refused = {{"MANUFACTURING/BUSINESS", "Not today"}};
  vendor.now += std::chrono::hours(24);
  const Told told = vendor.run();
  REQUIRE(told.result.failure);
  CHECK(says(told.result.failure->message(), "Not today"));
  CHECK(std::ranges::count(told.held, std::string("MANUFACTURING/RETAIL")) == 1);
}
