// What commands say of an answer of the API.
#include <catch2/catch.hpp>

#include <Poco/JSON/Parser.h>

#include "app/commands/connection_lines.hpp"
#include "app/commands/run_lines.hpp"

using namespace mooring::host::cli;

namespace {

JsonObject::Ptr parsed(const std::string& text) {
  Poco::JSON::Parser parser;
  return parser.parse(text).extract<JsonObject::Ptr>();
}

std::string waits_for(const std::string& run) {
  return run_waits_for(*parsed(run));
}

}  // namespace

TEST_CASE("a member that is null or not there is no object") {
  const auto object = parsed(R"({"entry": null, "queue": {"position": 1}, "text": "x"})");
  CHECK(object_at(*object, "entry").isNull());
  CHECK(object_at(*object, "nothing").isNull());
  CHECK(object_at(*object, "text").isNull());
  REQUIRE_FALSE(object_at(*object, "queue").isNull());
  CHECK(text_at(*object, "queue.position") == "1");
  CHECK(text_at(*object, "entry.id").empty());
}

TEST_CASE("a run tells what it waits for, and one that ended nothing") {
  CHECK(waits_for(R"({"state": "succeeded", "waiting_for": "", "waiting_until": null, "queue": null})")
            .empty());
  CHECK(waits_for(R"({"waiting_for": "budget", "waiting_until": null, "queue": null})") == "budget");
  CHECK(waits_for(R"({"waiting_for": "report", "waiting_until": "2026-11-22T10:00:00Z", "queue": null})") ==
        "report until 2026-11-22T10:00:00Z");
  CHECK(waits_for(R"({"waiting_for": "", "waiting_until": "2026-11-22T10:00:00Z", "queue": null})") ==
        "until 2026-11-22T10:00:00Z");
  CHECK(waits_for(R"({"waiting_for": "", "queue": {"waits_for": "place", "position": 3, "length": 12}})") ==
        "a place, 3 of 12");
  CHECK(waits_for(R"({"waiting_for": "", "queue": {"waits_for": "place", "position": null}})") == "a place");
  CHECK(waits_for(R"({"waiting_for": "", "queue": {"waits_for": "run", "position": null}})") ==
        "another run of its stream");
}

TEST_CASE("a connection's activity is told with its end") {
  CHECK(activity_text(*parsed(R"({"activity": "idle", "activity_until": null})")) == "idle");
  CHECK(activity_text(
            *parsed(R"({"activity": "waiting_for_budget", "activity_until": "2026-11-22T10:00:00Z"})")) ==
        "waiting for budget until 2026-11-22T10:00:00Z");
}
