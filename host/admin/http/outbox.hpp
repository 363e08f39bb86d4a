// What is still to be written to one socket, in order: pieces that may be shared between sockets. One thread.
#pragma once
#include <deque>
#include <memory>
#include <string>

namespace mooring::host::http {

class Outbox {
 public:
  enum class Progress { all_sent, would_block, broken };

  void add(std::shared_ptr<const std::string> piece);
  void add(std::string piece) { add(std::make_shared<const std::string>(std::move(piece))); }
  Progress send_to(int fd);
  // Keeps only the piece that is half sent, so that the stream stays well formed.
  void drop_unsent_pieces();
  bool empty() const { return pieces_.empty(); }
  size_t bytes() const { return bytes_; }

 private:
  std::deque<std::shared_ptr<const std::string>> pieces_;
  size_t sent_of_first_ = 0;
  size_t bytes_ = 0;
};

}  // namespace mooring::host::http
