#include <catch2/catch.hpp>

#include "client.hpp"

using namespace mooring::amazon_simulator;
using namespace std::chrono_literals;

namespace {

std::string details(const Reply& reply) {
  return parse(reply.body)->getArray("errors")->getObject(0)->getValue<std::string>("details");
}
std::string code(const Reply& reply) {
  return parse(reply.body)->getArray("errors")->getObject(0)->getValue<std::string>("code");
}

}  // namespace

TEST_CASE("every 403 says its cause") {
  Client client;
  const std::string token = client.access_token();
  CHECK(details(client.get(kParticipations)) == "Access token is missing in the request header.");
  CHECK(details(client.get(kParticipations, "Atza|nonsense")) ==
        "The access token you provided is revoked, malformed or invalid.");
  CHECK(client.get(kParticipations, client.refresh_token()).status == 403);
  CHECK(details(client.get("/eu/sellers/v1/marketplaceParticipations", token)).empty());
  const Reply wrong_path = client.get("/na/sellers/v1/nothing", token);
  CHECK(wrong_path.status == 403);
  CHECK(header(wrong_path, "x-amzn-ErrorType") == "MissingAuthenticationTokenException");

  client.clock.advance(3600s);
  CHECK(details(client.get(kParticipations, token)) == "The access token you provided has expired.");
  const std::string later = client.access_token();
  CHECK(client.get(kParticipations, later).status == 200);
  client.control("/faults", R"({"kind":"revoke_grant","seller":")" + client.seller().id + "\"}");
  CHECK(details(client.get(kParticipations, later)) ==
        "The access token you provided is revoked, malformed or invalid.");
}

TEST_CASE("a fault hits only whom it names, as often as it says") {
  Client client;
  const std::string token = client.access_token();
  client.control("/faults", R"({"kind":"secret_expired","seller":"AOTHER"})");
  CHECK(client.simulator.world().faults.list().empty());  // unknown sellers are refused
  CHECK(client.control("/faults", R"({"kind":"throtle"})").body.find("Did you mean 'throttle'") !=
        std::string::npos);

  client.control("/faults", R"({"kind":"http_error","status":500,"endpoint":"getAccount","count":2})");
  CHECK(client.get(kParticipations, token).status == 200);
  CHECK(client.get("/na/sellers/v1/account", token).status == 500);
  CHECK(client.get("/na/sellers/v1/account", token).status == 500);
  CHECK(client.get("/na/sellers/v1/account", token).status == 200);

  client.control("/faults",
                 R"({"kind":"role_missing","endpoint":"getAccount","start_after_s":10,"duration_s":20})");
  CHECK(client.get("/na/sellers/v1/account", token).status == 200);
  client.clock.advance(10s);
  CHECK(client.get("/na/sellers/v1/account", token).status == 403);
  client.clock.advance(20s);
  CHECK(client.get("/na/sellers/v1/account", token).status == 200);
}

TEST_CASE("the role for one type of report can be missing") {
  Client client;
  const std::string token = client.access_token();
  client.control("/faults", R"({"kind":"report_forbidden","report_type":"GET_MERCHANT_LISTINGS_ALL_DATA"})");
  const auto list = [&](const std::string& type) {
    return client.get("/na/reports/2021-06-30/reports?pageSize=1&reportTypes=" + type, token);
  };
  CHECK(list("GET_MERCHANT_LISTINGS_ALL_DATA").status == 403);
  CHECK(list("GET_MERCHANT_LISTINGS_ALL_DATA").body.find("Access to the resource is forbidden") !=
        std::string::npos);
  CHECK(list("GET_FBA_REIMBURSEMENTS_DATA").status == 200);
}

TEST_CASE("a seller's participations can change") {
  Client client;
  const std::string token = client.access_token();
  const auto listed = [&] { return client.get(kParticipations, token).body; };
  const std::string id(client.simulator.world().sellers.at(0).participations.front().marketplace->id);
  REQUIRE(listed().find(id) != std::string::npos);
  client.control("/faults", R"({"kind":"marketplace_left","marketplace":")" + id + "\"}");
  CHECK(listed().find("\"isParticipating\":false") != std::string::npos);
  client.control("/faults", R"({"kind":"marketplace_missing","marketplace":")" + id + "\"}");
  CHECK(listed().find("\"id\":\"" + id) == std::string::npos);
}

