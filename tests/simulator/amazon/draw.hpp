// Repeatable random numbers: the same key gives the same sequence on every machine (SplitMix64).
#pragma once
#include <cstdint>
#include <string_view>

namespace mooring::amazon_simulator {

inline uint64_t mix(uint64_t x) {
  x += 0x9e3779b97f4a7c15ull;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ull;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebull;
  return x ^ (x >> 31);
}

inline uint64_t mix_text(std::string_view text, uint64_t seed = 0) {
  for (const char c : text)
    seed = mix(seed ^ static_cast<unsigned char>(c));
  return seed;
}

class Draw {
 public:
  explicit Draw(uint64_t key) : state_(mix(key)) {}
  uint64_t next() { return mix(state_++); }
  int64_t below(int64_t n) { return static_cast<int64_t>(next() % static_cast<uint64_t>(n)); }
  int64_t between(int64_t low, int64_t high) { return low + below(high - low + 1); }
  bool chance(int percent) { return below(100) < percent; }

 private:
  uint64_t state_;
};

}  // namespace mooring::amazon_simulator
