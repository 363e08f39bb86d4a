// A TCP server on loopback that says exactly the bytes a test wants, one script per connection, each on its
// own thread. The destructor closes everything and joins: a script that waits on its peer ends then.
#pragma once
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdlib>
#include <functional>
#include <mutex>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace mooring::host {

class RawConnection {
 public:
  RawConnection(int fd, const std::atomic<bool>& stopping) : fd_(fd), stopping_(stopping) {}

  // The next request, headers and body by Content-Length; empty when the peer has closed.
  std::string read_request() {
    while (true) {
      size_t end = buffer_.find("\r\n\r\n");
      if (end != std::string::npos) {
        size_t at = buffer_.find("Content-Length: ");
        size_t body = at < end ? std::strtoul(buffer_.c_str() + at + 16, nullptr, 10) : 0;
        if (buffer_.size() >= end + 4 + body) {
          std::string request = buffer_.substr(0, end + 4 + body);
          buffer_.erase(0, request.size());
          return request;
        }
      }
      char piece[16384];
      ssize_t got = recv(fd_, piece, sizeof piece, 0);
      if (got <= 0) return {};
      buffer_.append(piece, static_cast<size_t>(got));
    }
  }
  // False when the peer is gone.
  bool send(std::string_view bytes) {
    while (!bytes.empty()) {
      ssize_t sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<size_t>(sent));
    }
    return true;
  }
  // Sends byte by byte with a pause between, for as long as the peer listens.
  void drip(std::string_view bytes, std::chrono::milliseconds pause) {
    for (char byte : bytes) {
      if (stopping_ || !send({&byte, 1})) return;
      poll(nullptr, 0, static_cast<int>(pause.count()));
    }
  }
  void wait_closed() {
    char piece[4096];
    while (recv(fd_, piece, sizeof piece, 0) > 0) {
    }
  }
  // The connection ends with RST instead of FIN.
  void reset_on_close() {
    linger option{1, 0};
    setsockopt(fd_, SOL_SOCKET, SO_LINGER, &option, sizeof option);
  }
  int fd() const { return fd_; }

 private:
  int fd_;
  const std::atomic<bool>& stopping_;
  std::string buffer_;
};

class RawServer {
 public:
  using Script = std::function<void(RawConnection&)>;

  explicit RawServer(Script script) : script_(std::move(script)) {
    listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    if (bind(listener_, generic, size) != 0 || listen(listener_, 64) != 0 ||
        getsockname(listener_, generic, &size) != 0)
      throw std::runtime_error("cannot listen on loopback");
    port_ = ntohs(address.sin_port);
    acceptor_ = std::thread([this] { accept_all(); });
  }

  ~RawServer() {
    stopping_ = true;
    shutdown(listener_, SHUT_RDWR);
    acceptor_.join();
    close(listener_);
    {
      std::lock_guard lock(mutex_);
      for (int fd : open_)
        shutdown(fd, SHUT_RDWR);
    }
    for (auto& thread : threads_)
      thread.join();
  }

  // Reads one request and answers with these bytes, then closes.
  static Script says(std::string bytes) {
    return [bytes = std::move(bytes)](RawConnection& peer) {
      peer.read_request();
      peer.send(bytes);
    };
  }

  uint16_t port() const { return port_; }
  std::string authority() const { return "127.0.0.1:" + std::to_string(port_); }
  std::string url(const std::string& path = "/") const { return "http://" + authority() + path; }
  int connections() const { return connections_; }

 private:
  void accept_all() {
    while (true) {
      int fd = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
      if (fd < 0) return;
      ++connections_;
      std::lock_guard lock(mutex_);
      open_.push_back(fd);
      threads_.emplace_back([this, fd] {
        RawConnection peer(fd, stopping_);
        script_(peer);
        std::lock_guard inner(mutex_);
        open_.erase(std::find(open_.begin(), open_.end(), fd));
        close(fd);
      });
    }
  }

  Script script_;
  int listener_ = -1;
  uint16_t port_ = 0;
  std::atomic<bool> stopping_{false};
  std::atomic<int> connections_{0};
  std::mutex mutex_;
  std::vector<int> open_;
  std::vector<std::thread> threads_;
  std::thread acceptor_;
};

// Makes "HTTP/1.1 200 OK" with a length.
inline std::string plain_answer(std::string_view body, std::string_view more_headers = {}, int status = 200) {
  return "HTTP/1.1 " + std::to_string(status) + " Status\r\nContent-Length: " + std::to_string(body.size()) +
         "\r\n" + std::string(more_headers) + "\r\n" + std::string(body);
}

}  // namespace mooring::host
