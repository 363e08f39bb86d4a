// Answers whose bodies go to disk.
#include <catch2/catch.hpp>

#include "curl_fixture.hpp"
#include "support/gzip.hpp"
#include "support/temp_dir.hpp"

using namespace mooring::host;
using mooring::test::TempDir;

namespace {

struct Fixture {
  TempDir folder;
  CurlFixture curl{{"mooring-test/1", {}, true, folder / "spool"}};

  HttpResult download(const std::string& answer, uint64_t bytes_max = limits::kSpoolBytesMax) {
    RawServer server([&](RawConnection& peer) {
      arrived = peer.read_request();
      peer.send(answer);
    });
    auto sent = CurlFixture::request_to(server);
    sent.to_disk = true;
    sent.spooled_bytes_max = bytes_max;
    return curl.send(std::move(sent));
  }
  std::string arrived;
};

std::string content(const HttpResult& result) {
  REQUIRE(result);
  REQUIRE(result->spooled);
  CHECK(result->body.empty());
  std::string all;
  while (true) {
    auto part = result->spooled->next_part();
    REQUIRE(part);
    if (part->empty()) return all;
    all += *part;
  }
}

}  // namespace

TEST_CASE_METHOD(Fixture, "a good answer's body is on disk, and was not asked to be packed on the way") {
  std::string text(3 << 20, 'a');
  CHECK(content(download(plain_answer(text))) == text);
  CHECK(arrived.find("Accept-Encoding: identity\r\n") != std::string::npos);
  CHECK(arrived.find("gzip") == std::string::npos);
}

TEST_CASE_METHOD(Fixture,
                 "a packed document is unpacked while it is read, also when its server says so itself") {
  std::string packed = gzip("[1,2,3]");
  auto plain = download(plain_answer(packed));
  CHECK(plain->spooled->size_bytes() == packed.size());
  CHECK(content(plain) == "[1,2,3]");
  CHECK(content(download(plain_answer(packed, "Content-Encoding: gzip\r\n"))) == "[1,2,3]");
  CHECK(kind_of(download(plain_answer("x", "Content-Encoding: br\r\n"))) == TransportErrorKind::malformed);
}

TEST_CASE_METHOD(Fixture, "a packed document that is cut or broken is found before anyone reads it") {
  std::string packed = gzip("[1,2,3]") + gzip(std::string(1 << 20, 'z'));
  for (size_t size : {size_t{3}, size_t{12}, packed.size() - 100, packed.size() - 1})
    CHECK(kind_of(download(plain_answer(packed.substr(0, size)))) == TransportErrorKind::interrupted);
  packed[packed.size() - 5] = static_cast<char>(packed[packed.size() - 5] ^ 1);  // of the checksum
  CHECK(kind_of(download(plain_answer(packed))) == TransportErrorKind::malformed);
  CHECK(kind_of(download(plain_answer("\x1f\x8b is not gzip"))) == TransportErrorKind::malformed);
  std::string byte_by_byte = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
  for (char byte : gzip("[4]"))
    byte_by_byte += "1\r\n" + std::string(1, byte) + "\r\n";
  CHECK(content(download(byte_by_byte + "0\r\n\r\n")) == "[4]");
}

TEST_CASE_METHOD(Fixture, "chunks are put together; an empty body can be read, too") {
  CHECK(content(download(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n")) ==
        "abcde");
  CHECK(content(download(plain_answer(""))).empty());
  CHECK(content(download("HTTP/1.1 204 No Content\r\n\r\n")).empty());
}

TEST_CASE_METHOD(Fixture, "an answer that is no success is held in memory, with its whole text") {
  auto refused = download(plain_answer("<Code>AccessDenied</Code>", {}, 403));
  REQUIRE(refused);
  CHECK(refused->status == 403);
  CHECK(refused->body == "<Code>AccessDenied</Code>");
  CHECK_FALSE(refused->spooled);
  auto packed = download(plain_answer(gzip("slow down"), "Content-Encoding: gzip\r\n", 429));
  REQUIRE(packed);
  CHECK(packed->body == "slow down");
}

TEST_CASE_METHOD(Fixture, "a body that is cut, badly framed or too long is no answer") {
  CHECK(kind_of(download("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort")) ==
        TransportErrorKind::interrupted);
  CHECK(kind_of(download("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc")) ==
        TransportErrorKind::interrupted);
  CHECK(kind_of(download("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\nabc")) ==
        TransportErrorKind::malformed);
  CHECK(kind_of(download("HTTP/1.1 200 OK\r\n\r\nuntil the end")) == TransportErrorKind::malformed);
  std::string text(5000, 'b');
  CHECK(content(download(plain_answer(text), 5000)) == text);
  CHECK(kind_of(download(plain_answer(text), 4999)) == TransportErrorKind::too_large);
  std::string chunk = "1388\r\n" + text + "\r\n0\r\n\r\n";
  CHECK(kind_of(download("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk, 4999)) ==
        TransportErrorKind::too_large);
}

TEST_CASE_METHOD(Fixture, "more than fits into memory goes to disk, and nowhere else") {
  RawServer server(RawServer::says(plain_answer(std::string(20'000, 'c'))));
  auto request = CurlFixture::request_to(server);
  request.response_bytes_max = 10'000;
  CHECK(kind_of(curl.send(request)) == TransportErrorKind::too_large);
  request.to_disk = true;
  CHECK(content(curl.send(request)).size() == 20'000);
}

TEST_CASE("a transport without a spool folder says so") {
  CurlFixture curl;
  RawServer server(RawServer::says(plain_answer("x")));
  auto request = CurlFixture::request_to(server);
  request.to_disk = true;
  auto result = curl.send(std::move(request));
  CHECK(kind_of(result) == TransportErrorKind::storage);
  CHECK(result.error().message.find("folder") != std::string::npos);
}
