#include "alerts_fixture.hpp"
#include "base/limits_alerts.hpp"

using namespace mooring::test;

TEST_CASE("an entry that somebody wants to hear of arrives once, signed") {
  AlertsFixture world;
  world.add_connection("con_1");
  world.start();
  const auto made = world.add("hook");
  world.tell("permission.lost", "con_1");
  world.tell("run.succeeded", "con_1", Severity::info);  // is no alert
  world.settle();
  REQUIRE(world.arrived("hook") == std::vector<std::string>{"Shop con_1: a permission was lost"});
  const HttpRequest& request = world.receiver.last();
  CHECK(request.headers_suffice);  // a receiver may end its answer as it likes
  std::string signature;
  for (const auto& [name, value] : request.headers)
    if (name == "Mooring-Signature") signature = value;
  const std::string t = signature.substr(2, signature.find(',') - 2);
  const Timestamp at{std::chrono::seconds{std::stoll(t)}};
  CHECK(signature == signature_of({made.secret}, at, request.body));
  CHECK(signature != signature_of({made.secret}, at, request.body + " "));
  CHECK(signature != signature_of({Secret("mwh_another")}, at, request.body));
  CHECK(request.body.find(std::string(made.secret.reveal())) == std::string::npos);
}

TEST_CASE("a restart loses nothing and repeats nothing") {
  AlertsFixture world;
  world.add_connection("con_1");
  world.add_connection("con_2");
  world.start();
  world.add("hook");
  world.tell("permission.lost", "con_1");
  world.settle();
  world.engine.reset();
  world.tell("permission.lost", "con_2");  // while it is not looked at
  world.start();
  CHECK(world.arrived("hook") ==
        std::vector<std::string>{"Shop con_1: a permission was lost", "Shop con_2: a permission was lost"});
  world.start();
  CHECK(world.arrived("hook").size() == 2);
}

TEST_CASE("what was before the first start, or before a destination, is not told") {
  AlertsFixture world;
  world.tell("permission.lost");
  world.start();
  world.tell("permission.lost");
  world.settle();
  world.clock.advance(1s);
  world.add("hook");
  world.settle();
  CHECK(world.arrived("hook").empty());
}

TEST_CASE("what happens right after the first start, before the first look, is told") {
  AlertsFixture world;
  world.add("hook");
  world.begin();
  world.tell("expiry.warning");
  world.settle();
  CHECK(world.arrived("hook").size() == 1);
}

TEST_CASE("a receiver that fails gets it later; one that refuses is asked three times") {
  AlertsFixture world;
  world.start();
  AlertRules permissions;
  permissions.kinds = {"permission"};
  world.add("down", permissions);
  world.add("refuses", permissions);
  world.add("well");
  world.receiver.on("/down", http_response(503, "try later"));
  world.receiver.on("/refuses", http_response(400, "not like this"));
  world.tell("permission.lost");
  world.core.run_for(3 * 24h);
  CHECK(world.arrived("well") == std::vector<std::string>{"A permission was lost",
                                                          "Alerts could not be delivered",
                                                          "Alerts could not be delivered"});
  CHECK(world.arrived("down").size() == static_cast<size_t>(limits::kAlertAttemptsMax));
  CHECK(world.arrived("refuses").size() == static_cast<size_t>(limits::kAlertRefusedAttemptsMax));
  REQUIRE(world.deliveries("dead").size() == 2);
  CHECK(world.destination("refuses").failing_since);
  CHECK(world.destination("refuses").enabled);
  CHECK(world.destination("refuses").last_answer == "not like this");
  CHECK(world.entries("alerts.destination_failing").size() == 2);

  for (const auto& dead : world.deliveries("dead"))
    REQUIRE(world.destinations().retry(dead.id, "user:anna"));
  world.receiver.on("/down", http_response(200, "ok"));
  world.receiver.on("/refuses", http_response(200, "ok"));
  world.engine->soon();
  world.settle();
  CHECK(world.deliveries("dead").empty());
  CHECK_FALSE(world.destination("refuses").failing_since);
  CHECK(world.entries("alerts.destination_recovered").size() == 2);
}

