#include "ads/reports.hpp"

#include <algorithm>
#include <charconv>

#include "ads/api.hpp"
#include "ads/entity_json.hpp"
#include "base/text.hpp"
#include "draw.hpp"
#include "gzip.hpp"

namespace mooring::amazon_simulator::ads {
namespace {

constexpr int64_t kSecond = 1'000'000;
constexpr int64_t kKept_us = 7 * 86'400 * kSecond;
constexpr int64_t kUrlLife_us = 3600 * kSecond;
constexpr std::string_view kCreateMedia = "vnd.createasyncreportrequest.v3+json";
constexpr std::string_view kStorage = "/ads/storage/";

std::string_view text_of(ReportState state) {
  switch (state) {
    case ReportState::pending:
      return "PENDING";
    case ReportState::processing:
      return "PROCESSING";
    case ReportState::completed:
      return "COMPLETED";
    default:
      return "FAILED";
  }
}

// Minutes as a rule, hours for one in fifty; a fault may order otherwise.
int64_t delay_us(const Call& call, uint64_t random) {
  const auto base = static_cast<int64_t>(call.world.options.ads_report_delay_s * 1e6);
  if (const auto fault = call.world.faults.take(call.subject, {"report_slow"}, call.world.now_us())) {
    return fault->delay_s * kSecond;
  }
  const auto percent =
      static_cast<int64_t>(random % 50 == 0 ? 2000 + random / 50 % 4000 : 50 + random / 50 % 150);
  return base * percent / 100;
}

void decide_fate(const Call& call, Report& report) {
  const uint64_t random =
      mix(mix_text(report.same_as, call.world.options.seed) ^ static_cast<uint64_t>(report.created_us));
  const int64_t delay = delay_us(call, random);
  report.ready_us = report.created_us + delay;
  report.processing_us = report.created_us + delay / 5;
  report.fails = call.world.faults.take(call.subject, {"report_failed"}, call.world.now_us()).has_value() ||
                 static_cast<int>(random / 7919 % 100) < call.world.options.ads_report_fail_percent;
}

// The base of the address that the client used; signed addresses must lead back to this simulator.
std::string public_base(const Request& request) {
  const std::string host = request.header("Host");
  return "http://" + (host.empty() ? "127.0.0.1" : host);
}

std::string signed_url(const Call& call, const Report& report, int64_t expires_us) {
  const std::string signature = call.world.signer.seal(report.id + "|" + std::to_string(expires_us) + "|" +
                                                       std::to_string(call.world.next_serial()));
  return public_base(call.request) + std::string(kStorage) + report.id + "/report-" + report.id +
         ".json.gz?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Expires=3600&X-Amz-Signature=" + signature;
}

Reply report_reply(const Call& call, const Report& report, std::string_view media) {
  const int64_t now = call.world.now_us();
  const ReportState state = report.state(now);
  const bool done = state == ReportState::completed;
  std::string body = "{\"configuration\":" + report.configuration + ",\"createdAt\":";
  append_time_ms(body, report.created_us);
  body += ",\"endDate\":\"" + report.end_date + "\",\"failureReason\":";
  body += state == ReportState::failed
              ? "\"Report generation failed due to an internal error. Please retry.\""
              : "null";
  body += ",\"fileSize\":";
  body += done ? std::to_string(call.world.ads->desk.document(report, call.world.options)->size()) : "null";
  body += ",\"generatedAt\":";
  done ? append_time_ms(body, report.ready_us) : void(body += "null");
  body += ",\"name\":" + (report.name.empty() ? "null" : json_text(report.name)) + ",\"reportId\":\"" +
          report.id + "\",\"startDate\":\"" + report.start_date + "\",\"status\":\"" +
          std::string(text_of(state)) + "\",\"updatedAt\":";
  const int64_t updated = state == ReportState::pending      ? report.created_us
                          : state == ReportState::processing ? report.processing_us
                                                             : report.ready_us;
  append_time_ms(body, updated);
  if (done) {
    const int64_t expires = now + kUrlLife_us;
    body += ",\"url\":" + json_text(signed_url(call, report, expires)) + ",\"urlExpiresAt\":";
    append_time_ms(body, expires);
  } else {
    body += ",\"url\":null,\"urlExpiresAt\":null";
  }
  Reply reply = json_reply(200, body + "}");
  reply.content_type = "application/" + std::string(media);
  return reply;
}

ReportPtr own_report(const Call& call) {
  const ReportPtr report = call.world.ads->desk.find(call.route.report_id);
  return report && report->profile->id == call.profile->id ? report : nullptr;
}

Product product_of_report(const Report& report) {
  return report.spec.type->product;
}

}  // namespace

ReportState Report::state(int64_t now_us) const {
  if (now_us >= ready_us) return fails ? ReportState::failed : ReportState::completed;
  return now_us >= processing_us ? ReportState::processing : ReportState::pending;
}

ReportDesk::Added ReportDesk::add(Report report, int64_t now_us) {
  const std::lock_guard lock(mutex_);
  while (!by_age_.empty()) {
    const auto oldest = reports_.find(by_age_.front());
    if (oldest != reports_.end() && oldest->second->created_us > now_us - kKept_us) break;
    if (oldest != reports_.end()) reports_.erase(oldest);
    by_age_.pop_front();
  }
  std::erase_if(waiting_, [&](const auto& entry) {
    const auto known = reports_.find(entry.second);
    return known == reports_.end() || !known->second->waits(now_us);
  });
  if (const auto other = waiting_.find(report.same_as); other != waiting_.end()) {
    return {reports_.at(other->second), true};
  }
  const auto added = std::make_shared<const Report>(std::move(report));
  reports_[added->id] = added;
  by_age_.push_back(added->id);
  waiting_[added->same_as] = added->id;
  return {added, false};
}

ReportPtr ReportDesk::find(const std::string& id) const {
  const std::lock_guard lock(mutex_);
  const auto found = reports_.find(id);
  return found == reports_.end() ? nullptr : found->second;
}

bool ReportDesk::remove(const std::string& id) {
  const std::lock_guard lock(mutex_);
  return reports_.erase(id) > 0;
}

void ReportDesk::clear() {
  const std::lock_guard lock(mutex_);
  reports_.clear();
  by_age_.clear();
  waiting_.clear();
  documents_.clear();
  document_bytes_ = 0;
}

std::shared_ptr<const std::string> ReportDesk::document(const Report& report, const Options& options) {
  {
    const std::lock_guard lock(mutex_);
    for (auto entry = documents_.begin(); entry != documents_.end(); ++entry) {
      if (entry->id != report.id) continue;
      documents_.splice(documents_.begin(), documents_, entry);
      return entry->bytes;
    }
  }
  const Catalog catalog(report.profile, options);
  auto bytes =
      std::make_shared<const std::string>(gzip(report_document(catalog, report.spec, report.ready_us)));
  const std::lock_guard lock(mutex_);
  documents_.push_front({report.id, bytes});
  document_bytes_ += bytes->size();
  while (documents_.size() > 1 &&
         (documents_.size() > kDocumentsMax || document_bytes_ > kDocumentBytesMax)) {
    document_bytes_ -= documents_.back().bytes->size();
    documents_.pop_back();
  }
  return bytes;
}

std::map<std::string, int64_t> ReportDesk::counts(int64_t now_us) const {
  const std::lock_guard lock(mutex_);
  std::map<std::string, int64_t> counts;
  for (const auto& [id, report] : reports_)
    ++counts[std::string(text_of(report->state(now_us)))];
  return counts;
}

Reply create_report(const Call& call) {
  if (!names_media(call.request.header("Content-Type"), kCreateMedia)) {
    return call.error(415, "UNSUPPORTED_MEDIA_TYPE", "Unsupported media type");
  }
  auto parsed = parse_report(call);
  if (!parsed) return call.error(400, "400", parsed.error().message);
  if (product_of_report(*parsed) == Product::sb && !call.profile->brands_permitted) {
    return call.error(403, "ACCESS_DENIED", "The advertiser has no permission for Sponsored Brands");
  }
  parsed->id = call.world.request_id();
  parsed->created_us = call.world.now_us();
  decide_fate(call, *parsed);
  const ReportDesk::Added added = call.world.ads->desk.add(std::move(*parsed), call.world.now_us());
  if (added.duplicate || call.world.faults.take(call.subject, {"report_duplicate"}, call.world.now_us())) {
    return call.error(425, "425", "The Request is a duplicate of : " + added.report->id);
  }
  return report_reply(call, *added.report, "vnd.createasyncreportresponse.v3+json");
}

Reply get_report(const Call& call) {
  const ReportPtr report = own_report(call);
  if (!report) return call.error(404, "404", "Not Found");
  return report_reply(call, *report, "vnd.getasyncreportresponse.v3+json");
}

Reply delete_report(const Call& call) {
  const ReportPtr report = own_report(call);
  if (!report) return call.error(404, "404", "Not Found");
  if (report->state(call.world.now_us()) != ReportState::pending) {
    return call.error(400, "400", "Only reports in status PENDING can be deleted");
  }
  call.world.ads->desk.remove(report->id);
  Reply reply =
      json_reply(200, "{\"code\":\"200\",\"detail\":\"Report deleted\",\"reportId\":\"" + report->id + "\"}");
  reply.content_type = "application/vnd.deleteasyncreportresponse.v3+json";
  return reply;
}

Reply download_report(World& world, const Request& request, const std::string& request_id) {
  const auto refused = [&](int status, std::string_view code, std::string_view text) {
    return error_reply(Dialect::storage, status, code, text, request_id);
  };
  if (!request.header("Authorization").empty()) {
    return refused(400, "InvalidArgument", "Only one auth mechanism allowed");
  }
  const auto opened = world.signer.open(value_or(request.query, "X-Amz-Signature"));
  const size_t bar = opened ? opened->find('|') : std::string::npos;
  if (bar == std::string::npos ||
      !std::string_view(request.path).substr(kStorage.size()).starts_with(opened->substr(0, bar))) {
    return refused(403, "SignatureDoesNotMatch",
                   "The request signature we calculated does not match the signature.");
  }
  int64_t expires = 0;
  std::from_chars(opened->data() + bar + 1, opened->data() + opened->size(), expires);
  if (world.now_us() >= expires) return refused(403, "AccessDenied", "Request has expired");
  const ReportPtr report = world.ads->desk.find(opened->substr(0, bar));
  if (!report) return refused(404, "NoSuchKey", "The specified key does not exist.");
  Reply reply = json_reply(200, *world.ads->desk.document(*report, world.options));
  reply.content_type = "binary/octet-stream";
  return reply;
}

}  // namespace mooring::amazon_simulator::ads
