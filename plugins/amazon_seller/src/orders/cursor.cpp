#include "orders/cursor.hpp"

#include <simdjson.h>

#include <algorithm>
#include <mooring/failure.hpp>

namespace amazon_seller {

using mooring::Duration;
using mooring::Failure;
using mooring::FailureKind;
using mooring::Time;

namespace {

constexpr int64_t kCursorVersion = 1;

Time time_of(simdjson::ondemand::value value) {
  const std::string_view text = value.get_string();
  const auto time = mooring::parse_time(text);
  if (!time)
    throw Failure(FailureKind::internal, "the stored cursor holds \"" + std::string(text) + "\" as a time");
  return *time;
}

Slice read_slice(simdjson::ondemand::object object) {
  Slice slice;
  for (auto field : object) {
    const std::string_view key = field.unescaped_key();
    simdjson::ondemand::value value = field.value();
    if (key == "from") slice.from = time_of(value);
    if (key == "after") slice.after = time_of(value);
    if (key == "until") slice.until = time_of(value);
    if (key == "reaches_now") slice.reaches_now = value.get_bool();
    if (key == "reached") slice.reached = time_of(value);
    if (key == "token_at") slice.token_at = time_of(value);
    if (key == "orders") slice.orders = value.get_int64();
    if (key == "token") slice.token = std::string_view(value.get_string());
    if (key == "marketplaces") {
      for (auto id : value.get_array())
        slice.marketplaces.emplace_back(std::string_view(id.get_string()));
    }
  }
  return slice;
}

OrdersCursor read_cursor(simdjson::ondemand::document& document) {
  OrdersCursor cursor;
  int64_t version = 0;
  for (auto field : document.get_object()) {
    const std::string_view key = field.unescaped_key();
    simdjson::ondemand::value value = field.value();
    if (key == "version") version = value.get_int64();
    if (key == "slice") cursor.slice = read_slice(value.get_object());
    if (key == "positions") {
      for (auto position : value.get_object()) {
        std::string id(std::string_view(position.unescaped_key()));
        cursor.positions.emplace(std::move(id), time_of(position.value()));
      }
    }
  }
  if (version != kCursorVersion) {
    throw Failure(FailureKind::internal, "the stored cursor is of version " + std::to_string(version) +
                                             ", this plugin reads version 1: install the newer plugin again");
  }
  return cursor;
}

std::string json_text(std::string_view text) {
  static constexpr char kHex[] = "0123456789abcdef";
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      out += "\\u00";
      out += kHex[c >> 4];
      out += kHex[c & 15];
    } else {
      out += c;
    }
  }
  return out += '"';
}

std::string json_text(Time time) {
  return '"' + mooring::format_time(time) + '"';
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
  if (text.empty()) return {};
  try {
    simdjson::ondemand::parser parser;
    const simdjson::padded_string json(text);
    simdjson::ondemand::document document = parser.iterate(json);
    return read_cursor(document);
  } catch (const simdjson::simdjson_error& error) {
    throw Failure(FailureKind::internal, std::string("the stored cursor is damaged: ") + error.what());
  }
}

std::string to_text(const OrdersCursor& cursor) {
  std::string positions;
  for (const auto& [id, time] : cursor.positions) {
    positions += (positions.empty() ? "" : ",") + json_text(id) + ":" + json_text(time);
  }
  std::string text = "{\"version\":1,\"positions\":{" + positions + "}";
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
