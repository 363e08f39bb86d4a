// The OpenAPI document and the serializers say the same.
#include <catch2/catch.hpp>
#include <set>
#include <sstream>

#include "admin/api/openapi.hpp"
#include "admin/api/openapi_schemas.hpp"
#include "admin/api/routes.hpp"
#include "admin/json/json_out.hpp"
#include "admin/json/json_out_access.hpp"
#include "admin/json/json_out_backfills.hpp"
#include "admin/json/json_out_status.hpp"
#include "admin/json/json_out_watch.hpp"

using namespace mooring::host;
using namespace mooring::host::admin;

namespace {

std::set<std::string> required_members(const std::string& shape, bool with_optional) {
  std::set<std::string> names;
  for (const Shape& known : shapes()) {
    if (known.name != shape) continue;
    std::istringstream members{std::string(known.members)};
    for (std::string member; members >> member;) {
      const bool optional = member.front() == '~';
      if (!optional || with_optional)
        names.insert(member.substr(optional ? 1 : 0, member.find(':') - (optional ? 1 : 0)));
    }
  }
  return names;
}

// Every member that the shape requires is there, and nothing that it does not know.
void check_shape(const JsonObject& object, const std::string& shape) {
  INFO(shape);
  REQUIRE_FALSE(required_members(shape, true).empty());
  const auto written = object->getNames();
  const std::set<std::string> names(written.begin(), written.end());
  for (const std::string& name : required_members(shape, false)) {
    INFO(name);
    CHECK(names.contains(name));
  }
  const auto known = required_members(shape, true);
  for (const std::string& name : names) {
    INFO(name);
    CHECK(known.contains(name));
  }
}

Manifest shop_manifest() {
  Manifest manifest;
  manifest.id = "shop";
  manifest.name = "Shop";
  manifest.regions.push_back(
      {"NA", "North America", "https://api", "issuer", "https://auth", "https://token", ""});
  manifest.settings.push_back({"days", "Days", "30", SettingType::integer, 1, 90});
  manifest.budgets.push_back({"list", 0.5, 10, ""});
  StreamRule orders;
  orders.id = "orders";
  orders.title = "Orders";
  orders.primary_key = {"order_id"};
  orders.fields.push_back({"order_id", FieldType::text, "Order", false});
  orders.fields.push_back({"amount", FieldType::decimal, "Amount", false});
  manifest.streams.push_back(orders);
  StreamRule days = orders;
  days.id = "order_days";
  days.fields.push_back({"day", FieldType::date, "Day", false});
  days.fields.push_back({"count", FieldType::integer, "Orders", false});
  days.time_field = "day";
  manifest.streams.push_back(days);
  ViewRule view;
  view.id = "orders";
  view.stream = "orders";
  view.name_field = view.state_field = "order_id";
  view.columns = {"amount"};
  view.metrics_stream = "order_days";
  view.join = {{"order_id", "order_id"}};
  view.metrics = {{"amount", "Amount", MetricKind::money}, {"count", "Orders", MetricKind::count}};
  view.ratios = {{"average", "Average", "amount", "count", false}};
  view.sparkline = "count";
  manifest.views.push_back(view);
  return manifest;
}

}  // namespace

TEST_CASE("The OpenAPI document has every operation once, and no dangling reference", "[admin]") {
  const JsonObject document = openapi_document("1.2.3", "http://127.0.0.1:8420");
  CHECK(document->getValue<std::string>("openapi") == "3.1.0");
  std::set<std::string> ids;
  size_t operations = 0;
  const auto paths = document->getObject("paths");
  for (const auto& path : paths->getNames())
    for (const auto& method : paths->getObject(path)->getNames()) {
      ++operations;
      ids.insert(paths->getObject(path)->getObject(method)->getValue<std::string>("operationId"));
    }
  CHECK(operations == routes().size() - 1);
  CHECK(ids.size() == operations);
  std::ostringstream text;
  document->stringify(text);
  const auto schemas = document->getObject("components")->getObject("schemas");
  const std::string marker = "#/components/schemas/";
  size_t references = 0;
  for (size_t at = text.str().find(marker); at != std::string::npos; at = text.str().find(marker, at + 1)) {
    const size_t start = at + marker.size();
    const std::string name = text.str().substr(start, text.str().find('"', start) - start);
    INFO(name);
    CHECK(schemas->has(name));
    ++references;
  }
  CHECK(references > 40);
}

