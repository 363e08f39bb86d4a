// One inbound socket in the front door's hands. Private to front_door*.cpp.
#pragma once
#include <string>

#include "admin/http/front_door.hpp"
#include "admin/http/request_parser.hpp"

namespace mooring::host::http {

// What epoll hands back: the descriptor, and whose it was.
inline uint64_t make_tag(int fd, uint64_t serial) {
  return serial << 32 | static_cast<uint32_t>(fd);
}
inline int tag_fd(uint64_t tag) {
  return static_cast<int>(tag & 0xffffffffu);
}

enum class Phase {
  reading,    // until the request is complete
  writing,    // the rest of an answer
  lingering,  // our side is closed; waits for the client to close, so that it can read the answer
  streaming,  // an event stream
};

struct FrontDoor::Connection {
  int fd = -1;
  uint64_t serial = 0;
  Phase phase = Phase::reading;
  std::string peer;
  SteadyTime deadline{}, last_written{};
  RequestParser parser;
  Outbox outbox;
  std::string owner;  // of an event stream
  size_t accounted = 0, discarded = 0;
  bool said_continue = false;
  bool watches_output = false;
  bool received_anything() const { return parser.buffered() > 0; }
};

}  // namespace mooring::host::http
