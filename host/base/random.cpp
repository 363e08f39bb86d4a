#include "base/random.hpp"

#include <openssl/rand.h>

#include <cstdio>
#include <cstdlib>
#include <vector>

#include "base/text.hpp"

namespace mooring::host {

uint64_t Random::next() {
  unsigned char bytes[8];
  fill(bytes);
  uint64_t value = 0;
  for (unsigned char byte : bytes)
    value = value << 8 | byte;
  return value;
}

double Random::uniform() {
  return static_cast<double>(next() >> 11) * 0x1.0p-53;
}

std::string Random::token(size_t byte_count) {
  std::vector<unsigned char> bytes(byte_count);
  fill(bytes);
  return base64url_encode(bytes);
}

void OsRandom::fill(std::span<unsigned char> bytes) {
  if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) == 1) return;
  std::fputs("mooring: the system gives no random bytes; stopping\n", stderr);
  std::abort();  // going on would make guessable tokens
}

void SeededRandom::fill(std::span<unsigned char> bytes) {
  for (auto& byte : bytes)
    byte = static_cast<unsigned char>(engine_());
}

}  // namespace mooring::host