TEST_CASE("a slow destination delays only itself") {
  AlertsFixture world;
  world.start();
  world.add("slow");
  world.add("fast");
  world.receiver.hold();
  world.tell("permission.lost");
  world.settle();
  world.tell("marketplace.added");
  world.settle();
  CHECK(world.arrived("slow").size() == 1);  // under way; the second one waits for it
  world.receiver.release();
  world.settle();
  CHECK(world.arrived("slow").size() == 2);
  CHECK(world.arrived("fast").size() == 2);
}

TEST_CASE("repeats within the quiet time are one, and the end is told where the beginning was") {
  AlertsFixture world;
  world.add_connection("con_1");
  world.start();
  world.add("hook");
  auto trouble = [&] { world.tell("permission.lost", "con_1"), world.settle(); };
  trouble();
  trouble();
  trouble();
  CHECK(world.arrived("hook").size() == 1);
  REQUIRE(world.deliveries("held").size() == 1);
  CHECK(world.deliveries("held")[0].repeats == 1);
  world.core.run_for(1h);
  CHECK(world.arrived("hook").size() == 2);
  CHECK(world.receiver.last().body.find("\"repeats\":1") != std::string::npos);
  world.tell("permission.returned", "con_1", Severity::info);
  world.settle();
  CHECK(world.arrived("hook").back() == "Shop con_1: a permission is back");
  world.tell("permission.returned", "con_1", Severity::info);  // nothing was told since
  world.settle();
  CHECK(world.arrived("hook").size() == 3);
}

TEST_CASE("what is over before its delay is not told; what is graver breaks the quiet") {
  AlertsFixture world;
  world.add_connection("con_1");
  world.start();
  AlertRules rules;
  rules.delay = 15min;
  world.add("hook", rules);
  world.tell_badge("con_1", "sync_error");
  world.core.run_for(10min);
  world.tell_badge("con_1", "connected");
  world.core.run_for(1h);
  CHECK(world.arrived("hook").empty());
  REQUIRE(world.deliveries("dropped").size() == 1);

  world.tell_badge("con_1", "sync_error");
  world.core.run_for(16min);
  CHECK(world.arrived("hook") == std::vector<std::string>{"Shop con_1: Sync error"});
  world.tell("badge.changed", "con_1", Severity::error, "revoked");
  world.core.run_for(16min);
  CHECK(world.arrived("hook").back() == "Shop con_1: Revoked");
}

TEST_CASE("forty connections of one incident are one alert") {
  AlertsFixture world;
  world.start();
  world.add("hook");
  IncidentRow incident;
  incident.id = "inc_1";
  incident.channel = "shop";
  incident.region = "NA";
  incident.failure_class = "server";
  incident.operation = "GET https://api.example.com/orders";
  incident.connections = 40;
  incident.opened_at = incident.last_seen_at = world.clock.now();
  for (int i = 0; i < 40; ++i) {
    world.add_connection("con_" + std::to_string(i));
    world.tell_badge("con_" + std::to_string(i), "sync_error");
  }
  incident.opened_entry_id = world.tell("incident.opened", {}, Severity::error);
  world.write([&](Session& session) {
    rows::insert_incident(session, incident);
    for (int i = 0; i < 40; ++i)
      rows::put_incident_connection(
          session,
          {"inc_1", "con_" + std::to_string(i), "orders", "run_1", world.clock.now(), world.clock.now(), {}});
  });
  world.core.run_for(20min);
  REQUIRE(world.arrived("hook").size() == 1);
  CHECK(world.arrived("hook")[0] == "Shop, NA: incident, 40 connections fail");
  CHECK(world.deliveries("dropped").size() == 40);
}

