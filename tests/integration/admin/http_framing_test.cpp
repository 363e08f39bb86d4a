// Request smuggling and framing attacks through raw sockets. Whatever is sent on one connection, there is
// never more than one answer, and bytes after a request never become a request (reliability bars S2, S5, S6).
#include <catch2/catch.hpp>

#include "integration/admin/http_fixture.hpp"

using namespace mooring::test;

namespace {

struct Attack {
  const char* name;
  std::string bytes;
  int status;  // 0: closed without an answer
};

const std::string kHost = "Host: localhost\r\n";
const std::string kSecond = "GET /echo?second HTTP/1.1\r\nHost: localhost\r\n\r\n";

std::string get(const std::string& target, const std::string& fields = kHost) {
  return "GET " + target + " HTTP/1.1\r\n" + fields + "\r\n";
}
std::string post(const std::string& fields, const std::string& body = {}) {
  return "POST /echo HTTP/1.1\r\n" + kHost + fields + "\r\n" + body;
}

std::vector<Attack> framing_attacks() {
  return {
      {"two requests in one packet", get("/echo?first") + kSecond, 200},
      {"body cut by length, then a request", post("Content-Length: 4\r\n", "body" + kSecond), 200},
      {"unread body on a missing path",
       "POST /nothing HTTP/1.1\r\n" + kHost + "Content-Length: 4\r\n\r\nbody" + kSecond, 200},
      {"no length but a body", post("", kSecond), 200},
      {"TE and CL", post("Transfer-Encoding: chunked\r\nContent-Length: 4\r\n", "0\r\n\r\n" + kSecond), 400},
      {"CL and TE", post("Content-Length: 4\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n" + kSecond), 400},
      {"TE gzip, chunked and CL",
       post("Transfer-Encoding: gzip, chunked\r\nContent-Length: 4\r\n", "body" + kSecond), 400},
      {"TE chunked", post("Transfer-Encoding: chunked\r\n", "0\r\n\r\n" + kSecond), 501},
      {"TE identity", post("Transfer-Encoding: identity\r\n", kSecond), 501},
      {"TE with odd case", post("tRANSFER-eNCODING: Chunked\r\n", "0\r\n\r\n" + kSecond), 501},
      {"TE with tab", post("Transfer-Encoding:\tchunked\r\n", "0\r\n\r\n" + kSecond), 501},
      {"TE twice", post("Transfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n", kSecond), 501},
      {"TE after a space before the colon", post("Transfer-Encoding : chunked\r\n", "0\r\n\r\n" + kSecond),
       400},
      {"TE folded", post("X: y\r\n Transfer-Encoding: chunked\r\n", kSecond), 400},
      {"TE hidden behind a vertical tab", post("Transfer-Encoding:\vchunked\r\n", kSecond), 400},
      {"TE on GET", get("/echo", kHost + "Transfer-Encoding: chunked\r\n") + "0\r\n\r\n" + kSecond, 501},
      {"two equal lengths", post("Content-Length: 4\r\nContent-Length: 4\r\n", "body" + kSecond), 400},
      {"two different lengths", post("Content-Length: 4\r\nContent-Length: 0\r\n", "body" + kSecond), 400},
      {"length list", post("Content-Length: 4, 4\r\n", "body" + kSecond), 400},
      {"length with plus", post("Content-Length: +4\r\n", "body" + kSecond), 400},
      {"negative length", post("Content-Length: -1\r\n", "body" + kSecond), 400},
      {"hexadecimal length", post("Content-Length: 0x4\r\n", "body" + kSecond), 400},
      {"length with inner space", post("Content-Length: 4 4\r\n", "body" + kSecond), 400},
      {"empty length", post("Content-Length:\r\n", kSecond), 400},
      {"length with decimals", post("Content-Length: 4.0\r\n", "body" + kSecond), 400},
      {"overflowing length", post("Content-Length: 18446744073709551620\r\n", "body" + kSecond), 413},
      {"length larger than allowed", post("Content-Length: 1048577\r\n", "body"), 413},
      {"length name with underscore is another field", post("Content_Length: 4\r\n", kSecond), 200},
      {"GET with a body", get("/echo", kHost + "Content-Length: 4\r\n") + "body" + kSecond, 400},
      {"HEAD with a body", "HEAD /echo HTTP/1.1\r\n" + kHost + "Content-Length: 4\r\n\r\nbody" + kSecond,
       400},
      {"no Host", "GET /echo HTTP/1.1\r\n\r\n", 400},
      {"two Hosts", get("/echo", "Host: a\r\nHost: b\r\n"), 400},
      {"two equal Hosts", get("/echo", kHost + kHost), 400},
      {"empty Host", get("/echo", "Host:\r\n"), 400},
      {"Host with path", get("/echo", "Host: a/b\r\n"), 400},
      {"Host with user", get("/echo", "Host: a@b\r\n"), 400},
      {"Host with space", get("/echo", "Host: a b\r\n"), 400},
      {"Host folded", get("/echo", "Host:\r\n localhost\r\n"), 400},
      {"obs-fold with tab", get("/echo", kHost + "X: a\r\n\tb\r\n"), 400},
      {"bare LF everywhere", "GET /echo HTTP/1.1\nHost: localhost\n\n", 400},
      {"bare LF after one field", "GET /echo HTTP/1.1\r\nHost: localhost\n\r\n", 400},
      {"bare LF as the end", "GET /echo HTTP/1.1\r\nHost: localhost\r\n\n", 400},
      {"bare CR in a value", get("/echo", kHost + "X: a\rY: b\r\n"), 400},
      {"bare CR in the request line", "GET /echo\r HTTP/1.1\r\n" + kHost + "\r\n", 400},
      {"NUL in a value", get("/echo", kHost + std::string("X: a\0b\r\n", 8)), 400},
      {"NUL in a name", get("/echo", kHost + std::string("X\0: a\r\n", 7)), 400},
      {"NUL in the target", std::string("GET /e\0cho HTTP/1.1\r\n", 21) + kHost + "\r\n", 400},
      {"space before the colon", get("/echo", kHost + "X : a\r\n"), 400},
      {"no colon", get("/echo", kHost + "colonless\r\n"), 400},
      {"100,000 lines without a colon", get("/echo", kHost + std::string(100'000, '\n')), 400},
      {"empty field name", get("/echo", kHost + ": a\r\n"), 400},
      {"leading space before the first field", "GET /echo HTTP/1.1\r\n " + kHost + "\r\n", 400},
      {"leading empty lines", "\r\n\r\n" + get("/echo"), 400},
      {"leading white space, 1 MiB", std::string(1 << 20, ' ') + get("/echo"), 414},
      {"64 KiB field", get("/echo", kHost + "X: " + std::string(64 << 10, 'a') + "\r\n"), 431},
      {"junk after the version", "GET /echo HTTP/1.1 junk\r\n" + kHost + "\r\n", 400},
      {"two spaces", "GET  /echo HTTP/1.1\r\n" + kHost + "\r\n", 400},
      {"tab instead of space", "GET\t/echo\tHTTP/1.1\r\n" + kHost + "\r\n", 400},
      {"HTTP/0.9", "GET /echo\r\n" + kHost + "\r\n", 400},
      {"HTTP/2.0", "GET /echo HTTP/2.0\r\n" + kHost + "\r\n", 505},
      {"HTTP/9.9", "GET /echo HTTP/9.9\r\n" + kHost + "\r\n", 505},
      {"HTTP/1.10", "GET /echo HTTP/1.10\r\n" + kHost + "\r\n", 400},
      {"lower-case version", "GET /echo http/1.1\r\n" + kHost + "\r\n", 400},
      {"HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505},
      {"lower-case method", "get /echo HTTP/1.1\r\n" + kHost + "\r\n", 501},
      {"TRACE", "TRACE /echo HTTP/1.1\r\n" + kHost + "\r\n", 501},
      {"CONNECT", "CONNECT localhost:1 HTTP/1.1\r\n" + kHost + "\r\n", 501},
      {"unknown method", "SPLICE /echo HTTP/1.1\r\n" + kHost + "\r\n", 501},
      {"method with a bracket", "G{T /echo HTTP/1.1\r\n" + kHost + "\r\n", 400},
      {"absolute target", get("http://localhost/echo"), 400},
      {"target without slash", get("echo"), 400},
      {"asterisk target", "OPTIONS * HTTP/1.1\r\n" + kHost + "\r\n", 400},
      {"dot segments", get("/assets/../secret"), 400},
      {"encoded dot segments", get("/assets/%2e%2E/secret"), 400},
      {"encoded slash", get("/assets%2f..%2fsecret"), 400},
      {"encoded backslash", get("/assets%5c..%5csecret"), 400},
      {"encoded NUL", get("/echo%00"), 400},
      {"broken escape", get("/echo%2"), 400},
      {"fragment", get("/echo#x"), 400},
      {"target longer than 8 KiB", get("/" + std::string(9000, 'a')), 414},
      {"unknown expectation", post("Expect: everything\r\nContent-Length: 4\r\n", "body"), 417},
      {"TLS hello", std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\x00\n", 13), 400},
  };
}

}  // namespace

TEST_CASE("No framing attack gets two answers or another one than expected", "[http][security]") {
  HttpFixture fixture;
  const auto attacks = framing_attacks();
  REQUIRE(attacks.size() >= 60);
  for (const Attack& attack : attacks) {
    INFO(attack.name);
    RawClient client = fixture.client();
    client.send(attack.bytes);
    const std::string answer = client.read_all(std::chrono::seconds{3});
    CHECK(status_of(answer) == attack.status);
    CHECK(count_of(answer, "HTTP/1.1 ") == 1);
    CHECK(answer.find("second") == std::string::npos);
    CHECK(client.ended());
    if (attack.status >= 400) CHECK(answer.find("\r\nX-Request-Id: req_") != std::string::npos);
  }
  CHECK(status_of(fixture.get("/echo")) == 200);
}

TEST_CASE("A request cut anywhere gets at most a refusal, never a handler", "[http][security]") {
  HttpFixture fixture;
  const std::string whole = post("Content-Length: 4\r\nX-A: b\r\n", "body");
  for (size_t size = 0; size < whole.size(); ++size) {
    RawClient client = fixture.client();
    client.send(whole.substr(0, size));
    client.end_of_sending();
    const std::string answer = client.read_all();
    INFO("first " << size << " bytes");
    CHECK(status_of(answer) == (size == 0 ? 0 : 400));
  }
  CHECK(fixture.calls == 0);
}

TEST_CASE("Encoded line ends never become lines of an answer", "[http][security]") {
  HttpFixture fixture;
  const std::vector<std::string> values = {"=?UTF-8?Q?a=0D=0AX-Evil:_1?=", "=?UTF-8?B?YQ0KWC1FdmlsOiAx?=",
                                           "a%0d%0aX-Evil: 1", "a\\r\\nX-Evil: 1", "a\u2028X-Evil: 1"};
  for (const std::string& value : values) {
    const std::string answer = fixture.exchange(get("/header", kHost + "X-A: " + value + "\r\n"));
    INFO(value);
    CHECK(status_of(answer) == 200);
    CHECK(answer.find("\r\nX-Evil") == std::string::npos);
    CHECK(answer.find("X-Echo: " + value + "\r\n") != std::string::npos);
  }
  CHECK(fixture.get("/split").find("\r\nX-Evil") == std::string::npos);
}
