#include "transport/egress.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <catch2/catch.hpp>
#include <cstring>

using namespace mooring::host;

namespace {

bool allowed(const std::string& url, const std::vector<std::string>& hosts, bool insecure_loopback = true) {
  return check_egress(url, hosts, insecure_loopback).has_value();
}

bool is_public(const std::string& text) {
  sockaddr_in v4{};
  v4.sin_family = AF_INET;
  if (inet_pton(AF_INET, text.c_str(), &v4.sin_addr) == 1)
    return is_public_address(reinterpret_cast<const sockaddr*>(&v4));
  sockaddr_in6 v6{};
  v6.sin6_family = AF_INET6;
  REQUIRE(inet_pton(AF_INET6, text.c_str(), &v6.sin6_addr) == 1);
  return is_public_address(reinterpret_cast<const sockaddr*>(&v6));
}

}  // namespace

TEST_CASE("only listed hosts are asked") {
  std::vector<std::string> hosts = {"api.example.com", "*.cdn.example.net", "files.example.org:8443"};
  CHECK(allowed("https://api.example.com/x?y=1", hosts));
  CHECK(allowed("https://API.Example.COM/", hosts));
  CHECK(allowed("https://api.example.com:443/", hosts));
  CHECK(allowed("https://a.cdn.example.net/", hosts));
  CHECK(allowed("https://a.b.cdn.example.net/", hosts));
  CHECK(allowed("https://files.example.org:8443/", hosts));

  for (const char* url : {"https://example.com/",
                          "https://xapi.example.com/",
                          "https://api.example.com.evil.net/",
                          "https://api.example.com:8443/",
                          "https://cdn.example.net/",
                          "https://.cdn.example.net/",
                          "https://evilcdn.example.net/",
                          "https://a.cdn.example.net:444/",
                          "https://files.example.org/",
                          "https://api.example.com./",
                          "http://api.example.com/",
                          "http://api.example.com:443/",
                          "ftp://api.example.com/",
                          "file:///etc/passwd",
                          "gopher://api.example.com/",
                          "//api.example.com/",
                          "api.example.com",
                          "",
                          "https://",
                          "https:///x"})
    CHECK_FALSE(allowed(url, hosts));
  CHECK_FALSE(allowed("https://api.example.com/", {}));
}

