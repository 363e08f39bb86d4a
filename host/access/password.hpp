// Passwords: the rule for new ones, and their hashes (scrypt, the cost stored with each). Hashing takes a quarter of a second
// and 32 MiB, so only a few run at once. Thread-safe; never called on core. Owned by the admin interface.
#pragma once
#include <atomic>
#include <semaphore>
#include <string>

#include "base/limits_access.hpp"
#include "base/random.hpp"
#include "base/result.hpp"
#include "base/secret.hpp"

namespace mooring::host {

// Errors: password_weak, which says what is missing.
Status check_new_password(const std::string& user_name, const Secret& password);

struct ScryptCost {
  uint64_t n = limits::kScryptN;
  uint32_t r = limits::kScryptR;
  uint32_t p = limits::kScryptP;
};

class PasswordHasher {
 public:
  explicit PasswordHasher(Random& random, ScryptCost cost = {});

  // "scrypt$32768$8$3$<salt>$<key in hex>". Errors: passwords_busy.
  Result<std::string> hash(const Secret& password);
  // In constant time. An empty `stored` takes as long as any other and is never right. Errors: passwords_busy.
  Result<bool> verify(const std::string& stored, const Secret& password);

 private:
  bool take_place();
  Result<std::string> derive(const ScryptCost& cost, const std::string& salt, const Secret& password);

  Random& random_;
  const ScryptCost cost_;
  std::atomic<int> waiting_{0};
  std::counting_semaphore<limits::kPasswordsAtOnce> free_{limits::kPasswordsAtOnce};
};

}  // namespace mooring::host
