// What the front door's thread does. Nothing here blocks except epoll_wait.
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "admin/http/connection.hpp"
#include "base/ids.hpp"
#include "base/limits_doors.hpp"

namespace mooring::host::http {
namespace {

constexpr auto kSweepEvery = std::chrono::milliseconds{200};
constexpr auto kAcceptPause = std::chrono::milliseconds{100};
constexpr auto kStopFlush = std::chrono::milliseconds{300};
constexpr int kAcceptsInOneGo = 64;

std::string numeric_address(const sockaddr_storage& address, socklen_t size) {
  std::array<char, NI_MAXHOST> host{};
  if (getnameinfo(reinterpret_cast<const sockaddr*>(&address), size, host.data(), host.size(), nullptr, 0,
                  NI_NUMERICHOST) != 0)
    return "unknown";
  return host.data();
}

const std::shared_ptr<const std::string>& ping_event() {
  static const auto event = std::make_shared<const std::string>(": still here\n\n");
  return event;
}

const std::shared_ptr<const std::string>& resync_event() {
  static const auto event = std::make_shared<const std::string>("event: resync\ndata: {}\n\n");
  return event;
}

}  // namespace

void FrontDoor::run() {
  std::array<epoll_event, 64> events{};
  SteadyTime next_sweep = clock_.steady_now();
  SteadyTime give_up{};
  for (;;) {
    const bool nothing_timed = connections_.empty() && accepting_ && !stopping_;
    const int timeout_ms = nothing_timed ? -1 : static_cast<int>(kSweepEvery.count()) / (stopping_ ? 10 : 1);
    const int count = epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), timeout_ms);
    for (int i = 0; i < count; ++i) {
      dispatch(events[static_cast<size_t>(i)].data.u64, events[static_cast<size_t>(i)].events);
    }
    take_inbox();
    const SteadyTime now = clock_.steady_now();
    if (now >= next_sweep || stopping_ || closing_) {
      sweep();
      next_sweep = now + kSweepEvery;
    }
    if (!stopping_) continue;
    if (give_up == SteadyTime{}) give_up = now + kStopFlush;
    const bool idle = std::none_of(connections_.begin(), connections_.end(),
                                   [](const auto& entry) { return entry.second->phase == Phase::writing; });
    if (idle || now >= give_up) break;
  }
  while (!connections_.empty())
    drop(connections_.begin()->first);
}

void FrontDoor::dispatch(uint64_t tag, uint32_t events) {
  const int fd = tag_fd(tag);
  if (fd == listener_) return accept_all();
  if (fd == waker_) {
    uint64_t ignored = 0;
    [[maybe_unused]] const ssize_t got = ::read(waker_, &ignored, sizeof ignored);
    return;
  }
  // The number may belong to a newer connection by now: the tag tells.
  const auto found = connections_.find(fd);
  if (found != connections_.end() && make_tag(fd, found->second->serial) == tag)
    on_ready(*found->second, events);
}

void FrontDoor::accept_all() {
  for (int i = 0; i < kAcceptsInOneGo && !closing_; ++i) {
    sockaddr_storage address{};
    socklen_t size = sizeof address;
    const int fd =
        accept4(listener_, reinterpret_cast<sockaddr*>(&address), &size, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd < 0) {
      if (errno == EINTR || errno == ECONNABORTED) continue;
      if ((errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) && !evict_one()) {
        // No file descriptors and nothing to give up: look again in a moment instead of spinning.
        epoll_ctl(epoll_, EPOLL_CTL_DEL, listener_, nullptr);
        accepting_ = false;
        accept_again_ = clock_.steady_now() + kAcceptPause;
      }
      return;
    }
    if (connections_.size() + in_service_ >= options_.connections_max && !evict_one()) {
      ::close(fd);
      continue;
    }
    auto connection = std::make_unique<Connection>();
    connection->fd = fd;
    connection->serial = ++last_serial_;
    connection->peer = numeric_address(address, size);
    connection->deadline = clock_.steady_now() + options_.read_deadline;
    Connection& added = *connection;
    connections_[fd] = std::move(connection);
    watch(added, true);
  }
}

// The oldest connection that has not delivered a request has to go.
bool FrontDoor::evict_one() {
  const Connection* oldest = nullptr;
  for (const auto& [fd, connection] : connections_) {
    const bool may_go = connection->phase == Phase::reading || connection->phase == Phase::lingering;
    if (may_go && (!oldest || connection->serial < oldest->serial)) oldest = connection.get();
  }
  if (oldest) drop(oldest->fd);
  return oldest != nullptr;
}

void FrontDoor::watch(Connection& connection, bool add) {
  const bool output = !connection.outbox.empty();
  if (!add && output == connection.watches_output) return;
  connection.watches_output = output;
  epoll_event event{};
  event.events = EPOLLIN | (output ? static_cast<uint32_t>(EPOLLOUT) : 0u);
  event.data.u64 = make_tag(connection.fd, connection.serial);
  epoll_ctl(epoll_, add ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, connection.fd, &event);
}