TEST_CASE("People, sessions and tokens are written as promised, without a hash", "[admin][security]") {
  LiveSession live;
  live.row.id = "ses_1";
  live.row.id_hash = "the-hash";
  live.user = UserRow{"usr_1", "anna", "operator", "scrypt$hash", false, Timestamp{}, "user:eva"};
  Caller caller;
  caller.role = Role::operator_;
  caller.session = live;
  const JsonObject session = session_json(caller, true);
  check_shape(session, "Session");
  check_shape(session->getObject("user"), "SessionUser");
  CHECK(session->getValue<std::string>("role") == "operator");
  Caller script;
  script.scopes = Scopes{Scope::read, Scope::sync};
  const JsonObject by_token = session_json(script, false);
  check_shape(by_token, "Session");
  CHECK(by_token->getArray("scopes")->size() == 2);
  CHECK(by_token->isNull("user"));

  const JsonObject info = session_info_json(live, true), user = user_json(*live.user, 2);
  check_shape(info, "SessionInfo");
  check_shape(user, "User");
  ApiTokenRow token{"tok_1",  "nightly", "the-hash",  "mtk_x7Qp", "read",
                    "viewer", "usr_1",   "user:anna", Timestamp{}};
  const JsonObject active = api_token_json(token, Timestamp{});
  check_shape(active, "ApiToken");
  CHECK(active->getValue<std::string>("state") == "active");
  token.expires_at = Timestamp{};
  CHECK(api_token_json(token, Timestamp{})->getValue<std::string>("state") == "expired");
  token.revoked_at = Timestamp{};
  CHECK(api_token_json(token, Timestamp{})->getValue<std::string>("state") == "revoked");
  for (const JsonObject& shown : {session, info, user, active}) {
    std::ostringstream text;
    shown->stringify(text);
    CHECK(text.str().find("hash") == std::string::npos);
  }
}

