#include "seller/reports.hpp"

#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>

#include <algorithm>
#include <charconv>

#include "arguments.hpp"
#include "base/text.hpp"
#include "draw.hpp"
#include "seller/operations.hpp"
#include "world.hpp"

namespace mooring::amazon_simulator::seller {
namespace {

constexpr int64_t kSecond = 1'000'000;
constexpr int64_t kDay_us = 86'400 * kSecond;
constexpr int64_t kKept_us = 90 * kDay_us;
constexpr int64_t kUrlLife_us = 5 * 60 * kSecond;
constexpr size_t kMarketplacesMax = 25, kListedTypesMax = 10, kListedMarketplacesMax = 10;

using Refusal = std::optional<Reply>;

std::string_view text_of(ReportState state) {
  switch (state) {
    case ReportState::in_queue:
      return "IN_QUEUE";
    case ReportState::in_progress:
      return "IN_PROGRESS";
    case ReportState::done:
      return "DONE";
    case ReportState::cancelled:
      return "CANCELLED";
    default:
      return "FATAL";
  }
}

const ReportType* type_named(std::string_view name) {
  const auto types = report_types();
  const auto found =
      std::find_if(types.begin(), types.end(), [&](const auto& one) { return one.name == name; });
  return found == types.end() ? nullptr : &*found;
}

Reply invalid(const Call& call, const std::string& message) {
  return call.error(400, "InvalidInput", message);
}

// ---- what is asked for ------------------------------------------------------------------------------------------------

host::Result<ReportSpec> read_spec(const Request& request) {
  const auto bad = [](std::string what) { return host::fail("InvalidInput", std::move(what)); };
  try {
    Poco::JSON::Parser parser;
    const auto body = parser.parse(request.body).extract<Poco::JSON::Object::Ptr>();
    ReportSpec spec;
    spec.type = type_named(body->optValue<std::string>("reportType", ""));
    if (!spec.type || !spec.type->make || spec.type->made)
      return bad("Report type is not valid or cannot be requested");
    if (const auto ids = body->getArray("marketplaceIds"))
      for (size_t i = 0; i < ids->size(); ++i)
        spec.marketplaces.push_back(ids->getElement<std::string>(static_cast<unsigned>(i)));
    for (const auto& [name, target] :
         {std::pair{"dataStartTime", &spec.start_us}, {"dataEndTime", &spec.end_us}}) {
      const std::string text = body->optValue<std::string>(name, "");
      if (text.empty()) continue;
      const auto time = host::parse_time(text);
      if (!time) return bad(std::string(name) + " is not an ISO 8601 date-time");
      *target = host::to_unix_us(*time);
    }
    if (const auto options = body->getObject("reportOptions"))
      for (const auto& [name, value] : *options)
        spec.options[name] = value.toString();
    return spec;
  } catch (const Poco::Exception&) {
    return bad("The request body is not a report specification");
  }
}

std::string wrong_with(const Call& call, const ReportSpec& spec) {
  if (spec.marketplaces.empty() || spec.marketplaces.size() > kMarketplacesMax)
    return "marketplaceIds takes 1 to 25 values";
  for (const std::string& id : spec.marketplaces) {
    const Marketplace* marketplace = find_marketplace(id);
    if (!marketplace || marketplace->region != call.seller.region)
      return "Marketplace " + id + " is not valid";
  }
  const ReportType& type = *spec.type;
  if (type.needs_range && (spec.start_us == 0 || spec.end_us == 0))
    return "dataStartTime and dataEndTime are required for " + std::string(type.name);
  const int64_t now = call.world.now_us();
  if (spec.start_us > now || spec.end_us > now)
    return std::string(spec.start_us > now ? "dataStartTime" : "dataEndTime") + " is in the future";
  if (spec.end_us != 0 && spec.end_us < spec.start_us) return "dataEndTime is before dataStartTime";
  if (type.span_days_max > 0 && spec.end_us - spec.start_us > type.span_days_max * kDay_us)
    return "The date range is longer than " + std::to_string(type.span_days_max) + " days";
  if (type.history_days > 0 && spec.start_us != 0 && spec.start_us < now - (type.history_days + 1) * kDay_us)
    return "dataStartTime is too far in the past";
  return type.refuse ? type.refuse({call.world, call.seller, spec, now}) : std::string();
}

// Half to twice the usual time, one in fifty for hours; a fault may order otherwise.
int64_t delay_us(const Call& call, uint64_t random) {
  if (const auto fault = call.world.faults.take(call.subject, {"report_slow"}, call.world.now_us()))
    return fault->delay_s * kSecond;
  const auto base = static_cast<int64_t>(call.world.options.report_delay_s * 1e6);
  const auto percent =
      static_cast<int64_t>(random % 50 == 0 ? 2000 + random / 50 % 4000 : 50 + random / 50 % 150);
  return base * percent / 100;
}

void decide_fate(const Call& call, Report& report) {
  World& world = call.world;
  const uint64_t random = mix(mix_text(report.id, world.options.seed));
  const int64_t delay = delay_us(call, random);
  report.processing_us = report.created_us + delay / 5;
  report.ready_us = report.created_us + delay;
  const int64_t before = world.seller_reports.last_same(report);
  const bool too_soon =
      before != 0 && report.created_us - before < report.spec.type->again_after_minutes * 60 * kSecond;
  const bool fails = world.faults.take(call.subject, {"report_failed"}, world.now_us()).has_value() ||
                     static_cast<int>(random / 7919 % 100) < world.options.report_fail_percent;
  if (too_soon || fails)
    report.ends = ReportState::fatal;
  else if (world.faults.take(call.subject, {"report_cancelled"}, world.now_us()) ||
           !report.spec.type->make({world, call.seller, report.spec, report.ready_us}))
    report.ends = ReportState::cancelled;
}

// ---- what is told about it --------------------------------------------------------------------------------------------

std::string report_json(const Report& report, int64_t now_us) {
  const ReportState state = report.state(now_us);
  std::string body = "{\"reportType\":" + json_text(report.spec.type->name) + ",\"processingStatus\":\"" +
                     std::string(text_of(state)) + "\",\"marketplaceIds\":[";
  for (const std::string& id : report.spec.marketplaces)
    body += (body.back() == '[' ? "" : ",") + json_text(id);
  body += "],\"reportId\":" + json_text(report.id);
  const auto time = [&](std::string_view name, int64_t us) {
    body += ",\"" + std::string(name) + "\":\"" + report_time(us) + "\"";
  };
  if (report.spec.start_us != 0) time("dataStartTime", report.spec.start_us);
  if (report.spec.end_us != 0) time("dataEndTime", report.spec.end_us);
  time("createdTime", report.created_us);
  // One that was cancelled in the queue was never begun.
  const bool begun = state != ReportState::in_queue && !report.was_cancelled;
  if (begun) time("processingStartTime", report.processing_us);
  const bool over = begun && state != ReportState::in_progress;
  if (over) time("processingEndTime", report.ready_us);
  if (state == ReportState::done || state == ReportState::fatal)
    body += ",\"reportDocumentId\":" + json_text(report.document_id());
  return body + "}";
}

bool contains(const std::vector<std::string>& list, std::string_view value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

// The role for one type of report is missing, while the operation itself is allowed.
Refusal refuse_type(const Call& call, std::string_view type) {
  Subject subject = call.subject;
  subject.report_type = type;
  if (!call.world.faults.take(subject, {"report_forbidden"}, call.world.now_us())) return std::nullopt;
  return call.error(403, "Unauthorized", "Access to the resource is forbidden");
}

struct Listing {
  std::vector<std::string> types, states, marketplaces;
  int64_t since_us = 0, until_us = 0;
  size_t page_size = 10, offset = 0;
};

// The token holds the first call's parameters.
host::Result<Listing> read_listing(const Call& call) {
  const auto bad = [](std::string what) { return host::fail("InvalidInput", std::move(what)); };
  Fields query = call.request.query;
  Listing listing;
  if (const std::string token = call.query("nextToken"); !token.empty()) {
    if (query.size() > 1) return bad("nextToken must be the only parameter");
    const auto opened = call.world.signer.open(token);
    const size_t bar = opened ? opened->find('|') : std::string::npos;
    if (bar == std::string::npos) return bad("nextToken is not valid");
    std::from_chars(opened->data(), opened->data() + bar, listing.offset);
    query = parse_form(opened->substr(bar + 1));
  }
  listing.types = list_of(query, "reportTypes");
  if (listing.types.empty() || listing.types.size() > kListedTypesMax)
    return bad("reportTypes takes 1 to 10 values");
  listing.states = list_of(query, "processingStatuses");
  listing.marketplaces = list_of(query, "marketplaceIds");
  if (listing.marketplaces.size() > kListedMarketplacesMax) return bad("marketplaceIds takes 1 to 10 values");
  const int64_t now = call.world.now_us();
  listing.since_us = now - kKept_us;
  listing.until_us = now;
  for (const auto& [name, target] :
       {std::pair{"createdSince", &listing.since_us}, {"createdUntil", &listing.until_us}}) {
    const std::string text = value_or(query, name);
    if (text.empty()) continue;
    const auto time = host::parse_time(text);
    if (!time) return bad(std::string(name) + " is not an ISO 8601 date-time");
    *target = host::to_unix_us(*time);
  }
  if (listing.since_us < now - kKept_us) return bad("createdSince is more than 90 days ago");
  if (const std::string size = value_or(query, "pageSize"); !size.empty()) {
    std::from_chars(size.data(), size.data() + size.size(), listing.page_size);
    if (listing.page_size < 1 || listing.page_size > 100) return bad("pageSize takes 1 to 100");
  }
  return listing;
}

std::string as_form(const Fields& query) {
  std::string form;
  for (const auto& [name, value] : query)
    form += (form.empty() ? "" : "&") + name + "=" + host::url_encode(value);
  return form;
}

std::string storage_url(const Call& call, const Report& report) {
  const std::string host = call.request.header("Host");
  std::string region = call.seller.region;
  std::transform(region.begin(), region.end(), region.begin(),
                 [](char c) { return static_cast<char>(c | 0x20); });
  const std::string seal = call.world.signer.seal(report.seller_id + "|" + report.id + "|" +
                                                  std::to_string(call.world.now_us() + kUrlLife_us) + "|" +
                                                  std::to_string(call.world.next_serial()));
  return "http://" + (host.empty() ? "127.0.0.1" : host) + "/" + region + std::string(kReportStorage) +
         report.id + "?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Expires=300&X-Amz-Signature=" + seal;
}

}  // namespace

std::string report_time(int64_t us) {
  std::string text = host::format_time(host::from_unix_us(us - us % kSecond));
  text.pop_back();
  return text + "+00:00";
}

Reply create_report(const Call& call) {
  const auto spec = read_spec(call.request);
  if (!spec) return invalid(call, spec.error().message);
  if (auto refused = refuse_type(call, spec->type->name)) return *refused;
  if (spec->type->of_vendor != call.seller.vendor)
    return call.error(403, "Unauthorized", "Access to the resource is forbidden");
  if (const std::string wrong = wrong_with(call, *spec); !wrong.empty()) return invalid(call, wrong);
  Report report;
  report.id = std::to_string(50'000'000'000'000 + call.world.next_serial() % 40'000'000'000'000);
  report.seller_id = call.seller.id;
  report.spec = *spec;
  report.created_us = call.world.now_us();
  decide_fate(call, report);
  const std::string id = report.id;
  call.world.seller_reports.add(std::move(report), call.world.now_us());
  return json_reply(202, "{\"reportId\":" + json_text(id) + "}");
}

Reply get_report(const Call& call) {
  const ReportPtr report = find_report(call.world, call.seller, call.parameter);
  if (!report) return call.error(404, "NotFound", "The report was not found");
  return json_reply(200, report_json(*report, call.world.now_us()));
}

Reply list_reports(const Call& call) {
  const auto listing = read_listing(call);
  if (!listing) return invalid(call, listing.error().message);
  for (const std::string& type : listing->types)
    if (auto refused = refuse_type(call, type)) return *refused;
  const int64_t now = call.world.now_us();
  std::vector<ReportPtr> found;
  for (const ReportPtr& report : reports_of(call.world, call.seller)) {
    const auto any_marketplace = [&] {
      return std::any_of(report->spec.marketplaces.begin(), report->spec.marketplaces.end(),
                         [&](const auto& id) { return contains(listing->marketplaces, id); });
    };
    if (!contains(listing->types, report->spec.type->name)) continue;
    if (!listing->states.empty() && !contains(listing->states, text_of(report->state(now)))) continue;
    if (!listing->marketplaces.empty() && !any_marketplace()) continue;
    if (report->created_us < listing->since_us || report->created_us > listing->until_us) continue;
    found.push_back(report);
  }
  std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) {
    return std::pair(b->created_us, b->id) < std::pair(a->created_us, a->id);
  });
  std::string body = "{\"reports\":[";
  const size_t end = std::min(found.size(), listing->offset + listing->page_size);
  for (size_t i = listing->offset; i < end; ++i)
    body += (i > listing->offset ? "," : "") + report_json(*found[i], now);
  body += ']';
  if (end < found.size()) {
    const std::string token = call.query("nextToken");
    const auto opened = token.empty() ? std::nullopt : call.world.signer.open(token);
    const std::string form = opened ? opened->substr(opened->find('|') + 1) : as_form(call.request.query);
    body += ",\"nextToken\":" + json_text(call.world.signer.seal(std::to_string(end) + "|" + form));
  }
  return json_reply(200, body + "}");
}

Reply cancel_report(const Call& call) {
  const ReportPtr report = find_report(call.world, call.seller, call.parameter);
  if (!report) return call.error(404, "NotFound", "The report was not found");
  if (!call.world.seller_reports.cancel(report->id, call.world.now_us()))
    return invalid(call, "Only reports in the queue can be cancelled");
  return json_reply(200, "{}");
}

Reply get_report_document(const Call& call) {
  constexpr std::string_view kPrefix = "amzn1.spdoc.1.4.na.";
  const bool shaped = call.parameter.starts_with(kPrefix);
  const ReportPtr report =
      shaped ? find_report(call.world, call.seller, call.parameter.substr(kPrefix.size())) : nullptr;
  const ReportState state = report ? report->state(call.world.now_us()) : ReportState::in_queue;
  if (state != ReportState::done && state != ReportState::fatal)
    return call.error(404, "NotFound", "The report document was not found");
  return json_reply(
      200, "{\"reportDocumentId\":" + json_text(call.parameter) +
               ",\"compressionAlgorithm\":\"GZIP\",\"url\":" + json_text(storage_url(call, *report)) + "}");
}

}  // namespace mooring::amazon_simulator::seller
