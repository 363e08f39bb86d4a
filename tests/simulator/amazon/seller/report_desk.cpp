// The reports that are known, and their texts in Amazon's storage.
#include <algorithm>
#include <charconv>

#include "gzip.hpp"
#include "seller/reports.hpp"
#include "world.hpp"

namespace mooring::amazon_simulator::seller {
namespace {

constexpr int64_t kDay_us = 86'400'000'000;
constexpr int64_t kKept_us = 90 * kDay_us;

ReportPtr made_report(const ReportType& type, const Seller& seller, const MadeReport& made) {
  Report report;
  report.id = made.id;
  report.seller_id = seller.id;
  report.spec.type = &type;
  report.spec.marketplaces = made.marketplaces;
  report.spec.start_us = made.start_us;
  report.spec.end_us = made.end_us;
  report.created_us = report.processing_us = report.ready_us = made.ready_us;
  return std::make_shared<const Report>(std::move(report));
}

std::string document_of(const World& world, const Seller& seller, const Report& report,
                        std::string& content_type) {
  if (report.ends == ReportState::fatal) {
    content_type = "text/plain; charset=UTF-8";
    return "{\"errorDetails\":\"The report was requested again too soon, or could not be built\"}";
  }
  const auto text = report.spec.type->make({world, seller, report.spec, report.ready_us});
  content_type = text ? text->content_type : "text/plain; charset=UTF-8";
  return text ? text->bytes : std::string();
}

}  // namespace

ReportState Report::state(int64_t now_us) const {
  if (was_cancelled) return ReportState::cancelled;
  if (now_us >= ready_us) return ends;
  return now_us >= processing_us ? ReportState::in_progress : ReportState::in_queue;
}

void ReportDesk::add(Report report, int64_t now_us) {
  const std::lock_guard lock(mutex_);
  while (!by_age_.empty()) {
    const auto oldest = reports_.find(by_age_.front());
    if (oldest != reports_.end() && oldest->second->created_us > now_us - kKept_us) break;
    if (oldest != reports_.end()) reports_.erase(oldest);
    by_age_.pop_front();
  }
  by_age_.push_back(report.id);
  const std::string id = report.id;
  reports_[id] = std::make_shared<const Report>(std::move(report));
}

ReportPtr ReportDesk::find(const std::string& id) const {
  const std::lock_guard lock(mutex_);
  const auto found = reports_.find(id);
  return found == reports_.end() ? nullptr : found->second;
}

std::vector<ReportPtr> ReportDesk::of_seller(const std::string& seller_id) const {
  const std::lock_guard lock(mutex_);
  std::vector<ReportPtr> found;
  for (const auto& [id, report] : reports_)
    if (report->seller_id == seller_id) found.push_back(report);
  return found;
}

bool ReportDesk::cancel(const std::string& id, int64_t now_us) {
  const std::lock_guard lock(mutex_);
  const auto found = reports_.find(id);
  if (found == reports_.end() || found->second->state(now_us) != ReportState::in_queue) return false;
  Report changed = *found->second;
  changed.was_cancelled = true;
  found->second = std::make_shared<const Report>(std::move(changed));
  return true;
}

// To ask for today up to now, and a little later again, is to ask for the same.
int64_t ReportDesk::last_same(const Report& report) const {
  const std::lock_guard lock(mutex_);
  int64_t last = 0;
  for (const auto& [id, other] : reports_) {
    const bool same = id != report.id && other->seller_id == report.seller_id &&
                      other->spec.type == report.spec.type &&
                      other->spec.marketplaces == report.spec.marketplaces &&
                      other->spec.start_us == report.spec.start_us &&
                      other->spec.end_us / kDay_us == report.spec.end_us / kDay_us &&
                      other->spec.options == report.spec.options && other->ends == ReportState::done;
    if (same) last = std::max(last, other->created_us);
  }
  return last;
}

void ReportDesk::clear() {
  const std::lock_guard lock(mutex_);
  reports_.clear();
  by_age_.clear();
}

// Also those that Amazon made by itself.
std::vector<ReportPtr> reports_of(const World& world, const Seller& seller) {
  std::vector<ReportPtr> reports = world.seller_reports.of_seller(seller.id);
  for (const ReportType& type : report_types()) {
    if (!type.made) continue;
    const ReportSpec any{&type, {}, 0, 0, {}};
    for (const MadeReport& made : type.made({world, seller, any, world.now_us()}))
      reports.push_back(made_report(type, seller, made));
  }
  return reports;
}

ReportPtr find_report(const World& world, const Seller& seller, std::string_view id) {
  const ReportPtr report = world.seller_reports.find(std::string(id));
  if (report) return report->seller_id == seller.id ? report : nullptr;
  for (const ReportPtr& one : reports_of(world, seller))
    if (one->id == id) return one;
  return nullptr;
}

Reply download_report(World& world, const Request& request, std::string_view path) {
  const auto refused = [](int status, std::string_view code, std::string_view text) {
    Reply reply =
        html_reply(status, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>" + std::string(code) +
                               "</Code><Message>" + std::string(text) + "</Message></Error>");
    reply.content_type = "application/xml";
    return reply;
  };
  if (!request.header("x-amz-access-token").empty() || !request.header("Authorization").empty())
    return refused(400, "InvalidArgument", "Only one auth mechanism allowed");
  const auto opened = world.signer.open(value_or(request.query, "X-Amz-Signature"));
  const size_t first = opened ? opened->find('|') : std::string::npos;
  const size_t second = first == std::string::npos ? first : opened->find('|', first + 1);
  if (second == std::string::npos)
    return refused(403, "SignatureDoesNotMatch",
                   "The request signature does not match the signature you provided.");
  const std::string id = opened->substr(first + 1, second - first - 1);
  int64_t expires = 0;
  std::from_chars(opened->data() + second + 1, opened->data() + opened->size(), expires);
  if (path.substr(kReportStorage.size()) != id)
    return refused(403, "SignatureDoesNotMatch",
                   "The request signature does not match the signature you provided.");
  if (world.now_us() >= expires) return refused(403, "AccessDenied", "Request has expired");
  const Seller* seller = world.seller(opened->substr(0, first));
  const ReportPtr report = seller ? find_report(world, *seller, id) : nullptr;
  if (!report) return refused(404, "NoSuchKey", "The specified key does not exist.");
  Reply reply = json_reply(200, {});
  reply.body = gzip(document_of(world, *seller, *report, reply.content_type));
  // The storage does not say that it is packed: getReportDocument does.
  return reply;
}

}  // namespace mooring::amazon_simulator::seller
