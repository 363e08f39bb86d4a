// What is sent, to whom, and for how long: over real sockets.
#include <catch2/catch.hpp>

#include "curl_fixture.hpp"

using namespace mooring::host;
using namespace std::chrono_literals;
using Kind = TransportErrorKind;

namespace {

// Answers every request of a connection with what it received.
RawServer::Script echo() {
  return [](RawConnection& peer) {
    for (std::string request = peer.read_request(); !request.empty(); request = peer.read_request())
      peer.send(plain_answer(request));
  };
}

// Reads the request and then waits until the peer gives up.
RawServer::Script silence() {
  return [](RawConnection& peer) {
    peer.read_request();
    peer.wait_closed();
  };
}

}  // namespace

TEST_CASE("a request is sent as it was asked for, with nothing of libcurl's own") {
  CurlFixture f;
  RawServer server(echo());
  HttpRequest post = CurlFixture::request_to(server, "/auth/o2/token?x=1");
  post.method = "POST";
  post.headers = {{"X-Token", "abc"}, {"X-Empty", ""}};
  post.body = std::string("a=1\0b", 5);
  std::string sent = f.send(std::move(post))->body;
  CHECK(sent == "POST /auth/o2/token?x=1 HTTP/1.1\r\nHost: " + server.authority() +
                    "\r\nUser-Agent: mooring-test/1\r\nAccept: */*\r\nX-Token: abc\r\nX-Empty:\r\n"
                    "Accept-Encoding: gzip\r\nContent-Length: 5\r\n\r\n" +
                    std::string("a=1\0b", 5));

  HttpRequest large = CurlFixture::request_to(server);
  large.method = "PUT";
  large.body = std::string(2 << 20, 'x');  // large enough for libcurl to ask "Expect: 100-continue"
  std::string put = f.send(std::move(large))->body;
  CHECK(put.find("Expect") == std::string::npos);
  CHECK(put.size() > (2 << 20));

  HttpRequest remove = CurlFixture::request_to(server);
  remove.method = "DELETE";
  CHECK(f.send(std::move(remove))->body.starts_with("DELETE / HTTP/1.1\r\n"));
}

TEST_CASE("connections are reused") {
  CurlFixture f;
  RawServer server(echo());
  for (int i = 0; i < 20; ++i)
    REQUIRE(f.send(CurlFixture::request_to(server)).has_value());
  CHECK(server.connections() == 1);
  CHECK(f.http->counters().requests == 20);
  CHECK(f.http->counters().connections_opened == 1);
}

