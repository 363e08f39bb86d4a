#include "server.hpp"

#include <Poco/Net/HTTPRequestHandler.h>
#include <Poco/Net/HTTPRequestHandlerFactory.h>
#include <Poco/Net/HTTPServer.h>
#include <Poco/Net/HTTPServerParams.h>
#include <Poco/Net/HTTPServerRequestImpl.h>
#include <Poco/Net/HTTPServerResponse.h>
#include <Poco/Net/ServerSocket.h>
#include <Poco/ThreadPool.h>

#include <array>
#include <condition_variable>
#include <mutex>

namespace mooring::amazon_simulator {
namespace {

namespace net = Poco::Net;
constexpr int kThreadsMax = 64;
constexpr size_t kBodyBytesMax = 1 << 20;

// Sleeps that end when the server stops.
class Pause {
 public:
  bool wait(int ms) {  // false: stopped
    std::unique_lock lock(mutex_);
    return !wake_.wait_for(lock, std::chrono::milliseconds(ms), [this] { return stopped_; });
  }
  void stop() {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
    wake_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopped_ = false;
};

Request read_request(net::HTTPServerRequest& from) {
  Request request = make_request(from.getMethod(), from.getURI());
  for (const auto& [name, value] : from)
    request.headers.emplace_back(name, value);
  std::array<char, 8192> buffer;
  while (request.body.size() < kBodyBytesMax && from.stream().good()) {
    from.stream().read(buffer.data(), static_cast<std::streamsize>(buffer.size()));
    request.body.append(buffer.data(), static_cast<size_t>(from.stream().gcount()));
  }
  return request;
}

std::string raw_head(const Reply& reply) {
  const auto status = static_cast<net::HTTPResponse::HTTPStatus>(reply.status);
  std::string head = "HTTP/1.1 " + std::to_string(reply.status) + " " +
                     net::HTTPResponse::getReasonForStatus(status) +
                     "\r\nContent-Type: " + reply.content_type +
                     "\r\nContent-Length: " + std::to_string(reply.body.size()) + "\r\nConnection: close\r\n";
  for (const auto& [name, value] : reply.headers)
    head += name + ": " + value + "\r\n";
  return head + "\r\n";
}

void send_all(net::StreamSocket& socket, std::string_view bytes) {
  while (!bytes.empty()) {
    const int sent =
        socket.sendBytes(bytes.data(), static_cast<int>(std::min<size_t>(bytes.size(), 1 << 20)));
    if (sent <= 0) return;
    bytes.remove_prefix(static_cast<size_t>(sent));
  }
}

// The ways of answering that no proper server has: they need the bare socket.
void deliver_badly(net::HTTPServerRequest& request, const Reply& reply, Pause& pause) {
  net::StreamSocket socket = dynamic_cast<net::HTTPServerRequestImpl&>(request).detachSocket();
  if (reply.delivery.kind == Delivery::Kind::reset) {
    socket.setLinger(true, 0);  // close() becomes RST
  } else if (reply.delivery.kind == Delivery::Kind::truncated) {
    send_all(socket, raw_head(reply) + reply.body.substr(0, reply.body.size() / 2));
    socket.shutdownSend();
  } else {
    send_all(socket, raw_head(reply));
    const int gap_ms = 1000 / reply.delivery.drip_bytes_per_s;
    for (size_t i = 0; i < reply.body.size() && pause.wait(gap_ms); ++i) {
      send_all(socket, std::string_view(reply.body).substr(i, 1));
    }
  }
  socket.close();
}

void deliver(net::HTTPServerResponse& response, const Reply& reply) {
  response.setStatusAndReason(static_cast<net::HTTPResponse::HTTPStatus>(reply.status));
  response.setContentType(reply.content_type);
  for (const auto& [name, value] : reply.headers)
    response.add(name, value);
  response.sendBuffer(reply.body.data(), reply.body.size());
}

class PageHandler final : public net::HTTPRequestHandler {
 public:
  PageHandler(const Server::Handler& handler, Pause& pause) : handler_(handler), pause_(pause) {}
  void handleRequest(net::HTTPServerRequest& from, net::HTTPServerResponse& response) override {
    if (from.getExpectContinue()) response.sendContinue();
    const Reply reply = handler_(read_request(from));
    if (reply.delivery.delay_ms > 0 && !pause_.wait(reply.delivery.delay_ms)) return;
    try {
      if (reply.delivery.kind == Delivery::Kind::whole) {
        deliver(response, reply);
      } else {
        deliver_badly(from, reply, pause_);
      }
    } catch (const Poco::Exception&) {
      // The client went away; nothing is owed to it.
    }
  }

 private:
  const Server::Handler& handler_;
  Pause& pause_;
};

class HandlerFactory final : public net::HTTPRequestHandlerFactory {
 public:
  HandlerFactory(const Server::Handler& handler, Pause& pause) : handler_(handler), pause_(pause) {}
  net::HTTPRequestHandler* createRequestHandler(const net::HTTPServerRequest&) override {
    return new PageHandler(handler_, pause_);  // POCO owns it
  }

 private:
  const Server::Handler& handler_;
  Pause& pause_;
};

}  // namespace

struct Server::Parts {
  Handler handler;
  Pause pause;
  Poco::ThreadPool threads{2, kThreadsMax};
  std::unique_ptr<net::HTTPServer> server;
};

Server::Server(Handler handler) : parts_(std::make_unique<Parts>()) {
  parts_->handler = std::move(handler);
}

Server::~Server() {
  stop();
}

host::Status Server::start(uint16_t port) {
  try {
    auto* parameters = new net::HTTPServerParams;  // POCO owns it
    parameters->setMaxThreads(kThreadsMax);
    parameters->setMaxQueued(256);
    parameters->setKeepAlive(true);
    parameters->setMaxKeepAliveRequests(0);
    parameters->setKeepAliveTimeout(Poco::Timespan(60, 0));
    net::ServerSocket socket;
    socket.bind(net::SocketAddress("127.0.0.1", port), true,
                false);  // never share the port with another simulator
    socket.listen(128);
    parts_->server = std::make_unique<net::HTTPServer>(new HandlerFactory(parts_->handler, parts_->pause),
                                                       parts_->threads, socket, parameters);
    parts_->server->start();
    return {};
  } catch (const Poco::Exception& error) {
    return host::fail("cannot_listen",
                      "Cannot listen on 127.0.0.1:" + std::to_string(port) + ": " + error.displayText(),
                      "Stop what uses the port, or choose another with --port.");
  }
}

void Server::stop() {
  parts_->pause.stop();
  if (!parts_->server) return;
  parts_->server->stopAll(true);
  parts_->threads.joinAll();
  parts_->server.reset();
}

uint16_t Server::port() const {
  return parts_->server ? parts_->server->port() : 0;
}

}  // namespace mooring::amazon_simulator
