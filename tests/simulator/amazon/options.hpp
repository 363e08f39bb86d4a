// What a simulator is started with, and the well-known names of its demo applications.
// Filled by main.cpp or by a test; read once by AmazonSimulator.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "base/clock.hpp"

namespace mooring::amazon_simulator {

// An application as it is registered in Amazon's developer console.
struct Application {
  std::string client_id;
  std::string client_secret;
  std::string application_id;
  std::string name;
  bool draft = false;                      // consent asks for version=beta, else page MD1000
  bool misconfigured = false;              // consent always answers page MD9100
  bool private_app = false;                // no consent by redirect: only self-authorisation
  std::vector<std::string> redirect_uris;  // exact; empty: the loopback callbacks of a Mooring host
};
// `issuers`: a regular expression for those in the path of a Mooring host's callbacks.
bool is_registered(const Application& application, const std::string& redirect_uri, const char* issuers);

// How the orders of a seller are spread over the history. Afterwards they keep coming at the pace of its end.
enum class OrdersShape {
  even,
  growing,   // nine times as many at the end as at the beginning
  seasonal,  // two seasons a history, nine times as many as between them
  launched,  // hardly any until the last third
};

inline constexpr const char* kDemoClientId = "amzn1.application-oa2-client.mooring-demo";
inline constexpr const char* kDemoClientSecret = "amzn1.oa2-cs.v1.mooring-demo";
inline constexpr const char* kDemoApplicationId = "amzn1.sp.solution.mooring-demo";

// A public demo application, a private one, a draft and a misconfigured one.
std::vector<Application> demo_applications();

struct Options {
  uint16_t port = 0;  // 0: any free port
  uint64_t seed = 7;
  int sellers = 6;        // spread over the three regions
  int vendors = 3;        // spread over the three regions
  int64_t orders = 2000;  // per seller over the history; new ones keep coming at the same pace
  int history_days = 400;
  OrdersShape orders_shape = OrdersShape::even;
  double budget_scale = 1;  // "dynamic usage plan": rates and bursts of all operations times this
  double report_delay_s =
      60;  // a report of the Reports API takes half to twice that, one in fifty up to sixty times
  int report_fail_percent = 0;  // reports that end as FATAL
  int64_t listings = 0;         // per store, in the listings report; at least one for each product
  bool gzip = false;            // compress answers when the client accepts it
  // Amazon Ads. Counts are those at the start; a quarter more of everything comes in 120 days.
  int ads_profiles = 4;        // per region
  int64_t ads_campaigns = 40;  // per profile, of all three ad products
  int ads_ad_groups = 2;       // per campaign
  int64_t ads_keywords = 400;  // Sponsored Products keywords per profile; other targets in proportion
  int ads_history_days = 120;
  double ads_report_delay_s = 120;  // a report takes half to twice that, one in fifty up to sixty times
  int ads_report_fail_percent = 1;  // reports that end as FAILED
  int ads_throttle_percent = 0;     // requests answered with 429 of Ads' three kinds
  int ads_list_glitch_percent = 0;  // listings that leave out some entities
  std::string scenario_file;        // TOML with timed faults; empty: none
  std::string
      sandbox_models;  // folder with Amazon's models: their examples are answered below /sandbox; empty: no sandbox
  std::vector<Application> applications = demo_applications();
  // The time of the simulated world. Null: the simulator uses the system's clock. Must outlive the simulator.
  const host::Clock* clock = nullptr;
  // Set when the control API may move the time; then clock must be null or the same object.
  host::VirtualClock* virtual_clock = nullptr;
};

}  // namespace mooring::amazon_simulator
