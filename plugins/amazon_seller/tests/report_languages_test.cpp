// A table of listings that somebody else asked for may be in another language than ours: its words and the columns that it lacks
// would replace what is known. It is not taken over.
#include <catch2/catch.hpp>

#include "report_provider.hpp"

using namespace amazon_seller::testing;

namespace {

const std::string kType = "GET_MERCHANT_LISTINGS_ALL_DATA";
const std::string kEnglish = "seller-sku\titem-name\titem-description\tstatus\r\nUS-1\tMug\tBlue\tActive\r\n";
const std::string kFrench = "sku-vendeur\tnom-produit\tétat\r\nUS-1\tTasse\tActif\r\n";

// Amazon that has a report of a quarter of an hour ago, and makes others.
struct Desk {
  Desk(std::string found_text, std::string made_text)
      : found(std::move(found_text)),
        made(std::move(made_text)),
        run([this](const SeenRequest& request) { return answer(request); }) {
    run.driver.call.history_from = *parse_time("2026-01-31T00:00:00Z");
  }
  Outcome answer(const SeenRequest& request) {
    if (request.method == "POST") return json(R"({"reportId":"made"})", 202);
    if (request.path == kReports) return json(R"({"reports":[)" + report_json("found", kType) + "]}");
    if (request.path.starts_with(kReports))
      return json(report_json(request.path.substr(request.path.rfind('/') + 1), kType));
    if (request.path.starts_with("/reports/"))
      return json(R"({"reportDocumentId":"d","url":"https://reports.s3.amazonaws.com/)" +
                  request.path.substr(request.path.rfind('-') + 1) + "\"}");
    return CannedResponse{
        200, request.path == "/found" ? found : made, {{"content-type", "text/plain; charset=UTF-8"}}};
  }

  std::string found, made;
  Run run;
};

}  // namespace

TEST_CASE("listings in another language are asked for anew instead of taken over", "[reports]") {
  Desk desk(kFrench, kEnglish);
  const TaskResult result = desk.run.driver.sync("listings");
  INFO((result.failure ? result.failure->message() : std::string()));
  REQUIRE(result.done());
  CHECK(desk.run.posts() == 1);
  REQUIRE(result.rows.size() == 1);
  CHECK(result.rows[0]["description"].text == "Blue");
  CHECK(result.rows[0]["status"].text == "Active");
  size_t listings = 0;
  for (const CheckpointValue& point : result.checkpoints)
    listings += point.listings.size();
  CHECK(listings == 1);
}

TEST_CASE("listings in our language are taken over, and what was asked for is taken in any", "[reports]") {
  Desk english(kEnglish, kFrench);
  const TaskResult taken = english.run.driver.sync("listings");
  REQUIRE(taken.done());
  CHECK(english.run.posts() == 0);
  CHECK(taken.rows.size() == 1);

  Desk french(kFrench, kFrench);
  const TaskResult own = french.run.driver.sync("listings");
  REQUIRE(own.done());
  CHECK(french.run.posts() == 1);
  REQUIRE(own.rows.size() == 1);
  CHECK(own.rows[0]["title"].text == "Tasse");
}
