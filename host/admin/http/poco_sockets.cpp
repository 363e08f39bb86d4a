#include "admin/http/poco_sockets.hpp"

#include <Poco/Net/NetException.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace mooring::host::http {
namespace {

class DoorSocketImpl final : public Poco::Net::ServerSocketImpl {
 public:
  explicit DoorSocketImpl(FrontDoor& door) : door_(door) {}

  bool poll(const Poco::Timespan& timeout, int) override {
    return door_.wait_ready(std::chrono::microseconds{timeout.totalMicroseconds()});
  }
  Poco::Net::SocketImpl* acceptConnection(Poco::Net::SocketAddress&) override {
    auto ready = door_.take_ready();
    if (!ready) throw Poco::Net::NetException("no complete request is waiting");
    return new ReplaySocketImpl(door_, std::move(*ready));
  }
  Poco::Net::SocketAddress address() override { return {Poco::Net::IPAddress(), door_.port()}; }

 private:
  FrontDoor& door_;
};

std::string plain_rewriting(const Request& request) {
  return request.method + " " + request.path + " HTTP/1.1\r\nHost: front-door\r\nContent-Length: 0\r\n" +
         "Connection: close\r\n\r\n";
}

}  // namespace

DoorSocket::DoorSocket(FrontDoor& door) : ServerSocket(new DoorSocketImpl(door), true) {}

ReplaySocketImpl::ReplaySocketImpl(FrontDoor& door, ReadyRequest ready)
    : StreamSocketImpl(ready.fd),
      door_(door),
      request_(std::move(ready.request)),
      request_bytes_(ready.bytes),
      replay_(plain_rewriting(request_)) {}

ReplaySocketImpl::~ReplaySocketImpl() {
  changes_.load(std::memory_order_acquire);
  const int fd = sockfd();
  reset();  // so that the base class does not close it
  door_.give_back({fd, std::move(unsent_), wrote_anything_, broken_, event_stream_, std::move(owner_),
                   stream_for_, request_bytes_});
}

void ReplaySocketImpl::become_event_stream(std::string owner, std::optional<Duration> lifetime) {
  event_stream_ = true;
  owner_ = std::move(owner);
  stream_for_ = lifetime;
}

int ReplaySocketImpl::receiveBytes(void* buffer, int length, int) {
  const size_t count = std::min(replay_.size() - replayed_, static_cast<size_t>(std::max(length, 0)));
  std::memcpy(buffer, replay_.data() + replayed_, count);
  replayed_ += count;
  return static_cast<int>(count);
}

bool ReplaySocketImpl::poll(const Poco::Timespan&, int mode) {
  return (mode & SELECT_READ) == 0 || replayed_ < replay_.size();
}

int ReplaySocketImpl::sendBytes(const void* buffer, int length, int) {
  if (broken_) throw Poco::Net::ConnectionAbortedException("the answer was broken off");
  if (first_write_ == SteadyTime{}) first_write_ = door_.clock().steady_now();
  wrote_anything_ = true;
  const bool reader_waits = unsent_.empty();
  unsent_.append(static_cast<const char*>(buffer), static_cast<size_t>(length));
  // A client that has seen the first byte of an event stream must get every event from then on: the door sends it when
  // it has taken the stream in.
  // Once the reader is behind, the door sends the rest: trying again for each piece would cost more the longer it gets.
  if (!event_stream_ && reader_waits) send_what_goes();
  if (paced_ && unsent_.size() > limits::kStreamedBytesAheadMax) wait_for_reader();
  publish_changes();
  return length;
}

void ReplaySocketImpl::send_what_goes() {
  size_t gone = 0;
  while (gone < unsent_.size()) {
    const ssize_t count =
        ::send(sockfd(), unsent_.data() + gone, unsent_.size() - gone, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) break;
    if (count < 0) {
      broken_ = true;
      throw Poco::Net::ConnectionAbortedException("the reader went away");
    }
    gone += static_cast<size_t>(count);
  }
  sent_ += gone;
  unsent_.erase(0, gone);
}

void ReplaySocketImpl::wait_for_reader() {
  constexpr int kLookEveryMs = 100;
  while (unsent_.size() > limits::kStreamedBytesAheadMax) {
    const auto earned = std::chrono::seconds{sent_ / limits::kResponseBytesPerSecondMin};
    const bool late = door_.clock().steady_now() - first_write_ > door_.options().write_deadline + earned;
    if (late || door_.closing()) {
      broken_ = true;
      throw Poco::Net::ConnectionAbortedException(late ? "the reader is too slow" : "the server stops");
    }
    pollfd wanted{sockfd(), POLLOUT, 0};
    ::poll(&wanted, 1, kLookEveryMs);
    send_what_goes();
  }
}

Poco::Net::SocketAddress ReplaySocketImpl::address() {
  return {Poco::Net::IPAddress(), door_.port()};
}

}  // namespace mooring::host::http
