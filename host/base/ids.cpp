#include "base/ids.hpp"

namespace mooring::host {

std::string new_id(std::string_view prefix, const Clock& clock, Random& random) {
  static constexpr char kCrockford[] = "0123456789abcdefghjkmnpqrstvwxyz";
  std::string id(prefix);
  id += '_';
  auto ms = static_cast<uint64_t>(
      std::chrono::floor<std::chrono::milliseconds>(clock.now()).time_since_epoch().count());
  for (int shift = 45; shift >= 0; shift -= 5)
    id += kCrockford[ms >> shift & 31];
  unsigned char bytes[16];
  random.fill(bytes);
  for (unsigned char byte : bytes)
    id += kCrockford[byte & 31];
  return id;
}

}  // namespace mooring::host
