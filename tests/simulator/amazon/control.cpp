#include "control.hpp"

#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>

#include <charconv>
#include <sstream>

#include "ads/control.hpp"
#include "base/text.hpp"
#include "seller/operations.hpp"
#include "seller/oracle.hpp"

namespace mooring::amazon_simulator {
namespace {

using Poco::JSON::Array;
using Poco::JSON::Object;

constexpr std::string_view kAds = "/ads";  // what follows is the Ads half's

Reply problem(int status, const host::Error& error) {
  return json_reply(
      status, "{\"code\":" + json_text(error.code) + ",\"detail\":" + json_text(host::describe(error)) + "}");
}

Reply json_of(const Object::Ptr& object, int status = 200) {
  std::ostringstream text;
  object->stringify(text);
  return json_reply(status, text.str());
}

std::string time_text(int64_t us) {
  return us == 0 ? "" : host::format_time(host::from_unix_us(us));
}

host::Result<Object::Ptr> body_of(const Request& request) {
  if (request.body.empty()) return Object::Ptr(new Object);
  try {
    return Poco::JSON::Parser().parse(request.body).extract<Object::Ptr>();
  } catch (const Poco::Exception& error) {
    return host::fail("bad_json", "The body is not a JSON object: " + error.displayText());
  }
}

Object::Ptr fault_json(const Fault& fault, int64_t now_us) {
  Object::Ptr object = new Object(Poco::JSON_PRESERVE_KEY_ORDER);
  object->set("id", fault.id);
  object->set("kind", fault.kind);
  object->set("seller", fault.target.seller);
  object->set("region", fault.target.region);
  object->set("endpoint", fault.target.endpoint);
  object->set("client_id", fault.target.client_id);
  object->set("profile", fault.target.profile);
  object->set("report_type", fault.target.report_type);
  object->set("marketplace", fault.target.marketplace);
  object->set("channel", fault.target.channel);
  object->set("count", fault.count);
  object->set("from", time_text(fault.from_us));
  object->set("until", time_text(fault.until_us));
  object->set("hits", fault.hits);
  object->set("active", fault.active(now_us));
  object->set("status", fault.status);
  return object;
}

Object::Ptr seller_json(const World& world, const Seller& seller) {
  Object::Ptr object = new Object(Poco::JSON_PRESERVE_KEY_ORDER);
  object->set("id", seller.id);
  object->set("name", seller.name);
  object->set("region", seller.region);
  object->set("email", seller.email);
  Array::Ptr stores = new Array;
  for (const Participation& participation : seller.participations) {
    Object::Ptr store = new Object(Poco::JSON_PRESERVE_KEY_ORDER);
    store->set("id", std::string(participation.marketplace->id));
    store->set("name", std::string(participation.marketplace->name));
    store->set("country_code", std::string(participation.marketplace->country_code));
    store->set("suspended", participation.suspended);
    stores->add(store);
  }
  object->set("marketplaces", stores);
  Object::Ptr tokens = new Object;
  for (const Application& application : world.options.applications) {
    if (application.draft || application.misconfigured) continue;
    tokens->set(application.client_id, world.well_known_refresh_token(seller.id, application.client_id));
  }
  object->set("refresh_tokens", tokens);  // for pasting; by client id
  const auto fault = world.faults.grant_fault({seller.id, seller.region, "token", ""}, 0, world.now_us());
  object->set("grant", fault ? fault->kind == "revoke_grant" ? "revoked" : "expired" : "active");
  return object;
}

Array::Ptr names(const std::vector<std::string>& values) {
  Array::Ptr array = new Array;
  for (const std::string& value : values)
    array->add(value);
  return array;
}

Reply state(const World& world) {
  const int64_t now = world.now_us();
  Object::Ptr object = new Object(Poco::JSON_PRESERVE_KEY_ORDER);
  object->set("now", time_text(now));
  object->set("clock", world.options.virtual_clock ? "virtual" : "system");
  object->set("seed", world.options.seed);
  object->set("orders_per_seller", world.options.orders);
  object->set("history_days", world.options.history_days);
  object->set("budget_scale", world.budgets.scale());
  object->set("gzip", world.gzip.load());
  Array::Ptr sellers = new Array, faults = new Array, kinds = new Array, applications = new Array;
  for (const Seller& seller : world.sellers)
    sellers->add(seller_json(world, seller));
  for (const Fault& fault : world.faults.list())
    faults->add(fault_json(fault, now));
  for (const FaultKind& kind : fault_kinds()) {
    Object::Ptr entry = new Object(Poco::JSON_PRESERVE_KEY_ORDER);
    entry->set("name", std::string(kind.name));
    entry->set("title", std::string(kind.title));
    entry->set("group", std::string(kind.group));
    kinds->add(entry);
  }
  for (const Application& application : world.options.applications) {
    Object::Ptr entry = new Object(Poco::JSON_PRESERVE_KEY_ORDER);
    entry->set("name", application.name);
    entry->set("client_id", application.client_id);
    entry->set("application_id", application.application_id);
    applications->add(entry);
  }
  object->set("sellers", sellers);
  Array::Ptr vendors = new Array;
  for (const Seller& vendor : world.vendors)
    vendors->add(seller_json(world, vendor));
  object->set("vendors", vendors);
  object->set("applications", applications);
  object->set("faults", faults);
  object->set("fault_kinds", kinds);
  object->set("endpoints", names(fault_endpoints()));
  return json_of(object);
}

// Of the Selling Partner API: what is simulated.
Reply operation_list() {
  Array::Ptr list = new Array;
  for (const seller::Operation& operation : seller::operations()) {
    Object::Ptr entry = new Object(Poco::JSON_PRESERVE_KEY_ORDER);
    entry->set("name", std::string(operation.name));
    entry->set("method", std::string(operation.method));
    entry->set("path", std::string(operation.pattern));
    list->add(entry);
  }
  Object::Ptr object = new Object;
  object->set("items", list);
  return json_of(object);
}

host::Result<int64_t> seconds_us(const Object::Ptr& body, const std::string& name) {
  const double seconds = body->optValue<double>(name, 0);
  if (seconds < 0 || seconds > 10.0 * 365 * 86'400) {
    return host::fail("bad_value", name + " must be between 0 and ten years of seconds");
  }
  return static_cast<int64_t>(seconds * 1e6);
}

Reply add_fault(World& world, const Object::Ptr& body) {
  Fault fault;
  fault.kind = body->optValue<std::string>("kind", "");
  const auto text = [&](const char* name) { return body->optValue<std::string>(name, ""); };
  fault.target = {text("seller"),  text("region"),  text("endpoint"),    text("client_id"),
                  text("profile"), text("channel"), text("report_type"), text("marketplace")};
  if (fault.target.seller.empty()) fault.target.seller = text("login");
  fault.count = body->optValue<int64_t>("count", -1);
  fault.status = body->optValue<int>("status", fault.status);
  fault.delay_ms = body->optValue<int>("delay_ms", fault.delay_ms);
  fault.delay_s = body->optValue<int>("delay_s", fault.delay_s);
  fault.bytes = body->optValue<int64_t>("bytes", fault.bytes);
  fault.retry_after_s = body->optValue<int>("retry_after_s", 0);
  fault.expires_in_s = body->optValue<int>("expires_in_s", fault.expires_in_s);
  fault.keep_access_tokens = body->optValue<bool>("keep_access_tokens", false);
  const auto start = seconds_us(body, "start_after_s");
  const auto duration = seconds_us(body, "duration_s");
  if (!start) return problem(400, start.error());
  if (!duration) return problem(400, duration.error());
  fault.from_us = world.now_us() + *start;
  if (*duration > 0) fault.until_us = fault.from_us + *duration;
  const auto id = order_fault(world, fault);
  if (!id) return problem(400, id.error());
  return json_reply(201, "{\"id\":" + std::to_string(*id) + "}");
}

Reply requests(const World& world, const Fields& query) {
  int64_t since = 0, limit = 200;
  const std::string since_text = value_or(query, "since"), limit_text = value_or(query, "limit");
  std::from_chars(since_text.data(), since_text.data() + since_text.size(), since);
  std::from_chars(limit_text.data(), limit_text.data() + limit_text.size(), limit);
  Object::Ptr object = new Object(Poco::JSON_PRESERVE_KEY_ORDER);
  object->set("total", world.log.total());
  Object::Ptr counts = new Object;
  for (const auto& [endpoint, by_status] : world.log.counts()) {
    Object::Ptr entry = new Object;
    for (const auto& [status, count] : by_status)
      entry->set(std::to_string(status), count);
    counts->set(endpoint, entry);
  }
  object->set("counts", counts);
  Array::Ptr items = new Array;
  for (const LogEntry& entry : world.log.since(since, static_cast<size_t>(std::max<int64_t>(limit, 0)))) {
    Object::Ptr item = new Object(Poco::JSON_PRESERVE_KEY_ORDER);
    item->set("seq", entry.seq);
    item->set("at", time_text(entry.at_us));
    item->set("method", entry.method);
    item->set("target", entry.target);
    item->set("endpoint", entry.subject.endpoint);
    item->set("seller", entry.subject.seller);
    item->set("region", entry.subject.region);
    item->set("profile", entry.subject.profile);
    item->set("status", entry.status);
    item->set("fault", entry.fault);
    item->set("request_id", entry.request_id);
    item->set("took_us", entry.took_us);
    item->set("bytes", entry.bytes);
    items->add(item);
  }
  object->set("items", items);
  return json_of(object);
}

Reply advance_clock(World& world, const Object::Ptr& body) {
  if (!world.options.virtual_clock) {
    return problem(
        409, {"system_clock", "The simulator runs on the system's clock", "Start it with --virtual-clock."});
  }
  const auto by = seconds_us(body, "advance_s");
  if (!by) return problem(400, by.error());
  world.options.virtual_clock->advance(host::Duration{*by});
  return json_reply(200, "{\"now\":" + json_text(time_text(world.now_us())) + "}");
}

Reply change_settings(World& world, const Object::Ptr& body) {
  const double scale = body->optValue<double>("budget_scale", world.budgets.scale());
  if (!(scale > 0 && scale <= 1e9)) return problem(400, {"bad_value", "budget_scale must be above 0", ""});
  if (body->has("budget_scale")) world.budgets.set_scale(scale);
  if (body->has("gzip")) world.gzip = body->optValue<bool>("gzip", false);
  return state(world);
}

Reply replace_secret(World& world, const Object::Ptr& body) {
  const std::string secret = body->optValue<std::string>("client_secret", "");
  const std::string client = body->optValue<std::string>("client_id", "");
  if (secret.empty() || !world.replace_secret(client, secret)) {
    return problem(400, {"unknown_client", "client_id is unknown or client_secret is empty", ""});
  }
  return json_reply(200, "{}");
}

Reply new_token(World& world, const Object::Ptr& body) {
  const std::string seller = body->optValue<std::string>("seller", "");
  const std::string client = body->optValue<std::string>("client_id", kDemoClientId);
  if (!world.seller(seller) || !world.application_of_client(client)) {
    return problem(400, {"unknown_seller", "seller or client_id is unknown", ""});
  }
  return json_reply(201, "{\"seller\":" + json_text(seller) + ",\"refresh_token\":" +
                             json_text(world.new_refresh_token(seller, client)) + "}");
}

Reply reset(World& world, Search& search) {
  world.faults.clear();
  world.budgets.set_scale(world.options.budget_scale);
  world.gzip = world.options.gzip;
  world.log.clear();
  world.forget_codes();
  world.ads->accounts.reset();
  world.ads->desk.clear();
  search.forget();
  return json_reply(200, "{}");
}

// A page of another site must not drive the simulator through the visitor's browser.
bool is_foreign(const Request& request) {
  const std::string origin = request.header("Origin");
  const std::string host = request.header("Host");
  const bool local = host.empty() || host.starts_with("127.0.0.1") || host.starts_with("localhost");
  return !local || (!origin.empty() && origin != "http://" + host);
}

Reply post(World& world, Search& search, std::string_view path, const Request& request) {
  const auto body = body_of(request);
  if (!body) return problem(400, body.error());
  try {
    if (path == "/faults") return add_fault(world, *body);
    if (path == "/reset") return reset(world, search);
    if (path == "/clock") return advance_clock(world, *body);
    if (path == "/settings") return change_settings(world, *body);
    if (path == "/secret") return replace_secret(world, *body);
    if (path == "/tokens") return new_token(world, *body);
    if (path.starts_with(kAds)) {
      if (auto reply = ads::answer_control_post(world, path.substr(kAds.size()), *body)) return *reply;
    }
  } catch (const Poco::Exception& error) {
    return problem(400, {"bad_value", "A member has the wrong type: " + error.displayText(), ""});
  }
  return problem(404, {"not_found", "There is no such control request", "See README.md."});
}

Reply remove(World& world, std::string_view path) {
  if (path.starts_with(kAds)) {
    if (auto reply = ads::answer_control_delete(world, path.substr(kAds.size()))) return *reply;
  }
  if (path == "/requests") {
    world.log.clear();
    return json_reply(200, "{}");
  }
  if (path == "/faults") {
    world.faults.clear();
    return json_reply(200, "{}");
  }
  int64_t id = 0;
  if (path.starts_with("/faults/")) std::from_chars(path.data() + 8, path.data() + path.size(), id);
  if (world.faults.remove(id)) return json_reply(200, "{}");
  return problem(404, {"not_found", "There is no such fault", "GET /control/api/state lists them."});
}

}  // namespace

host::Result<int64_t> order_fault(World& world, Fault fault) {
  if (!fault.target.seller.empty() && !world.is_someone(fault.target.seller)) {
    return host::fail("unknown_seller", "There is no seller or login '" + fault.target.seller + "'",
                      "GET /control/api/state lists the sellers, /control/api/ads/state the logins.");
  }
  if (fault.kind == "restore_grant") {
    return static_cast<int64_t>(
        world.faults.restore_grants(fault.target.seller, fault.target.region, world.now_us()));
  }
  if (auto ok = check_fault(fault); !ok) return host::fail(ok.error());
  fault.serial = std::max(fault.from_us, world.next_serial());
  return world.faults.add(std::move(fault));
}

Reply answer_control(World& world, Search& search, const Request& request) {
  if (is_foreign(request))
    return problem(403, {"foreign_origin", "Only pages of the simulator may do this", ""});
  if (request.path == "/control" || request.path == "/control/") {
    Reply reply = html_reply(200, control_page_html());
    for (auto& [name, value] : reply.headers) {
      if (name == "Referrer-Policy")
        value = "same-origin";  // with no-referrer a browser may hide the page's origin
    }
    return reply;
  }
  const std::string_view path =
      std::string_view(request.path).substr(std::string_view("/control/api").size());
  if (request.method == "POST") return post(world, search, path, request);
  if (request.method == "DELETE") return remove(world, path);
  if (path == "/state") return state(world);
  if (path == "/operations") return operation_list();
  if (path == "/requests") return requests(world, request.query);
  if (path == "/oracle") return seller::answer_oracle(world, request.query);
  if (path.starts_with(kAds)) {
    if (auto reply = ads::answer_control_get(world, path.substr(kAds.size()), request.query)) return *reply;
  }
  return problem(404, {"not_found", "There is no such control request", "See README.md."});
}

}  // namespace mooring::amazon_simulator
