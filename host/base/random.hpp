// Random bytes and numbers. OsRandom is cryptographic (tokens, ids, keys); SeededRandom repeats for tests.
// OsRandom is thread-safe; SeededRandom belongs to one thread.
#pragma once
#include <cstdint>
#include <random>
#include <span>
#include <string>

namespace mooring::host {

class Random {
 public:
  virtual ~Random() = default;
  virtual void fill(std::span<unsigned char> bytes) = 0;
  uint64_t next();
  double uniform();                      // [0, 1)
  std::string token(size_t byte_count);  // URL-safe base64 without padding
};

class OsRandom final : public Random {
 public:
  void fill(std::span<unsigned char> bytes) override;  // aborts when the kernel gives no randomness
};

class SeededRandom final : public Random {
 public:
  explicit SeededRandom(uint64_t seed) : engine_(seed) {}
  void fill(std::span<unsigned char> bytes) override;

 private:
  std::mt19937_64 engine_;
};

}  // namespace mooring::host
