// A simulator on a virtual clock, driven without sockets, and the calls that most tests make. One thread.
#pragma once
#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>

#include <string>

#include "base/clock.hpp"
#include "simulator/amazon/simulator.hpp"
#include "simulator/amazon/world.hpp"

namespace mooring::amazon_simulator {

inline constexpr const char* kParticipations = "/na/sellers/v1/marketplaceParticipations";
inline constexpr const char* kOrdersPath = "/na/orders/2026-01-01/orders";
inline constexpr const char* kRedirect = "http://127.0.0.1:8080/oauth/callback/amazon-seller-na";

Poco::JSON::Object::Ptr parse(const std::string& body);
std::string text_of(const std::string& body, const std::string& member);  // top-level string, "" when missing

struct Client {
  explicit Client(Options given = {}) : options(with_clock(std::move(given), clock)), simulator(options) {}

  Reply get(const std::string& target, const std::string& access_token = {});
  Reply post(const std::string& path, const std::string& form);
  Reply control(const std::string& path, const std::string& json);
  Reply token(const Fields& fields, const std::string& client_id = kDemoClientId,
              const std::string& secret = kDemoClientSecret);
  Reply refresh(const std::string& refresh_token);
  std::string access_token();  // of the first seller, by its well-known refresh token
  std::string refresh_token();
  std::string consent_code();  // approves and takes the code out of the redirect
  const Seller& seller() { return simulator.world().sellers.at(0); }

  host::VirtualClock clock{host::Timestamp{std::chrono::sys_days{std::chrono::year{2026} / 3 / 1}}};
  Options options;
  AmazonSimulator simulator;

 private:
  static Options with_clock(Options given, host::VirtualClock& clock) {
    given.virtual_clock = &clock;
    return given;
  }
};

const std::string& header(const Reply& reply, const std::string& name);  // "" when missing

}  // namespace mooring::amazon_simulator
