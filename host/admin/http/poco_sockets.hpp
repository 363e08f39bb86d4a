// How Poco's server is put behind the front door: a server socket whose "accepted" connections already hold
// one complete, checked request, and a stream socket that gives Poco a plain rewriting of it. Attackers'
// bytes never reach Poco's parser (which decodes RFC 2047 words into CR LF, and reads ambiguous framing
// leniently). Used by http_server.cpp only.
#pragma once
#include <Poco/Net/ServerSocket.h>
#include <Poco/Net/ServerSocketImpl.h>
#include <Poco/Net/StreamSocketImpl.h>

#include <atomic>

#include "admin/http/front_door.hpp"

namespace mooring::host::http {

class DoorSocket final : public Poco::Net::ServerSocket {
 public:
  explicit DoorSocket(FrontDoor& door);
};

class ReplaySocketImpl final : public Poco::Net::StreamSocketImpl {
 public:
  ReplaySocketImpl(FrontDoor& door, ReadyRequest ready);
  const Request& request() const { return request_; }

  // Writes wait for the reader (with a deadline) instead of being kept in memory.
  void pace_writes() { paced_ = true; }
  void become_event_stream(std::string owner, std::optional<Duration> lifetime);
  void break_off() { broken_ = true; }  // the answer cannot be finished
  // The worker is done with this object, which Poco's accept thread may destroy. Poco's reference count orders that;
  // said again here because no sanitizer sees into Poco.
  void publish_changes() { changes_.store(true, std::memory_order_release); }

  using StreamSocketImpl::receiveBytes;
  using StreamSocketImpl::sendBytes;
  int receiveBytes(void* buffer, int length, int flags) override;
  int sendBytes(const void* buffer, int length, int flags) override;
  bool poll(const Poco::Timespan& timeout, int mode) override;
  void setReceiveTimeout(const Poco::Timespan&) override {}
  void setSendTimeout(const Poco::Timespan&) override {}
  void shutdown() override {}
  void shutdownSend() override {}
  void shutdownReceive() override {}
  void close() override {}
  Poco::Net::SocketAddress address() override;
  Poco::Net::SocketAddress peerAddress() override { return address(); }

 protected:
  ~ReplaySocketImpl() override;  // hands the socket back to the door

 private:
  void send_what_goes();
  void wait_for_reader();
  FrontDoor& door_;
  Request request_;
  const size_t request_bytes_;
  std::string replay_;
  size_t replayed_ = 0;
  std::string unsent_;
  size_t sent_ = 0;
  SteadyTime first_write_{};
  bool paced_ = false, broken_ = false, event_stream_ = false, wrote_anything_ = false;
  std::string owner_;
  std::optional<Duration> stream_for_;
  std::atomic<bool> changes_{false};
};

}  // namespace mooring::host::http
