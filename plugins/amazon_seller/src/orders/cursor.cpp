#include "orders/cursor.hpp"

#include <algorithm>

#include "json_text.hpp"
#include "stored_cursor.hpp"

namespace amazon_seller {

namespace stored = amazon::stored;
using amazon::json_text;
using mooring::Duration;
using mooring::Time;

namespace {

Slice read_slice(simdjson::ondemand::object object) {
  Slice slice;
  for (auto field : object) {
    const std::string_view key = field.unescaped_key();
    simdjson::ondemand::value value = field.value();
    if (key == "from") slice.from = stored::time_of(value);
    if (key == "after") slice.after = stored::time_of(value);
    if (key == "until") slice.until = stored::time_of(value);
    if (key == "reaches_now") slice.reaches_now = value.get_bool();
    if (key == "reached") slice.reached = stored::time_of(value);
    if (key == "token_at") slice.token_at = stored::time_of(value);
    if (key == "orders") slice.orders = value.get_int64();
    if (key == "token") slice.token = std::string_view(value.get_string());
    if (key == "marketplaces") {
      for (auto id : value.get_array())
        slice.marketplaces.emplace_back(std::string_view(id.get_string()));
    }
  }
  return slice;
}

std::string to_json(const Slice& slice) {
  std::string ids;
  for (const std::string& id : slice.marketplaces)
    ids += (ids.empty() ? "" : ",") + json_text(id);
  return "{\"from\":" + json_text(slice.from) + ",\"after\":" + json_text(slice.after) +
         ",\"until\":" + json_text(slice.until) +
         ",\"reaches_now\":" + (slice.reaches_now ? "true" : "false") +
         ",\"reached\":" + json_text(slice.reached) + ",\"marketplaces\":[" + ids +
         "],\"orders\":" + std::to_string(slice.orders) + ",\"token_at\":" + json_text(slice.token_at) +
         ",\"token\":" + json_text(slice.token) + "}";
}

// Selected marketplaces by position, oldest first.
using Groups = std::map<Time, std::vector<std::string>>;

Groups group_by_position(const OrdersCursor& cursor, std::span<const std::string> selected,
                         Time first_position) {
  Groups groups;
  for (const std::string& id : selected) {
    const auto known = cursor.positions.find(id);
    groups[known == cursor.positions.end() ? first_position : known->second].push_back(id);
  }
  return groups;
}

}  // namespace

OrdersCursor parse_cursor(std::string_view text) {
  OrdersCursor cursor;
  stored::read_cursor(text, [&](std::string_view key, amazon::Value value) {
    if (key == "slice") cursor.slice = read_slice(value.get_object());
    if (key == "positions") cursor.positions = stored::times_of(value);
  });
  return cursor;
}

std::string to_text(const OrdersCursor& cursor) {
  std::string text = "{\"version\":1,\"positions\":" + stored::json_of(cursor.positions);
  if (cursor.slice) text += ",\"slice\":" + to_json(*cursor.slice);
  return text += "}";
}

Time first_position(Time history_from, Time now) {
  return std::chrono::ceil<std::chrono::seconds>(std::max(history_from, now - kRetention));
}

std::optional<Slice> unfinished_slice(const OrdersCursor& cursor, std::span<const std::string> selected,
                                      Time now) {
  const auto& slice = cursor.slice;
  if (!slice || slice->token.empty() || slice->marketplaces.empty() || now - slice->token_at > kTokenLife)
    return {};
  const bool all_selected = std::ranges::all_of(slice->marketplaces, [&](const std::string& id) {
    return std::ranges::find(selected, id) != selected.end();
  });
  return all_selected ? slice : std::nullopt;
}

std::optional<Slice> next_slice(const OrdersCursor& cursor, std::span<const std::string> selected,
                                const std::set<std::string>& read_to_now, Time first_position, Time now,
                                Duration length) {
  const Time settled = settled_at(now);
  const Groups groups = group_by_position(cursor, selected, first_position);
  // Whoever stands where a marketplace stands that was read to the present is there, too. A run asks at least
  // once, also right after another: its success says that the account can be read now.
  const auto is_pending = [&](const Groups::value_type& group) {
    return (group.first < settled || read_to_now.empty()) &&
           std::ranges::none_of(group.second,
                                [&](const std::string& id) { return read_to_now.contains(id); });
  };
  auto chosen = std::ranges::find_if(groups, is_pending);
  if (chosen == groups.end()) return std::nullopt;
  // A long catch-up of one marketplace must not leave the others behind.
  if (const auto newest = std::prev(groups.end()); settled - newest->first > kFreshness) chosen = newest;

  Slice slice;
  slice.from = chosen->first;
  slice.until = std::min(settled, slice.from + length);
  if (const auto next = std::next(chosen); next != groups.end())
    slice.until = std::min(slice.until, next->first);
  slice.reaches_now = slice.until == settled;
  slice.until = std::max(slice.until, slice.from);
  slice.reached = slice.until;
  slice.marketplaces = chosen->second;
  std::ranges::sort(slice.marketplaces);
  if (slice.marketplaces.size() > kMaxMarketplacesPerCall) slice.marketplaces.resize(kMaxMarketplacesPerCall);
  const bool first_read = std::ranges::none_of(
      slice.marketplaces, [&](const std::string& id) { return cursor.positions.contains(id); });
  slice.after = first_read ? slice.from : std::min(slice.from, settled) - kOverlap;
  return slice;
}

Duration next_length(Duration length, int64_t pages) {
  const double growth =
      std::clamp(static_cast<double>(kSlicePages) / static_cast<double>(std::max<int64_t>(1, pages)),
                 1 / kSliceGrowthMax, kSliceGrowthMax);
  const auto grown = std::chrono::duration_cast<Duration>(std::chrono::duration<double>(length) * growth);
  return std::clamp<Duration>(std::chrono::floor<std::chrono::seconds>(grown), std::chrono::hours(1),
                              kRetention);
}

void finish_slice(OrdersCursor& cursor, const Slice& slice) {
  for (const std::string& id : slice.marketplaces) {
    const auto [position, added] = cursor.positions.emplace(id, slice.reached);
    if (!added) position->second = std::max(position->second, slice.reached);
  }
  cursor.slice.reset();
}

}  // namespace amazon_seller
