#include "watch/incidents.hpp"

#include "base/limits_alerts.hpp"
#include "base/limits_throttle.hpp"
#include "watch_fixture.hpp"

using namespace mooring::test;

namespace {

class IncidentsFixture : public WatchFixture {
 public:
  Incidents incidents{database(), journal, registry, events, clock, random, logger()};

  explicit IncidentsFixture(int connections) {
    for (int i = 0; i < connections; ++i)
      add_healthy(name(i));
  }
  static std::string name(int i) { return "con_" + std::to_string(100 + i); }

  void fail(const std::string& connection, const std::string& stream, const std::string& marketplace,
            int status, const std::string& kind, const std::string& endpoint,
            const std::string& message = "It failed") {
    set_stream(connection, stream, marketplace, message);
    write([&](Session& session) {
      auto row = rows::find_stream(session, connection, stream, marketplace).value();
      RunRow run = rows::find_run(session, row.last_run_id).value();
      run.failure_kind = kind;
      run.failure_status = status;
      run.failure_endpoint = endpoint;
      rows::update_run(session, run);
    });
  }
  void outage(const std::string& connection, int status = 503) {
    fail(connection, "orders", "", status, "server",
         "GET https://api.example.com/orders/" + std::to_string(1000 + status));
  }
  void look() {
    auto all = live_statuses();
    incidents.look({all, true, clock.now()});
    flush();
  }
  // Its live run waits: the provider answered 429.
  void throttle(const std::string& connection, const std::string& stream = "orders") {
    LiveStream live;
    live.connection_id = connection;
    live.run_id = "live_" + connection + stream;
    live.state = "throttled";
    runs[connection + "/" + stream] = live;
    ActivityRow entry;
    entry.connection_id = connection;
    entry.run_id = live.run_id;
    entry.stream = stream;
    entry.kind = "request.failed";
    entry.status = 429;
    entry.endpoint = "GET https://api.example.com/orders/1";
    entry.message = "Slow down";
    write([&](Session& session) { journal.append(session, entry); });
  }
  LiveStream& run(const std::string& connection) { return runs[connection + "/orders"]; }
  std::vector<ConnectionStatus> live_statuses() const {
    auto all = statuses();
    for (ConnectionStatus& status : all)
      for (StreamStatus& stream : status.streams)
        if (auto live = runs.find(status.connection.id + "/" + stream.id); live != runs.end())
          stream.live = live->second;
    return all;
  }
  std::map<std::string, LiveStream> runs;
  std::vector<IncidentRow> found(bool open) {
    return read([&](Session& session) { return rows::list_incidents(session, {.open = open}); });
  }
};

}  // namespace

TEST_CASE("forty connections with one error are one incident, and it is over when they succeed") {
  IncidentsFixture world(40);
  for (int i = 0; i < 40; ++i)
    world.outage(world.name(i));
  world.look();
  world.look();
  REQUIRE(world.found(true).size() == 1);
  const IncidentRow incident = world.found(true)[0];
  CHECK(incident.connections == 40);
  CHECK(incident.failing == 40);
  CHECK(incident.failure_class == "server");
  CHECK(incident.operation == "GET https://api.example.com/orders/{id}");
  CHECK(world.entries("incident.").size() == 1);
  CHECK(world.heard("incident").size() == 1);

  for (int i = 0; i < 39; ++i)
    world.set_stream(world.name(i), "orders", "");
  world.clock.advance(1min);
  world.look();
  REQUIRE(world.found(true).size() == 1);
  CHECK(world.found(true)[0].failing == 1);
  world.set_stream(world.name(39), "orders", "");
  world.look();
  CHECK(world.found(true).empty());
  REQUIRE(world.found(false).size() == 1);
  CHECK(world.found(false)[0].resolved_at == world.clock.now());
  REQUIRE(world.entries("incident.").size() == 2);
  CHECK(world.entries("incident.")[1].kind == "incident.resolved");
}