TEST_CASE("What is written has the members that are promised", "[admin]") {
  const Manifest manifest = shop_manifest();
  ConnectionStatus status;
  status.connection.id = "con_1";
  status.connection.region = "NA";
  status.connection.settings_json = R"({"days":"30"})";
  status.grant = GrantRow();
  status.grant->evidence_at = Timestamp{};
  status.marketplaces.resize(2);
  status.marketplaces[0].selected = true;
  StreamStatus stream;
  stream.id = "orders";
  stream.last_run_failed = true;
  stream.live.run_id = "run_1";
  stream.live.state = "running";
  status.streams.push_back(stream);
  status.verdict.rules.resize(6);
  status.facts.streams.resize(1);

  const JsonObject connection = connection_json(status, &manifest);
  check_shape(connection, "Connection");
  check_shape(connection->getObject("grant"), "Grant");
  check_shape(connection->getObject("grant")->getObject("evidence"), "Evidence");
  CHECK(connection->getValue<int>("marketplaces_selected") == 1);
  CHECK(connection->getObject("settings")->getValue<std::string>("days") == "30");
  CHECK(connection->getObject("status")->getValue<std::string>("activity") == "running");
  JsonObject explained = status_json(status);
  check_shape(explained, "Status");
  add_explanation(explained, status);
  check_shape(explained, "Status");
  CHECK(explained->getArray("rules")->size() == 6);
  check_shape(explained->getArray("rules")->getObject(0), "Rule");

  const JsonObject shown_stream = stream_json(stream, &manifest);
  check_shape(shown_stream, "Stream");
  CHECK(shown_stream->getValue<bool>("enabled"));
  CHECK(shown_stream->getValue<std::string>("state") == "running");
  check_shape(shown_stream->getObject("progress"), "StreamProgress");
  check_shape(shown_stream->getObject("failure"), "StreamFailure");
  StreamStatus by_marketplace = stream;
  SlotStatus slot;
  slot.marketplace = "M1";
  slot.last_run_failed = true;
  slot.notice = "No access to Sponsored Display";
  by_marketplace.scope = StreamScope::marketplace;
  by_marketplace.marketplaces.push_back(slot);
  const JsonObject shown_slots = stream_json(by_marketplace, &manifest);
  check_shape(shown_slots, "Stream");
  check_shape(shown_slots->getArray("marketplaces")->getObject(0), "StreamMarketplace");
  CHECK(shown_slots->getArray("marketplaces")->getObject(0)->getValue<std::string>("state") == "idle");
  by_marketplace.enabled = false;
  by_marketplace.live = {};
  const JsonObject switched_off = stream_json(by_marketplace, &manifest);
  CHECK_FALSE(switched_off->getValue<bool>("enabled"));
  CHECK(switched_off->getValue<std::string>("state") == "off");
  CHECK(switched_off->getArray("marketplaces")->getObject(0)->getValue<std::string>("state") == "off");
  check_shape(shown_slots->getArray("notices")->getObject(0), "StreamNotice");
  check_shape(marketplace_json({}, true, false), "Marketplace");
  CHECK(marketplace_json({}, true, false)->getValue<bool>("new"));
  check_shape(permission_json({}), "Permission");
  check_shape(coverage_json({}), "Coverage");
  BackfillView backfill;
  backfill.row.streams = "orders\nfees";
  backfill.parts.resize(1);
  backfill.skipped.push_back({"orders", "M1", "The day is not over"});
  check_shape(backfill_json(backfill), "Backfill");
  const JsonObject backfill_details = backfill_details_json(backfill);
  check_shape(backfill_details, "BackfillDetails");
  check_shape(backfill_details->getObject("left"), "BackfillEstimate");
  check_shape(backfill_details->getArray("parts")->getObject(0), "BackfillPart");
  check_shape(backfill_details->getArray("skipped")->getObject(0), "BackfillSkip");
  CHECK(backfill_details->getArray("streams")->size() == 2);
  check_shape(activity_json({}), "Activity");
  ActivityRow change;
  change.attempt = 2;
  change.duration_ms = 7;
  change.before_json = R"({"label":"A"})";
  change.after_json = "no object";
  check_shape(activity_json(change), "Activity");
  CHECK(activity_json(change)->getObject("before")->getValue<std::string>("label") == "A");
  CHECK(activity_json(change)->isNull("after"));
  ActivityPage page;
  page.entries.push_back(change);
  page.searched_to = Timestamp{};
  check_shape(activity_page_json(page), "ActivityPage");
  const JsonObject calls = run_calls_json({{"run_1", "GET https://a/{id}", 0, 3, 40, 20, 900}}, page, true);
  check_shape(calls, "RunCalls");
  check_shape(calls->getArray("items")->getObject(0), "RunCall");
  CHECK(calls->getArray("items")->getObject(0)->isNull("status"));
  RunRow run;
  run.failure_kind = "server";
  check_shape(run_json(run), "Run");
  check_shape(run_json(run)->getObject("failure"), "RunFailure");
  check_shape(run_json(run)->getObject("progress"), "Progress");

  PluginInfo plugin;
  plugin.manifest = manifest;
  plugin.refusal = PluginRefusal{"probe", "crashed"};
  const JsonObject shown = plugin_json(plugin, Config());
  check_shape(shown, "Plugin");
  check_shape(shown->getObject("refusal"), "Refusal");
  check_shape(shown->getObject("oauth"), "OAuth");
  check_shape(shown->getArray("regions")->getObject(0), "Region");
  CHECK_FALSE(shown->getArray("regions")->getObject(0)->getValue<bool>("configured"));
  check_shape(shown->getArray("settings")->getObject(0), "Setting");
  check_shape(shown->getArray("streams")->getObject(0), "DeclaredStream");
  check_shape(shown->getArray("streams")->getObject(0)->getArray("fields")->getObject(0), "Field");
  check_shape(shown->getArray("budgets")->getObject(0), "Budget");
  const auto shown_view = shown->getArray("views")->getObject(0);
  check_shape(shown_view, "View");
  check_shape(shown_view->getArray("columns")->getObject(0), "Field");
  check_shape(shown_view->getArray("metrics")->getObject(0), "ViewMetric");
  check_shape(shown_view->getArray("ratios")->getObject(0), "ViewRatio");
  PluginInfo unreadable;
  unreadable.path = "/plugins/broken.so";
  unreadable.refusal = PluginRefusal{"note", "no note"};
  check_shape(plugin_json(unreadable, Config()), "Plugin");
  CHECK(plugin_json(unreadable, Config())->getValue<std::string>("id") == "broken.so");
}

