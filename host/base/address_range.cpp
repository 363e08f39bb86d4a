#include "base/address_range.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <cstring>

#include "base/limits_doors.hpp"

namespace mooring::host {
namespace {

constexpr int kBits = 128;
constexpr int kMappedBits = 96;  // before the 32 of an IPv4 address

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlanks = " \t";
  const size_t first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

// Some proxies add the port: "10.0.0.1:4711", "[2001:db8::1]:4711".
std::string_view without_port(std::string_view hop) {
  if (hop.starts_with('[')) return hop.substr(1, std::min(hop.find(']'), hop.size()) - 1);
  const size_t colon = hop.find(':');
  const bool one_colon =
      colon != std::string_view::npos && hop.find(':', colon + 1) == std::string_view::npos;
  return one_colon ? hop.substr(0, colon) : hop;
}

bool is_trusted(const std::vector<AddressRange>& trusted, const AddressBytes& address) {
  return std::any_of(trusted.begin(), trusted.end(),
                     [&](const AddressRange& range) { return range.contains(address); });
}

}  // namespace

std::optional<AddressBytes> parse_address(std::string_view text) {
  if (text.empty() || text.size() >= INET6_ADDRSTRLEN) return std::nullopt;
  const std::string terminated(text);
  AddressBytes bytes{};
  if (inet_pton(AF_INET6, terminated.c_str(), bytes.data()) == 1) return bytes;
  in_addr v4{};
  if (inet_pton(AF_INET, terminated.c_str(), &v4) != 1) return std::nullopt;
  bytes[10] = bytes[11] = 0xff;
  std::memcpy(bytes.data() + 12, &v4, sizeof v4);
  return bytes;
}

std::optional<AddressRange> AddressRange::parse(std::string_view text) {
  const size_t slash = text.find('/');
  const auto address = parse_address(text.substr(0, slash));
  if (!address) return std::nullopt;
  if (slash == std::string_view::npos) return AddressRange(*address, kBits);
  const std::string_view length = text.substr(slash + 1);
  int bits = -1;
  const auto [end, problem] = std::from_chars(length.data(), length.data() + length.size(), bits);
  const bool v4 = text.find(':') == std::string_view::npos;
  if (problem != std::errc{} || end != length.data() + length.size()) return std::nullopt;
  if (bits < 0 || bits > (v4 ? kBits - kMappedBits : kBits)) return std::nullopt;
  return AddressRange(*address, v4 ? kMappedBits + bits : bits);
}

bool AddressRange::contains(const AddressBytes& address) const {
  const auto whole = static_cast<size_t>(bits_ / 8);
  if (!std::equal(address_.begin(), address_.begin() + static_cast<std::ptrdiff_t>(whole), address.begin()))
    return false;
  const int rest = bits_ % 8;
  if (rest == 0) return true;
  const int differing = address_[whole] ^ address[whole];
  return (differing >> (8 - rest)) == 0;
}

std::string client_address(const std::vector<AddressRange>& trusted, const std::string& peer,
                           std::string_view forwarded) {
  std::string client = peer;
  for (size_t hops = 0; hops < limits::kForwardedHopsMax && !forwarded.empty(); ++hops) {
    const auto known = parse_address(client);
    if (!known || !is_trusted(trusted, *known)) break;
    const size_t comma = forwarded.rfind(',');
    const size_t begin = comma == std::string_view::npos ? 0 : comma + 1;
    const std::string_view hop = without_port(trimmed(forwarded.substr(begin)));
    forwarded = forwarded.substr(0, comma == std::string_view::npos ? 0 : comma);
    if (!parse_address(hop)) break;  // what a proxy cannot have written says nothing
    client = hop;
  }
  return client;
}

}  // namespace mooring::host