TEST_CASE("too few, too small a share, too far apart, or different errors are no incident") {
  IncidentsFixture world(20);
  SECTION("two connections") {
    world.outage(world.name(0));
    world.outage(world.name(1));
  }
  SECTION("three of twenty") {
    for (int i = 0; i < 3; ++i)
      world.outage(world.name(i));
  }
  SECTION("all slots of one connection") {
    for (const char* stream : {"orders", "offers"})
      world.fail(world.name(0), stream, stream == std::string("offers") ? "M1" : "", 503, "server",
                 "GET https://api.example.com/" + std::string(stream));
  }
  SECTION("over an hour") {
    for (int i = 0; i < 4; ++i)
      world.outage(world.name(i)), world.clock.advance(16min);
  }
  SECTION("each refused something else") {
    for (int i = 0; i < 6; ++i)
      world.fail(world.name(i), "orders", "", 403, "permission",
                 "GET https://api.example.com/" + std::string(1, static_cast<char>('a' + i)));
  }
  SECTION("of the connection's own") {
    for (int i = 0; i < 6; ++i)
      world.fail(world.name(i), "orders", "", 0, "bad_response", "GET https://api.example.com/orders");
  }
  world.look();
  CHECK(world.found(true).empty());
  CHECK(world.entries("incident.").empty());
}

TEST_CASE("throttling, no answer, and refusals of all are told apart") {
  struct Case {
    int status;
    std::string kind, message, failure_class;
  };
  const Case one = GENERATE(Case{429, "throttled", "slow down", "throttled"},
                            Case{0, "network", "cannot connect to api", "network"},
                            Case{0, "network", "no complete answer in time from api", "timeout"},
                            Case{401, "application_rejected", "the secret is over", "refused"},
                            Case{404, "request_rejected", "gone", "http_404"});
  IncidentsFixture world(5);
  for (int i = 0; i < 3; ++i)
    world.fail(world.name(i), "orders", "", one.status, one.kind, "GET https://api.example.com/orders",
               one.message);
  world.look();
  REQUIRE(world.found(true).size() == 1);
  CHECK(world.found(true)[0].failure_class == one.failure_class);
}

TEST_CASE("an outage that changes its face stays one; one that nobody meets any more ends") {
  IncidentsFixture world(4);
  for (int i = 0; i < 3; ++i)
    world.outage(world.name(i));
  world.look();
  world.clock.advance(10min);
  for (int i = 0; i < 4; ++i)
    world.fail(world.name(i), "offers", "M1", 0, "network", "GET https://api.example.com/offers");
  world.look();
  REQUIRE(world.found(true).size() == 1);
  CHECK(world.found(true)[0].connections == 4);
  CHECK(world.found(true)[0].operation == "api.example.com");
  world.clock.advance(limits::kIncidentSilence + 1min);
  world.look();
  CHECK(world.found(true).empty());
  CHECK(world.found(false)[0].resolution.find("4 of its connections") != std::string::npos);
}

TEST_CASE("a restart neither forgets nor repeats an incident") {
  IncidentsFixture world(3);
  for (int i = 0; i < 3; ++i)
    world.outage(world.name(i));
  world.look();
  Incidents again(world.database(), world.journal, world.registry, world.events, world.clock, world.random,
                  world.logger());
  auto all = world.statuses();
  again.look({all, true, world.clock.now()});
  world.flush();
  CHECK(world.entries("incident.opened").size() == 1);
}

TEST_CASE("only what changed is written, however many connections an incident has") {
  IncidentsFixture world(40);
  for (int i = 0; i < 40; ++i)
    world.outage(world.name(i));
  world.look();
  world.write([](Session& session) {
    session << "CREATE TABLE written (connection_id TEXT)", Poco::Data::Keywords::now;
    session << "CREATE TRIGGER watch_writes AFTER INSERT ON incident_connections BEGIN "
               "INSERT INTO written VALUES (NEW.connection_id); END",
        Poco::Data::Keywords::now;
  });
  world.clock.advance(1min);
  world.outage(world.name(7));
  world.set_stream(world.name(8), "orders", "");
  world.look();
  const auto written = world.read([](Session& session) {
    std::vector<std::string> ids;
    session << "SELECT connection_id FROM written ORDER BY connection_id", Poco::Data::Keywords::into(ids),
        Poco::Data::Keywords::now;
    return ids;
  });
  CHECK(written == std::vector<std::string>{world.name(7), world.name(8)});
  CHECK(world.found(true)[0].failing == 39);
}

