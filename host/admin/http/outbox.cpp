#include "admin/http/outbox.hpp"

#include <sys/socket.h>

#include <cerrno>

namespace mooring::host::http {

void Outbox::add(std::shared_ptr<const std::string> piece) {
  if (piece->empty()) return;
  bytes_ += piece->size();
  pieces_.push_back(std::move(piece));
}

Outbox::Progress Outbox::send_to(int fd) {
  while (!pieces_.empty()) {
    const std::string& piece = *pieces_.front();
    const ssize_t sent =
        ::send(fd, piece.data() + sent_of_first_, piece.size() - sent_of_first_, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0) {
      if (errno == EINTR) continue;
      return errno == EAGAIN || errno == EWOULDBLOCK ? Progress::would_block : Progress::broken;
    }
    sent_of_first_ += static_cast<size_t>(sent);
    bytes_ -= static_cast<size_t>(sent);
    if (sent_of_first_ < piece.size()) continue;
    pieces_.pop_front();
    sent_of_first_ = 0;
  }
  return Progress::all_sent;
}

void Outbox::drop_unsent_pieces() {
  const size_t keep = sent_of_first_ > 0 ? 1 : 0;
  while (pieces_.size() > keep) {
    bytes_ -= pieces_.back()->size();
    pieces_.pop_back();
  }
}

}  // namespace mooring::host::http