void FrontDoor::on_ready(Connection& connection, uint32_t events) {
  const int fd = connection.fd;
  if ((events & EPOLLERR) != 0) return drop(fd);
  if ((events & EPOLLOUT) != 0) flush(connection);
  if (!connections_.contains(fd)) return;
  if ((events & (EPOLLIN | EPOLLHUP)) == 0) return;
  if (connection.phase == Phase::reading)
    read_request(connection);
  else
    discard_input(connection);
}

void FrontDoor::read_request(Connection& connection) {
  const int fd = connection.fd;
  std::array<char, 16 << 10> buffer;
  const ssize_t count = ::recv(fd, buffer.data(), buffer.size(), 0);
  if (count < 0) {
    if (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR) drop(fd);
    return;
  }
  if (count == 0) {
    if (!connection.received_anything()) return drop(fd);
    return refuse(connection, 400, "request_incomplete",
                  "The connection ended before the request was complete");
  }
  const auto state = connection.parser.feed({buffer.data(), static_cast<size_t>(count)});
  if (state == RequestParser::State::complete) return hand_over(connection);
  if (state == RequestParser::State::refused) {
    const Refusal refusal = connection.parser.refusal();
    return refuse(connection, refusal.status, refusal.code, refusal.detail);
  }
  if (connection.parser.wants_continue() && !connection.said_continue) {
    connection.said_continue = true;
    connection.outbox.add("HTTP/1.1 100 Continue\r\n\r\n");
    flush(connection);
    if (!connections_.contains(fd)) return;
  }
  account(connection);
}

// Reads what is of no interest, to see the end of the connection.
void FrontDoor::discard_input(Connection& connection) {
  std::array<char, 16 << 10> buffer;
  const ssize_t count = ::recv(connection.fd, buffer.data(), buffer.size(), 0);
  if (count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR)) return;
  // A client may close its sending side and still read the answer.
  if (count == 0 && connection.phase == Phase::writing) {
    epoll_event event{};
    event.events = EPOLLOUT;
    event.data.u64 = make_tag(connection.fd, connection.serial);
    epoll_ctl(epoll_, EPOLL_CTL_MOD, connection.fd, &event);
    return;
  }
  if (count <= 0) return drop(connection.fd);
  connection.discarded += static_cast<size_t>(count);
  if (connection.discarded > limits::kLingerBytesMax) drop(connection.fd);
}

void FrontDoor::hand_over(Connection& connection) {
  const size_t held = connection.parser.buffered();
  // The other half is for those that are being read: who sends large requests keeps nobody else from sending small ones.
  if (held > limits::kOpenBodyBytesMax && service_bytes_ + held > options_.bytes_max / 2)
    return refuse(connection, 503, "busy", "Many large requests are being answered; try again in a moment");
  ReadyRequest ready{connection.fd, connection.parser.take(), held};
  ready.request.peer =
      client_address(options_.trusted_proxies, connection.peer, ready.request.joined("x-forwarded-for"));
  service_bytes_ += held;
  epoll_ctl(epoll_, EPOLL_CTL_DEL, connection.fd, nullptr);
  bytes_ -= connection.accounted;
  connections_.erase(connection.fd);
  if (closing_) {
    ::close(ready.fd);
    return;
  }
  ++in_service_;
  {
    std::lock_guard lock(mutex_);
    ready_.push_back(std::move(ready));
  }
  ready_signal_.notify_one();
}

void FrontDoor::refuse(Connection& connection, int status, const std::string& code,
                       const std::string& detail) {
  connection.parser = RequestParser();
  connection.phase = Phase::writing;
  connection.deadline = clock_.steady_now() + options_.write_deadline;
  connection.outbox.add(refusal_bytes(status, code, detail, new_id("req", clock_, random_)));
  flush(connection);
}

// May drop the connection: callers look it up again before they go on with it.
void FrontDoor::flush(Connection& connection) {
  const int fd = connection.fd;
  const auto progress = connection.outbox.send_to(fd);
  connection.last_written = clock_.steady_now();
  if (progress == Outbox::Progress::broken) return drop(fd);
  account(connection);
  if (!connections_.contains(fd)) return;
  if (progress == Outbox::Progress::all_sent && connection.phase == Phase::writing)
    return begin_linger(connection);
  watch(connection);
}

void FrontDoor::begin_linger(Connection& connection) {
  ::shutdown(connection.fd, SHUT_WR);
  connection.phase = Phase::lingering;
  connection.deadline = clock_.steady_now() + options_.linger_deadline;
  connection.watches_output = true;  // unknown: the client may have half-closed
  watch(connection);
}

// Many slow connections together must not eat the host's memory: the one that holds most goes first.
void FrontDoor::account(Connection& connection) {
  const size_t held = connection.parser.buffered() + connection.outbox.bytes();
  bytes_ = bytes_ - connection.accounted + held;
  connection.accounted = held;
  while (bytes_ + service_bytes_ > options_.bytes_max) {
    const auto largest = std::max_element(
        connections_.begin(), connections_.end(),
        [](const auto& a, const auto& b) { return a.second->accounted < b.second->accounted; });
    if (largest == connections_.end() || largest->second->accounted == 0) return;
    drop(largest->first);
  }
}

