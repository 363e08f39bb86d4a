// Addresses of machines as configuration and headers name them: one, or a range in CIDR notation. Plain values.
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mooring::host {

// 16 bytes; an IPv4 address as IPv6 maps it, so that 10.0.0.1 and ::ffff:10.0.0.1 are the same.
using AddressBytes = std::array<uint8_t, 16>;
std::optional<AddressBytes> parse_address(std::string_view text);  // "10.0.0.1", "2001:db8::1"

class AddressRange {
 public:
  // "10.0.0.1", "10.0.0.0/8", "2001:db8::/32". Nothing: it is neither.
  static std::optional<AddressRange> parse(std::string_view text);
  bool contains(const AddressBytes& address) const;

 private:
  AddressRange(const AddressBytes& address, int bits) : address_(address), bits_(bits) {}
  AddressBytes address_;
  int bits_;  // of the 128 that must be the same
};

// Who sent a request that came through proxies. `peer`: who connected; `forwarded`: X-Forwarded-For, what each hop saw, the
// latest at the end. The last address that is not a trusted proxy's; what it says of those before it may be made up.
std::string client_address(const std::vector<AddressRange>& trusted, const std::string& peer,
                           std::string_view forwarded);

}  // namespace mooring::host
