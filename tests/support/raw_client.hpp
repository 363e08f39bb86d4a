// A TCP client that sends exactly the bytes it is given and reads until the server closes (or a deadline
// passes).
#pragma once
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <string>
#include <string_view>
#include <utility>

namespace mooring::test {

class RawClient {
 public:
  // receive_buffer_bytes > 0: a small window, to be a slow reader.
  explicit RawClient(uint16_t port, int receive_buffer_bytes = 0) {
    fd_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (receive_buffer_bytes > 0)
      setsockopt(fd_, SOL_SOCKET, SO_RCVBUF, &receive_buffer_bytes, sizeof receive_buffer_bytes);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(fd_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) close();
  }
  RawClient(RawClient&& other) noexcept : fd_(std::exchange(other.fd_, -1)), ended_(other.ended_) {}
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;
  ~RawClient() { close(); }

  bool connected() const { return fd_ >= 0; }
  bool send(std::string_view bytes) const {
    while (!bytes.empty()) {
      const ssize_t sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<size_t>(sent));
    }
    return true;
  }
  // The kernel then takes little ahead: send() meets what the server does.
  void limit_send_buffer(int bytes) const { setsockopt(fd_, SOL_SOCKET, SO_SNDBUF, &bytes, sizeof bytes); }
  void end_of_sending() const { ::shutdown(fd_, SHUT_WR); }

  // Everything until the server closes; ended() tells whether it did within the time.
  std::string read_all(std::chrono::milliseconds within = std::chrono::seconds{5}) {
    return read_while(within, [](const std::string&) { return true; });
  }
  std::string read_until(std::string_view text, std::chrono::milliseconds within = std::chrono::seconds{5}) {
    return read_while(within, [&](const std::string& got) { return got.find(text) == std::string::npos; });
  }
  bool ended() const { return ended_; }
  void close() {
    if (fd_ >= 0) ::close(std::exchange(fd_, -1));
  }

 private:
  template <class GoOn>
  std::string read_while(std::chrono::milliseconds within, GoOn go_on) {
    std::string got;
    const auto until = std::chrono::steady_clock::now() + within;
    while (go_on(got)) {
      const auto left =
          std::chrono::duration_cast<std::chrono::milliseconds>(until - std::chrono::steady_clock::now())
              .count();
      pollfd wanted{fd_, POLLIN, 0};
      if (left <= 0 || ::poll(&wanted, 1, static_cast<int>(left)) <= 0) return got;
      char buffer[16384];
      const ssize_t count = ::recv(fd_, buffer, sizeof buffer, 0);
      if (count <= 0) {
        ended_ = true;
        return got;
      }
      got.append(buffer, static_cast<size_t>(count));
    }
    return got;
  }

  int fd_ = -1;
  bool ended_ = false;
};

}  // namespace mooring::test
