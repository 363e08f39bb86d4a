// An HttpServer on a free port with a small application, and short deadlines.
#pragma once
#include <atomic>
#include <future>

#include "admin/http/http_server.hpp"
#include "support/raw_client.hpp"

namespace mooring::test {

struct HttpFixture {
  host::SystemClock clock;
  host::OsRandom random;
  std::atomic<int> calls{0};
  std::promise<void> released;  // lets /hold answer
  std::shared_future<void> release{released.get_future()};
  std::unique_ptr<host::http::HttpServer> server;

  static host::http::FrontDoorOptions quick() {
    host::http::FrontDoorOptions options;
    options.read_deadline = std::chrono::milliseconds{600};
    options.write_deadline = std::chrono::milliseconds{800};
    options.linger_deadline = std::chrono::milliseconds{300};
    return options;
  }

  explicit HttpFixture(const host::http::FrontDoorOptions& options = quick()) {
    auto started = host::http::HttpServer::start(
        options, [this](const host::http::Request& request) { return answer(request); }, clock, random);
    if (!started) throw std::runtime_error(describe(started.error()));
    server = std::move(*started);
  }

  host::http::Response answer(const host::http::Request& request) {
    ++calls;
    host::http::Response response;
    response.set("Content-Type", "text/plain");
    if (request.path == "/echo")
      response.body = request.method + " " + request.query + " [" + request.body + "]";
    if (request.path == "/peer") response.body = request.peer;
    if (request.path == "/hold") release.wait();
    if (request.path == "/header") response.set("X-Echo", std::string(request.header("x-a")));
    if (request.path == "/split") response.set("X-Split", "a\r\nX-Evil: 1");
    if (request.path == "/big") response.body.assign(4 << 20, 'b');
    if (request.path == "/throw") throw std::runtime_error("a handler's secret detail");
    if (request.path == "/events") {
      response.event_stream = true;
      response.event_stream_owner = "session-" + request.query;
      if (const auto wanted = request.query_value("for_ms"))
        response.event_stream_for = std::chrono::milliseconds{std::stoi(*wanted)};
      response.set("Content-Type", "text/event-stream");
      response.body = "retry: 2000\n\n";
    }
    if (request.path == "/stream" || request.path == "/broken-stream") {
      const bool complete = request.path == "/stream";
      response.stream = [complete](const host::http::Write& write) {
        for (int i = 0; i < 1000; ++i)
          if (!write("line " + std::to_string(i) + "\n")) return false;
        return complete;
      };
    }
    return response;
  }

  RawClient client(int receive_buffer_bytes = 0) const {
    return RawClient(server->port(), receive_buffer_bytes);
  }
  std::string exchange(std::string_view bytes) const {
    RawClient connection = client();
    connection.send(bytes);
    return connection.read_all();
  }
  std::string get(const std::string& target) const {
    return exchange("GET " + target + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
  }
};

inline int status_of(const std::string& answer) {
  return answer.starts_with("HTTP/1.1 ") ? std::atoi(answer.c_str() + 9) : 0;
}
inline size_t count_of(const std::string& text, std::string_view part) {
  size_t count = 0;
  for (size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1))
    ++count;
  return count;
}

}  // namespace mooring::test
