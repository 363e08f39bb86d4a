#include "admin/http/front_door.hpp"

#include <arpa/inet.h>
#include <netdb.h>
#include <pthread.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "admin/http/connection.hpp"

namespace mooring::host::http {
namespace {

constexpr size_t kEventsWaitingMax = 1024;

struct AddressFree {
  void operator()(addrinfo* info) const { freeaddrinfo(info); }
};

uint16_t bound_port(int fd) {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  if (getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) != 0) return 0;
  if (address.ss_family == AF_INET6) return ntohs(reinterpret_cast<sockaddr_in6*>(&address)->sin6_port);
  return ntohs(reinterpret_cast<sockaddr_in*>(&address)->sin_port);
}

Error bind_error(const FrontDoorOptions& options, int problem) {
  const std::string where = options.bind + ":" + std::to_string(options.port);
  if (problem == EADDRINUSE)
    return {"admin_port_busy", "The admin interface cannot listen on " + where + ": the port is in use",
            "Stop the program that uses it, or set another port with admin.port in the configuration"};
  return {"admin_bind_failed",
          "The admin interface cannot listen on " + where + ": " + std::strerror(problem),
          "Check admin.bind (an address of this machine) and admin.port in the configuration"};
}

}  // namespace

FrontDoor::FrontDoor(const FrontDoorOptions& options, const Clock& clock, Random& random)
    : options_(options), clock_(clock), random_(random) {}

Result<std::unique_ptr<FrontDoor>> FrontDoor::open(const FrontDoorOptions& options, const Clock& clock,
                                                   Random& random) {
  std::unique_ptr<FrontDoor> door(new FrontDoor(options, clock, random));
  if (Status listening = door->listen(); !listening) return fail(listening.error());
  door->epoll_ = epoll_create1(EPOLL_CLOEXEC);
  door->waker_ = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.u64 = make_tag(door->waker_, 0);
  bool watching = epoll_ctl(door->epoll_, EPOLL_CTL_ADD, door->waker_, &event) == 0;
  event.data.u64 = make_tag(door->listener_, 0);
  watching = watching && epoll_ctl(door->epoll_, EPOLL_CTL_ADD, door->listener_, &event) == 0;
  if (!watching) return fail(bind_error(options, errno));
  door->thread_ = std::thread([raw = door.get()] { raw->run(); });
  pthread_setname_np(door->thread_.native_handle(), "front-door");
  return door;
}

Status FrontDoor::listen() {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE;
  addrinfo* found = nullptr;
  if (getaddrinfo(options_.bind.c_str(), std::to_string(options_.port).c_str(), &hints, &found) != 0)
    return fail("admin_bind_failed", "admin.bind = \"" + options_.bind + "\" is not a numeric address",
                "Use an address of this machine, for example 127.0.0.1");
  const std::unique_ptr<addrinfo, AddressFree> address(found);
  listener_ = ::socket(address->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (listener_ < 0) return fail(bind_error(options_, errno));
  const int on = 1;
  setsockopt(listener_, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (::bind(listener_, address->ai_addr, address->ai_addrlen) != 0 || ::listen(listener_, SOMAXCONN) != 0)
    return fail(bind_error(options_, errno));
  port_ = bound_port(listener_);
  return {};
}

FrontDoor::~FrontDoor() {
  stop();
  for (auto& request : ready_)
    ::close(request.fd);
  for (auto& socket : answered_)
    ::close(socket.fd);
  for (const int fd : {listener_, epoll_, waker_})
    if (fd >= 0) ::close(fd);
}

bool FrontDoor::wait_ready(Duration timeout) {
  std::unique_lock lock(mutex_);
  ready_signal_.wait_for(lock, timeout, [&] { return !ready_.empty() || closing_; });
  return !ready_.empty();
}

std::optional<ReadyRequest> FrontDoor::take_ready() {
  std::lock_guard lock(mutex_);
  if (ready_.empty()) return std::nullopt;
  ReadyRequest request = std::move(ready_.front());
  ready_.pop_front();
  return request;
}

void FrontDoor::give_back(AnsweredSocket socket) {
  {
    std::lock_guard lock(mutex_);
    answered_.push_back(std::move(socket));
  }
  wake();
}

void FrontDoor::publish(std::string event) {
  if (event_streams_ == 0) return;
  {
    std::lock_guard lock(mutex_);
    if (events_.size() < kEventsWaitingMax)
      events_.push_back(std::make_shared<const std::string>(std::move(event)));
    else
      events_lost_ = true;
  }
  wake();
}

void FrontDoor::close_event_streams(const std::string& owner) {
  {
    std::lock_guard lock(mutex_);
    owners_to_close_.push_back(owner);
  }
  wake();
}

bool FrontDoor::reserve_event_stream() {
  size_t open = event_streams_;
  while (open < options_.event_streams_max)
    if (event_streams_.compare_exchange_weak(open, open + 1)) return true;
  return false;
}

void FrontDoor::wake() {
  const uint64_t one = 1;
  [[maybe_unused]] const ssize_t written = ::write(waker_, &one, sizeof one);
}

void FrontDoor::close() {
  {
    std::lock_guard lock(mutex_);
    closing_ = true;
  }
  ready_signal_.notify_all();
  wake();
}

void FrontDoor::stop() {
  if (!thread_.joinable()) return;
  close();
  stopping_ = true;
  wake();
  thread_.join();
}

}  // namespace mooring::host::http
