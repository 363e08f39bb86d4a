#include <catch2/catch.hpp>

#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Net/NetException.h>
#include <Poco/StreamCopier.h>
#include <Poco/TemporaryFile.h>

#include <fstream>

#include "client.hpp"
#include "simulator/amazon/scenario.hpp"

using namespace mooring::amazon_simulator;

namespace {

std::string fetch(Poco::Net::HTTPClientSession& session, const std::string& target, const std::string& token,
                  Poco::Net::HTTPResponse& response) {
  Poco::Net::HTTPRequest request("GET", target, "HTTP/1.1");
  request.set("x-amz-access-token", token);
  session.sendRequest(request);
  std::string body;
  Poco::StreamCopier::copyToString(session.receiveResponse(response), body);
  return body;
}

mooring::host::Result<std::vector<Fault>> scenario(const std::string& text) {
  const Poco::TemporaryFile file;
  std::ofstream(file.path()) << text;
  return read_scenario(file.path(), 1'000'000);
}

}  // namespace

TEST_CASE("the server answers over one kept connection, and bad deliveries reach the client as such") {
  Client client;
  REQUIRE(client.simulator.start());
  const std::string token = client.access_token();
  Poco::Net::HTTPClientSession session("127.0.0.1", client.simulator.port());
  session.setKeepAlive(true);
  for (int i = 0; i < 3; ++i) {
    Poco::Net::HTTPResponse response;
    CHECK(parse(fetch(session, kParticipations, token, response))->has("payload"));
    CHECK(response.getStatus() == 200);
    CHECK(response.getKeepAlive());
  }
  client.control("/faults", R"({"kind":"cut","count":1})");
  Poco::Net::HTTPResponse cut;
  CHECK_THROWS_AS(fetch(session, kParticipations, token, cut), Poco::Exception);

  client.control("/faults", R"({"kind":"truncated","count":1})");
  Poco::Net::HTTPClientSession second("127.0.0.1", client.simulator.port());
  Poco::Net::HTTPResponse truncated;
  const std::string half = fetch(second, kParticipations, token, truncated);
  CHECK(half.size() < static_cast<size_t>(truncated.getContentLength()));
  client.simulator.stop();
  Poco::Net::HTTPClientSession third("127.0.0.1", client.simulator.port());
  Poco::Net::HTTPResponse none;
  CHECK_THROWS_AS(fetch(third, "/", "", none), Poco::Exception);
}

TEST_CASE("a port in use is an error that says which") {
  Client first;
  REQUIRE(first.simulator.start());
  Options options;
  options.port = first.simulator.port();
  AmazonSimulator second(options);
  const auto started = second.start();
  REQUIRE_FALSE(started);
  CHECK(started.error().message.find(std::to_string(options.port)) != std::string::npos);
}

TEST_CASE("a scenario is read with its times, and mistakes name file and line") {
  const auto faults = scenario("[[fault]]\nat = \"30s\"\nfor = \"2m\"\nkind = \"throttle\"\ncount = 3\n");
  REQUIRE(faults);
  REQUIRE(faults->size() == 1);
  CHECK(faults->front().from_us == 31'000'000);
  CHECK(faults->front().until_us == 151'000'000);
  CHECK(faults->front().count == 3);

  const auto message = [](const std::string& text) {
    const auto result = scenario(text);
    return result ? std::string("no error") : result.error().message;
  };
  CHECK(message("[[fault]]\nkind = \"throtle\"\n").find(":1: ") != std::string::npos);
  CHECK(message("[[fault]]\nkind = \"cut\"\nwhen = 3\n").find(":3: unknown key 'when'") != std::string::npos);
  CHECK(message("[[fault]]\nkind = \"cut\"\nat = 3\n").find(":3: at must be a duration") !=
        std::string::npos);
  CHECK(message("[[fault]\n").find(":1: ") != std::string::npos);
}
