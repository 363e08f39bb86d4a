// The front door: one thread that owns every inbound socket except while a worker answers its request.
// It accepts, reads without blocking until ONE complete, strictly parsed request is there (deadline, size
// caps), and only then is a worker involved; answers, event streams and refusals are written from here too,
// so that neither a slow sender nor a slow reader holds a worker. Poco's own server was measured to stop at
// 16 slow sockets. When all places are taken the oldest connection without a complete request has to go:
// newcomers always get in.
#pragma once
#include <atomic>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

#include "admin/http/message.hpp"
#include "admin/http/outbox.hpp"
#include "base/address_range.hpp"
#include "base/clock.hpp"
#include "base/limits.hpp"
#include "base/random.hpp"
#include "base/result.hpp"

namespace mooring::host::http {

struct FrontDoorOptions {
  std::string bind = "127.0.0.1";  // a numeric address
  uint16_t port = 0;               // 0: any
  Duration read_deadline = limits::kRequestReadDeadline;
  Duration write_deadline = limits::kResponseWriteDeadline;
  Duration linger_deadline = limits::kLingerDeadline;
  Duration ping_every = limits::kEventStreamPing;
  Duration stream_lifetime = limits::kEventStreamLifetime;
  size_t connections_max = limits::kAdminConnectionsMax;
  size_t bytes_max = limits::kFrontDoorBytesMax;
  size_t event_streams_max = limits::kEventStreamsMax;
  size_t event_stream_bytes_max = limits::kEventStreamBytesMax;
  std::vector<AddressRange> trusted_proxies{};  // a request's peer is then who they say it came from
};

// A complete request and the socket that waits for its answer.
struct ReadyRequest {
  int fd = -1;
  Request request;
  size_t bytes = 0;  // that it holds; counted until the socket is given back
};

// The socket after a worker is done with it.
struct AnsweredSocket {
  int fd = -1;
  std::string unsent;
  bool wrote_anything = false;  // false: nobody answered, the door says 503
  bool broken = false;          // the answer is incomplete: close without an orderly end
  bool event_stream = false;
  std::string event_stream_owner;
  std::optional<Duration> event_stream_for{};
  size_t request_bytes = 0;  // of its ReadyRequest
};

class FrontDoor {
 public:
  // Errors: admin_port_busy, admin_bind_failed.
  static Result<std::unique_ptr<FrontDoor>> open(const FrontDoorOptions& options, const Clock& clock,
                                                 Random& random);
  ~FrontDoor();
  uint16_t port() const { return port_; }

  // Poco's accept thread: waits for the next complete request.
  bool wait_ready(Duration timeout);
  std::optional<ReadyRequest> take_ready();
  // Workers: hands the socket back, for the rest of the answer, an orderly end, or a life as event stream.
  void give_back(AnsweredSocket socket);

  // Any thread. Events go to every event stream; never blocks.
  void publish(std::string event);
  void close_event_streams(const std::string& owner);
  bool reserve_event_stream();  // false: there are enough; give_back with event_stream uses the place
  size_t event_streams() const { return event_streams_; }
  bool closing() const { return closing_; }
  const FrontDoorOptions& options() const { return options_; }
  const Clock& clock() const { return clock_; }

  void close();  // no new requests, event streams end; answers under way go on
  void stop();   // writes what is left for a moment, then ends the thread; idempotent

 private:
  struct Connection;
  FrontDoor(const FrontDoorOptions& options, const Clock& clock, Random& random);
  Status listen();
  void run();
  void wake();

  // The loop's own steps, on its thread (front_door_loop.cpp).
  void dispatch(uint64_t tag, uint32_t events);
  void accept_all();
  bool evict_one();
  void take_inbox();
  void adopt(AnsweredSocket socket);
  void broadcast(const std::shared_ptr<const std::string>& event);
  void on_ready(Connection& connection, uint32_t events);
  void read_request(Connection& connection);
  void discard_input(Connection& connection);
  void hand_over(Connection& connection);
  void refuse(Connection& connection, int status, const std::string& code, const std::string& detail);
  void flush(Connection& connection);
  void begin_linger(Connection& connection);
  void watch(Connection& connection, bool add = false);
  void account(Connection& connection);
  void sweep();
  void drop(int fd);

  const FrontDoorOptions options_;
  const Clock& clock_;
  Random& random_;
  uint16_t port_ = 0;
  int listener_ = -1, epoll_ = -1, waker_ = -1;

  std::unordered_map<int, std::unique_ptr<Connection>> connections_;  // loop only
  size_t bytes_ = 0;                                                  // loop only, of connections_
  size_t service_bytes_ = 0;   // loop only, of requests that are answered
  uint64_t last_serial_ = 0;   // loop only
  bool accepting_ = true;      // loop only
  SteadyTime accept_again_{};  // loop only

  std::mutex mutex_;
  std::condition_variable ready_signal_;
  std::deque<ReadyRequest> ready_;
  std::vector<AnsweredSocket> answered_;
  std::vector<std::shared_ptr<const std::string>> events_;
  std::vector<std::string> owners_to_close_;
  bool events_lost_ = false;

  std::atomic<size_t> in_service_{0};     // sockets held by workers or waiting for one
  std::atomic<size_t> event_streams_{0};  // open or reserved
  std::atomic<bool> closing_{false}, stopping_{false};
  std::thread thread_;
};

// A complete answer in bytes: what the door itself says when no worker is involved.
std::string refusal_bytes(int status, const std::string& code, const std::string& detail,
                          const std::string& request_id);

}  // namespace mooring::host::http
