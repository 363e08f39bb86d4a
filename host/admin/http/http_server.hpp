// Poco::Net::HTTPServer behind the front door, for one application function. The application runs on a few
// worker threads, one request each; a connection carries one request. An exception of the application becomes
// a plain 500. Owned by AdminServer.
#pragma once
#include <memory>

#include "admin/http/front_door.hpp"
#include "admin/http/message.hpp"

namespace mooring::host::http {

class HttpServer {
 public:
  static Result<std::unique_ptr<HttpServer>> start(const FrontDoorOptions& options, Application application,
                                                   const Clock& clock, Random& random);
  ~HttpServer();
  uint16_t port() const;
  void publish(std::string event);  // to every event stream: complete SSE text
  void close_event_streams(const std::string& owner);
  size_t event_streams() const;
  void stop();  // no new requests; ends event streams; waits for running handlers

 private:
  struct State;
  explicit HttpServer(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace mooring::host::http
