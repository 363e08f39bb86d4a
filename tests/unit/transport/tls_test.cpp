// Whom a TLS connection trusts.
#include <catch2/catch.hpp>

#include "curl_fixture.hpp"
#include "support/temp_dir.hpp"
#include "support/tls_server.hpp"

using namespace mooring::host;
using Kind = TransportErrorKind;

namespace {

HttpResult ask(const TlsServer& server, const TlsServer* trusted) {
  mooring::test::TempDir folder;
  CurlTransport::Options options{"mooring-test/1", {}, true};
  if (trusted != nullptr) {
    options.ca_bundle = folder / "ca.pem";
    trusted->write_certificate(*options.ca_bundle);
  }
  CurlFixture f(options);
  HttpRequest request;
  request.url = server.url();
  request.allowed_hosts = {server.authority()};
  return f.send(std::move(request));
}

}  // namespace

TEST_CASE("a server is believed when its certificate is trusted and names it") {
  TlsServer server("IP:127.0.0.1");
  auto result = ask(server, &server);
  REQUIRE(result.has_value());
  CHECK(result->body == "secured");
}

TEST_CASE("a certificate that nobody trusts, of another name or of another issuer is refused") {
  TlsServer server("IP:127.0.0.1"), other_name("DNS:other.example"), other_issuer("IP:127.0.0.1");
  for (const HttpResult& result :
       {ask(server, nullptr), ask(other_name, &other_name), ask(server, &other_issuer)}) {
    CHECK(kind_of(result) == Kind::tls);
    CHECK_FALSE(result.error().may_have_arrived);
  }
}

TEST_CASE("TLS older than 1.2 is refused") {
  TlsServer old("IP:127.0.0.1", TLS1_1_VERSION), current("IP:127.0.0.1", TLS1_2_VERSION);
  CHECK(kind_of(ask(old, &old)) == Kind::tls);
  CHECK(ask(current, &current).has_value());
}

TEST_CASE("a peer that does not speak TLS at all") {
  CurlFixture f;
  RawServer server([](RawConnection& peer) { peer.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"); });
  HttpRequest request;
  request.url = "https://" + server.authority() + "/";
  request.allowed_hosts = {server.authority()};
  CHECK(kind_of(f.send(std::move(request))) == Kind::tls);
}
