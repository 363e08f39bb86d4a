// The real HttpTransport: one thread that drives a libcurl multi handle, with connections kept and reused.
// send may be called from any thread; done runs on the executor given here; cancel is called on that
// executor. A request's deadline begins when it is sent, not while it waits for others to its host (decision 0028).
// Destroying it drops what is still under way without calling done. Owned by the composition root.
#pragma once
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "base/executor.hpp"
#include "base/limits_transport.hpp"
#include "transport/transport.hpp"

namespace mooring::host {

class CurlTransport final : public HttpTransport {
 public:
  struct Options {
    std::string user_agent;
    std::optional<std::filesystem::path> ca_bundle;  // PEM; default: the system's
    bool allow_insecure_loopback = true;             // http:// to loopback hosts that are listed
    std::filesystem::path spool_folder{};            // for bodies to disk; empty: they are refused
    std::string insecure_host{};  // also http:// to this one ("10.1.2.3:8420"): it is this machine
    size_t requests_per_host_max = limits::kRequestsPerHostMax;  // the others wait, and their time with them
  };

  CurlTransport(Executor& completions, Options options);
  ~CurlTransport() override;
  HttpRequestId send(HttpRequest request, std::function<void(HttpResult)> done) override;
  void cancel(HttpRequestId id) override;

  struct Counters {
    uint64_t requests = 0;            // handed to libcurl
    uint64_t connections_opened = 0;  // the difference to requests was reused
  };
  Counters counters() const;

 private:
  class Loop;
  struct Shared;
  std::shared_ptr<Shared> shared_;  // outlives this object in completions that are still posted
  std::unique_ptr<Loop> loop_;
};

}  // namespace mooring::host
