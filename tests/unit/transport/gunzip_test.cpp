#include "transport/gunzip.hpp"

#include <catch2/catch.hpp>

#include "support/gzip.hpp"

using namespace mooring::host;
using Outcome = Gunzip::Outcome;

namespace {

constexpr size_t kCap = 16 << 20;

std::string sample_text() {
  std::string text;
  for (int i = 0; i < 20'000; ++i)
    text += std::to_string(i * 2654435761u) + ",";
  return text;
}

Outcome unpack(std::string_view packed, std::string& out, size_t slice, size_t cap = kCap) {
  Gunzip gunzip(cap);
  for (size_t at = 0; at < packed.size(); at += slice)
    if (Outcome outcome = gunzip.feed(packed.substr(at, slice), out); outcome != Outcome::ok) return outcome;
  return gunzip.finish();
}

}  // namespace

TEST_CASE("gunzip gives the text back, in whatever slices it comes") {
  std::string text = sample_text(), packed = gzip(text);
  for (size_t slice : {size_t{1}, size_t{7}, size_t{4096}, packed.size()}) {
    std::string out;
    REQUIRE(unpack(packed, out, slice) == Outcome::ok);
    REQUIRE(out == text);
    CHECK(out.capacity() >= out.size() + kBodyPaddingBytes);
  }
}

TEST_CASE("gunzip reads every member") {
  std::string packed = gzip("one,") + gzip("two,") + gzip("") + gzip("three");
  for (size_t slice : {size_t{1}, size_t{5}, packed.size()}) {
    std::string out;
    REQUIRE(unpack(packed, out, slice) == Outcome::ok);
    CHECK(out == "one,two,three");
  }
}

TEST_CASE("gunzip refuses every cut of a stream") {
  std::string packed = gzip("a short text that is cut somewhere");
  for (size_t size = 1; size < packed.size(); ++size) {
    std::string out;
    CHECK(unpack(packed.substr(0, size), out, 8) == Outcome::malformed);
  }
  std::string out;
  CHECK(unpack("", out, 1) == Outcome::ok);  // no bytes at all: empty content
}

TEST_CASE("gunzip refuses damage in data, checksum and length, and junk behind the end") {
  std::string packed = gzip(sample_text());
  for (size_t at :
       {size_t{0}, size_t{1}, size_t{2}, packed.size() / 2, packed.size() - 8, packed.size() - 1}) {
    std::string damaged = packed, out;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x10);
    CHECK(unpack(damaged, out, 4096) == Outcome::malformed);
  }
  std::string out;
  CHECK(unpack(packed + "junk", out, 4096) == Outcome::malformed);
}

TEST_CASE("gunzip stops a bomb at the ratio and any text at the cap") {
  std::string zeros(64 << 20, '\0'), out;
  std::string bomb = gzip(zeros);
  CHECK(unpack(bomb, out, 4096, size_t{1} << 30) == Outcome::too_large);
  CHECK(out.size() < (4 << 20));

  std::string text = sample_text(), packed = gzip(text), at_cap, over_cap;
  CHECK(unpack(packed, at_cap, 4096, text.size()) == Outcome::ok);
  CHECK(unpack(packed, over_cap, 4096, text.size() - 1) == Outcome::too_large);
}

TEST_CASE("a small repetitive answer is no bomb") {
  std::string out;
  CHECK(unpack(gzip(std::string(500'000, ' ')), out, 4096) == Outcome::ok);
  CHECK(out.size() == 500'000);
}
