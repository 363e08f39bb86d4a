#include "transport/egress.hpp"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>

#include "base/ascii.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"

namespace mooring::host {
namespace {

constexpr size_t kNamedHostBytesMax = 120;  // how much of a refused host a message quotes

std::optional<std::string> part(CURLU* url, CURLUPart what, unsigned flags = 0) {
  char* text = nullptr;
  if (curl_url_get(url, what, &text, flags) != CURLUE_OK) return std::nullopt;
  std::string value = text;
  curl_free(text);
  return value;
}

bool is_ipv4(const std::string& host) {
  in_addr address{};
  return inet_pton(AF_INET, host.c_str(), &address) == 1;
}

bool is_ip_literal(const std::string& host) {
  return host.starts_with('[') || is_ipv4(host);
}

bool is_loopback_host(const std::string& host) {
  return host == "localhost" || host == "[::1]" || (is_ipv4(host) && host.starts_with("127."));
}

bool is_listed(const std::string& host, const std::string& port, bool usual_port, const std::string& entry) {
  std::string listed = ascii_lower(entry);
  if (listed.starts_with("*.")) {
    std::string_view suffix = std::string_view(listed).substr(1);
    return usual_port && !is_ip_literal(host) && host.size() > suffix.size() && host.ends_with(suffix);
  }
  return listed == host + ":" + port || (usual_port && listed == host);
}

template <size_t N>
bool starts_with_bits(const unsigned char* address, const std::array<unsigned char, N>& prefix, int bits) {
  for (int bit = 0; bit < bits; bit += 8) {
    auto mask = static_cast<unsigned char>(bits - bit >= 8 ? 0xff : 0xff << (8 - (bits - bit)));
    auto at = static_cast<size_t>(bit / 8);
    if ((address[at] & mask) != (prefix[at] & mask)) return false;
  }
  return true;
}

struct Network4 {
  std::array<unsigned char, 4> prefix;
  int bits;
};

constexpr Network4 kNotPublic4[] = {
    {{0, 0, 0, 0}, 8},      {{10, 0, 0, 0}, 8},     {{100, 64, 0, 0}, 10}, {{127, 0, 0, 0}, 8},
    {{169, 254, 0, 0}, 16}, {{172, 16, 0, 0}, 12},  {{192, 0, 0, 0}, 24},  {{192, 0, 2, 0}, 24},
    {{192, 88, 99, 0}, 24}, {{192, 168, 0, 0}, 16}, {{198, 18, 0, 0}, 15}, {{198, 51, 100, 0}, 24},
    {{203, 0, 113, 0}, 24}, {{224, 0, 0, 0}, 3},  // multicast, reserved, broadcast
};

bool is_public4(const unsigned char* address) {
  return std::none_of(std::begin(kNotPublic4), std::end(kNotPublic4), [&](const Network4& network) {
    return starts_with_bits(address, network.prefix, network.bits);
  });
}

constexpr Network4 kPrivate4[] = {{{10, 0, 0, 0}, 8},
                                  {{100, 64, 0, 0}, 10},
                                  {{127, 0, 0, 0}, 8},
                                  {{172, 16, 0, 0}, 12},
                                  {{192, 168, 0, 0}, 16}};

bool is_private4(const unsigned char* address) {
  return std::any_of(std::begin(kPrivate4), std::end(kPrivate4), [&](const Network4& network) {
    return starts_with_bits(address, network.prefix, network.bits);
  });
}

constexpr std::array<unsigned char, 12> kMapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

bool is_private6(const unsigned char* address) {
  constexpr std::array<unsigned char, 16> kLoopback{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
  if (starts_with_bits(address, kMapped, 96)) return is_private4(address + 12);
  return starts_with_bits(address, kLoopback, 128) || (address[0] & 0xfe) == 0xfc;
}

bool is_public6(const unsigned char* address) {
  constexpr std::array<unsigned char, 12> kNat64{0, 0x64, 0xff, 0x9b};
  constexpr std::array<unsigned char, 2> k6to4{0x20, 0x02};
  constexpr std::array<unsigned char, 4> kDocumentation{0x20, 0x01, 0x0d, 0xb8};
  constexpr std::array<unsigned char, 3> kIetf{0x20, 0x01, 0x00};  // Teredo, ORCHID, benchmarking
  if (starts_with_bits(address, kMapped, 96) || starts_with_bits(address, kNat64, 96))
    return is_public4(address + 12);
  if (starts_with_bits(address, k6to4, 16)) return is_public4(address + 2);
  if (starts_with_bits(address, kDocumentation, 32) || starts_with_bits(address, kIetf, 23)) return false;
  return (address[0] & 0xe0) == 0x20;  // 2000::/3 is all that is routed
}

}  // namespace

void CurlUrlDeleter::operator()(Curl_URL* url) const {
  curl_url_cleanup(url);
}

tl::expected<EgressTarget, std::string> check_egress(const std::string& url,
                                                     const std::vector<std::string>& allowed_hosts,
                                                     bool insecure_loopback,
                                                     const std::string& insecure_host) {
  auto refuse = [](std::string why) { return tl::unexpected<std::string>(std::move(why)); };
  EgressTarget target;
  target.url.reset(curl_url());
  if (!target.url) return refuse("the URL could not be parsed: out of memory");
  if (url.size() > limits::kUrlBytesMax)
    return refuse("the URL is longer than " + std::to_string(limits::kUrlBytesMax) + " bytes");
  if (CURLUcode code = curl_url_set(target.url.get(), CURLUPART_URL, url.c_str(), CURLU_DISALLOW_USER);
      code != CURLUE_OK)
    return refuse(code == CURLUE_USER_NOT_ALLOWED
                      ? "the URL carries a user or password"
                      : std::string("the URL is not valid: ") + curl_url_strerror(code));
  if (url.find('\0') != std::string::npos) return refuse("the URL is not valid: it contains a zero byte");
  auto scheme = part(target.url.get(), CURLUPART_SCHEME);
  auto host = part(target.url.get(), CURLUPART_HOST);
  auto port = part(target.url.get(), CURLUPART_PORT, CURLU_DEFAULT_PORT);
  if (!scheme || !host || !port) return refuse("the URL names no host");
  target.host = ascii_lower(*host);
  std::string named = clean_line(target.host, kNamedHostBytesMax);
  if (*scheme != "https" && *scheme != "http") return refuse("only https is spoken, not " + *scheme);
  if (part(target.url.get(), CURLUPART_ZONEID)) return refuse("the URL carries an IPv6 zone");

  bool usual_port = *port == (*scheme == "https" ? "443" : "80");
  bool listed = std::any_of(allowed_hosts.begin(), allowed_hosts.end(), [&](const std::string& entry) {
    return is_listed(target.host, *port, usual_port, entry);
  });
  std::string shown = usual_port ? named : named + ":" + *port;
  if (!listed)
    return refuse("the host " + shown + " is not among the hosts that are allowed (`hosts` in plugin.toml)");
  bool loopback = is_loopback_host(target.host);
  const bool own = !insecure_host.empty() && target.host + ":" + *port == insecure_host;
  if (*scheme == "http" && !own && !(loopback && insecure_loopback))
    return refuse("http:// to " + shown + " is refused: use https");
  target.any_address = loopback || is_ip_literal(target.host);
  return target;
}

std::string authority_of(const std::string& url) {
  std::unique_ptr<Curl_URL, CurlUrlDeleter> parsed(curl_url());
  if (!parsed || curl_url_set(parsed.get(), CURLUPART_URL, url.c_str(), CURLU_DISALLOW_USER) != CURLUE_OK)
    return {};
  auto scheme = part(parsed.get(), CURLUPART_SCHEME);
  auto host = part(parsed.get(), CURLUPART_HOST);
  auto port = part(parsed.get(), CURLUPART_PORT, CURLU_DEFAULT_PORT);
  if (!scheme || !host || !port) return {};
  bool usual_port = *port == (*scheme == "https" ? "443" : "80");
  return ascii_lower(*host) + (usual_port ? "" : ":" + *port);
}

namespace {

bool judge_address(const sockaddr* address, bool (*judge4)(const unsigned char*),
                   bool (*judge6)(const unsigned char*)) {
  // Copied out: the caller's sockaddr need not be aligned for the family's type.
  if (address->sa_family == AF_INET) {
    sockaddr_in v4{};
    std::memcpy(&v4, address, sizeof v4);
    return judge4(reinterpret_cast<const unsigned char*>(&v4.sin_addr));
  }
  if (address->sa_family == AF_INET6) {
    sockaddr_in6 v6{};
    std::memcpy(&v6, address, sizeof v6);
    return judge6(v6.sin6_addr.s6_addr);
  }
  return false;
}

}  // namespace

bool is_public_address(const sockaddr* address) {
  return judge_address(address, is_public4, is_public6);
}

bool is_private_address(const sockaddr* address) {
  return judge_address(address, is_private4, is_private6);
}

}  // namespace mooring::host