TEST_CASE("a URL that could mean two hosts is refused") {
  std::vector<std::string> hosts = {"api.example.com"};
  for (const char* url :
       {"https://user@api.example.com/", "https://user:pw@api.example.com/",
        "https://api.example.com@evil.net/", "https://api.example.com:pw@evil.net/",
        "https://evil.net\\@api.example.com/", "https://api.example.com\\.evil.net/",
        "https://evil.net#@api.example.com/", "https://evil.net?@api.example.com/",
        "https://api.example.com%2eevil.net/", "https://api.example.com%00.evil/",
        "https://api.example.com\r\nHost: evil.net/", "https://api.example.com /",
        "https://[api.example.com]/", "https://api.example.com:99999/", "https://api.example.com:0443x/",
        "https://api\xE3\x80\x82"
        "example.com/"})
    CHECK_FALSE(allowed(url, hosts));
  CHECK_FALSE(allowed(std::string("https://api.example.com/\0x", 26), hosts));
  CHECK_FALSE(allowed("https://api.example.com/" + std::string(20'000, 'x'), hosts));
}

TEST_CASE("odd spellings of an address reach nothing that is not listed literally") {
  std::vector<std::string> hosts = {"api.example.com", "*.example.com"};
  for (const char* url : {"https://127.0.0.1/",
                          "https://127.1/",
                          "https://2130706433/",
                          "https://0x7f000001/",
                          "https://0x7f.1/",
                          "https://0177.0.0.1/",
                          "https://017700000001/",
                          "https://127.0.0.1./",
                          "https://0/",
                          "https://0.0.0.0/",
                          "https://[::1]/",
                          "https://[::]/",
                          "https://[::ffff:127.0.0.1]/",
                          "https://[0:0:0:0:0:0:0:1]/",
                          "https://[fe80::1%25eth0]/",
                          "https://169.254.169.254/",
                          "https://0xa9fea9fe/",
                          "https://2852039166/",
                          "https://[fd00:ec2::254]/",
                          "https://10.0.0.1/",
                          "https://192.168.1.1/",
                          "https://localhost/",
                          "https://LOCALHOST/",
                          "https://localhost.localdomain/",
                          "https://127.0.0.1.nip.io/"})
    CHECK_FALSE(allowed(url, hosts));
  // What is listed literally may be spelled oddly: libcurl connects to the same address.
  CHECK(allowed("https://127.0.0.1:9400/", {"127.0.0.1:9400"}));
  CHECK(allowed("https://0x7f.1:9400/", {"127.0.0.1:9400"}));
  CHECK_FALSE(allowed("https://127.0.0.2:9400/", {"127.0.0.1:9400"}));
}

TEST_CASE("http is spoken only to listed loopback hosts, and only when that is wanted") {
  CHECK(allowed("http://127.0.0.1:9400/x", {"127.0.0.1:9400"}));
  CHECK(allowed("http://localhost:9400/x", {"localhost:9400"}));
  CHECK(allowed("http://[::1]:9400/x", {"[::1]:9400"}));
  CHECK_FALSE(allowed("http://127.0.0.1:9400/x", {"127.0.0.1:9400"}, false));
  CHECK_FALSE(allowed("http://127.0.0.1:9401/x", {"127.0.0.1:9400"}));
  CHECK_FALSE(allowed("http://127.0.0.1/x", {"127.0.0.1:9400"}));
  CHECK_FALSE(allowed("http://192.168.1.1:9400/", {"192.168.1.1:9400"}));
  CHECK_FALSE(allowed("http://127.evil.net:9400/", {"127.evil.net:9400"}));
  const auto own = [](const std::string& url) {
    return check_egress(url, {"10.1.2.3:8420", "10.1.2.3:8421", "m.example:8420"}, true, "10.1.2.3:8420")
        .has_value();
  };
  CHECK(own("http://10.1.2.3:8420/x"));
  CHECK_FALSE(own("http://10.1.2.3:8421/x"));
  CHECK_FALSE(own("http://m.example:8420/x"));
  CHECK(check_egress("http://127.0.0.1:9400/", {"127.0.0.1:9400"}, true)->any_address);
  CHECK_FALSE(check_egress("https://api.example.com/", {"api.example.com"}, true)->any_address);
}

TEST_CASE("a refusal names the host") {
  auto refused = check_egress("https://evil.net:8443/path?token=abc", {"api.example.com"}, true);
  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error() ==
        "the host evil.net:8443 is not among the hosts that are allowed (`hosts` in plugin.toml)");
}

TEST_CASE("addresses that are not public") {
  for (const char* text : {"0.0.0.0",
                           "0.1.2.3",
                           "10.0.0.1",
                           "10.255.255.255",
                           "100.64.0.1",
                           "100.127.255.255",
                           "127.0.0.1",
                           "127.255.255.255",
                           "169.254.169.254",
                           "172.16.0.1",
                           "172.31.255.255",
                           "192.0.0.1",
                           "192.0.2.1",
                           "192.168.0.1",
                           "198.18.0.1",
                           "198.19.255.255",
                           "198.51.100.1",
                           "203.0.113.1",
                           "224.0.0.1",
                           "240.0.0.1",
                           "255.255.255.255",
                           "::",
                           "::1",
                           "::ffff:127.0.0.1",
                           "::ffff:10.0.0.1",
                           "::127.0.0.1",
                           "64:ff9b::a00:1",
                           "64:ff9b::7f00:1",
                           "64:ff9b:1::1",
                           "fc00::1",
                           "fd00:ec2::254",
                           "fe80::1",
                           "fec0::1",
                           "ff02::1",
                           "2001:db8::1",
                           "2001::1",
                           "2002:7f00:1::",
                           "2002:a00:1::",
                           "100::1",
                           "::ffff:0:127.0.0.1"})
    CHECK_FALSE(is_public(text));
  for (const char* text : {"1.1.1.1",        "9.255.255.255",   "11.0.0.1",
                           "100.63.255.255", "100.128.0.1",     "126.0.0.1",
                           "128.0.0.1",      "169.253.0.1",     "172.15.0.1",
                           "172.32.0.1",     "192.167.0.1",     "192.169.0.1",
                           "198.17.0.1",     "198.20.0.1",      "223.255.255.255",
                           "2600:9000::1",   "2a00:1450::1",    "64:ff9b::102:304",
                           "::ffff:1.2.3.4", "2002:102:304::1", "2001:4860:4860::8888"})
    CHECK(is_public(text));
  sockaddr unix_socket{};
  unix_socket.sa_family = AF_UNIX;
  CHECK_FALSE(is_public_address(&unix_socket));
}

TEST_CASE("authority_of names a host as allowed_hosts does") {
  CHECK(authority_of("https://API.example.com/auth?x=1") == "api.example.com");
  CHECK(authority_of("https://api.example.com:443/") == "api.example.com");
  CHECK(authority_of("http://127.0.0.1:9400/token") == "127.0.0.1:9400");
  CHECK(authority_of("http://[::1]:9400/token") == "[::1]:9400");
  CHECK(authority_of("https://user@api.example.com/").empty());
  CHECK(authority_of("not a url").empty());
}
