#include "report_api.hpp"

#include <algorithm>

#include "api.hpp"
#include "product_pass.hpp"
#include "values.hpp"

namespace amazon_ads {

using namespace amazon;

using namespace mooring;

namespace {

constexpr char kReportsPath[] = "/reporting/reports";
constexpr char kCreateMedia[] = "application/vnd.createasyncreportrequest.v3+json";
constexpr char kAnyJson[] = "application/json";
constexpr size_t kShortestId = 8;

struct ReportAnswer {
  std::string id, state, url, failure_reason;
};

ReportAnswer read_report_answer(const HttpResponse& answer) {
  require_whole_json(answer);
  ReportAnswer report;
  ValueReader values;
  try {
    simdjson::ondemand::parser parser;
    simdjson::ondemand::document document = parser.iterate(padded(answer));
    for_each_member(document.get_object().value(), [&](std::string_view key, Value value) {
      if (key == "reportId") report.id = values.text("reportId", value).value_or("");
      if (key == "status") report.state = values.constant("status", value).value_or("");
      if (key == "url") report.url = values.text("url", value).value_or("");
      if (key == "failureReason") report.failure_reason = values.text("failureReason", value).value_or("");
    });
  } catch (const simdjson::simdjson_error& error) {
    const std::string member = values.member();
    throw bad_answer(answer, (member.empty() ? "" : "member '" + member + "': ") + error.what());
  } catch (const Unreadable& problem) {
    throw bad_answer(answer, problem.what());
  }
  return report;
}

bool is_id_byte(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_';
}

}  // namespace

HttpRequest create_request(const Call& call, const ReportType& report, DayRange days) {
  return for_profile(
      HttpRequest::post(call.api_base + kReportsPath, report_request(report, days), kCreateMedia),
      call.marketplace().id, kCreateReportBudget);
}

std::string created_report(const HttpResponse& answer, Product product) {
  if (answer.status() == 425) {
    std::string id = id_of_duplicate(words_of(answer));
    if (id.empty()) throw bad_answer(answer, "it says that the same report is being built, but not which");
    return id;
  }
  require_ok(answer, product);
  ReportAnswer report = read_report_answer(answer);
  if (report.id.empty()) throw bad_answer(answer, "it has no reportId");
  return std::move(report.id);
}

HttpRequest status_request(const Call& call, const std::string& report_id) {
  return for_profile(HttpRequest::get(call.api_base + kReportsPath + "/" + url_encode(report_id))
                         .with_header("accept", kAnyJson),
                     call.marketplace().id, kReportStatusBudget);
}

ReportStatus report_status(const HttpResponse& answer) {
  if (answer.status() == 404) return ReportStatus::gone();
  if (!answer.ok()) throw refusal(answer);
  const ReportAnswer report = read_report_answer(answer);
  if (report.state == "COMPLETED") {
    if (report.url.empty()) throw bad_answer(answer, "the report is completed but has no url");
    return ReportStatus::ready(report.url);
  }
  if (report.state == "FAILED" || report.state == "CANCELLED") {
    const std::string reason = report.failure_reason.empty() ? "no reason given" : report.failure_reason;
    return ReportStatus::failed(
        answer.failure(FailureKind::server, "Amazon could not build the report: " + reason, kRequestIdHeader),
        true);
  }
  if (report.state.empty()) throw bad_answer(answer, "the report has no status");
  return ReportStatus::pending();
}

std::string id_of_duplicate(std::string_view detail) {
  constexpr std::string_view kPhrase = "duplicate of";
  const size_t phrase = detail.find(kPhrase);
  if (phrase == std::string_view::npos) return {};
  detail.remove_prefix(phrase + kPhrase.size());
  const auto first = std::ranges::find_if(detail, is_id_byte);
  const auto last = std::find_if_not(first, detail.end(), is_id_byte);
  std::string id(first, last);
  return id.size() >= kShortestId ? id : std::string();
}

}  // namespace amazon_ads
