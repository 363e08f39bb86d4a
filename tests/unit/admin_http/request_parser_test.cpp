#include "admin/http/request_parser.hpp"

#include <catch2/catch.hpp>

using namespace mooring::host;
using http::RequestParser;
using State = http::RequestParser::State;

namespace {

http::Request parsed(const std::string& bytes) {
  RequestParser parser;
  REQUIRE(parser.feed(bytes) == State::complete);
  return parser.take();
}

int refused(const std::string& bytes) {
  RequestParser parser;
  parser.feed(bytes);
  return parser.state() == State::refused ? parser.refusal().status : 0;
}

}  // namespace

TEST_CASE("A plain request is read with its parts apart", "[http]") {
  const auto request = parsed(
      "GET /api/v1/runs?connection=con_1&limit=5 HTTP/1.1\r\nHost: LOCALHOST:8420\r\nCookie: a=1; "
      "mooring_session=xyz\r\n"
      "X-Thing: \t value with spaces  \r\n\r\n");
  CHECK(request.method == "GET");
  CHECK(request.path == "/api/v1/runs");
  CHECK(request.query_value("connection") == "con_1");
  CHECK(request.query_value("limit") == "5");
  CHECK_FALSE(request.query_value("cursor"));
  CHECK(request.host == "localhost:8420");
  CHECK(request.cookie("mooring_session") == "xyz");
  CHECK(request.cookie("mooring") == "");
  CHECK(request.header("x-thing") == "value with spaces");
}

TEST_CASE("A request may arrive byte by byte, and its body by length", "[http]") {
  const std::string bytes = "POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello";
  RequestParser parser;
  for (size_t i = 0; i < bytes.size(); ++i) {
    const State state = parser.feed(bytes.substr(i, 1));
    INFO("after byte " << i);
    if (i + 1 < bytes.size()) REQUIRE((state == State::head || state == State::body));
  }
  REQUIRE(parser.state() == State::complete);
  CHECK(parser.take().body == "hello");
}

TEST_CASE("What follows a complete request is never part of it", "[http]") {
  const auto request = parsed(
      "POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\n\r\nbodyGET /admin HTTP/1.1\r\nHost: h\r\n\r\n");
  CHECK(request.body == "body");
}

TEST_CASE("The limits of a header refuse as soon as they are passed", "[http]") {
  CHECK(refused("GET /" + std::string(9000, 'a')) == 414);
  CHECK(refused("GET / HTTP/1.1\r\nHost: h\r\nX: " + std::string(33 << 10, 'a')) == 431);
  std::string many = "GET / HTTP/1.1\r\nHost: h\r\n";
  for (int i = 0; i < 101; ++i)
    many += "X-" + std::to_string(i) + ": 1\r\n";
  CHECK(refused(many) == 431);
  CHECK(refused("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1048577\r\n") == 413);
  CHECK(refused("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 99999999999999999999999\r\n") == 413);
  CHECK(refused(std::string(1 << 20, ' ')) == 414);
}

TEST_CASE("A body of exactly the limit is read", "[http]") {
  const std::string body(limits::kAdminBodyBytesMax, 'x');
  CHECK(parsed("PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 1048576\r\n\r\n" + body).body.size() ==
        body.size());
}

TEST_CASE("Expect: 100-continue is told only while the body is missing", "[http]") {
  RequestParser parser;
  parser.feed("POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-Continue\r\nContent-Length: 2\r\n\r\n");
  CHECK(parser.wants_continue());
  CHECK(parser.feed("ok") == State::complete);
  RequestParser without_body;
  without_body.feed("POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\n\r\n");
  CHECK_FALSE(without_body.wants_continue());
  CHECK(refused("POST / HTTP/1.1\r\nHost: h\r\nExpect: 200-maybe\r\n\r\n") == 417);
}

TEST_CASE("Every byte that is not plain is refused in a target", "[http]") {
  for (int byte = 1; byte < 256; ++byte) {
    const char c = static_cast<char>(byte);
    if (c == '\n') continue;  // ends the line: refused as a bare LF below
    const std::string bytes = std::string("GET /a") + c + "b HTTP/1.1\r\nHost: h\r\n\r\n";
    const bool plain =
        std::isalnum(byte) != 0 || std::string("-._~!$&'()*+,;=:@/?").find(c) != std::string::npos;
    INFO("byte " << byte);
    CHECK((refused(bytes) == 0) == plain);
  }
  CHECK(refused("GET /a\nb HTTP/1.1\r\nHost: h\r\n\r\n") == 400);
}

TEST_CASE("Header values of any byte but controls pass, names only as tokens", "[http]") {
  for (int byte = 0; byte < 256; ++byte) {
    const char c = static_cast<char>(byte);
    if (c == '\n') continue;
    INFO("byte " << byte);
    const bool control = (byte < 0x20 && c != '\t') || byte == 0x7f;
    CHECK((refused(std::string("GET / HTTP/1.1\r\nHost: h\r\nX-A: a") + c + "b\r\n\r\n") == 0) == !control);
    const bool token =
        std::isalnum(byte) != 0 || (byte > 0 && std::string("!#$%&'*+-.^_`|~").find(c) != std::string::npos);
    if (c != ':')
      CHECK((refused(std::string("GET / HTTP/1.1\r\nHost: h\r\nX") + c + "Y: 1\r\n\r\n") == 0) == token);
  }
}
