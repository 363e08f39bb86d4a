// What a task is started with, and the identity of an account that identify tells. Call is owned by the task and lives as long as it does. These types have constructors on purpose
// (see task.hpp).
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "mooring/abi.h"
#include "mooring/failure.hpp"
#include "mooring/time.hpp"

namespace mooring {

class Marketplace {
 public:
  Marketplace(std::string marketplace_id, std::string marketplace_name)
      : id(std::move(marketplace_id)), name(std::move(marketplace_name)) {}
  explicit Marketplace(const mooring_marketplace& from)
      : id(detail::owned(from.id)),
        name(detail::owned(from.name)),
        country_code(detail::owned(from.country_code)),
        currency(detail::owned(from.currency)),
        time_zone(detail::owned(from.time_zone)),
        available(from.available != 0),
        note(detail::owned(from.note)) {}

  std::string id, name;
  std::string country_code, currency, time_zone;
  bool available = true;  // false: the account has it, but it cannot be read; note says why
  std::string note;
};

// From inclusive, to exclusive.
class TimeRange {
 public:
  TimeRange(Time range_from, Time range_to) : from(range_from), to(range_to) {}

  Time from, to;
};

class Call {
 public:
  explicit Call(const mooring_call& call)
      : operation(detail::owned(call.operation)),
        stream(detail::owned(call.stream)),
        connection_id(detail::owned(call.connection_id)),
        region(detail::owned(call.region)),
        api_base(detail::owned(call.api_base)),
        account_id(detail::owned(call.account_id)),
        cursor(detail::owned(call.cursor)),
        now(time_from_us(call.now_us)),
        history_from(time_from_us(call.history_from_us)) {
    for (uint64_t i = 0; i < call.marketplace_count; ++i)
      marketplaces.push_back(detail::owned(call.marketplaces[i]));
    const bool has_details = call.struct_size >= offsetof(mooring_call, range_from_us) &&
                             call.selected_count == call.marketplace_count;
    for (size_t i = 0; i < marketplaces.size(); ++i) {
      if (has_details)
        selected.emplace_back(call.selected[i]);
      else  // a host of ABI 1.0
        selected.emplace_back(marketplaces[i], std::string());
    }
    for (uint64_t i = 0; i < call.setting_count; ++i) {
      settings.emplace_back(detail::owned(call.settings[i].name), detail::owned(call.settings[i].value));
    }
    constexpr size_t kWithRange = offsetof(mooring_call, range_to_us) + sizeof call.range_to_us;
    if (call.struct_size >= kWithRange && call.range_from_us < call.range_to_us)
      range_.emplace(time_from_us(call.range_from_us), time_from_us(call.range_to_us));
    constexpr size_t kWithKind = offsetof(mooring_call, account_kind) + sizeof call.account_kind;
    if (call.struct_size >= kWithKind) account_kind = detail::owned(call.account_kind);
  }

  // The range that a backfill reads: exactly this, with a cursor of its own in `cursor`. Nothing: an ordinary sync.
  const std::optional<TimeRange>& range() const { return range_; }

  // The value of a declared setting; empty when the host did not pass it.
  std::string_view setting(std::string_view key) const {
    for (const auto& [name, value] : settings) {
      if (name == key) return value;
    }
    return {};
  }

  // What was chosen of a declared setting of the type "list"; empty when the host did not pass it.
  std::vector<std::string_view> setting_list(std::string_view key) const {
    std::vector<std::string_view> chosen;
    std::string_view rest = setting(key);
    while (!rest.empty()) {
      const size_t comma = rest.find(',');
      chosen.push_back(rest.substr(0, comma));
      rest = comma == std::string_view::npos ? std::string_view() : rest.substr(comma + 1);
    }
    return chosen;
  }

  // The one marketplace of a stream with scope = "marketplace".
  const Marketplace& marketplace() const {
    if (selected.size() == 1) return selected.front();
    throw Failure(FailureKind::internal, "stream '" + stream + "' was started for " +
                                             std::to_string(selected.size()) +
                                             " marketplaces, not for one: its scope in the manifest is not "
                                             "\"marketplace\"");
  }

  std::string operation;                  // "sync/1", "identify/1"
  std::string stream;                     // sync: id of the stream
  std::string connection_id;              // stable for ever
  std::string region;                     // "NA"
  std::string api_base;                   // requests start with it
  std::string account_id;                 // empty when not known yet
  std::string account_kind;               // as the manifest's consents call it; empty: there is one kind only
  std::string cursor;                     // sync: the last committed cursor, empty on the first run
  Time now;                               // at the start; ctx.now() moves on
  Time history_from;                      // sync: how far back the first run reads
  std::vector<std::string> marketplaces;  // sync: ids of the selected ones; identify: of all ever seen
  std::vector<Marketplace> selected;      // what is known of each of them, in that order
  std::vector<std::pair<std::string, std::string>> settings;

 private:
  std::optional<TimeRange> range_;
};

class Permission {
 public:
  Permission(std::string permission_id, std::optional<bool> is_granted, std::string permission_note = {})
      : id(std::move(permission_id)), granted(is_granted), note(std::move(permission_note)) {}

  std::string id;               // of a stream or capability: "orders"
  std::optional<bool> granted;  // nothing: not known
  std::string note;
};

class Identity {
 public:
  Identity() {}

  std::string account_id;  // empty: the provider does not tell, the host keeps what the consent told
  std::string account_name;
  std::vector<Marketplace> marketplaces;
  std::vector<Permission> permissions;
};

}  // namespace mooring
