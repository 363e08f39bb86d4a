// Reporting v3: reports that are asked for, wait, and are downloaded. Reports live in memory for a week and do not survive
// a restart of the simulator. Thread-safe.
#pragma once
#include <deque>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "base/result.hpp"
#include "simulator/amazon/ads/report_document.hpp"

namespace mooring::amazon_simulator {
class World;
struct Request;
struct Reply;
}  // namespace mooring::amazon_simulator

namespace mooring::amazon_simulator::ads {

struct Call;

enum class ReportState { pending, processing, completed, failed };

struct Report {
  std::string id, name;
  ProfilePtr profile;
  ReportSpec spec;
  std::string start_date, end_date;
  std::string configuration;  // as JSON, for the answers
  std::string same_as;        // equal for duplicates
  int64_t created_us = 0, processing_us = 0, ready_us = 0;
  bool fails = false;

  ReportState state(int64_t now_us) const;
  bool waits(int64_t now_us) const { return now_us < ready_us; }
};
using ReportPtr = std::shared_ptr<const Report>;

class ReportDesk {
 public:
  // The report, or the one that is already being made for the same request.
  struct Added {
    ReportPtr report;
    bool duplicate = false;
  };
  Added add(Report report, int64_t now_us);
  ReportPtr find(const std::string& id) const;
  bool remove(const std::string& id);
  void clear();
  // The packed document; made when it is first asked for.
  std::shared_ptr<const std::string> document(const Report& report, const Options& options);
  std::map<std::string, int64_t> counts(int64_t now_us) const;  // state -> how many are known

 private:
  static constexpr size_t kDocumentsMax = 32;
  static constexpr size_t kDocumentBytesMax = 64u << 20;
  struct Document {
    std::string id;
    std::shared_ptr<const std::string> bytes;
  };
  mutable std::mutex mutex_;
  std::map<std::string, ReportPtr> reports_;
  std::deque<std::string> by_age_;
  std::map<std::string, std::string> waiting_;  // same_as -> id
  std::list<Document> documents_;
  size_t document_bytes_ = 0;
};

Reply create_report(const Call& call);
Reply get_report(const Call& call);
Reply delete_report(const Call& call);
// /ads/storage/...: signed, without authorization.
Reply download_report(World& world, const Request& request, const std::string& request_id);

// What a request asks for, checked as Amazon checks it; the error's message is Amazon's text. report_request.cpp
host::Result<Report> parse_report(const Call& call);

}  // namespace mooring::amazon_simulator::ads