TEST_CASE("changes that follow each other are judged together; a look at all always judges") {
  IncidentsFixture world(5);
  const auto glance = [&] {
    auto all = world.statuses();
    world.incidents.look({all, false, world.clock.now()});
    world.flush();
    return world.found(true).size();
  };
  CHECK(glance() == 0);
  for (int i = 0; i < 3; ++i)
    world.outage(world.name(i));
  world.clock.advance(limits::kIncidentJudgeEvery - 1s);
  CHECK(glance() == 0);
  world.clock.advance(1s);
  CHECK(glance() == 1);
  for (int i = 0; i < 3; ++i)
    world.set_stream(world.name(i), "orders", "");
  world.look();
  CHECK(world.found(true).empty());
}

TEST_CASE("a provider that throttles many is one incident, though no run fails") {
  IncidentsFixture world(5);
  for (int i = 0; i < 4; ++i)
    world.throttle(world.name(i));
  world.look();
  world.clock.advance(limits::kThrottledToldAfter - 1min);
  world.look();
  CHECK(world.found(true).empty());  // soon over, most of the time
  world.clock.advance(1min);
  world.look();
  REQUIRE(world.found(true).size() == 1);
  const IncidentRow incident = world.found(true)[0];
  CHECK(incident.failure_class == "throttled");
  CHECK(incident.operation == "GET https://api.example.com/orders/{id}");
  CHECK(incident.status == 429);
  CHECK(incident.connections == 4);
  CHECK(world.incidents.title_of(incident) ==
        "Shop, North America: 4 connections wait at GET https://api.example.com/orders/{id}, the provider "
        "throttles them");

  SECTION("it goes on for hours, also while a call tries whether it may") {
    for (int i = 0; i < 12; ++i) {
      world.run(world.name(0)).state = i % 2 == 0 ? "running" : "throttled";
      world.clock.advance(1min);
      world.look();
      CHECK(world.found(true)[0].failing == 4);
    }
  }
  SECTION("who reads on has recovered, and with the last one it is over") {
    world.run(world.name(0)).state = "running";
    world.run(world.name(0)).rows_read = 100;
    world.look();
    CHECK(world.found(true)[0].failing == 3);
    world.runs.clear();
    world.look();
    CHECK(world.found(true).empty());
    CHECK(world.entries("incident.resolved").size() == 1);
  }
  SECTION("runs that are throttled for so long that they fail belong to it") {
    world.runs.clear();
    for (int i = 0; i < 4; ++i)
      world.fail(world.name(i), "orders", "", 429, "throttled", "GET https://api.example.com/orders/1");
    world.look();
    REQUIRE(world.found(true).size() == 1);
    CHECK(world.found(true)[0].failing == 4);
  }
  SECTION("a restart neither ends nor repeats it") {
    Incidents again(world.database(), world.journal, world.registry, world.events, world.clock, world.random,
                    world.logger());
    const auto look_again = [&] {
      auto all = world.live_statuses();
      again.look({all, true, world.clock.now()});
      world.flush();
    };
    const auto throttled = std::exchange(world.runs, {});
    look_again();
    CHECK(world.found(true)[0].failing == 4);
    world.runs = throttled;
    world.clock.advance(5min);
    look_again();
    world.clock.advance(6min);
    look_again();
    CHECK(world.found(true)[0].failing == 4);
    CHECK(world.entries("incident.").size() == 1);
    world.runs.clear();
    look_again();
    CHECK(world.found(true).empty());
  }
  SECTION("after a restart, who has succeeded is no part of it any more") {
    Incidents again(world.database(), world.journal, world.registry, world.events, world.clock, world.random,
                    world.logger());
    world.runs.clear();
    world.clock.advance(1min);
    for (int i = 0; i < 4; ++i)
      world.set_stream(world.name(i), "orders", "");
    for (int round = 0; round < 2;
         ++round) {  // the first look reads what was open, the second compares with it
      auto all = world.live_statuses();
      again.look({all, true, world.clock.now()});
      world.flush();
      world.clock.advance(1min);
    }
    CHECK(world.found(true).empty());
  }
}

TEST_CASE("one that is throttled alone, or waits behind another run, is no incident") {
  IncidentsFixture world(5);
  world.throttle(world.name(0));
  world.throttle(world.name(1));
  for (int i = 2; i < 5; ++i)  // nobody told them anything
    world.run(world.name(i)).state = "throttled",
    world.run(world.name(i)).run_id = "silent" + std::to_string(i);
  for (int i = 0; i < 30; ++i)
    world.look(), world.clock.advance(1min);
  CHECK(world.found(true).empty());
}
