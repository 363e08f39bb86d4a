#include "oauth/known_secrets.hpp"

#include "base/limits_secrets.hpp"

namespace mooring::host {

void FadingSecrets::keep(const Secret& secret) {
  if (secret.empty()) return;
  redactor_.add(secret);
  std::lock_guard lock(mutex_);
  fading_.push_back({secret});
  if (fading_.size() > limits::kFadingSecretsMax) drop_first();
}

void FadingSecrets::drop_old(SteadyTime now) {
  std::lock_guard lock(mutex_);
  while (!fading_.empty() && fading_.front().seen_at &&
         now - *fading_.front().seen_at >= limits::kFadingSecretsKept)
    drop_first();
  for (Fading& one : fading_)
    if (!one.seen_at) one.seen_at = now;
}

void FadingSecrets::drop_first() {
  redactor_.remove(fading_.front().value);
  fading_.pop_front();
}

void KnownSecrets::is_now(const std::string& owner, const std::string& name, const Secret& value) {
  std::lock_guard lock(mutex_);
  const auto known = current_.find({owner, name});
  if (known != current_.end()) {
    if (known->second == value) return;
    fade(known);
  }
  redactor_.add(value);
  current_.emplace(Name{owner, name}, value);
}

void KnownSecrets::is_gone(const std::string& owner, const std::string& name) {
  std::lock_guard lock(mutex_);
  const auto known = current_.find({owner, name});
  if (known != current_.end()) fade(known);
}

void KnownSecrets::all_gone(const std::string& owner) {
  std::lock_guard lock(mutex_);
  for (auto one = current_.lower_bound({owner, ""}); one != current_.end() && one->first.first == owner;)
    fade(one++);
}

// Known to the Redactor without a gap: it counts how often it was told.
void KnownSecrets::fade(std::map<Name, Secret>::iterator gone) {
  fading_.keep(gone->second);
  redactor_.remove(gone->second);
  current_.erase(gone);
}

}  // namespace mooring::host
