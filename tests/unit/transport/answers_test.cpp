// What a server may answer, over real sockets: whole answers come through, everything else is an error.
#include <catch2/catch.hpp>

#include "curl_fixture.hpp"
#include "support/gzip.hpp"
#include "transport/gunzip.hpp"

using namespace mooring::host;
using Kind = TransportErrorKind;

TEST_CASE("a whole answer comes through with its headers") {
  CurlFixture f;
  auto result =
      f.get("HTTP/1.1 100 Continue\r\nX-Interim: 1\r\n\r\n" +
            plain_answer("{\"a\":1}", "X-Amzn-RequestId:  abc \r\nSet-Cookie: a\r\nSet-Cookie: b\r\n", 429));
  REQUIRE(result.has_value());
  CHECK(result->status == 429);
  CHECK(result->body == "{\"a\":1}");
  CHECK(result->body.capacity() >= result->body.size() + kBodyPaddingBytes);
  CHECK(*result->header("x-amzn-requestid") == "abc");
  CHECK(result->header("x-interim") == nullptr);
  CHECK(result->headers.size() == 4);
  CHECK(result->took.count() > 0);
}

TEST_CASE("chunked answers come through whole, trailers ignored") {
  CurlFixture f;
  auto result = f.get(
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;x=y\r\nhello\r\n6\r\n world\r\n0\r\nX-T: "
      "1\r\n\r\n");
  REQUIRE(result.has_value());
  CHECK(result->body == "hello world");
  CHECK(result->header("x-t") == nullptr);
}

TEST_CASE("a body that is cut short is interrupted, never an answer") {
  CurlFixture f;
  CHECK(kind_of(f.get("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n" + std::string(40, 'x'))) ==
        Kind::interrupted);
  CHECK(kind_of(f.get("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n")) ==
        Kind::interrupted);
  CHECK(kind_of(f.get("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhe")) == Kind::interrupted);
  CHECK(kind_of(f.get("HTTP/1.1 200 OK\r\nContent-Length: 5")) == Kind::interrupted);
  CHECK(kind_of(f.get("")) == Kind::interrupted);
}

TEST_CASE("broken framing is malformed") {
  CurlFixture f;
  CHECK(kind_of(f.get("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\nhello\r\n0\r\n\r\n")) ==
        Kind::malformed);
  CHECK(kind_of(f.get("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFFF\r\nhello")) ==
        Kind::malformed);
  CHECK(kind_of(f.get("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n")) ==
        Kind::malformed);
  CHECK(kind_of(f.get("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!")) ==
        Kind::malformed);
  CHECK(kind_of(f.get("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\nhello")) == Kind::malformed);
  CHECK(kind_of(f.get("HTTP/1.1 200 OK\r\nContent-Length: 5x\r\n\r\nhello")) == Kind::malformed);
  CHECK(kind_of(f.get("HTTP/1.1 200 OK\r\nno colon here\r\nContent-Length: 0\r\n\r\n")) == Kind::malformed);
  CHECK(kind_of(f.get("HTTP/1.1 200 OK\r\n\r\nwithout any length")) == Kind::malformed);
  CHECK(kind_of(f.get("hello, this is no HTTP at all\r\n")) == Kind::malformed);
}

TEST_CASE("where status and headers suffice, no body spoils the answer") {
  CurlFixture f;
  const auto status_of = [&](const std::string& bytes) {
    RawServer server(RawServer::says(bytes));
    HttpRequest request = CurlFixture::request_to(server);
    request.headers_suffice = true;
    request.response_bytes_max = 1000;
    const HttpResult result = f.send(std::move(request));
    INFO((result ? "" : result.error().message));
    return result ? result->status : 0;
  };
  CHECK(status_of("HTTP/1.0 200 OK\r\nServer: BaseHTTP/0.6 Python/3.11.2\r\n\r\n") == 200);
  CHECK(status_of("HTTP/1.0 200 OK\r\n\r\nwithout any length") == 200);
  CHECK(status_of("HTTP/1.1 202 Accepted\r\nContent-Length: 100\r\n\r\ncut") == 202);
  CHECK(status_of("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n") == 200);
  CHECK(status_of(plain_answer(std::string(2000, 'x'))) == 200);
  CHECK(status_of("HTTP/1.0 410 Gone\r\n\r\ngone") == 410);
  CHECK(status_of("HTTP/1.0 200 OK\r\nServer: x") == 0);  // the headers themselves are cut
  CHECK(status_of("") == 0);
}

