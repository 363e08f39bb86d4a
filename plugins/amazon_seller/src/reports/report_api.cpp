#include "reports/report_api.hpp"

#include <algorithm>

#include "api.hpp"
#include "json_text.hpp"
#include "values.hpp"

namespace amazon_seller {

using amazon::json_text;

using namespace mooring;
using amazon::Unreadable;
using amazon::ValueReader;
using Object = simdjson::ondemand::object;
using Value = simdjson::ondemand::value;

namespace {

constexpr char kReportsPath[] = "/reports/2021-06-30/reports";
constexpr char kDocumentsPath[] = "/reports/2021-06-30/documents/";
constexpr int64_t kPageSize = 100;

std::string json_list(const std::vector<std::string>& texts) {
  std::string out;
  for (const std::string& text : texts)
    out += (out.empty() ? "" : ",") + json_text(text);
  return '[' + out + ']';
}

HttpRequest to_amazon(HttpRequest request, const char* budget) {
  return std::move(request).with_budget(budget).with_credential(kCredential);
}

// A state that we do not know is one on the way: it is waited for, and given up like any other.
ReportState state_of(std::string_view text) {
  if (text == "DONE") return ReportState::done;
  if (text == "CANCELLED") return ReportState::cancelled;
  if (text == "FATAL") return ReportState::fatal;
  return ReportState::building;
}

ReportInfo read_info(Object object, ValueReader& values) {
  ReportInfo info;
  bool has_created = false, has_state = false;
  const auto text = [&](const char* member, Value value) {
    return std::string(values.text(member, value).value_or(""));
  };
  amazon::for_each_member(object, [&](std::string_view key, Value value) {
    if (key == "reportId") info.id = text("reportId", value);
    if (key == "reportType") info.type = text("reportType", value);
    if (key == "reportDocumentId") info.document_id = text("reportDocumentId", value);
    if (key == "dataStartTime") info.start = values.time("dataStartTime", value);
    if (key == "dataEndTime") info.end = values.time("dataEndTime", value);
    if (key == "processingStatus") {
      info.state = state_of(text("processingStatus", value));
      has_state = true;
    }
    if (key == "createdTime") {
      const auto created = values.time("createdTime", value);
      has_created = created.has_value();
      info.created = created.value_or(Time());
    }
    if (key == "marketplaceIds")
      amazon::for_each_element(value,
                               [&](Value id) { info.marketplaces.push_back(text("marketplaceIds", id)); });
  });
  values.forget_member();
  if (info.id.empty()) throw Unreadable("the report has no reportId");
  if (!has_state) throw Unreadable("the report has no processingStatus");
  if (!has_created) throw Unreadable("the report has no createdTime");
  return info;
}

// Calls read(object) with the answer's object; what goes wrong names the member.
template <class Read>
void read_answer(const HttpResponse& answer, std::string_view role, ValueReader& values, Read&& read) {
  if (!answer.ok()) throw refusal(answer, role);
  const std::string instead = what_instead_of_json(answer.body());
  if (!instead.empty()) throw bad_answer(answer, "it is " + instead);
  simdjson::ondemand::parser parser;
  std::optional<simdjson::ondemand::document> document;  // nothing: the text is no JSON at all
  try {
    document.emplace(parser.iterate(padded(answer)).value());
    read(document->get_object().value());
  } catch (const simdjson::simdjson_error& error) {
    const std::string member = values.member();
    throw bad_answer(answer, (member.empty() ? "" : "member '" + member + "': ") + error.what() +
                                 place_of(error, answer, document));
  } catch (const Unreadable& problem) {
    throw bad_answer(answer, problem.what());
  }
}

}  // namespace

HttpRequest create_report_request(const Call& call, const ReportSpec& spec) {
  std::string body =
      "{\"reportType\":" + json_text(spec.type) + ",\"marketplaceIds\":" + json_list(spec.marketplaces);
  if (spec.range) {
    body += ",\"dataStartTime\":" + json_text(format_time(spec.range->from)) +
            ",\"dataEndTime\":" + json_text(format_time(spec.range->to));
  }
  std::string options;
  for (const auto& [name, value] : spec.options)
    options += (options.empty() ? "" : ",") + json_text(name) + ":" + json_text(value);
  if (!options.empty()) body += ",\"reportOptions\":{" + options + "}";
  return to_amazon(HttpRequest::post(call.api_base + kReportsPath, body + "}"), kCreateReportBudget);
}

std::string created_report_id(const HttpResponse& answer, std::string_view role) {
  std::string id;
  ValueReader values;
  read_answer(answer, role, values, [&](Object object) {
    amazon::for_each_member(object, [&](std::string_view key, Value value) {
      if (key == "reportId") id = values.text("reportId", value).value_or("");
    });
  });
  if (id.empty()) throw bad_answer(answer, "it has no reportId");
  return id;
}

HttpRequest report_request(const Call& call, const std::string& id) {
  return to_amazon(HttpRequest::get(call.api_base + kReportsPath + "/" + url_encode(id)),
                   kReportStatusBudget);
}

ReportInfo read_report(const HttpResponse& answer, std::string_view role) {
  ReportInfo info;
  ValueReader values;
  read_answer(answer, role, values, [&](Object object) { info = read_info(object, values); });
  return info;
}

HttpRequest list_reports_request(const Call& call, std::string_view type,
                                 const std::vector<std::string>& marketplaces,
                                 const std::vector<std::string>& statuses, Time since) {
  Url url(call.api_base, kReportsPath);
  url.add("reportTypes", type).add_list("processingStatuses", statuses);
  url.add_list("marketplaceIds", marketplaces).add("pageSize", kPageSize);
  url.add("createdSince", format_time(std::chrono::floor<std::chrono::seconds>(since)));
  return to_amazon(HttpRequest::get(url), kListReportsBudget);
}

HttpRequest next_reports_request(const Call& call, const std::string& token) {
  Url url(call.api_base, kReportsPath);
  url.add("nextToken", token);
  return to_amazon(HttpRequest::get(url), kListReportsBudget);
}

ReportPage read_report_page(const HttpResponse& answer, std::string_view role) {
  ReportPage page;
  bool has_reports = false;
  ValueReader values;
  read_answer(answer, role, values, [&](Object object) {
    amazon::for_each_member(object, [&](std::string_view key, Value value) {
      if (key == "nextToken") page.next_token = values.text("nextToken", value).value_or("");
      if (key != "reports") return;
      has_reports = true;
      amazon::for_each_record("reports", value, [&](Value report) {
        page.reports.push_back(read_info(report.get_object(), values));
      });
    });
  });
  if (!has_reports) throw bad_answer(answer, "it has no member 'reports'");
  return page;
}

HttpRequest document_request(const Call& call, const std::string& document_id) {
  return to_amazon(HttpRequest::get(call.api_base + kDocumentsPath + url_encode(document_id)),
                   kReportDocumentBudget);
}

std::string read_document_url(const HttpResponse& answer, std::string_view role) {
  std::string url, compression;
  ValueReader values;
  read_answer(answer, role, values, [&](Object object) {
    amazon::for_each_member(object, [&](std::string_view key, Value value) {
      if (key == "url") url = values.text("url", value).value_or("");
      if (key == "compressionAlgorithm")
        compression = values.text("compressionAlgorithm", value).value_or("");
    });
  });
  if (url.empty()) throw bad_answer(answer, "it has no url");
  // The host unpacks gzip by itself, whoever says that it is gzip.
  if (!compression.empty() && compression != "GZIP")
    throw bad_answer(answer,
                     "the document is compressed as '" + compression +
                         "', which this version cannot read: install a newer version of the connector");
  return url;
}

}  // namespace amazon_seller
