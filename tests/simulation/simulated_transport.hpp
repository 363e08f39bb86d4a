// The host's way out of a simulation: hands requests to the Amazon simulator after a latency that swings with the seed, without a socket.
// Belongs to the core executor, as the real transport's callers do.
#pragma once
#include <filesystem>
#include <functional>
#include <map>

#include "base/executor.hpp"
#include "base/random.hpp"
#include "simulator/amazon/simulator.hpp"
#include "transport/transport.hpp"

namespace mooring::test {

inline constexpr char kSimulatorUrl[] = "http://127.0.0.1:1";  // never opened

class SimulatorTransport final : public host::HttpTransport {
 public:
  SimulatorTransport(amazon_simulator::AmazonSimulator& simulator, host::Executor& core, host::Random& random,
                     std::filesystem::path spool_folder)
      : simulator_(simulator), core_(core), random_(random), spool_folder_(std::move(spool_folder)) {}
  host::HttpRequestId send(host::HttpRequest request, std::function<void(host::HttpResult)> done) override;
  void cancel(host::HttpRequestId id) override { pending_.erase(id); }

 private:
  amazon_simulator::Reply ask(const host::HttpRequest& request);
  host::HttpResult to_result(amazon_simulator::Reply reply, bool to_disk) const;

  amazon_simulator::AmazonSimulator& simulator_;
  host::Executor& core_;
  host::Random& random_;
  std::filesystem::path spool_folder_;
  std::map<host::HttpRequestId, std::function<void(host::HttpResult)>> pending_;
  host::HttpRequestId last_id_ = 0;
};

}  // namespace mooring::test
