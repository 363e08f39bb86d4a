// Amazon's reports for tests: a provider whose reports are ready at once, and a run against it.
#pragma once
#include <algorithm>
#include <functional>
#include <map>
#include <mooring/plugin.hpp>
#include <mooring/testing/task_driver.hpp>
#include <string>

namespace amazon_seller::testing {

using namespace mooring;
using namespace mooring::testing;

inline const std::string kSettlementType = "GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE_V2";
inline constexpr const char* kReports = "/reports/2021-06-30/reports";

inline CannedResponse json(std::string body, int32_t status = 200) {
  return {status, std::move(body), {{"x-amzn-requestid", "req-1"}}};
}

inline std::string report_json(const std::string& id, const std::string& type) {
  return R"({"reportId":")" + id + R"(","reportType":")" + type +
         R"(","processingStatus":"DONE","createdTime":"2026-01-31T12:00:00Z","marketplaceIds":["ATVPDKIKX0DER"],)"
         R"("reportDocumentId":"doc-)" +
         id + "\"}";
}

// The text of a member in a JSON text, as far as tests write it; empty: it is not there.
inline std::string text_in(const std::string& body, const std::string& member) {
  const std::string name = "\"" + member + "\":\"";
  const size_t at = body.find(name);
  if (at == std::string::npos) return {};
  return body.substr(at + name.size(), body.find('"', at + name.size()) - at - name.size());
}

// Amazon whose reports are ready at once, and each of which is `document`. `listed`: what getReports has. The reports of the list
// and those that were asked for elsewhere are settlements.
inline std::function<Outcome(const SeenRequest&)> provider(
    std::string document, std::string listed = {}, std::string content_type = "text/plain; charset=UTF-8") {
  return [document = std::move(document), listed = std::move(listed), content_type = std::move(content_type),
          number = 0, types = std::map<std::string, std::string>()](const SeenRequest& request) mutable {
    if (request.method == "POST") {
      types[std::to_string(++number)] = text_in(request.body, "reportType");
      return json(R"({"reportId":")" + std::to_string(number) + "\"}", 202);
    }
    if (request.path == kReports) return json(R"({"reports":[)" + listed + "]}");
    if (request.path.starts_with(kReports)) {
      const std::string id = request.path.substr(request.path.rfind('/') + 1);
      return json(report_json(id, types.contains(id) ? types.at(id) : kSettlementType));
    }
    if (request.path.starts_with("/reports/"))
      return json(
          R"({"reportDocumentId":"d","url":"https://reports.s3.amazonaws.com/r?X-Amz-Signature=secret"})");
    return CannedResponse{200, document, {{"content-type", content_type}}};
  };
}

class Run {
 public:
  explicit Run(std::function<Outcome(const SeenRequest&)> answer) : driver(mooring_plugin_v1, http) {
    http.otherwise(std::move(answer));
    driver.clock = VirtualClock(*parse_time("2026-01-31T12:00:00Z"));
    driver.call.history_from = *parse_time("2025-11-01T00:00:00Z");
    Marketplace store("ATVPDKIKX0DER", "Amazon.com");
    store.country_code = "US";
    store.currency = "USD";
    driver.call.selected = {store};
  }
  size_t posts() const {
    return static_cast<size_t>(std::ranges::count(http.seen(), std::string("POST"), &SeenRequest::method));
  }

  ScriptedHttp http;
  TaskDriver driver;
};

inline const std::string kReturnsTable =
    "return-date\torder-id\tsku\tquantity\treason\r\n"
    "2026-01-05T08:00:00+00:00\t111-1\tUS-1\t1\tDEFECTIVE\r\n"
    "2026-01-06T08:00:00+00:00\t111-2\tUS-\xC3\xA9\t1\tUNWANTED_ITEM\r\n";

inline const std::string kSettlementTable =
    "settlement-id\tsettlement-start-date\tsettlement-end-date\tdeposit-date\ttotal-"
    "amount\tcurrency\ttransaction-type\t"
    "amount-type\tamount-description\tamount\tposted-date\r\n"
    "14\t2026-01-01 08:00:00 UTC\t2026-01-15 08:00:00 UTC\t2026-01-17 08:00:00 UTC\t30.50\tUSD\r\n"
    "14\t\t\t\t\t\tOrder\tItemPrice\tPrincipal\t40.50\t2026-01-03\r\n"
    "14\t\t\t\t\t\tOrder\tItemFees\tCommission\t-10.00\t2026-01-03\r\n";

inline bool says(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace amazon_seller::testing
