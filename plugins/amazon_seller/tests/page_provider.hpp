// A run of a stream that is read page by page, against answers that a test makes up.
#pragma once
#include <functional>
#include <mooring/plugin.hpp>
#include <mooring/testing/task_driver.hpp>
#include <string>

namespace amazon_seller::testing {

using namespace mooring;
using namespace mooring::testing;

// Every answer has the request id "req-1".
inline TaskResult sync_answers(const std::string& stream,
                               const std::function<CannedResponse(const SeenRequest&)>& answer_of,
                               const std::string& cursor = {}) {
  // One for thousands of answers: a driver reads the manifest when it is made.
  static ScriptedHttp http;
  static TaskDriver driver(mooring_plugin_v1, http);
  http.otherwise([&](const SeenRequest& request) {
    CannedResponse answer = answer_of(request);
    answer.headers.emplace_back("x-amzn-requestid", "req-1");
    return answer;
  });
  driver.clock = VirtualClock(*parse_time("2026-02-01T00:00:00Z"));
  driver.call.history_from = *parse_time("2026-01-31T12:00:00Z");
  driver.call.account_id = "A1SELLER";
  driver.call.marketplaces = {"ATVPDKIKX0DER"};
  driver.call.settings = {{"order_items.asin", "2026-01-01T00:00:00Z B01\n"}};
  driver.call.cursor = cursor;
  return driver.sync(stream);
}

// The same with the status 200.
inline TaskResult sync_pages(const std::string& stream,
                             const std::function<std::string(const SeenRequest&)>& body_of,
                             const std::string& cursor = {}) {
  const auto answer_of = [&](const SeenRequest& request) {
    return CannedResponse{200, body_of(request), {}};
  };
  return sync_answers(stream, answer_of, cursor);
}

}  // namespace amazon_seller::testing
