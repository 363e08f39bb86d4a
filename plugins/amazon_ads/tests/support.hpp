// What the tests that play Amazon share: one selected profile, and a provider that is a function.
#pragma once
#include <functional>
#include <mooring/plugin.hpp>
#include <mooring/testing/task_driver.hpp>
#include <string>

namespace amazon_ads::testing {

using Answer = std::function<mooring::testing::Outcome(const mooring::testing::SeenRequest&)>;

inline mooring::Marketplace kettle_profile() {
  mooring::Marketplace profile("3001", "Blue Kettle Ltd, DE");
  profile.country_code = "DE";
  profile.currency = "EUR";
  profile.time_zone = "Europe/Paris";
  return profile;
}

// A driver at noon of 10 January 2026 with two days of history.
class Amazon {
 public:
  explicit Amazon(Answer answer) : driver(mooring_plugin_v1, http) {
    http.otherwise(std::move(answer));
    driver.clock = mooring::testing::VirtualClock(*mooring::parse_time("2026-01-10T12:00:00Z"));
    driver.call.history_from = *mooring::parse_time("2026-01-08T00:00:00Z");
    driver.call.selected = {kettle_profile()};
  }

  size_t requests(const std::string& method, const std::string& path) const {
    size_t count = 0;
    for (const auto& seen : http.seen())
      count += seen.method == method && seen.path == path;
    return count;
  }

  mooring::testing::ScriptedHttp http;
  mooring::testing::TaskDriver driver;
};

inline mooring::testing::CannedResponse json(std::string body, int32_t status = 200) {
  return {status, std::move(body), {{"x-amzn-requestid", "req-1"}}};
}

inline bool says(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

// A provider whose reports are ready at once; `body` is what each holds.
inline Answer ready_reports(std::string body) {
  return [body = std::move(body), number = 0](const mooring::testing::SeenRequest& request) mutable {
    if (request.method == "POST")
      return json(R"({"reportId":"report-000)" + std::to_string(++number) + R"(","status":"PENDING"})");
    if (request.path.starts_with("/reporting/reports/"))
      return json(
          R"({"status":"COMPLETED","url":"https://reports.s3.amazonaws.com/r.json.gz?X-Amz-Signature=s"})");
    return json(body);
  };
}

}  // namespace amazon_ads::testing
