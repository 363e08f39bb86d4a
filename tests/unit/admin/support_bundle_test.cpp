// The support bundle: nothing secret in any form, nothing given becomes markup, and what is left out is said.
#include <Poco/JSON/Parser.h>

#include <catch2/catch.hpp>

#include "admin/json/json_out_alerts.hpp"
#include "admin/support/bundle.hpp"

using namespace mooring::host;
using namespace mooring::host::admin;

namespace {

const std::string kSecret = "planted-secret|0123456789";
const std::string kAttack = "</script><script>alert(1)</script><img src=x onerror=alert(2)>\"'&";

SupportCleaner cleaner() {
  SecretScan scan;
  scan.add(kSecret);
  return SupportCleaner(std::move(scan));
}

ActivityRow entry(const std::string& id, const std::string& message) {
  ActivityRow row;
  row.id = id;
  row.kind = "request.failed";
  row.severity = Severity::error;
  row.message = message;
  return row;
}

JsonObject connection(const std::string& label, const std::string& words) {
  ConnectionFacts facts;
  facts.status.connection.id = "con_1";
  facts.status.connection.label = label;
  facts.status.verdict.badge = Badge::sync_error;
  facts.status.verdict.reason = words;
  facts.status.verdict.rules = {{Badge::sync_error, true, words}};
  facts.status.grant = GrantRow();
  facts.status.grant->evidence_at = Timestamp{};
  facts.status.grant->evidence_message = words;
  StreamStatus stream;
  stream.id = stream.title = "orders";
  stream.last_run_failed = true;
  stream.failure_message = words;
  facts.status.streams.push_back(stream);
  facts.slots.push_back({"con_1", "orders", words, {}, {}, "", false, 0});
  facts.permissions.push_back({"orders.read", words, true});
  facts.coverage.push_back(
      {{"con_1", "orders", words, Timestamp{}, Timestamp{}, words, true}, CoverageState::lost});
  return support_connection_json(facts, nullptr, Config());
}

// Everything that a person or a provider can put words into says `words`.
SupportFacts facts_with(const std::string& words) {
  SupportFacts facts;
  facts.made_at = facts.until = from_unix_us(1'700'000'000'000'000);
  facts.since = facts.until - std::chrono::hours{24};
  facts.version = "1.2.3";
  Config config;
  config.channels["shop"].application["client_id"] = words;
  config.channels["shop"].client_secret = Secret(kSecret);
  config.channels["shop"].endpoints["NA"].api_base = words;
  config.connections.push_back({});
  config.connections.back().label = words;
  config.connections.back().refresh_token = Secret(kSecret);
  config.origins["connections[0].refresh_token"] = {"conf.d/a.toml", 7, 1, "the file /run/secrets/shop"};
  facts.configuration = support_configuration_json(config);
  facts.host =
      support_host_json({"1.2.3", words, true, facts.since, facts.made_at, {"3", 1, 2, 0, words}}, config);
  PluginInfo refused;
  refused.path = "/plugins/" + words;
  refused.refusal = PluginRefusal{"probe", words};
  facts.plugins = json_array();
  facts.plugins->add(support_plugin_json(refused, config));
  facts.connections.push_back(connection(words, words));
  facts.badges[static_cast<size_t>(Badge::sync_error)] = 1;
  RunRow run;
  run.id = "run_1";
  run.failure_kind = "server";
  run.failure_message = run.failure_endpoint = run.progress_note = words;
  facts.runs.push_back(run);
  facts.entries.push_back(entry("act_1", words));
  IncidentRow incident;
  incident.id = "inc_1";
  incident.operation = incident.message = words;
  auto met = incident_json(incident, {words, words});
  auto affected = json_array();
  affected->add(incident_connection_json({"inc_1", words, words, "run_1", Timestamp{}, Timestamp{}}, words));
  met->set("affected", affected);
  facts.incidents->add(met);
  AlertDestinationRow destination;
  destination.name = destination.address = destination.last_answer = words;
  facts.alert_destinations->add(alert_destination_json(destination, {1, 2}));
  AlertDeliveryRow delivery;
  delivery.title = delivery.reason = delivery.answer = words;
  delivery.state = "dead";
  facts.alert_deliveries->add(alert_delivery_json(delivery, words));
  facts.metrics = "m{label=\"" + words + "\"} 1\n";
  facts.problems = {words};
  return facts;
}

std::string page_of(const SupportFacts& facts, size_t bytes = limits::kBundleBytesMax) {
  auto page = support_bundle(facts, cleaner(), bytes);
  REQUIRE(page);
  return *page;
}

JsonObject json_of(const std::string& page) {
  const std::string begin = "<script type=\"application/json\" id=\"bundle\">";
  const size_t from = page.find(begin) + begin.size();
  Poco::JSON::Parser parser;
  return parser.parse(page.substr(from, page.find("</script>", from) - from)).extract<JsonObject>();
}

size_t count(const std::string& text, const std::string& part) {
  size_t found = 0;
  for (size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1))
    ++found;
  return found;
}

}  // namespace