TEST_CASE("rotating the secret: both sign for a day") {
  AlertsFixture world;
  world.start();
  const auto first = world.add("hook");
  auto second = world.destinations().rotate_secret(first.row.id, "user:anna");
  REQUIRE(second);
  auto signatures = [&] {
    world.tell("permission.lost");
    world.settle();
    size_t count = 0;
    for (const auto& [name, value] : world.receiver.last().headers)
      if (name == "Mooring-Signature")
        for (size_t at = value.find("v1="); at != std::string::npos; at = value.find("v1=", at + 1))
          ++count;
    return count;
  };
  CHECK(signatures() == 2);
  world.core.run_for(25h);
  CHECK(signatures() == 1);
}

TEST_CASE("addresses that are not for alerts") {
  CHECK(check_alert_url("https://hooks.example.com/a?b=c", false));
  CHECK_FALSE(check_alert_url("http://hooks.example.com/a", true));
  for (const char* url :
       {"https://127.0.0.1/a", "http://127.0.0.1:9000/a", "http://localhost:9000/a", "https://10.1.2.3/a",
        "https://192.168.1.1/", "https://[::1]/", "https://[fd00::1]/"}) {
    INFO(url);
    CHECK_FALSE(check_alert_url(url, false));
    CHECK(check_alert_url(url, true));
  }
  for (const char* url :
       {"https://169.254.169.254/latest", "https://[fe80::1]/", "https://0.0.0.0/",
        "https://[::ffff:169.254.169.254]/", "https://user:x@example.com/", "ftp://example.com/"}) {
    INFO(url);
    CHECK_FALSE(check_alert_url(url, true));
  }
  CHECK(shown_alert_url("https://example.com/in?token=s3cret") == "https://example.com/...");
  CHECK(shown_alert_url("https://me:pw@example.com/?token=s3cret") == "https://example.com/");
  CHECK(shown_alert_url("https://hooks.slack.com/services/T0/B0/xyz") == "https://hooks.slack.com/...");
}

TEST_CASE("a receiver that asks for a senseless pause is asked again within hours") {
  AlertsFixture world;
  world.start();
  const auto pause_of = [&](const std::string& retry_after) {
    world.receiver.on("/busy", http_response(429, "", {{"retry-after", retry_after}}));
    std::optional<AlertAttempt> attempt;
    const AlertTarget target{"dst_1", "webhook", Secret("http://127.0.0.1:9999/busy"), {Secret("mwh_x")}, {}};
    world.sender.send(target, {"dlv_1", 0, {}}, [&](const AlertAttempt& one) { attempt = one; });
    world.settle();
    return attempt.value().retry_after;
  };
  CHECK(pause_of("9223372036854775807") == Duration(limits::kAlertRetryAfterMax));
  CHECK(pause_of("18446744073709") == Duration(limits::kAlertRetryAfterMax));
  CHECK(pause_of("7") == Duration(7s));
  CHECK(pause_of("-1") == std::nullopt);
}

TEST_CASE("what waits for a destination that was switched off is not looked at again and again") {
  AlertsFixture world;
  world.add_connection("con_1");
  world.start();
  const auto made = world.add("hook");
  world.receiver.on("/hook", http_response(503, ""));
  world.tell("permission.lost", "con_1");
  world.settle();
  const auto next_due = [&] {
    return world.read([](Session& session) { return rows::next_due_alert(session); });
  };
  REQUIRE(world.deliveries("waiting").size() == 1);
  CHECK(next_due());
  DestinationChange off;
  off.enabled = false;
  REQUIRE(world.destinations().change(made.row.id, std::nullopt, off, "user:anna"));
  CHECK_FALSE(next_due());
}

