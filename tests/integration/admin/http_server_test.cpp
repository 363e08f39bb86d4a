// The server behind its front door: ordinary requests, slow clients, event streams, stopping (reliability
// bars S1, S5).
#include <catch2/catch.hpp>
#include <chrono>
#include <thread>

#include "base/log.hpp"
#include "integration/admin/http_fixture.hpp"

using namespace mooring::test;
using namespace std::chrono_literals;
using SteadyClock = std::chrono::steady_clock;

namespace {

std::chrono::milliseconds time_of(const std::function<void()>& work) {
  const auto before = SteadyClock::now();
  work();
  return std::chrono::duration_cast<std::chrono::milliseconds>(SteadyClock::now() - before);
}

const std::string kEvents = "GET /events?a HTTP/1.1\r\nHost: localhost\r\n\r\n";

}  // namespace

TEST_CASE("A request is answered and the connection closed", "[http]") {
  HttpFixture fixture;
  const std::string answer =
      fixture.exchange("POST /echo?a=1 HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhello");
  CHECK(status_of(answer) == 200);
  CHECK(answer.ends_with("\r\n\r\nPOST a=1 [hello]"));
  CHECK(answer.find("Connection: Close") != std::string::npos);
  CHECK(answer.find("Content-Security-Policy: default-src 'none';") != std::string::npos);
  CHECK(answer.find("X-Content-Type-Options: nosniff") != std::string::npos);
  CHECK(answer.find("\r\nServer:") == std::string::npos);
}

// A client that still sends would lose the answer to a reset when we closed with its bytes unread.
TEST_CASE("A refusal reaches a client that sends its whole body first", "[http]") {
  HttpFixture fixture;
  const size_t size = 5 << 20;
  for (int i = 0; i < 20; ++i) {
    RawClient client = fixture.client();
    client.limit_send_buffer(128 << 10);
    client.send("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + std::to_string(size) +
                "\r\n\r\n");
    CHECK(client.send(std::string(size, 'b')));
    CHECK(status_of(client.read_all()) == 413);
  }
}

TEST_CASE("HEAD has the header of GET and no body", "[http]") {
  HttpFixture fixture;
  const std::string answer = fixture.exchange("HEAD /echo HTTP/1.1\r\nHost: localhost\r\n\r\n");
  CHECK(status_of(answer) == 200);
  CHECK(answer.find("Content-Length: 8") != std::string::npos);
  CHECK(answer.ends_with("\r\n\r\n"));
}