TEST_CASE("Lists, objects and saved views have the members that are promised", "[admin]") {
  const Manifest manifest = shop_manifest();
  const RecordView view = record_view_of(manifest, manifest.views.front());
  ViewPage page;
  ViewRow row;
  row.key = {{"order_id", "7"}};
  row.fields = {"7", "12.50"};
  row.sums = {"USD", {parse_decimal("10.00"), parse_decimal("4")}};
  row.sparkline = {parse_decimal("4"), std::nullopt};
  page.rows.push_back(row);
  page.totals.push_back({row.sums, 1});
  page.total = 1;
  const JsonObject shown = view_page_json(view, page, ViewQuery{});
  check_shape(shown, "ViewPage");
  const auto item = shown->getArray("items")->getObject(0);
  check_shape(item, "ViewRow");
  CHECK(item->getObject("metrics")->getValue<std::string>("amount") == "10.00");
  CHECK(item->getObject("metrics")->get("count").isInteger());
  CHECK(item->getObject("ratios")->getValue<std::string>("average") == "2.50");
  CHECK(item->getArray("sparkline")->isNull(1));
  check_shape(shown->getArray("totals")->getObject(0), "ViewTotal");
  ViewQuery without_totals;
  without_totals.totals = false;
  CHECK(view_page_json(view, page, without_totals)->isNull("totals"));
  const JsonObject facets = view_facets_json({{{"NA", "", 1}}, {}, {}, {}, {}});
  check_shape(facets, "ViewFacets");
  check_shape(facets->getArray("regions")->getObject(0), "Facet");

  ObjectDetails details;
  details.object.key_json = R"({"order_id":"7"})";
  details.notes.resize(1);
  check_shape(object_json(details), "Object");
  CHECK(object_json(details)->isNull("record"));
  CHECK(object_json(details)->getObject("key")->getValue<std::string>("order_id") == "7");
  check_shape(object_json(details)->getArray("notes")->getObject(0), "Note");
  check_shape(saved_view_json({}), "SavedView");
}

TEST_CASE("What the host watches has the members that are promised", "[admin]") {
  rows::BadgeSpan span;
  span.change.badge = "sync_error";
  check_shape(badge_span_json(span), "BadgeSpan");
  CHECK(badge_span_json(span)->getValue<std::string>("title") == "Sync error");
  CHECK(badge_span_json(span)->isNull("until"));

  Expiry expiry;
  expiry.left = -std::chrono::hours{1};
  check_shape(expiry_json(expiry), "Expiry");
  CHECK(expiry_json(expiry)->isNull("connection_id"));
  CHECK(expiry_json(expiry)->getValue<int>("days_left") == -1);

  JsonObject explained = status_json({});
  add_explanation(explained, {});
  add_overdue(explained, {{"con_1", "orders", "Orders", "M1", std::nullopt, Timestamp{}, {}}});
  const auto overdue = explained->getObject("facts")->getArray("overdue");
  REQUIRE(overdue->size() == 1);
  CHECK(overdue->getObject(0)->getValue<std::string>("marketplace") == "M1");
}

TEST_CASE("Status beyond one badge has the members that are promised", "[admin]") {
  StatusGroup group;
  group.kind = GroupKind::channel;
  group.channel = "shop";
  group.counts[Badge::stale] = 2;
  check_shape(group_json(group, nullptr), "Group");
  CHECK(group_json(group, nullptr)->getObject("counts")->getValue<int>("stale") == 2);
  CHECK(group_json(group, nullptr)->getValue<std::string>("title") == "shop");

  rows::BadgeSpan span;
  span.change.badge = "connected";
  span.change.at = from_unix_us(0);
  const JsonObject days =
      badge_days_json("con_1", badge_days({span}, from_unix_us(1'770'000'000'000'000), 2));
  check_shape(days, "BadgeDays");
  REQUIRE(days->getArray("days")->size() == 2);
  check_shape(days->getArray("days")->getObject(0), "BadgeDay");
  CHECK(days->getArray("days")->getObject(0)->getValue<std::string>("day") == "2026-02-01");
  check_shape(badge_days_json("con_1", badge_days({}, from_unix_us(1'770'000'000'000'000), 1)), "BadgeDays");

  for (const PlaybookEntry& entry : general_playbook())
    check_shape(playbook_json(entry), "Playbook");
  ConnectionStatus status;
  status.facts.streams.resize(1);
  JsonObject explained = status_json(status);
  add_explanation(explained, status);
  check_shape(explained->getArray("streams")->getObject(0), "StreamJudgement");
}
