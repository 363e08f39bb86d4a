#include "simulator.hpp"

#include <zlib.h>

#include <algorithm>
#include <array>

#include "ads/api.hpp"
#include "ads/consent.hpp"
#include "base/text.hpp"
#include "consent.hpp"
#include "control.hpp"
#include "login.hpp"
#include "pages.hpp"
#include "scenario.hpp"
#include "seller/reports.hpp"
#include "seller/sandbox.hpp"
#include "server.hpp"
#include "sp_api.hpp"

namespace mooring::amazon_simulator {
namespace {

constexpr size_t kGzipFrom = 1024;

// "/na/orders" -> "NA" and "/orders"; anything else has no region.
std::string take_region(std::string_view& path) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 3> kRegions = {
      {{"/na", "NA"}, {"/eu", "EU"}, {"/fe", "FE"}}};
  for (const auto& [prefix, region] : kRegions) {
    if (path.starts_with(prefix) && path.size() > prefix.size() && path[prefix.size()] == '/') {
      path.remove_prefix(prefix.size());
      return std::string(region);
    }
  }
  return {};
}

bool compress(Reply& reply) {
  z_stream stream{};
  if (deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK) return false;
  std::string packed(deflateBound(&stream, static_cast<uLong>(reply.body.size())), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(reply.body.data());
  stream.avail_in = static_cast<uInt>(reply.body.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  const int result = deflate(&stream, Z_FINISH);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  if (result != Z_STREAM_END) return false;
  reply.body = std::move(packed);
  reply.headers.emplace_back("Content-Encoding", "gzip");
  return true;
}

// What the answer of an operation looks like: every fault is written as its API writes errors.
struct Face {
  bool is_ads = false;
  ads::Dialect dialect = ads::Dialect::classic;
  std::string request_id;
};

Reply http_error(const Fault& fault, const Subject& subject, const Face& face) {
  if (face.is_ads) {
    return ads::error_reply(face.dialect, fault.status,
                            fault.status == 503 ? "SERVICE_UNAVAILABLE" : "INTERNAL_ERROR",
                            "We encountered an internal error. Please try again.", face.request_id);
  }
  std::string body = error_body(fault.status == 503 ? "ServiceUnavailable" : "InternalFailure",
                                "We encountered an internal error. Please try again.", "");
  if (subject.endpoint == "token") {
    body = R"({"error_description":"The server encountered an error","error":"server_error"})";
  }
  return json_reply(fault.status, std::move(body));
}

Reply gateway_page(int status) {
  return html_reply(
      status, "<html><body><h1>Http/1.1 Service Unavailable</h1><p>Please try later.</p></body></html>");
}

// Faults that replace the answer.
std::optional<Reply> spoiled_answer(World& world, const Subject& subject, const Face& face,
                                    std::string& fault_name) {
  const auto fault = world.faults.take(
      subject, {"cut", "throttle", "http_error", "html", "html_ok", "oversized"}, world.now_us());
  if (!fault) return std::nullopt;
  fault_name = fault->kind;
  Reply reply;
  if (fault->kind == "cut") {
    reply.status = 0;
    reply.delivery.kind = Delivery::Kind::reset;
  } else if (fault->kind == "throttle") {
    reply = face.is_ads ? ads::throttled(face.dialect, 1, face.request_id) : quota_exceeded();
  } else if (fault->kind == "oversized") {
    reply = json_reply(
        200, "{\"orders\":[],\"padding\":\"" + std::string(static_cast<size_t>(fault->bytes), 'x') + "\"}");
  } else if (fault->kind == "http_error") {
    reply = http_error(*fault, subject, face);
  } else {
    reply = gateway_page(fault->kind == "html" ? 503 : 200);
  }
  const bool may_wait = fault->kind == "throttle" || fault->kind == "http_error";
  if (may_wait && fault->retry_after_s > 0) {
    reply.headers.emplace_back("Retry-After", std::to_string(fault->retry_after_s));
  }
  return reply;
}

// Faults that damage a good answer on its way.
void damage(World& world, const Subject& subject, Reply& reply, std::string& fault_name) {
  const int64_t now = world.now_us();
  if (const auto fault = world.faults.take(subject, {"slow"}, now)) {
    reply.delivery.delay_ms = fault->delay_ms;
    fault_name = fault->kind;
  }
  const auto fault = world.faults.take(subject, {"drip", "truncated", "malformed_json"}, now);
  if (!fault) return;
  fault_name = fault->kind;
  if (fault->kind == "drip") reply.delivery.kind = Delivery::Kind::drip;
  if (fault->kind == "truncated") reply.delivery.kind = Delivery::Kind::truncated;
  if (fault->kind == "malformed_json") reply.body.replace(reply.body.size() / 2, reply.body.size(), "\"}{]");
}

std::string front_page() {
  return page("Start",
              "<section><h1>Amazon simulator</h1><p>Login with Amazon, the consent pages, the Sellers, "
              "Orders and Ads APIs of three regions, for tests and demonstrations.</p><p><a class=\"button\" "
              "href=\"/control\">Control panel</a> <a class=\"button\" href=\"/apps/manage\">Manage your "
              "apps</a></p></section>");
}

// What the log may show: the query of an API call, never of a login or consent.
std::string target_of(const Request& request, bool with_query) {
  std::string target = request.path;
  if (!with_query) return target;
  for (const auto& [name, value] : request.query) {
    target += (target.size() == request.path.size() ? "?" : "&") + name + "=" + value;
  }
  return host::clean_line(target, 600);
}

}  // namespace

struct AmazonSimulator::Parts {
  explicit Parts(const Options& options) : world(options), search(world) {}
  Reply answer(const Request& request, std::string_view path, Subject& subject, std::string& fault_name);
  Reply answer_ads(const Request& request, std::string_view path, LogEntry& entry);

  Reply answer_sandbox(const Request& request, std::string_view path, Subject& subject);

  World world;
  Search search;
  std::optional<seller::Sandbox> sandbox;
  std::unique_ptr<Server> server;
};

Reply AmazonSimulator::Parts::answer(const Request& request, std::string_view path, Subject& subject,
                                     std::string& fault_name) {
  const bool is_manage = path == "/apps/manage";
  if (path == "/auth/o2/token") {
    subject.endpoint = "token";
    learn_login_subject(world, request, subject);
  } else if (path == "/apps/authorize/consent") {
    subject.endpoint = "consent";
  } else if (path.starts_with(seller::kReportStorage)) {
    subject.endpoint = "downloadReport";
  } else if (!is_manage) {
    subject.endpoint = operation_of(request.method, path);
    learn_subject(world, request, subject);
  }
  if (auto reply = spoiled_answer(world, subject, {}, fault_name)) return *reply;
  Reply reply;
  if (path.starts_with(seller::kReportStorage)) {
    reply = seller::download_report(world, request, path);
  } else if (is_manage) {
    reply = answer_manage(world, request, subject.region);
  } else if (subject.endpoint == "token") {
    reply = answer_token_request(world, request, subject);
  } else if (subject.endpoint == "consent") {
    reply = answer_consent(world, request, std::string(subject.region), subject);
  } else {
    reply = answer_sp_api(world, search, request, path, subject);
  }
  damage(world, subject, reply, fault_name);
  return reply;
}

// `path` below /sandbox and the region. Amazon's sandbox takes any good token, and has no budgets worth speaking of.
Reply AmazonSimulator::Parts::answer_sandbox(const Request& request, std::string_view path,
                                             Subject& subject) {
  subject.endpoint = "sandbox";
  learn_subject(world, request, subject);
  if (auto reply = refuse_caller(world, request, subject)) return *reply;
  return sandbox->answer(request, path);
}

// Requests that Amazon's gateway throttles without a reason that a client could see.
std::optional<Reply> random_throttle(World& world, const Face& face) {
  const int percent = world.options.ads_throttle_percent;
  if (percent <= 0 || face.dialect == ads::Dialect::page || face.dialect == ads::Dialect::storage)
    return std::nullopt;
  const uint64_t random = mix(world.options.seed ^ static_cast<uint64_t>(world.next_serial()));
  if (static_cast<int>(random % 100) >= percent) return std::nullopt;
  return ads::throttled(face.dialect, static_cast<int>(random / 100 % 3), face.request_id);
}

// `path` below /ads and the region.
Reply AmazonSimulator::Parts::answer_ads(const Request& request, std::string_view path, LogEntry& entry) {
  Subject& subject = entry.subject;
  const bool is_storage = request.path.starts_with("/ads/storage/");
  const ads::Route route = is_storage ? ads::storage_route() : ads::route_of(request.method, path);
  subject.endpoint = route.endpoint;
  if (route.dialect == ads::Dialect::login) {
    learn_login_subject(world, request, subject);
  } else {
    ads::learn_subject(world, request, subject);
  }
  const Face face{true, route.dialect, entry.request_id};
  if (auto reply = spoiled_answer(world, subject, face, entry.fault)) return *reply;
  if (auto reply = random_throttle(world, face)) return *reply;
  Reply reply;
  if (route.dialect == ads::Dialect::login) {
    reply = answer_token_request(world, request, subject);
  } else if (route.dialect == ads::Dialect::page) {
    reply = ads::answer_consent(world, request, subject);
  } else if (is_storage) {
    reply = ads::download_report(world, request, entry.request_id);
  } else {
    reply = ads::answer_api(world, request, route, subject, entry.request_id);
  }
  damage(world, subject, reply, entry.fault);
  return reply;
}

AmazonSimulator::AmazonSimulator(const Options& options) : parts_(std::make_unique<Parts>(options)) {}

AmazonSimulator::~AmazonSimulator() {
  stop();
}

host::Status AmazonSimulator::start() {
  if (!parts_->world.options.scenario_file.empty()) {
    auto faults = read_scenario(parts_->world.options.scenario_file, parts_->world.now_us());
    if (!faults) return host::fail(faults.error());
    for (Fault& fault : *faults) {
      if (auto id = order_fault(parts_->world, std::move(fault)); !id) return host::fail(id.error());
    }
  }
  if (!parts_->world.options.sandbox_models.empty()) {
    auto sandbox = seller::Sandbox::read(parts_->world.options.sandbox_models);
    if (!sandbox) return host::fail(sandbox.error());
    parts_->sandbox = std::move(*sandbox);
  }
  parts_->server = std::make_unique<Server>([this](const Request& request) { return handle(request); });
  return parts_->server->start(parts_->world.options.port);
}

void AmazonSimulator::stop() {
  if (parts_->server) parts_->server->stop();
}

uint16_t AmazonSimulator::port() const {
  return parts_->server ? parts_->server->port() : 0;
}

std::string AmazonSimulator::url() const {
  return "http://127.0.0.1:" + std::to_string(port());
}

World& AmazonSimulator::world() {
  return parts_->world;
}

Reply AmazonSimulator::handle(const Request& request) {
  if (request.path == "/") return html_reply(200, front_page());
  if (request.path.starts_with("/control")) return answer_control(parts_->world, parts_->search, request);

  const auto started = std::chrono::steady_clock::now();
  std::string_view path = request.path;
  LogEntry entry;
  entry.request_id = parts_->world.request_id();
  const bool is_ads = path.starts_with("/ads/");
  if (is_ads) path.remove_prefix(4);
  const bool is_sandbox = parts_->sandbox && path.starts_with(seller::kSandboxPrefix);
  if (is_sandbox) path.remove_prefix(seller::kSandboxPrefix.size());
  entry.subject.channel = is_ads ? "ads" : "seller";
  entry.subject.region = take_region(path);
  const bool is_api = !entry.subject.region.empty() && !path.starts_with("/apps/") &&
                      !path.starts_with("/ap/") && !path.starts_with("/auth/");
  Reply reply = is_ads       ? parts_->answer_ads(request, path, entry)
                : is_sandbox ? parts_->answer_sandbox(request, path, entry.subject)
                             : parts_->answer(request, path, entry.subject, entry.fault);
  reply.headers.emplace_back("x-amzn-RequestId", entry.request_id);
  if (parts_->world.gzip && reply.content_type != "binary/octet-stream" && reply.body.size() >= kGzipFrom &&
      host::contains_ignoring_case(request.header("Accept-Encoding"), "gzip")) {
    compress(reply);
  }
  entry.at_us = parts_->world.now_us();
  entry.method = request.method;
  entry.target = target_of(request, is_api);
  entry.status = reply.status;
  entry.bytes = static_cast<int64_t>(reply.body.size());
  entry.took_us =
      std::chrono::duration_cast<host::Duration>(std::chrono::steady_clock::now() - started).count();
  parts_->world.log.add(std::move(entry));
  return reply;
}

}  // namespace mooring::amazon_simulator