TEST_CASE("the deadline is for the whole answer, however busy the peer looks") {
  CurlFixture f;
  std::string slow = plain_answer(std::string(100'000, 'x'));
  auto drips = [&](const std::string& first) {
    RawServer server([&](RawConnection& peer) {
      peer.read_request();
      peer.send(first);
      peer.drip(slow.substr(first.size()), 5ms);
    });
    HttpRequest request = CurlFixture::request_to(server);
    request.deadline = 250ms;
    auto begun = std::chrono::steady_clock::now();
    auto result = f.send(std::move(request));
    auto took = std::chrono::steady_clock::now() - begun;
    CHECK(took >= 225ms);
    CHECK(took < 2s);  // generous: the machine may be busy
    return result;
  };
  auto in_body = drips(slow.substr(0, slow.size() - 99'000));
  CHECK(kind_of(in_body) == Kind::timeout);
  CHECK(in_body.error().may_have_arrived);
  CHECK(kind_of(drips("")) == Kind::timeout);
}

TEST_CASE("a peer that says nothing, resets or hangs up") {
  CurlFixture f;
  RawServer silent(silence());
  HttpRequest request = CurlFixture::request_to(silent);
  request.deadline = 200ms;
  CHECK(kind_of(f.send(std::move(request))) == Kind::timeout);

  RawServer resetting([](RawConnection& peer) {
    peer.read_request();
    peer.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc");
    peer.reset_on_close();
  });
  auto reset = f.send(CurlFixture::request_to(resetting));
  CHECK(kind_of(reset) == Kind::interrupted);
  CHECK(reset.error().may_have_arrived);
}

TEST_CASE("nobody listens: the request surely did not arrive") {
  CurlFixture f;
  HttpRequest request;
  {
    RawServer server(echo());
    request = CurlFixture::request_to(server);
  }
  auto result = f.send(std::move(request));
  CHECK(kind_of(result) == Kind::connect);
  CHECK_FALSE(result.error().may_have_arrived);
}

TEST_CASE("requests that break the rules never reach a socket") {
  CurlFixture f;
  RawServer server(echo());
  auto refused = [&](const std::function<void(HttpRequest&)>& change) {
    HttpRequest request = CurlFixture::request_to(server);
    change(request);
    auto result = f.send(std::move(request));
    CHECK(kind_of(result) == Kind::refused_by_policy);
    CHECK_FALSE(result.error().may_have_arrived);
    CHECK(result.error().message.find("hunter2hunter2") == std::string::npos);
  };
  refused([](HttpRequest& r) { r.allowed_hosts = {"api.example.com"}; });
  refused([](HttpRequest& r) { r.allowed_hosts.clear(); });
  refused([&](HttpRequest& r) { r.url = "http://user:hunter2hunter2@" + server.authority() + "/"; });
  refused([](HttpRequest& r) { r.method = "CONNECT"; });
  refused([](HttpRequest& r) { r.method = "GET / HTTP/1.1\r\nX:"; });
  refused([](HttpRequest& r) { r.headers = {{"X-A", "hunter2hunter2\r\nX-B: 1"}}; });
  refused([](HttpRequest& r) { r.headers = {{"X-A: b\r\nX", "1"}}; });
  refused([](HttpRequest& r) { r.headers = {{"Host", "evil.net"}}; });
  refused([](HttpRequest& r) { r.headers = {{"Content-Length", "0"}}; });
  refused([](HttpRequest& r) { r.headers = {{"transfer-encoding", "chunked"}}; });
  refused([](HttpRequest& r) {
    r.method = "POST";
    r.body.assign(limits::kRequestBodyBytesMax + 1, 'x');
  });
  CHECK(server.connections() == 0);
  CHECK(f.http->counters().requests == 0);
}

TEST_CASE("a public name that leads to a private address is refused before a packet leaves") {
  // "localhost" is resolved inside libcurl, so this needs no name server; as a suffix rule it is not listed
  // literally.
  CurlFixture f;
  HttpRequest request;
  request.url = "https://rebound.localhost/";
  request.allowed_hosts = {"*.localhost"};
  auto result = f.send(std::move(request));
  CHECK(kind_of(result) == Kind::refused_by_policy);
  CHECK_FALSE(result.error().may_have_arrived);
}

TEST_CASE("the environment's proxy is not used") {
  RawServer proxy(echo());
  setenv("http_proxy", proxy.url().c_str(), 1);
  setenv("all_proxy", proxy.url().c_str(), 1);
  CurlFixture f;
  RawServer server(echo());
  CHECK(f.send(CurlFixture::request_to(server)).has_value());
  CHECK(proxy.connections() == 0);
  unsetenv("http_proxy");
  unsetenv("all_proxy");
}

TEST_CASE("a cancelled request is never reported and its connection ends") {
  CurlFixture f;
  std::atomic<int> asked{0}, hung_up{0};
  RawServer server([&](RawConnection& peer) {
    peer.read_request();
    ++asked;
    f.executor.post([] {});
    peer.wait_closed();
    ++hung_up;
    f.executor.post([] {});
  });
  bool reported = false;
  HttpRequestId id = f.http->send(CurlFixture::request_to(server), [&](HttpResult) { reported = true; });
  REQUIRE(f.executor.run_until([&] { return asked == 1; }));
  f.http->cancel(id);
  CHECK(f.executor.run_until([&] { return hung_up == 1; }));
  CHECK_FALSE(reported);
}

TEST_CASE("cancel wins over an answer that is already on its way to the executor") {
  CurlFixture f;
  RawServer server(echo());
  bool reported = false;
  HttpRequestId first = f.http->send(CurlFixture::request_to(server), [&](HttpResult) { reported = true; });
  bool second_done = false;
  f.http->send(CurlFixture::request_to(server), [&](HttpResult) {
    second_done = true;
    f.http->cancel(first);
  });
  f.http->cancel(first);
  REQUIRE(f.executor.run_until([&] { return second_done; }));
  CHECK_FALSE(reported);
}

TEST_CASE("destruction under way drops requests and joins") {
  CurlFixture f;
  RawServer server(silence());
  bool reported = false;
  auto alive = std::make_shared<int>(1);
  f.http->send(CurlFixture::request_to(server), [&reported, alive](HttpResult) { reported = true; });
  CHECK(alive.use_count() == 2);
  f.http.reset();
  CHECK(alive.use_count() == 1);
  CHECK_FALSE(reported);
}
