#include "transport/for_people.hpp"

#include <catch2/catch.hpp>

#include "base/secret.hpp"

using namespace mooring::host;

namespace {

constexpr char kPlanted[] = "Atzr|IwEBIPlanted";
const std::string kSaid = std::string("a ") + kPlanted + " b", kClean = "a [secret] b";

struct Fixture {
  Redactor redactor;
  HttpResponse response;
  Fixture() {
    redactor.add(Secret(kPlanted));
    response.status = 400;
    response.took = std::chrono::milliseconds{7};
    response.headers = {{"x-request-id", "req-7"}, {"date", "today"}};
    response.body = "refused";
  }
};

}  // namespace

TEST_CASE_METHOD(Fixture, "an answer for people has its status, and neither body nor headers with a secret",
                 "[security]") {
  SECTION("in the body") {
    response.body = kSaid;
    CHECK(for_people(response, redactor).body == kClean);
  }
  SECTION("in a header") {
    response.headers[0].second = kSaid;
    CHECK(*for_people(response, redactor).header("x-request-id") == kClean);
    CHECK(for_people(response, redactor).body == "refused");
  }
  SECTION("as it would stand in a form") {
    response.body = "token=Atzr%7CIwEBIPlanted&x=1";
    CHECK(for_people(response, redactor).body == "token=[secret]&x=1");
  }
  SECTION("in all of it") {
    response.body = kSaid + kSaid;
    response.headers[1].second = kSaid;
    const HttpResponse told = for_people(response, redactor);
    CHECK(told.body == kClean + kClean);
    CHECK(*told.header("x-request-id") == "req-7");
    CHECK(*told.header("date") == kClean);
  }
  CHECK(for_people(response, redactor).status == 400);
  CHECK(for_people(response, redactor).took == response.took);
}

TEST_CASE_METHOD(Fixture, "what holds no secret stays as it is, but for the end of a long body") {
  redactor.add(Secret("refused\nreq-7 today"));  // of two parts it is none
  const HttpResponse told = for_people(response, redactor);
  CHECK(told.body == "refused");
  CHECK(told.headers == response.headers);
  response.body = std::string(20'000, 'x');
  CHECK(for_people(response, redactor).body == std::string(16'384, 'x'));
  response.body.clear();
  response.headers.clear();
  CHECK(for_people(response, redactor).body.empty());
}
