#include "access/password.hpp"

#include <atomic>
#include <catch2/catch.hpp>
#include <future>
#include <vector>

using namespace mooring::host;

namespace {

std::string verdict(const std::string& password, const std::string& user = "anna") {
  Status checked = check_new_password(user, Secret(password));
  return checked ? "good" : checked.error().code;
}

}  // namespace

TEST_CASE("Passwords that are easy to guess are refused", "[access][security]") {
  for (const char* weak : {"", "short", "elevenchars", "aaaaaaaaaaaaaaaa", "abababababababab",
                           "abcdefghijklmnop", "123456789012345", "9876543210987", "password1234",
                           "PasswordPassword1", "administrator2024", "qwertyuiop12", "letmein-letmein",
                           "annaannaanna", "anna-anna-anna", "ANNA1234anna", "Welcome2026!!"}) {
    INFO(weak);
    CHECK(verdict(weak) == "password_weak");
  }
  CHECK(verdict(std::string(limits::kPasswordBytesMax + 1, 'x')) == "password_weak");
  for (const char* good : {"correct horse battery", "annas-boat-is-blue-42", "Zk3!pv9Qw2xL",
                           "дождь идёт весной", "tr0ub4dor&3 again"}) {
    INFO(good);
    CHECK(verdict(good) == "good");
  }
  CHECK(verdict("correct horse battery", "correct horse battery") == "password_weak");
}

TEST_CASE("A password is right, everything beside it wrong; the cost is stored with the hash",
          "[access][security]") {
  OsRandom random;
  PasswordHasher cheap(random, {16, 1, 1});
  auto stored = cheap.hash(Secret("correct horse battery"));
  REQUIRE(stored);
  CHECK(stored->starts_with("scrypt$16$1$1$"));
  CHECK(stored->find("correct") == std::string::npos);
  CHECK(cheap.hash(Secret("correct horse battery")).value() != *stored);  // another salt

  PasswordHasher dearer(random, {32, 2, 1});  // what was stored before a change of cost still counts
  CHECK(dearer.verify(*stored, Secret("correct horse battery")).value());
  for (const char* wrong : {"", "correct horse batter", "correct horse battery ", "Correct horse battery"})
    CHECK_FALSE(dearer.verify(*stored, Secret(wrong)).value());
  for (const std::string& damaged :
       {std::string(), std::string("scrypt$16$1$1$"), stored->substr(0, stored->size() - 1), *stored + "$",
        "md5" + *stored, std::string("scrypt$x$1$1$salt$key")}) {
    INFO(damaged);
    CHECK_FALSE(dearer.verify(damaged, Secret("correct horse battery")).value());
  }
}

TEST_CASE("A stored cost beyond all memory is an error, not a way in", "[access][security]") {
  OsRandom random;
  PasswordHasher hasher(random, {16, 1, 1});
  auto verdict = hasher.verify("scrypt$1073741824$8$1$salt$key", Secret("correct horse battery"));
  REQUIRE_FALSE(verdict);
  CHECK(verdict.error().code == "password_hash_failed");
}

TEST_CASE("scrypt is the one of RFC 7914", "[access]") {
  // Section 12: N=16, r=1, p=1 and N=1024, r=8, p=16; the first 32 bytes of the derived keys.
  OsRandom random;
  PasswordHasher hasher(random);
  CHECK(hasher
            .verify("scrypt$1024$8$16$NaCl$fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162",
                    Secret("password"))
            .value());
  CHECK(hasher
            .verify("scrypt$16384$8$1$SodiumChloride$"
                    "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2",
                    Secret("pleaseletmein"))
            .value());
}

TEST_CASE("A crowd of guessers gets its turn or is told to come again; nobody is forgotten",
          "[access][security]") {
  OsRandom random;
  PasswordHasher hasher(random, {1 << 14, 8, 1});
  constexpr int kCrowd = 24;
  std::atomic<int> done{0}, busy{0}, wrong{0};
  std::vector<std::future<void>> guessers;
  for (int i = 0; i < kCrowd; ++i)
    guessers.push_back(std::async(std::launch::async, [&] {
      auto verdict = hasher.verify("", Secret("guess"));
      ++(verdict ? done : verdict.error().code == "passwords_busy" ? busy : wrong);
    }));
  guessers.clear();  // waits for all
  CHECK(done + busy == kCrowd);
  CHECK(done >= limits::kPasswordsAtOnce);
}