TEST_CASE("faults can aim at one seller's login") {
  Client client;
  const Seller& other = client.simulator.world().sellers.at(1);
  client.control("/faults", R"({"kind":"http_error","endpoint":"token","seller":")" + other.id + "\"}");
  CHECK(client.refresh(client.refresh_token()).status == 200);
  const std::string token = client.simulator.world().well_known_refresh_token(other.id, kDemoClientId);
  CHECK(client.refresh(token).status == 503);
}

TEST_CASE("damaged answers carry their damage") {
  Client client;
  const std::string token = client.access_token();
  client.control("/faults", R"({"kind":"cut","count":1})");
  CHECK(client.get(kParticipations, token).delivery.kind == Delivery::Kind::reset);
  client.control("/faults", R"({"kind":"truncated","count":1})");
  CHECK(client.get(kParticipations, token).delivery.kind == Delivery::Kind::truncated);
  client.control("/faults", R"({"kind":"malformed_json","count":1})");
  CHECK_THROWS(parse(client.get(kParticipations, token).body));
  client.control("/faults", R"({"kind":"oversized","bytes":5000,"count":1})");
  CHECK(client.get(kParticipations, token).body.size() > 5000);
  client.control("/faults", R"({"kind":"slow","delay_ms":77,"count":1})");
  CHECK(client.get(kParticipations, token).delivery.delay_ms == 77);
  CHECK(client.get(kParticipations, token).delivery.kind == Delivery::Kind::whole);
}

TEST_CASE("usage plans hold per seller and operation, and only good answers tell the rate") {
  Client client;
  const std::string token = client.access_token();
  for (int i = 0; i < 15; ++i) {
    const Reply reply = client.get(kParticipations, token);
    REQUIRE(reply.status == 200);
    CHECK(header(reply, "x-amzn-RateLimit-Limit") == "0.016");
    CHECK(header(reply, "x-amzn-RequestId").size() == 36);
  }
  const Reply refused = client.get(kParticipations, token);
  CHECK(refused.status == 429);
  CHECK(code(refused) == "QuotaExceeded");
  CHECK(header(refused, "x-amzn-RateLimit-Limit").empty());
  CHECK(header(refused, "Retry-After").empty());
  CHECK(client.get("/na/sellers/v1/account", token).status == 200);  // another operation, another bucket
  client.clock.advance(62s);
  CHECK(client.get(kParticipations, token).status == 429);
  client.clock.advance(500ms);  // 62.5 s is 1/0.016
  CHECK(client.get(kParticipations, token).status == 200);
  client.control("/settings", R"({"budget_scale":10})");
  CHECK(header(client.get(kParticipations, token), "x-amzn-RateLimit-Limit") == "0.16");
}

TEST_CASE("the request log counts and never holds a token") {
  Client client;
  const std::string token = client.access_token();
  client.get(kParticipations, token);
  client.get(kParticipations);
  const std::string log = client.get("/control/api/requests").body;
  const auto counts = parse(log)->getObject("counts");
  CHECK(counts->getObject("getMarketplaceParticipations")->getValue<int>("200") == 1);
  CHECK(counts->getObject("getMarketplaceParticipations")->getValue<int>("403") == 1);
  CHECK(counts->getObject("token")->getValue<int>("200") == 1);
  CHECK(log.find("Atz") == std::string::npos);
}

TEST_CASE("the control API is closed to other sites") {
  Client client;
  Request request = make_request("POST", "/control/api/reset");
  request.headers = {{"Host", "127.0.0.1:9400"}, {"Origin", "http://evil.example"}};
  CHECK(client.simulator.handle(request).status == 403);
  request.headers = {{"Host", "evil.example"}};
  CHECK(client.simulator.handle(request).status == 403);
  request.headers = {{"Host", "127.0.0.1:9400"}, {"Origin", "http://127.0.0.1:9400"}};
  CHECK(client.simulator.handle(request).status == 200);
}