TEST_CASE("the end of one thing is not the end of another of the same connection") {
  AlertsFixture world;
  world.start();
  AlertRules rules;
  rules.quiet = 1h;
  world.add("hook", rules);
  world.add_connection("con_1");
  const auto tell = [&](const std::string& kind, const std::string& stream, const std::string& values) {
    ActivityRow entry;
    entry.connection_id = "con_1";
    entry.kind = kind;
    entry.stream = stream;
    entry.severity = kind.ends_with("returned") ? Severity::info : Severity::warning;
    entry.message = kind;
    entry.after_json = values;
    world.write([&](Session& session) { world.journal().append(session, entry); });
    world.settle();
  };
  struct Case {
    std::string lost, returned, stream_a, stream_b, a, b, gone, back;
  };
  const Case one = GENERATE(
      Case{"marketplace.lost", "marketplace.returned", "", "", R"({"marketplace":"A"})",
           R"({"marketplace":"B"})", "Shop con_1: a marketplace is gone",
           "Shop con_1: a marketplace is back"},
      Case{"permission.lost", "permission.returned", "", "", R"({"permission":"A"})", R"({"permission":"B"})",
           "Shop con_1: a permission was lost", "Shop con_1: a permission is back"},
      Case{"permission.lost", "permission.returned", "orders", "offers", "", "",
           "Shop con_1: a permission was lost", "Shop con_1: a permission is back"});
  tell(one.lost, one.stream_a, one.a);
  tell(one.lost, one.stream_b, one.b);
  tell(one.returned, one.stream_a, one.a);
  world.core.run_for(2h);
  CHECK(world.arrived("hook") == std::vector<std::string>{one.gone, one.gone, one.back});
  CHECK(world.deliveries("dropped").empty());
  tell(one.returned, one.stream_b, one.b);
  world.core.run_for(2h);
  CHECK(world.arrived("hook").size() == 4);
}

TEST_CASE("stale because the provider throttles waits until an incident of that would be told") {
  AlertsFixture world;
  world.start();
  world.add("hook");
  world.add_connection("con_1");
  ActivityRow entry;
  entry.connection_id = "con_1";
  entry.kind = "badge.changed";
  entry.severity = Severity::warning;
  entry.message = "Connected -> Stale";
  entry.after_json = R"({"badge":"stale","cause":"throttled"})";
  world.write([&](Session& session) { world.journal().append(session, entry); });
  world.core.run_for(Duration(limits::kAlertThrottledSettle) - 1min);
  CHECK(world.arrived("hook").empty());
  SECTION("there is none") {
    world.core.run_for(3min);
    CHECK(world.arrived("hook") == std::vector<std::string>{"Shop con_1: Stale"});
  }
  SECTION("there is one") {
    world.write([&](Session& session) {
      IncidentRow incident;
      incident.id = "inc_1";
      incident.channel = "shop";
      incident.region = "NA";
      incident.failure_class = "throttled";
      incident.opened_at = incident.last_seen_at = world.clock.now();
      rows::insert_incident(session, incident);
      rows::put_incident_connection(
          session, {"inc_1", "con_1", "orders", "run_1", world.clock.now(), world.clock.now(), {}});
    });
    world.core.run_for(3min);
    CHECK(world.arrived("hook").empty());
    CHECK(world.deliveries("dropped").size() == 1);
  }
}

TEST_CASE("what stops planned runs by itself is told") {
  AlertsFixture world;
  world.start();
  world.add("hook");
  world.add_connection("con_1");
  world.tell("stream.set_aside", "con_1");
  world.tell("plugin.stuck", "con_1", Severity::error);
  world.settle();
  world.core.run_for(2h);
  CHECK(world.arrived("hook") == std::vector<std::string>{"Shop con_1: a stream is set aside",
                                                          "Shop con_1: a plugin did not come back"});
}

TEST_CASE_METHOD(AlertsFixture, "a host that stops waits for no test of a destination") {
  start();
  add("a");
  std::vector<std::string> answers;
  const auto test = [&] {
    engine->send_now(destination("a"),
                     AlertMessage{"dlv_test", 0, sample_alert(AlertKind::test, clock.now(), "")},
                     [&](const AlertAttempt& attempt) { answers.push_back(attempt.answer); });
  };
  test();
  engine->stop();
  CHECK(answers == std::vector<std::string>{"The host stops"});
  settle();
  CHECK(answers.size() == 1);  // what the receiver says comes too late
  test();
  CHECK(answers.size() == 2);
}
