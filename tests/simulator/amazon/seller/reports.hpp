// Reports API 2021-06-30: reports that are asked for (or that Amazon makes by itself), wait, and are downloaded from an address
// that lives for five minutes. Requested reports live in memory for 90 days and do not survive a restart. Thread-safe.
#pragma once
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "simulator/amazon/http.hpp"
#include "simulator/amazon/sellers.hpp"

namespace mooring::amazon_simulator {
class World;
}

namespace mooring::amazon_simulator::seller {

struct Call;
struct ReportType;

struct ReportSpec {
  const ReportType* type = nullptr;
  std::vector<std::string> marketplaces;
  int64_t start_us = 0, end_us = 0;  // 0: not given
  std::map<std::string, std::string> options;

  std::string option(const std::string& name) const {
    const auto found = options.find(name);
    return found == options.end() ? std::string() : found->second;
  }
};

struct ReportText {
  std::string content_type;  // of the storage's answer: "text/plain; charset=..."
  std::string bytes;         // in that charset
};

// What a report type's rule may look at.
struct ReportQuestion {
  const World& world;
  const Seller& seller;
  const ReportSpec& spec;
  int64_t as_of_us = 0;
};

// A report that nobody asked for, such as a settlement.
struct MadeReport {
  std::string id;
  std::vector<std::string> marketplaces;
  int64_t start_us = 0, end_us = 0, ready_us = 0;
};

struct ReportType {
  std::string_view name;
  bool needs_range = false;
  int span_days_max = 0;        // 0: any
  int history_days = 0;         // how far back the range may begin; 0: any
  int again_after_minutes = 0;  // asked for the same again earlier: FATAL
  bool of_vendor = false;
  // Nothing: there is no data, the report becomes CANCELLED. An error text: 400.
  std::optional<ReportText> (*make)(const ReportQuestion&) = nullptr;
  std::string (*refuse)(const ReportQuestion&) = nullptr;  // empty: good; null: nothing more to check
  // Only for those that cannot be asked for: all that were made in the last 90 days.
  std::vector<MadeReport> (*made)(const ReportQuestion&) = nullptr;
};
std::span<const ReportType> report_types();  // report_types.cpp

enum class ReportState { in_queue, in_progress, done, cancelled, fatal };

struct Report {
  std::string id, seller_id;
  ReportSpec spec;
  int64_t created_us = 0, processing_us = 0, ready_us = 0;
  ReportState ends = ReportState::done;
  bool was_cancelled = false;

  ReportState state(int64_t now_us) const;
  std::string document_id() const { return "amzn1.spdoc.1.4.na." + id; }
};
using ReportPtr = std::shared_ptr<const Report>;

class ReportDesk {
 public:
  void add(Report report, int64_t now_us);
  ReportPtr find(const std::string& id) const;
  std::vector<ReportPtr> of_seller(const std::string& seller_id) const;
  bool cancel(const std::string& id, int64_t now_us);  // only while it waits in the queue
  // When the same was asked for last; 0: never.
  int64_t last_same(const Report& report) const;
  void clear();

 private:
  mutable std::mutex mutex_;
  std::map<std::string, ReportPtr> reports_;
  std::deque<std::string> by_age_;
};

// Newest last; also those that Amazon made by itself.
std::vector<ReportPtr> reports_of(const World& world, const Seller& seller);
ReportPtr find_report(const World& world, const Seller& seller, std::string_view id);

Reply create_report(const Call& call);
Reply get_report(const Call& call);
Reply list_reports(const Call& call);
Reply cancel_report(const Call& call);
Reply get_report_document(const Call& call);

// <region>/storage/...: signed, without authorization.
inline constexpr std::string_view kReportStorage = "/storage/reports/";
Reply download_report(World& world, const Request& request, std::string_view path);

// "2026-01-02T03:04:05+00:00", as Amazon writes the times of reports.
std::string report_time(int64_t us);

}  // namespace mooring::amazon_simulator::seller
