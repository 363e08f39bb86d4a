#include "admin/http/http_server.hpp"

#include <Poco/Net/HTTPRequestHandler.h>
#include <Poco/Net/HTTPRequestHandlerFactory.h>
#include <Poco/Net/HTTPServer.h>
#include <Poco/Net/HTTPServerParams.h>
#include <Poco/Net/HTTPServerRequestImpl.h>
#include <Poco/Net/HTTPServerResponse.h>
#include <Poco/ThreadPool.h>

#include <optional>
#include <ostream>

#include "admin/http/poco_sockets.hpp"

namespace mooring::host::http {
namespace {

constexpr int kWorkersKept = 2;
constexpr int kWorkerIdleSeconds = 20;
constexpr int kWorkerStackBytes = 1 << 20;

// Whatever a handler put into a header, it cannot start another one.
std::string one_line(std::string text) {
  for (char& c : text)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
  return text;
}

Response plain_failure() {
  Response response;
  response.status = 500;
  response.set("Content-Type", "application/problem+json");
  response.body =
      R"({"type":"about:blank","title":"Internal Server Error","status":500,"code":"internal_error"})";
  return response;
}

void write_head(const Response& answer, Poco::Net::HTTPServerResponse& response) {
  response.setStatusAndReason(static_cast<Poco::Net::HTTPResponse::HTTPStatus>(answer.status),
                              reason_phrase(answer.status));
  response.setKeepAlive(false);
  for (const auto& [name, value] : security_headers())
    response.set(name, value);
  for (const auto& [name, value] : answer.headers) {
    if (name == "Set-Cookie")
      response.add(name, one_line(value));
    else
      response.set(one_line(name), one_line(value));
  }
}

void write_stream(const Response& answer, ReplaySocketImpl& socket, Poco::Net::HTTPServerResponse& response) {
  socket.pace_writes();
  response.setChunkedTransferEncoding(true);
  std::ostream& out = response.send();
  bool complete = false;
  try {
    complete = answer.stream([&](std::string_view bytes) {
      out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
      return out.good();
    });
  } catch (...) {
    complete = false;  // the last chunk must not be written: the reader would take the answer for whole
  }
  if (!complete || !out.good()) socket.break_off();
}

class Handler final : public Poco::Net::HTTPRequestHandler {
 public:
  Handler(FrontDoor& door, const Application& application) : door_(door), application_(application) {}

  void handleRequest(Poco::Net::HTTPServerRequest& request,
                     Poco::Net::HTTPServerResponse& response) override {
    auto& implementation = dynamic_cast<Poco::Net::HTTPServerRequestImpl&>(request);
    auto& socket = dynamic_cast<ReplaySocketImpl&>(*implementation.socket().impl());
    write(answer_to(socket.request()), socket, response);
    socket.publish_changes();
  }

 private:
  Response answer_to(const Request& request) const {
    try {
      return application_(request);
    } catch (...) {
      return plain_failure();
    }
  }

  void write(const Response& answer, ReplaySocketImpl& socket,
             Poco::Net::HTTPServerResponse& response) const {
    const bool wants_body = socket.request().method != "HEAD";
    if (answer.event_stream && wants_body && !door_.reserve_event_stream())
      return write(busy(), socket, response);
    if (answer.event_stream && wants_body)
      socket.become_event_stream(answer.event_stream_owner, answer.event_stream_for);
    write_head(answer, response);
    if (answer.event_stream && wants_body) {
      response.send() << answer.body << std::flush;
    } else if (answer.stream && wants_body) {
      write_stream(answer, socket, response);
    } else if (answer.status == 204 || answer.status == 304) {
      response.setContentLength(Poco::Net::HTTPMessage::UNKNOWN_CONTENT_LENGTH);
      response.send();
    } else {
      const std::string_view body =
          answer.static_body.empty() ? std::string_view(answer.body) : answer.static_body;
      response.sendBuffer(body.data(), body.size());
    }
  }

  static Response busy() {
    Response response;
    response.status = 503;
    response.set("Content-Type", "application/problem+json");
    response.set("Retry-After", "10");
    response.body =
        R"({"type":"about:blank","title":"Service Unavailable","status":503,"code":"event_streams_busy",)"
        R"("detail":"All event streams are taken","hint":"Close another window of the console"})";
    return response;
  }

  FrontDoor& door_;
  const Application& application_;
};

class Factory final : public Poco::Net::HTTPRequestHandlerFactory {
 public:
  Factory(FrontDoor& door, Application application) : door_(door), application_(std::move(application)) {}
  Poco::Net::HTTPRequestHandler* createRequestHandler(const Poco::Net::HTTPServerRequest&) override {
    return new Handler(door_, application_);
  }

 private:
  FrontDoor& door_;
  const Application application_;
};

Poco::Net::HTTPServerParams::Ptr server_params() {
  Poco::Net::HTTPServerParams::Ptr params = new Poco::Net::HTTPServerParams;
  params->setKeepAlive(false);
  params->setMaxQueued(static_cast<int>(limits::kAdminConnectionsMax));
  params->setMaxThreads(limits::kAdminWorkers);
  return params;
}

}  // namespace

struct HttpServer::State {
  std::unique_ptr<FrontDoor> door;
  Poco::ThreadPool pool{"admin", kWorkersKept, limits::kAdminWorkers, kWorkerIdleSeconds, kWorkerStackBytes};
  std::optional<Poco::Net::HTTPServer> server;
};

Result<std::unique_ptr<HttpServer>> HttpServer::start(const FrontDoorOptions& options,
                                                      Application application, const Clock& clock,
                                                      Random& random) {
  auto door = FrontDoor::open(options, clock, random);
  if (!door) return fail(door.error());
  auto state = std::make_unique<State>();
  state->door = std::move(*door);
  state->server.emplace(new Factory(*state->door, std::move(application)), state->pool,
                        DoorSocket(*state->door), server_params());
  state->server->start();
  return std::unique_ptr<HttpServer>(new HttpServer(std::move(state)));
}

HttpServer::HttpServer(std::unique_ptr<State> state) : state_(std::move(state)) {}

HttpServer::~HttpServer() {
  stop();
}

uint16_t HttpServer::port() const {
  return state_->door->port();
}
void HttpServer::publish(std::string event) {
  state_->door->publish(std::move(event));
}
void HttpServer::close_event_streams(const std::string& owner) {
  state_->door->close_event_streams(owner);
}
size_t HttpServer::event_streams() const {
  return state_->door->event_streams();
}

void HttpServer::stop() {
  if (!state_->server) return;
  state_->door->close();
  state_->server->stop();
  state_->pool.joinAll();
  state_->server.reset();
  state_->door->stop();
}

}  // namespace mooring::host::http
