// Many marketplaces of one stream, told as one. Pure.
#include <algorithm>
#include <array>

#include "badge/status.hpp"

namespace mooring::host {

int busyness(const std::string& live_state) {
  constexpr std::array<std::string_view, 6> kIdlest = {"queued",    "sleeping",           "retrying",
                                                       "throttled", "waiting_for_budget", "running"};
  auto found = std::find(kIdlest.begin(), kIdlest.end(), live_state);
  return found == kIdlest.end() ? 0 : static_cast<int>(found - kIdlest.begin()) + 1;
}

namespace {

void add_live(LiveStream& sum, const LiveStream& one, size_t& under_way) {
  if (one.next_run_at && (!sum.next_run_at || *one.next_run_at < *sum.next_run_at))
    sum.next_run_at = one.next_run_at;
  if (one.run_id.empty()) return;
  ++under_way;
  sum.progress_done += one.progress_done;
  sum.progress_total += one.progress_total;
  sum.rows_read += one.rows_read;
  if (busyness(one.state) <= busyness(sum.state)) return;
  sum.run_id = one.run_id;
  sum.state = one.state;
  sum.waiting_for = one.waiting_for;
  sum.until = one.until;
  sum.note = one.note;
}

}  // namespace

void summarize(StreamStatus& stream, const std::string& noun) {
  size_t under_way = 0;
  bool all_succeeded = !stream.marketplaces.empty();
  for (const SlotStatus& one : stream.marketplaces) {
    all_succeeded = all_succeeded && one.last_success_at;
    if (one.last_success_at && (!stream.last_success_at || *one.last_success_at < *stream.last_success_at))
      stream.last_success_at = one.last_success_at;
    if (one.last_attempt_at && (!stream.last_attempt_at || *one.last_attempt_at > *stream.last_attempt_at)) {
      stream.last_attempt_at = one.last_attempt_at;
      if (!stream.last_run_failed) stream.last_run_id = one.last_run_id;
    }
    if (one.last_run_failed && !stream.last_run_failed) {
      stream.last_run_failed = true;
      stream.last_run_id = one.last_run_id;
      stream.failure_kind = one.failure_kind;
      stream.failure_message = one.failure_message;
    }
    if (one.data_until && (!stream.data_until || *one.data_until < *stream.data_until))
      stream.data_until = one.data_until;
    if (one.brings_nothing_since &&
        (!stream.brings_nothing_since || *one.brings_nothing_since < *stream.brings_nothing_since))
      stream.brings_nothing_since = one.brings_nothing_since;
    stream.consecutive_failures = std::max(stream.consecutive_failures, one.consecutive_failures);
    add_live(stream.live, one.live, under_way);
  }
  if (!all_succeeded) stream.last_success_at.reset();
  if (under_way > 1)
    stream.live.note = std::to_string(under_way) + " of " + std::to_string(stream.marketplaces.size()) + " " +
                       noun + "s under way";
}

const char* to_text(DataUntil kind) {
  switch (kind) {
    case DataUntil::covered:
      return "covered";
    case DataUntil::newest_record:
      return "newest_record";
    case DataUntil::unknown:
      break;
  }
  return "";
}

namespace {

const SlotStatus& oldest_slot(const StreamStatus& stream) {
  for (const SlotStatus& one : stream.marketplaces)
    if (one.data_until == stream.data_until) return one;
  return stream;
}

}  // namespace

DataAge data_age(const ConnectionStatus& status) {
  DataAge age;
  for (const StreamStatus& stream : status.streams) {
    if (!stream.enabled || !stream.data_until) continue;
    const bool covered = stream.data_until_is == DataUntil::covered;
    const bool first_covered = covered && age.is != DataUntil::covered;
    if (!covered && age.is == DataUntil::covered) continue;
    // Of covered streams the least counts; of newest records the largest: one that sees few events is not behind.
    const bool worse =
        !age.until || (covered ? *stream.data_until < *age.until : *stream.data_until > *age.until);
    if (!first_covered && !worse) continue;
    age = {stream.data_until, stream.data_until_is, stream.id, oldest_slot(stream).marketplace,
           stream.restated};
  }
  return age;
}

bool is_new(const ConnectionStatus& status, const MarketplaceRow& marketplace) {
  bool chosen = status.facts.marketplaces_selected > 0 && status.chosen_at;
  return chosen && marketplace.available && !marketplace.selected &&
         marketplace.first_seen_at > *status.chosen_at;
}

std::optional<Timestamp> last_success(const ConnectionStatus& status) {
  std::optional<Timestamp> last;
  const auto look = [&](const SlotStatus& slot) {
    if (slot.last_success_at && (!last || *slot.last_success_at > *last)) last = slot.last_success_at;
  };
  for (const StreamStatus& stream : status.streams) {
    look(stream);
    for (const SlotStatus& slot : stream.marketplaces)
      look(slot);
  }
  return last;
}

}  // namespace mooring::host
