#include "watch/throttled_slots.hpp"

#include <algorithm>
#include <set>

#include "base/limits_alerts.hpp"
#include "base/limits_throttle.hpp"

namespace mooring::host {
namespace {

constexpr const char* kThrottled = "throttled";
constexpr int kTooManyRequests = 429;

bool lasts(Timestamp since, Timestamp now) {
  return now - since >= Duration(limits::kThrottledToldAfter);
}

bool has_read(const ConnectionStatus& status, const std::string& stream, Timestamp since) {
  const auto read = [&](const SlotStatus& slot) {
    return slot.last_success_at && *slot.last_success_at > since;
  };
  return std::any_of(status.streams.begin(), status.streams.end(), [&](const StreamStatus& one) {
    return one.id == stream &&
           (read(one) || std::any_of(one.marketplaces.begin(), one.marketplaces.end(), read));
  });
}

}  // namespace

std::map<ThrottledSlots::Key, ThrottledSlots::Waiting>::iterator ThrottledSlots::first_of(
    const std::string& connection_id) {
  return waiting_.lower_bound({connection_id, "", ""});
}

void ThrottledSlots::forget(const std::string& connection_id) {
  restored_.erase(connection_id);
  for (auto at = first_of(connection_id); at != waiting_.end() && std::get<0>(at->first) == connection_id;)
    at = waiting_.erase(at);
}

void ThrottledSlots::look_at(const ConnectionStatus& status, const SlotStatus& slot, const Key& key,
                             Timestamp now) {
  auto known = waiting_.find(key);
  const bool same_run = known != waiting_.end() && known->second.slot.run_id == slot.live.run_id &&
                        known->second.rows_read == slot.live.rows_read;
  if (slot.live.state != kThrottled) {
    // Now and then a call tries whether the provider lets it through again.
    const bool tries = same_run && slot.live.state == "running" &&
                       now - known->second.seen_at <= Duration(limits::kThrottleTrialMax);
    if (known != waiting_.end() && !tries) waiting_.erase(known);
    return;
  }
  if (!same_run) {
    const ConnectionRow& row = status.connection;
    Waiting fresh{{row.id, std::get<1>(key), std::get<2>(key), row.channel, row.region, slot.live.run_id,
                   kThrottled, "", "", kTooManyRequests, now},
                  now,
                  now,
                  slot.live.rows_read};
    // After a restart of the host another run waits for the same.
    auto before = restored_.find(row.id);
    if (before != restored_.end() && before->second.slot.stream == fresh.slot.stream)
      fresh.since = before->second.since;
    known = waiting_.insert_or_assign(key, std::move(fresh)).first;
  }
  Waiting& waiting = known->second;
  waiting.seen_at = now;
  if (now - waiting.slot.failed_at >= Duration(limits::kIncidentThrottledSeenEvery))
    waiting.slot.failed_at = now;
}

void ThrottledSlots::look_at(const ConnectionStatus& status, Timestamp now) {
  const std::string& id = status.connection.id;
  if (status.connection.disconnected) return forget(id);
  std::set<Key> there;
  for (const StreamStatus& stream : status.streams) {
    if (!stream.fed_by.empty()) continue;
    const auto look_at_slot = [&](const SlotStatus& slot) {
      look_at(status, slot, *there.emplace(id, stream.id, slot.marketplace).first, now);
    };
    if (stream.scope == StreamScope::connection) look_at_slot(stream);
    std::for_each(stream.marketplaces.begin(), stream.marketplaces.end(), look_at_slot);
  }
  for (auto at = first_of(id); at != waiting_.end() && std::get<0>(at->first) == id;)
    at = there.contains(at->first) ? std::next(at) : waiting_.erase(at);
  auto before = restored_.find(id);
  if (before != restored_.end() && (now > before->second.until || has_read(status, before->second.slot.stream,
                                                                           before->second.slot.failed_at)))
    restored_.erase(before);
}

void ThrottledSlots::look(const Look& look) {
  for (const ConnectionStatus& status : look.statuses)
    look_at(status, look.now);
  for (const std::string& id : look.gone)
    forget(id);
  if (!look.all) return;
  std::set<std::string> there;
  for (const ConnectionStatus& status : look.statuses)
    there.insert(status.connection.id);
  std::erase_if(waiting_, [&](const auto& one) { return !there.contains(std::get<0>(one.first)); });
  std::erase_if(restored_, [&](const auto& one) { return !there.contains(one.first); });
}

void ThrottledSlots::restore(const IncidentRow& incident, const IncidentConnectionRow& met, Timestamp now) {
  const Timestamp until = now + Duration(limits::kThrottledToldAfter);
  restored_.insert_or_assign(
      met.connection_id,
      Restored{{met.connection_id, met.stream, "", incident.channel, incident.region, met.run_id, kThrottled,
                incident.operation.find("://") == std::string::npos ? "GET https://" + incident.host
                                                                    : incident.operation,
                incident.message, incident.status, met.last_seen_at},
               met.first_seen_at,
               until});
}

std::vector<std::string> ThrottledSlots::unproven(Timestamp now) const {
  std::vector<std::string> runs;
  for (const auto& [key, one] : waiting_)
    if (!one.is_proven && lasts(one.since, now)) runs.push_back(one.slot.run_id);
  return runs;
}

void ThrottledSlots::prove(const std::string& run_id, const std::string& endpoint,
                           const std::string& message) {
  for (auto& [key, one] : waiting_) {
    if (one.slot.run_id != run_id) continue;
    one.slot.endpoint = endpoint;
    one.slot.message = message;
    one.is_proven = true;
  }
}

std::vector<FailingSlotRow> ThrottledSlots::lasting(Timestamp now) const {
  std::vector<FailingSlotRow> slots;
  std::set<std::string> seen;
  for (const auto& [key, one] : waiting_) {
    if (!one.is_proven || !lasts(one.since, now)) continue;
    slots.push_back(one.slot);
    seen.insert(one.slot.connection_id);
  }
  for (const auto& [id, one] : restored_)
    if (!seen.contains(id)) slots.push_back(one.slot);
  return slots;
}

}  // namespace mooring::host
