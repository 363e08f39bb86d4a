// Listens on 127.0.0.1 and carries requests to a handler and answers back, well or badly as the answer
// orders. Owned by AmazonSimulator. start and stop from one thread.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>

#include "base/result.hpp"
#include "http.hpp"

namespace mooring::amazon_simulator {

class Server {
 public:
  using Handler = std::function<Reply(const Request&)>;
  explicit Server(Handler handler);
  ~Server();
  host::Status start(uint16_t port);
  void stop();
  uint16_t port() const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace mooring::amazon_simulator
