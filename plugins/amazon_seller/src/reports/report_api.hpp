// Reports API 2021-06-30: asking for a report, asking how it is getting on, listing reports, where a finished one is stored.
// Each function makes one request or reads one answer. The budgets are shared by all streams.
#pragma once
#include <mooring/plugin.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace amazon_seller {

inline constexpr char kCreateReportBudget[] = "reports.create";
inline constexpr char kReportStatusBudget[] = "reports.status";
inline constexpr char kListReportsBudget[] = "reports.list";
inline constexpr char kReportDocumentBudget[] = "reports.document";
inline constexpr size_t kListedMarketplacesMax = 10;  // in one call of getReports
inline constexpr int kReportsKeptDays = 90;           // Amazon lists and keeps reports so long

// What is asked for.
struct ReportSpec {
  std::string type;
  std::vector<std::string> marketplaces;
  std::optional<mooring::TimeRange> range;  // `to` is the last second that is wanted
  std::vector<std::pair<std::string, std::string>> options;
};

enum class ReportState { building, done, cancelled, fatal };

// What Amazon tells of a report.
struct ReportInfo {
  std::string id, type, document_id;
  ReportState state = ReportState::building;
  std::vector<std::string> marketplaces;
  std::optional<mooring::Time> start, end;
  mooring::Time created;
};

struct ReportPage {
  std::vector<ReportInfo> reports;
  std::string next_token;
};

mooring::HttpRequest create_report_request(const mooring::Call& call, const ReportSpec& spec);
std::string created_report_id(const mooring::HttpResponse& answer, std::string_view role);

mooring::HttpRequest report_request(const mooring::Call& call, const std::string& id);
ReportInfo read_report(const mooring::HttpResponse& answer, std::string_view role);

// The first page; `statuses` are Amazon's words, empty: all. The next one takes its token alone, as Amazon demands.
mooring::HttpRequest list_reports_request(const mooring::Call& call, std::string_view type,
                                          const std::vector<std::string>& marketplaces,
                                          const std::vector<std::string>& statuses, mooring::Time since);
mooring::HttpRequest next_reports_request(const mooring::Call& call, const std::string& token);
ReportPage read_report_page(const mooring::HttpResponse& answer, std::string_view role);

// The address lives for five minutes, so it is asked for when the download is to begin.
mooring::HttpRequest document_request(const mooring::Call& call, const std::string& document_id);
std::string read_document_url(const mooring::HttpResponse& answer, std::string_view role);

}  // namespace amazon_seller
