// Calls beside and behind each other: nobody waits for the slow calls of others, and who must wait loses no time by it. Over
// real sockets.
#include <catch2/catch.hpp>
#include <condition_variable>
#include <mutex>

#include "curl_fixture.hpp"
#include "transport/host_queue.hpp"

using namespace mooring::host;
using namespace std::chrono_literals;

namespace {

// Answers every request with its path; "/hang..." only when it is let go.
class SlowServer {
 public:
  explicit SlowServer(CurlFixture& fixture) : executor_(fixture.executor) {}
  ~SlowServer() { let_go(); }

  RawServer& server() { return server_; }
  HttpRequest request(const std::string& path) { return CurlFixture::request_to(server_, path); }
  std::vector<std::string> asked() {
    std::lock_guard lock(mutex_);
    return asked_;
  }
  void let_go() {
    {
      std::lock_guard lock(mutex_);
      free_ = true;
    }
    changed_.notify_all();
  }

 private:
  void serve(RawConnection& peer) {
    for (std::string head = peer.read_request(); !head.empty(); head = peer.read_request()) {
      const std::string path = head.substr(4, head.find(' ', 4) - 4);
      {
        std::lock_guard lock(mutex_);
        asked_.push_back(path);
      }
      executor_.post([] {});  // the test looks again; not under the lock, which it takes while it looks
      std::unique_lock lock(mutex_);
      if (path.starts_with("/hang")) changed_.wait(lock, [this] { return free_; });
      lock.unlock();
      peer.send(plain_answer(path));
    }
  }

  WaitingExecutor& executor_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool free_ = false;
  std::vector<std::string> asked_;
  RawServer server_{[this](RawConnection& peer) { serve(peer); }};
};

CurlTransport::Options one_at_a_time() {
  CurlTransport::Options options{"mooring-test/1", {}, true};
  options.requests_per_host_max = 1;
  return options;
}

}  // namespace

TEST_CASE("a call does not wait for calls of others to its host, however many hang") {
  CurlFixture f;
  SlowServer slow(f);
  size_t hung = 0;
  constexpr size_t kHanging = 120;  // of libcurl's former 8 to a host and 64 altogether
  for (size_t i = 0; i < kHanging; ++i)
    f.http->send(slow.request("/hang"), [&hung](const HttpResult& result) { hung += result ? 1 : 0; });
  REQUIRE(f.executor.run_until([&] { return slow.asked().size() == kHanging; }));

  auto result = f.send(slow.request("/mine"));
  REQUIRE(result);
  CHECK(result->body == "/mine");
  CHECK(hung == 0);
  slow.let_go();
  CHECK(f.executor.run_until([&] { return hung == kHanging; }));
}

TEST_CASE("a call's deadline is its own: what it waited for others does not count") {
  CurlFixture f(one_at_a_time());
  SlowServer slow(f);
  HttpRequest first = slow.request("/hang"), second = slow.request("/second");
  first.deadline = 1200ms;
  second.deadline = 1s;  // would be over while the first one hangs
  std::optional<HttpResult> failed, answered;
  f.http->send(std::move(first), [&](HttpResult result) { failed = std::move(result); });
  f.http->send(std::move(second), [&](HttpResult result) { answered = std::move(result); });
  REQUIRE(f.executor.run_until([&] { return failed && answered; }));
  CHECK(kind_of(*failed) == TransportErrorKind::timeout);
  INFO((*answered ? "" : answered->error().message));
  REQUIRE(*answered);
  CHECK((*answered)->body == "/second");
}

TEST_CASE("calls beyond what one host gets at once are sent in their order, over few connections") {
  CurlTransport::Options options = one_at_a_time();
  options.requests_per_host_max = 8;
  CurlFixture f(options);
  SlowServer slow(f);
  size_t answered = 0;
  for (int i = 0; i < 200; ++i)
    f.http->send(slow.request("/" + std::to_string(i)), [&answered, i](const HttpResult& result) {
      answered += result && result->body == "/" + std::to_string(i) ? 1 : 0;
    });
  CHECK(f.executor.run_until([&] { return answered == 200; }));
  CHECK(slow.server().connections() <= 8);
  CHECK(f.http->counters().requests == 200);
}

TEST_CASE("a call that waits for its turn is cancelled without being sent, and the next one goes") {
  CurlFixture f(one_at_a_time());
  SlowServer slow(f);
  bool reported = false, answered = false;
  const auto never = [&](const HttpResult&) { reported = true; };
  const HttpRequestId first = f.http->send(slow.request("/hang"), never);
  REQUIRE(f.executor.run_until([&] { return slow.asked().size() == 1; }));
  const HttpRequestId second = f.http->send(slow.request("/second"), never);
  f.http->send(slow.request("/third"), [&](const HttpResult& result) { answered = result.has_value(); });
  f.http->cancel(second);
  f.http->cancel(first);  // under way: makes room
  REQUIRE(f.executor.run_until([&] { return answered; }));
  CHECK(slow.asked() == std::vector<std::string>{"/hang", "/third"});
  CHECK_FALSE(reported);
}

TEST_CASE("a host that hangs keeps no other host waiting") {
  CurlFixture f(one_at_a_time());
  SlowServer slow(f);
  f.http->send(slow.request("/hang"), [](const HttpResult&) {});
  f.http->send(slow.request("/hang"), [](const HttpResult&) {});
  REQUIRE(f.executor.run_until([&] { return slow.asked().size() == 1; }));
  HttpRequest other = slow.request("/other");
  other.url = "http://localhost:" + std::to_string(slow.server().port()) + "/other";
  other.allowed_hosts = {"localhost:" + std::to_string(slow.server().port())};
  REQUIRE(f.send(std::move(other)));
}

TEST_CASE("requests that wait go with the transport") {
  auto f = std::make_unique<CurlFixture>(one_at_a_time());
  SlowServer slow(*f);
  auto alive = std::make_shared<int>(0);
  for (int i = 0; i < 3; ++i)
    f->http->send(slow.request("/hang"), [alive](const HttpResult&) { FAIL("nobody waits for it"); });
  REQUIRE(f->executor.run_until([&] { return slow.asked().size() == 1; }));
  f->http.reset();
  CHECK(alive.use_count() == 1);
}

TEST_CASE("the line of a host: first come, first served, and nothing is kept of hosts without requests") {
  HostQueue queue(2);
  CHECK(queue.enter("a", 1));
  CHECK(queue.enter("a", 2));
  CHECK_FALSE(queue.enter("a", 3));
  CHECK_FALSE(queue.enter("a", 4));
  CHECK_FALSE(queue.enter("a", 5));
  CHECK(queue.enter("b", 6));
  queue.drop("a", 4);
  queue.drop("a", 99);
  queue.drop("c", 1);
  CHECK(queue.leave("a") == std::optional<HttpRequestId>(3));
  CHECK(queue.leave("a") == std::optional<HttpRequestId>(5));
  CHECK_FALSE(queue.leave("a"));
  CHECK(queue.enter("a", 7));  // one of two places is free
  CHECK_FALSE(queue.enter("a", 8));
  CHECK(queue.leave("a") == std::optional<HttpRequestId>(8));
  CHECK_FALSE(queue.leave("a"));
  CHECK_FALSE(queue.leave("a"));
  CHECK_FALSE(queue.leave("b"));
  CHECK(queue.hosts() == 0);
}