TEST_CASE("A client that asks is told to continue, once", "[http]") {
  HttpFixture fixture;
  RawClient client = fixture.client();
  client.send("POST /echo HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
  CHECK(client.read_until("\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n");
  client.send("ok");
  const std::string answer = client.read_all();
  CHECK(status_of(answer) == 200);
  CHECK(count_of(answer, "HTTP/1.1") == 1);
}

TEST_CASE("An exception in a handler is a plain 500 without its text", "[http]") {
  HttpFixture fixture;
  const std::string answer = fixture.get("/throw");
  CHECK(status_of(answer) == 500);
  CHECK(answer.find("secret") == std::string::npos);
}

TEST_CASE("A streamed answer is chunked; a broken one has no end", "[http]") {
  HttpFixture fixture;
  const std::string whole = fixture.get("/stream");
  CHECK(whole.find("Transfer-Encoding: chunked") != std::string::npos);
  CHECK(whole.find("line 999\n") != std::string::npos);
  CHECK(whole.ends_with("\r\n0\r\n\r\n"));
  const std::string broken = fixture.get("/broken-stream");
  CHECK_FALSE(broken.ends_with("0\r\n\r\n"));
}

TEST_CASE("Slow senders never keep others out, and are told after the deadline", "[http][security]") {
  auto options = HttpFixture::quick();
  options.read_deadline = 2s;
  HttpFixture fixture(options);
  std::vector<RawClient> slow;
  for (int i = 0; i < 300; ++i) {
    slow.push_back(fixture.client());
    slow.back().send(i % 3 == 0 ? "G" : i % 3 == 1 ? "GET / HTTP/1.1\r\nHost: h\r\nX: " : "");
  }
  for (int i = 0; i < 20; ++i)
    CHECK(time_of([&] { CHECK(status_of(fixture.get("/echo")) == 200); }) < 1500ms);
  const std::string told = slow[1].read_all(6s);
  CHECK(status_of(told) == 408);
  CHECK(slow[2].read_all(6s).empty());
  CHECK(slow[2].ended());
}

TEST_CASE("A slow body meets the same deadline", "[http][security]") {
  HttpFixture fixture;
  RawClient client = fixture.client();
  client.send("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nabc");
  CHECK(status_of(client.read_all(3s)) == 408);
  CHECK(fixture.calls == 0);
}

TEST_CASE("Slow readers of big answers hold no worker", "[http][security]") {
  auto options = HttpFixture::quick();
  options.write_deadline = 10s;
  HttpFixture fixture(options);
  std::vector<RawClient> slow;
  for (int i = 0; i < 3 * mooring::host::limits::kAdminWorkers; ++i) {
    slow.push_back(fixture.client(4096));
    slow.back().send("GET /big HTTP/1.1\r\nHost: localhost\r\n\r\n");
  }
  for (int i = 0; i < 20; ++i)
    CHECK(time_of([&] { CHECK(status_of(fixture.get("/echo")) == 200); }) < 4s);
}

TEST_CASE("When all places are taken the oldest unfinished connection goes", "[http][security]") {
  auto options = HttpFixture::quick();
  options.connections_max = 20;
  options.read_deadline = 30s;
  HttpFixture fixture(options);
  std::vector<RawClient> idle;
  for (int i = 0; i < 60; ++i) {
    idle.push_back(fixture.client());
    idle.back().send("GET /");
  }
  CHECK(status_of(fixture.get("/echo")) == 200);
  idle.front().read_all(2s);
  CHECK(idle.front().ended());
}

TEST_CASE("Unfinished bodies together stay under the memory limit", "[http][security]") {
  auto options = HttpFixture::quick();
  options.bytes_max = 1 << 20;
  options.read_deadline = 30s;
  HttpFixture fixture(options);
  std::vector<RawClient> hoarders;
  for (int i = 0; i < 4; ++i) {
    hoarders.push_back(fixture.client());
    hoarders.back().send("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\n" +
                         std::string(600'000, 'x'));
  }
  CHECK(status_of(fixture.get("/echo")) == 200);
  int closed = 0;
  for (auto& hoarder : hoarders) {
    hoarder.read_all(200ms);
    closed += hoarder.ended() ? 1 : 0;
  }
  CHECK(closed == 3);
}

TEST_CASE("Requests that are being answered keep their bytes counted", "[http][security]") {
  auto options = HttpFixture::quick();
  options.bytes_max = 1 << 20;
  HttpFixture fixture(options);
  const auto large = [](const std::string& path) {
    return "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 300000\r\n\r\n" +
           std::string(300'000, 'x');
  };
  RawClient first = fixture.client();
  first.send(large("/hold"));
  while (fixture.calls == 0)
    std::this_thread::yield();
  const std::string second = fixture.exchange(large("/echo"));
  CHECK(status_of(second) == 503);
  CHECK(second.find("\"busy\"") != std::string::npos);
  CHECK(status_of(fixture.get("/echo")) == 200);  // small ones go on
  fixture.released.set_value();
  CHECK(status_of(first.read_all()) == 200);
  CHECK(status_of(fixture.exchange(large("/echo"))) == 200);
}

TEST_CASE("A trusted proxy says who the client is; others cannot", "[http][security]") {
  const std::string asked =
      "GET /peer HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: 1.1.1.1\r\nX-Forwarded-For: "
      "198.51.100.7\r\n\r\n";
  HttpFixture plain;
  CHECK(plain.exchange(asked).ends_with("\r\n\r\n127.0.0.1"));
  auto options = HttpFixture::quick();
  options.trusted_proxies = {*mooring::host::AddressRange::parse("127.0.0.0/8")};
  HttpFixture behind(options);
  CHECK(behind.exchange(asked).ends_with("\r\n\r\n198.51.100.7"));
  CHECK(behind.get("/peer").ends_with("\r\n\r\n127.0.0.1"));
}

TEST_CASE("Events reach every stream, complete and in order", "[http][events]") {
  HttpFixture fixture;
  RawClient first = fixture.client();
  RawClient second = fixture.client();
  for (RawClient* client : {&first, &second}) {
    client->send(kEvents);
    CHECK(client->read_until("retry: 2000\n\n").find("text/event-stream") != std::string::npos);
  }
  fixture.server->publish("event: run\ndata: {\"n\":1}\n\n");
  fixture.server->publish("event: run\ndata: {\"n\":2}\n\n");
  for (RawClient* client : {&first, &second})
    CHECK(client->read_until("{\"n\":2}\n\n") ==
          "event: run\ndata: {\"n\":1}\n\nevent: run\ndata: {\"n\":2}\n\n");
}

TEST_CASE("A stream that does not read loses events and is told so", "[http][events]") {
  auto options = HttpFixture::quick();
  options.event_stream_bytes_max = 32 << 10;
  HttpFixture fixture(options);
  RawClient lazy = fixture.client(4096);
  lazy.send(kEvents);
  lazy.read_until("retry: 2000\n\n");
  const std::string event = "event: run\ndata: " + std::string(8000, 'x') + "\n\n";
  for (int i = 0; i < 1200; ++i) {
    fixture.server->publish(event);
    if (i % 100 == 0) fixture.get("/echo");  // lets the loop drain its inbox
  }
  const std::string got = lazy.read_until("event: resync\ndata: {}\n\n");
  CHECK(got.find("event: resync") != std::string::npos);
  CHECK(count_of(got, event) < 1200);
  CHECK(got.find("xevent:") == std::string::npos);  // no event was torn
}

TEST_CASE("A silent stream gets a comment, and ends at its lifetime", "[http][events]") {
  auto options = HttpFixture::quick();
  options.ping_every = 100ms;
  options.stream_lifetime = 1500ms;
  HttpFixture fixture(options);
  RawClient client = fixture.client();
  client.send(kEvents);
  CHECK(client.read_until(": still here\n\n").find(": still here\n\n") != std::string::npos);
  client.read_all(4s);
  CHECK(client.ended());
}

TEST_CASE("A stream ends with what it was opened with, before its lifetime", "[http][events][security]") {
  HttpFixture fixture;
  RawClient client = fixture.client();
  client.send("GET /events?for_ms=300 HTTP/1.1\r\nHost: localhost\r\n\r\n");
  CHECK(client.read_until("retry: 2000\n\n").find("text/event-stream") != std::string::npos);
  client.read_all(4s);
  CHECK(client.ended());
}

TEST_CASE("Event streams are few, hold no worker, and free their place", "[http][events]") {
  auto options = HttpFixture::quick();
  options.event_streams_max = 12;  // more than there are workers
  HttpFixture fixture(options);
  std::vector<RawClient> streams;
  for (int i = 0; i < 12; ++i) {
    streams.push_back(fixture.client());
    streams.back().send(kEvents);
    streams.back().read_until("retry: 2000\n\n");
  }
  CHECK(status_of(fixture.get("/events")) == 503);
  CHECK(status_of(fixture.get("/echo")) == 200);
  fixture.server->close_event_streams("session-a");
  for (auto& stream : streams)
    stream.read_all(2s);
  CHECK(std::all_of(streams.begin(), streams.end(), [](const RawClient& stream) { return stream.ended(); }));
  RawClient next = fixture.client();
  next.send(kEvents);
  CHECK(status_of(next.read_until("retry: 2000\n\n")) == 200);
}

TEST_CASE("Stopping is prompt with open streams and slow clients", "[http]") {
  HttpFixture fixture;
  RawClient stream = fixture.client();
  stream.send(kEvents);
  stream.read_until("retry: 2000\n\n");
  RawClient slow = fixture.client();
  slow.send("GET /");
  RawClient reader = fixture.client(4096);
  reader.send("GET /big HTTP/1.1\r\nHost: localhost\r\n\r\n");
  reader.read_until("\r\n\r\n");
  CHECK(time_of([&] { fixture.server->stop(); }) < 1000ms);
  stream.read_all(1s);
  CHECK(stream.ended());
  CHECK_FALSE(RawClient(fixture.server->port()).connected());
}

TEST_CASE("A busy port is an error that says what to change", "[http]") {
  HttpFixture fixture;
  mooring::host::http::FrontDoorOptions options;
  options.port = fixture.server->port();
  auto second = mooring::host::http::HttpServer::start(
      options, [](const auto&) { return mooring::host::http::Response(); }, fixture.clock, fixture.random);
  REQUIRE_FALSE(second);
  CHECK(second.error().code == "admin_port_busy");
  CHECK(second.error().message.find(std::to_string(options.port)) != std::string::npos);
  CHECK(second.error().hint.find("admin.port") != std::string::npos);
  options.bind = "not an address";
  auto third = mooring::host::http::HttpServer::start(
      options, [](const auto&) { return mooring::host::http::Response(); }, fixture.clock, fixture.random);
  REQUIRE_FALSE(third);
  CHECK(third.error().code == "admin_bind_failed");
}