void FrontDoor::take_inbox() {
  std::vector<AnsweredSocket> answered;
  std::vector<std::shared_ptr<const std::string>> events;
  std::vector<std::string> owners;
  bool lost = false;
  {
    std::lock_guard lock(mutex_);
    answered.swap(answered_);
    events.swap(events_);
    owners.swap(owners_to_close_);
    lost = std::exchange(events_lost_, false);
  }
  for (auto& socket : answered)
    adopt(std::move(socket));
  for (const auto& event : events)
    broadcast(event);
  if (lost) broadcast(resync_event());
  for (const auto& owner : owners) {
    std::vector<int> ended;
    for (const auto& [fd, connection] : connections_)
      if (connection->phase == Phase::streaming && connection->owner == owner) ended.push_back(fd);
    for (const int fd : ended)
      drop(fd);
  }
}

void FrontDoor::adopt(AnsweredSocket socket) {
  --in_service_;
  service_bytes_ -= socket.request_bytes;
  if (socket.broken) {
    if (socket.event_stream) --event_streams_;
    // An orderly end would make a broken-off answer look complete.
    const linger abort_on_close{1, 0};
    setsockopt(socket.fd, SOL_SOCKET, SO_LINGER, &abort_on_close, sizeof abort_on_close);
    ::close(socket.fd);
    return;
  }
  auto connection = std::make_unique<Connection>();
  connection->fd = socket.fd;
  connection->serial = ++last_serial_;
  const SteadyTime now = clock_.steady_now();
  if (socket.event_stream) {
    connection->phase = Phase::streaming;
    connection->owner = socket.event_stream_owner;
    const Duration most = options_.stream_lifetime;
    connection->deadline = now + std::min(most, socket.event_stream_for.value_or(most));
  } else {
    connection->phase = Phase::writing;
    const auto extra_s = static_cast<int64_t>(socket.unsent.size() / limits::kResponseBytesPerSecondMin);
    connection->deadline = now + options_.write_deadline + std::chrono::seconds{extra_s};
  }
  if (!socket.wrote_anything)
    socket.unsent =
        refusal_bytes(503, "busy", "The admin interface is busy or stopping; try again in a moment",
                      new_id("req", clock_, random_));
  connection->outbox.add(std::move(socket.unsent));
  Connection& added = *connection;
  connections_[socket.fd] = std::move(connection);
  watch(added, true);
  flush(added);
}

void FrontDoor::broadcast(const std::shared_ptr<const std::string>& event) {
  std::vector<int> streams;
  for (const auto& [fd, connection] : connections_)
    if (connection->phase == Phase::streaming) streams.push_back(fd);
  for (const int fd : streams) {
    const auto found = connections_.find(fd);
    if (found == connections_.end()) continue;
    Connection& connection = *found->second;
    if (connection.outbox.bytes() + event->size() > options_.event_stream_bytes_max) {
      connection.outbox.drop_unsent_pieces();
      connection.outbox.add(resync_event());
    } else {
      connection.outbox.add(event);
    }
    flush(connection);
  }
}

void FrontDoor::sweep() {
  const SteadyTime now = clock_.steady_now();
  std::vector<int> late, ended, silent;
  for (const auto& [fd, connection] : connections_) {
    const bool streaming = connection->phase == Phase::streaming;
    const bool unwanted = closing_ && (streaming || connection->phase == Phase::reading);
    if (unwanted || (now >= connection->deadline && connection->phase != Phase::reading))
      ended.push_back(fd);
    else if (now >= connection->deadline)
      late.push_back(fd);
    else if (streaming && now - connection->last_written >= options_.ping_every)
      silent.push_back(fd);
  }
  for (const int fd : ended)
    drop(fd);
  for (const int fd : late) {
    const auto found = connections_.find(fd);
    if (found == connections_.end()) continue;
    if (!found->second->received_anything())
      drop(fd);
    else
      refuse(*found->second, 408, "request_timeout", "The request was not complete in time");
  }
  for (const int fd : silent) {
    const auto found = connections_.find(fd);
    if (found == connections_.end()) continue;
    if (found->second->outbox.empty()) found->second->outbox.add(ping_event());
    flush(*found->second);
  }
  if (!accepting_ && now >= accept_again_ && !closing_) {
    accepting_ = true;
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u64 = make_tag(listener_, 0);
    epoll_ctl(epoll_, EPOLL_CTL_ADD, listener_, &event);
  }
  if (closing_ && accepting_) {
    epoll_ctl(epoll_, EPOLL_CTL_DEL, listener_, nullptr);
    ::close(std::exchange(listener_, -1));
    accepting_ = false;
  }
}

void FrontDoor::drop(int fd) {
  const auto found = connections_.find(fd);
  if (found == connections_.end()) return;
  if (found->second->phase == Phase::streaming) --event_streams_;
  bytes_ -= found->second->accounted;
  ::close(fd);
  connections_.erase(found);
}

}  // namespace mooring::host::http
