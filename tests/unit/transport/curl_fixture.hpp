// A CurlTransport with its completions on this thread: get() sends one request and waits for its result.
#pragma once
#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>

#include "support/raw_server.hpp"
#include "transport/curl_transport.hpp"

namespace mooring::host {

// Runs posted work on the thread that calls run_until: real time, no thread of its own.
class WaitingExecutor final : public Executor {
 public:
  void post(Work work) override {
    {
      std::lock_guard lock(mutex_);
      ready_.push_back(std::move(work));
    }
    wake_.notify_one();
  }
  TimerId post_after(Duration, Work) override { throw std::logic_error("no timers here"); }
  void cancel(TimerId) override {}

  // False when the limit passed first. The limit is a safety net, far beyond what a passing test needs.
  bool run_until(const std::function<bool()>& reached,
                 std::chrono::seconds limit = std::chrono::seconds{20}) {
    auto end = std::chrono::steady_clock::now() + limit;
    std::unique_lock lock(mutex_);
    while (!reached()) {
      if (!wake_.wait_until(lock, end, [&] { return !ready_.empty(); })) return false;
      Work work = std::move(ready_.front());
      ready_.pop_front();
      lock.unlock();
      work();
      lock.lock();
    }
    return true;
  }

 private:
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Work> ready_;
};

struct CurlFixture {
  WaitingExecutor executor;
  std::optional<CurlTransport> http;

  explicit CurlFixture(CurlTransport::Options options = {"mooring-test/1", {}, true}) {
    http.emplace(executor, std::move(options));
  }

  static HttpRequest request_to(const RawServer& server, const std::string& path = "/") {
    HttpRequest request;
    request.url = server.url(path);
    request.allowed_hosts = {server.authority()};
    return request;
  }

  HttpResult send(HttpRequest request) {
    std::optional<HttpResult> result;
    http->send(std::move(request), [&](HttpResult got) { result = std::move(got); });
    if (!executor.run_until([&] { return result.has_value(); })) FAIL("no completion");
    return std::move(*result);
  }

  // The result of a GET against a server that says these bytes and closes.
  HttpResult get(const std::string& bytes) {
    RawServer server(RawServer::says(bytes));
    return send(request_to(server));
  }
};

inline TransportErrorKind kind_of(const HttpResult& result) {
  REQUIRE_FALSE(result.has_value());
  INFO(result.error().message);
  CHECK_FALSE(result.error().message.empty());
  return result.error().kind;
}

}  // namespace mooring::host