TEST_CASE("Nothing in a bundle becomes markup", "[admin][security]") {
  const std::string page = page_of(facts_with(kAttack));
  CHECK(count(page, "<script") == 1);
  CHECK(count(page, "</script") == 1);
  CHECK(count(page, "<img") == 0);
  CHECK(count(page, "&lt;img src=x onerror=alert(2)&gt;") > 10);
  const JsonObject json = json_of(page);
  CHECK(json->getArray("connections")->getObject(0)->getValue<std::string>("label") == kAttack);
  CHECK(json->getArray("activity")->getObject(0)->getValue<std::string>("message") == kAttack);
}

TEST_CASE("A planted secret is in no part of a bundle, in no form", "[admin][security]") {
  for (const std::string& form :
       {kSecret, std::string("planted-secret%7C0123456789"), std::string("planted-secret%7c0123456789"),
        // base64 of it, and of "id:" and it
        std::string("cGxhbnRlZC1zZWNyZXR8MDEyMzQ1Njc4OQ=="),
        std::string("aWQ6cGxhbnRlZC1zZWNyZXR8MDEyMzQ1Njc4OQ=="),
        std::string("706c616e7465642d7365637265747c30313233343536373839")}) {
    INFO(form);
    const std::string page = page_of(facts_with("before " + form + " after"));
    CHECK(count(page, "[secret]") > 20);
    CHECK(count(page, "planted-secret") == 0);
    CHECK(count(page, "cGxhbnRlZC1zZWNyZXR8") == 0);
    CHECK(count(page, "706c616e74") == 0);
    CHECK(json_of(page)->getArray("runs")->size() == 1);
  }
}

TEST_CASE("E-mail addresses stay at home", "[admin][security]") {
  CHECK(without_emails("Ask jo.doe+shop@mail.example.com.") == "Ask [e-mail].");
  CHECK(without_emails("u=jo%40mail.example&x, <a@b.co>") == "u=[e-mail]&x, <[e-mail]>");
  CHECK(without_emails("@ a@ @b.c orders@1 x@localhost a.b") == "@ a@ @b.c orders@1 x@localhost a.b");
  const std::string page = page_of(facts_with("owner jo@mail.example"));
  CHECK(count(page, "mail.example") == 0);
  CHECK(count(page, "owner [e-mail]") > 20);
}

TEST_CASE("Secrets of the configuration are stars, with where they come from", "[admin][security]") {
  const JsonArray keys = json_of(page_of(facts_with("x")))->getArray("configuration");
  std::map<std::string, std::string> values, origins;
  for (const auto& item : *keys) {
    const auto key = item.extract<JsonObject>();
    values[key->getValue<std::string>("key")] = key->getValue<std::string>("value");
    origins[key->getValue<std::string>("key")] = key->getValue<std::string>("from");
  }
  CHECK(values.at("connections[0].refresh_token") == "***");
  CHECK(origins.at("connections[0].refresh_token") == "the file /run/secrets/shop, named in conf.d/a.toml:7");
  CHECK(values.at("channels.shop.application.client_secret") == "***");
  CHECK(values.at("admin.token") == "***");
  CHECK(values.at("key_file") == "***");
  CHECK(values.at("channels.shop.application.client_id") == "x");
  CHECK(origins.at("schedule.runs_at_once") == "default");
}

TEST_CASE("What does not fit is left out, oldest first, and the page says so", "[admin]") {
  SupportFacts facts = facts_with("x");
  for (int i = 2; i <= 500; ++i)
    facts.entries.push_back(entry("act_" + std::to_string(i), std::string(1000, 'm')));
  facts.entries_left_out = 7;
  constexpr size_t kBytes = 300'000;
  const std::string page = page_of(facts, kBytes);
  CHECK(page.size() <= kBytes);
  const JsonObject json = json_of(page);
  const size_t kept = json->getArray("activity")->size();
  CHECK(kept > 50);
  CHECK(kept < 500);
  CHECK(json->getArray("activity")->getObject(0)->getValue<std::string>("id") == "act_1");
  const auto left = json->getObject("bundle")->getValue<size_t>("entries_left_out");
  CHECK(left == 500 - kept + 7);
  CHECK(count(page, "The oldest " + std::to_string(left) + " activity entries") == 1);
  CHECK(count(page_of(facts), "The oldest 7 activity entries") == 1);
  CHECK(support_bundle(facts, cleaner(), 10'000).error().code == "bundle_too_large");
}
