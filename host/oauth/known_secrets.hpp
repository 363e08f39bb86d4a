// What the Redactor is told of secrets that come and go, so that it does not know more of them with every day that the host
// runs: it searches every line of the log for each. Thread-safe; the Redactor must outlive them.
#pragma once
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "base/secret.hpp"

namespace mooring::host {

// Secrets that are not current any more, or that somebody else is about to keep: known for a while, and at most
// kFadingSecretsMax of them.
class FadingSecrets {
 public:
  explicit FadingSecrets(Redactor& redactor) : redactor_(redactor) {}
  FadingSecrets(const FadingSecrets&) = delete;
  FadingSecrets& operator=(const FadingSecrets&) = delete;

  void keep(const Secret& secret);
  // Now and then: forgets what an earlier call saw kFadingSecretsKept ago.
  void drop_old(SteadyTime now);

 private:
  struct Fading {
    Secret value;
    std::optional<SteadyTime> seen_at{};
  };
  void drop_first();

  Redactor& redactor_;
  std::mutex mutex_;
  std::deque<Fading> fading_;  // the oldest first
};

// The current value of each named secret; what it replaces fades.
class KnownSecrets {
 public:
  explicit KnownSecrets(Redactor& redactor) : redactor_(redactor), fading_(redactor) {}
  KnownSecrets(const KnownSecrets&) = delete;
  KnownSecrets& operator=(const KnownSecrets&) = delete;

  void is_now(const std::string& owner, const std::string& name, const Secret& value);
  void is_gone(const std::string& owner, const std::string& name);
  void all_gone(const std::string& owner);
  void passing(const Secret& value) { fading_.keep(value); }  // one that nobody keeps
  void drop_old(SteadyTime now) { fading_.drop_old(now); }

 private:
  using Name = std::pair<std::string, std::string>;  // owner, name
  void fade(std::map<Name, Secret>::iterator gone);

  Redactor& redactor_;
  FadingSecrets fading_;
  std::mutex mutex_;
  std::map<Name, Secret> current_;
};

}  // namespace mooring::host
