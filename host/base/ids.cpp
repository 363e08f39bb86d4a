#include "base/ids.hpp"

namespace mooring::host {

namespace {
constexpr char kCrockford[] = "0123456789abcdefghjkmnpqrstvwxyz";
}

std::string id_border(std::string_view prefix, Timestamp at) {
  std::string id(prefix);
  id += '_';
  auto ms =
      static_cast<uint64_t>(std::chrono::floor<std::chrono::milliseconds>(at).time_since_epoch().count());
  for (int shift = 45; shift >= 0; shift -= 5)
    id += kCrockford[ms >> shift & 31];
  return id;
}

std::string new_id(std::string_view prefix, const Clock& clock, Random& random) {
  std::string id = id_border(prefix, clock.now());
  unsigned char bytes[16];
  random.fill(bytes);
  for (unsigned char byte : bytes)
    id += kCrockford[byte & 31];
  return id;
}

}  // namespace mooring::host