TEST_CASE("answers that have no body need no length") {
  CurlFixture f;
  auto result = f.get("HTTP/1.1 204 No Content\r\n\r\n");
  REQUIRE(result.has_value());
  CHECK(result->status == 204);

  RawServer server(RawServer::says("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n"));
  HttpRequest head = CurlFixture::request_to(server);
  head.method = "HEAD";
  auto headers_only = f.send(std::move(head));
  REQUIRE(headers_only.has_value());
  CHECK(headers_only->body.empty());
}

TEST_CASE("gzip answers are unpacked whole or refused") {
  CurlFixture f;
  std::string coded = "Content-Encoding: gzip\r\n", packed = gzip("the whole text");
  auto result = f.get(plain_answer(packed, coded));
  REQUIRE(result.has_value());
  CHECK(result->body == "the whole text");
  CHECK(result->body.capacity() >= result->body.size() + kBodyPaddingBytes);
  CHECK(result->header("content-encoding") == nullptr);
  CHECK(result->header("content-length") == nullptr);

  CHECK(f.get(plain_answer(packed + gzip(", and more"), coded))->body == "the whole text, and more");
  CHECK(f.get(plain_answer("", coded))->body.empty());

  CHECK(kind_of(f.get(plain_answer(packed.substr(0, packed.size() - 4), coded))) == Kind::interrupted);
  std::string bad_crc = packed;
  bad_crc[packed.size() - 8] = static_cast<char>(bad_crc[packed.size() - 8] ^ 1);
  CHECK(kind_of(f.get(plain_answer(bad_crc, coded))) == Kind::malformed);
  CHECK(kind_of(f.get(plain_answer("<html>not gzip</html>", coded))) == Kind::malformed);
  CHECK(kind_of(f.get(plain_answer("xxxx", "Content-Encoding: br\r\n"))) == Kind::malformed);
  CHECK(kind_of(f.get(plain_answer(packed, coded + coded))) == Kind::malformed);
  CHECK(kind_of(f.get(plain_answer(gzip(std::string(64 << 20, 'x')), coded))) == Kind::too_large);
}

TEST_CASE("size caps hold for bodies with and without a length, and for headers") {
  CurlFixture f;
  auto get_at_most = [&](const std::string& bytes, size_t cap) {
    RawServer server(RawServer::says(bytes));
    HttpRequest request = CurlFixture::request_to(server);
    request.response_bytes_max = cap;
    return f.send(std::move(request));
  };
  std::string body(1000, 'x');
  std::string chunked =
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3e8\r\n" + body + "\r\n0\r\n\r\n";
  CHECK(get_at_most(plain_answer(body), 1000)->body == body);
  CHECK(get_at_most(chunked, 1000)->body == body);
  CHECK(kind_of(get_at_most(plain_answer(body), 999)) == Kind::too_large);
  CHECK(kind_of(get_at_most(chunked, 999)) == Kind::too_large);
  CHECK(kind_of(get_at_most("HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999\r\n\r\nx", 1000)) ==
        Kind::too_large);

  std::string lines = "HTTP/1.1 200 OK\r\n";
  for (int i = 0; i < 100'000; ++i)
    lines += "X-A: 1\r\n";
  CHECK(kind_of(f.get(lines + "\r\n")) == Kind::too_large);
  CHECK(kind_of(f.get("HTTP/1.1 200 OK\r\nX-A: " + std::string(1 << 20, 'x') + "\r\n\r\n")) ==
        Kind::too_large);
}

TEST_CASE("any status and any body is an answer; judging it is the caller's business") {
  CurlFixture f;
  auto html = f.get(plain_answer("<html>503</html>", "Content-Type: text/html\r\n", 503));
  REQUIRE(html.has_value());
  CHECK(html->status == 503);
  CHECK(html->body == "<html>503</html>");
  auto empty = f.get(plain_answer(""));
  REQUIRE(empty.has_value());
  CHECK(empty->body.empty());
}

TEST_CASE("a redirect is an answer, it is not followed") {
  CurlFixture f;
  RawServer elsewhere(RawServer::says(plain_answer("secret")));
  auto result = f.get(plain_answer("", "Location: " + elsewhere.url() + "\r\n", 302));
  REQUIRE(result.has_value());
  CHECK(result->status == 302);
  CHECK(elsewhere.connections() == 0);
}

TEST_CASE("an answer in one-byte slices is whole") {
  CurlFixture f;
  RawServer server([](RawConnection& peer) {
    peer.read_request();
    peer.drip(plain_answer(gzip("slowly, but all of it"), "Content-Encoding: gzip\r\n"),
              std::chrono::milliseconds{0});
  });
  CHECK(f.send(CurlFixture::request_to(server))->body == "slowly, but all of it");
}
