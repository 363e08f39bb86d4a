// The Amazon simulator: login, consent, Sellers and Orders APIs of three regions, on 127.0.0.1 only.
//   AmazonSimulator simulator({.seed = 7});  simulator.start();  ... simulator.url() + "/na" ...
// Owned by a test or by main.cpp; every member may be called from any thread.
#pragma once
#include <memory>
#include <string>

#include "base/result.hpp"
#include "simulator/amazon/http.hpp"
#include "simulator/amazon/options.hpp"

namespace mooring::amazon_simulator {

class World;

class AmazonSimulator {
 public:
  explicit AmazonSimulator(const Options& options);
  ~AmazonSimulator();
  AmazonSimulator(const AmazonSimulator&) = delete;
  AmazonSimulator& operator=(const AmazonSimulator&) = delete;

  host::Status start();  // listens; also reads the scenario
  void stop();           // aborts open connections; returns quickly
  uint16_t port() const;
  std::string url() const;  // http://127.0.0.1:PORT

  // One request without a socket, as the server would answer it (the log included).
  Reply handle(const Request& request);
  World& world();

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace mooring::amazon_simulator
