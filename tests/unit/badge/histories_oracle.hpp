// What a badge must be by the words of the design (section 4), from the list of everything that happened. It shares no code
// with the badge: it knows neither facts nor rows, and asks from the whole history each time.
#pragma once
#include <optional>
#include <ostream>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.hpp"

namespace mooring::test {

using namespace host;
using namespace std::chrono_literals;

using Slot = std::pair<std::string, std::string>;  // stream, marketplace
inline const std::vector<std::string> kPlaces{"DE", "FR", "IT"};
inline const std::vector<Slot> kSlots{
    {"orders", ""}, {"payouts", ""}, {"offers", "DE"}, {"offers", "FR"}, {"offers", "IT"}};

enum class What {
  connect,
  token_network_error,
  token_rejected,
  token_revoked,
  disconnect,
  choose,
  lose_place,
  place_returns,
  run_succeeds,
  run_fails,
  run_is_cancelled,
  switch_off,
  switch_on,
  nothing
};

struct Event {
  What what = What::nothing;
  Timestamp at{};
  Slot slot{};         // of a run
  std::string name{};  // a place, or a stream that is switched
  std::set<std::string> chosen{};
};

struct Expected {
  std::string badge, action, severity;
  bool operator==(const Expected&) const = default;
};
inline std::ostream& operator<<(std::ostream& out, const Expected& one) {
  return out << one.badge << " (" << one.severity << "), action '" << one.action << "'";
}

class Oracle {
 public:
  Oracle(const std::vector<Event>& history, Timestamp now) : history_(history), now_(now) {}

  Expected judge() const {
    if (!holds_authorization(history_.size())) return {"not_connected", "connect", "neutral"};
    const What end = how_the_grant_ended();
    if (end == What::token_revoked) return {"revoked", "reconnect", "red"};
    if (end == What::token_rejected) return {"expired", "reconnect", "red"};
    const auto chosen = chosen_at(history_.size());
    if (chosen.empty() || places_at(history_.size()).empty())
      return {"stale", "choose_marketplaces", "amber"};
    std::vector<Slot> judged;
    for (const Slot& slot : kSlots)
      if (is_on(slot.first) && wanted_at(slot, history_.size())) judged.push_back(slot);
    if (judged.empty()) return {"stale", "", "amber"};
    for (const Slot& slot : judged)
      if (latest_finished_run_failed(slot)) return {"sync_error", "retry_sync", "amber"};
    for (const Slot& slot : judged)
      if (is_late(slot, judged)) return {"stale", "refresh_now", "amber"};
    return {"connected", "", "green"};
  }

 private:
  // Each looks at the first `count` events.
  bool holds_authorization(size_t count) const {
    for (size_t i = count; i-- > 0;) {
      if (history_[i].what == What::connect) return true;
      if (history_[i].what == What::disconnect) return false;
    }
    return false;
  }
  What how_the_grant_ended(std::optional<size_t> count = {}) const {
    What end = What::nothing;
    for (size_t i = count.value_or(history_.size()); i-- > 0 && history_[i].what != What::connect;)
      if (history_[i].what == What::token_revoked || history_[i].what == What::token_rejected)
        end = history_[i].what;  // the first one since the connect
    return end;
  }
  std::set<std::string> chosen_at(size_t count) const {
    for (size_t i = count; i-- > 0;)
      if (history_[i].what == What::choose) return history_[i].chosen;
    return {};
  }
  std::set<std::string> places_at(size_t count) const {
    std::set<std::string> left;
    for (const std::string& place : chosen_at(count)) {
      bool there = true;
      for (size_t i = 0; i < count; ++i) {
        if (history_[i].name != place) continue;
        if (history_[i].what == What::lose_place) there = false;
        if (history_[i].what == What::place_returns) there = true;
      }
      if (there) left.insert(place);
    }
    return left;
  }
  bool wanted_at(const Slot& slot, size_t count) const {
    return slot.second.empty() || places_at(count).contains(slot.second);
  }
  bool could_run(size_t count) const {
    return holds_authorization(count) && how_the_grant_ended(count) == What::nothing &&
           !places_at(count).empty();
  }
  bool is_on(const std::string& stream) const {
    bool on = true;
    for (const Event& event : history_) {
      if (event.name != stream) continue;
      if (event.what == What::switch_off) on = false;
      if (event.what == What::switch_on) on = true;
    }
    return on;
  }
  bool latest_finished_run_failed(const Slot& slot) const {
    for (size_t i = history_.size(); i-- > 0;) {
      if (history_[i].slot != slot) continue;
      if (history_[i].what == What::run_succeeds) return false;
      if (history_[i].what == What::run_fails) return true;
    }
    return false;
  }
  std::optional<Timestamp> last_success(const Slot& slot, size_t count) const {
    for (size_t i = count; i-- > 0;)
      if (history_[i].slot == slot && history_[i].what == What::run_succeeds) return history_[i].at;
    return std::nullopt;
  }
  // Every quarter of an hour: six hours. Weekly: two weeks. Offers says it by itself.
  static Duration threshold(const std::string& stream) {
    if (stream == "orders") return 6h;
    return stream == "payouts" ? Duration{14 * 24h} : Duration{30h};
  }
  // "Since when it is wanted" while it was never read: from the first moment that it could have run; chosen anew, anew.
  std::optional<Timestamp> wanted_since(const Slot& slot) const {
    std::optional<Timestamp> since;
    for (size_t i = 1; i <= history_.size(); ++i) {
      if (last_success(slot, i - 1)) break;
      if (!could_run(i) || !wanted_at(slot, i)) continue;
      const bool chosen_anew = could_run(i - 1) && !wanted_at(slot, i - 1);
      if (!since || chosen_anew) since = history_[i - 1].at;
    }
    return since;
  }
  bool is_late(const Slot& slot, const std::vector<Slot>& judged) const {
    if (auto success = last_success(slot, history_.size())) return now_ - *success > threshold(slot.first);
    // Something that was added lately may take its time for the first sync, when the rest has been read before.
    const auto since = wanted_since(slot);
    if (!since || now_ - *since > threshold(slot.first)) return true;
    bool others_read = false, was_added = false;
    for (const Slot& other : judged)
      others_read = others_read || last_success(other, history_.size());
    for (const Slot& other : kSlots)
      was_added = was_added || (last_success(other, history_.size()) && wanted_since(other) < since);
    return !(others_read && was_added);
  }

  const std::vector<Event>& history_;
  Timestamp now_;
};

}  // namespace mooring::test
