#include "access/signin_attempts.hpp"

#include <algorithm>

#include "base/limits.hpp"
#include "base/limits_access.hpp"
#include "base/text.hpp"

namespace mooring::host {
namespace {

double ratio(Duration passed, Duration unit) {
  return static_cast<double>(passed.count()) / static_cast<double>(unit.count());
}

std::string key_of_peer(const std::string& peer) {
  return "peer " + peer;
}

// Names are as long as a guesser makes them, and letters of either case are the same name.
std::string key_of_name(const std::string& name) {
  std::string lower = name;
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c); });
  return "name " + sha256_hex(lower);
}

}  // namespace

double SigninAttempts::left(const Failures& failures) const {
  const auto passed = clock_.steady_now() - failures.at;
  return std::max(0.0, failures.count - ratio(passed, limits::kSigninFailureForgottenAfter));
}

// What a moment has faded of does not make room for one more.
bool SigninAttempts::is_closed(const std::string& key) const {
  const auto found = failures_.find(key);
  return found != failures_.end() && left(found->second) + 1 > limits::kSigninFailuresMax;
}

Status SigninAttempts::begin(const std::string& peer, const std::string& name) {
  std::lock_guard lock(mutex_);
  if (is_closed(key_of_peer(peer)))
    return fail("too_many_attempts", "Too many failed sign-ins from this address",
                "Wait a minute and try again, or use a sign-in link");
  // Says nothing of whether the name exists: unknown ones are counted just the same.
  if (!name.empty() && is_closed(key_of_name(name)))
    return fail("too_many_attempts", "Too many failed sign-ins with this name",
                "Wait a minute and try again, or use a sign-in link");
  count(key_of_peer(peer), 1);
  if (!name.empty()) count(key_of_name(name), 1);
  return {};
}

void SigninAttempts::give_back(const std::string& peer, const std::string& name) {
  std::lock_guard lock(mutex_);
  count(key_of_peer(peer), -1);
  if (!name.empty()) count(key_of_name(name), -1);
}

void SigninAttempts::count(const std::string& key, double change) {
  if (change < 0 && !failures_.contains(key)) return;
  if (failures_.size() >= limits::kSigninKeysRememberedMax && !failures_.contains(key)) forget_some();
  Failures& failures = failures_[key];
  failures.count = std::max(0.0, left(failures) + change);
  failures.at = clock_.steady_now();
}

// What has nearly faded goes first: whoever fills the memory with new names keeps his own address in it.
void SigninAttempts::forget_some() {
  const auto faintest =
      std::min_element(failures_.begin(), failures_.end(),
                       [this](const auto& a, const auto& b) { return left(a.second) < left(b.second); });
  if (faintest != failures_.end()) failures_.erase(faintest);
}

SigninAttempts::Telling SigninAttempts::telling() {
  std::lock_guard lock(mutex_);
  const SteadyTime now = clock_.steady_now();
  told_ = std::max(0.0, told_ - ratio(now - told_at_, limits::kSigninFailureEntryEvery));
  told_at_ = now;
  if (told_ + 1 > limits::kSigninFailureEntriesAtOnce) {
    ++untold_;
    return {};
  }
  told_ += 1;
  return {true, std::exchange(untold_, 0)};
}

}  // namespace mooring::host
