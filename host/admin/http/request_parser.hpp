// Strict reading of ONE HTTP/1.1 request (RFC 9112), byte by byte as it arrives. Whatever two programs could
// read differently is refused: bare LF, folded lines, NUL, spaces before a colon, repeated or odd lengths,
// Transfer-Encoding, no Host or two, targets that are not a plain path. Pure: no sockets, no clock. Owned by
// one connection.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

#include "admin/http/message.hpp"
#include "base/limits.hpp"

namespace mooring::host::http {

struct Refusal {
  int status = 0;  // 400, 411, 413, 414, 417, 431, 501, 505
  std::string code, detail;
};

class RequestParser {
 public:
  enum class State { head, body, complete, refused };

  // Takes more bytes. What follows a complete request is ignored: a connection carries one request.
  State feed(std::string_view bytes);
  State state() const { return state_; }
  const Refusal& refusal() const { return refusal_; }
  bool wants_continue() const {
    return wants_continue_;
  }  // the client waits for "100 Continue" before its body
  size_t buffered() const { return line_.size() + head_bytes_ + request_.body.size(); }
  Request take() { return std::move(request_); }

 private:
  void take_head(std::string_view& bytes);
  void take_line(std::string_view line);
  void take_request_line(std::string_view line);
  void take_field(std::string_view line);
  void take_length(std::string_view value);
  void end_of_head();
  void refuse(int status, std::string code, std::string detail);

  State state_ = State::head;
  Refusal refusal_;
  Request request_;
  std::string line_;       // the line that is still incomplete
  size_t head_bytes_ = 0;  // of complete lines
  bool has_request_line_ = false, has_length_ = false, has_transfer_encoding_ = false;
  bool wants_continue_ = false;
  size_t host_count_ = 0;
  size_t length_ = 0;
};

}  // namespace mooring::host::http
