#include "watch/board_query.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/text.hpp"
#include "connections/labels.hpp"

namespace mooring::host {
namespace {

using Entry = std::shared_ptr<const BoardEntry>;

template <class Value>
bool passes(const std::vector<Value>& wanted, const Value& value) {
  return wanted.empty() || std::find(wanted.begin(), wanted.end(), value) != wanted.end();
}

// "Not connected" is a choice of its owner, not a fault: it never hides a real one.
int badge_rank(Badge badge) {
  constexpr std::array kWorstFirst = {Badge::revoked, Badge::expired,       Badge::sync_error,
                                      Badge::stale,   Badge::not_connected, Badge::connected};
  return static_cast<int>(std::find(kWorstFirst.begin(), kWorstFirst.end(), badge) - kWorstFirst.begin());
}

std::vector<std::string> words_of(const std::string& text) {
  std::vector<std::string> words;
  std::string word;
  for (char c : lower_case(text) + ' ') {
    if (c != ' ' && c != '\t') {
      word += c;
    } else if (!word.empty()) {
      words.push_back(std::exchange(word, {}));
    }
  }
  return words;
}

// Each part of a filter by itself: a facet counts what passes all the others.
class Matcher {
 public:
  enum Part : unsigned {
    channel = 1,
    region = 2,
    badge = 4,
    activity = 8,
    tag = 16,
    paused = 32,
    workspace = 64,
    rest = 128
  };

  Matcher(const BoardFilter& filter, Timestamp now)
      : filter_(filter), now_(now), words_(words_of(filter.text)) {}

  unsigned failed(const BoardEntry& entry, Badge badge_now) const {
    unsigned out = 0;
    if (!passes(filter_.workspaces, entry.workspace)) out |= Part::workspace;
    if (!passes(filter_.channels, entry.channel)) out |= Part::channel;
    if (!passes(filter_.regions, entry.region)) out |= Part::region;
    if (!passes(filter_.badges, badge_now)) out |= Part::badge;
    if (!passes(filter_.activities, entry.activity)) out |= Part::activity;
    if (filter_.paused && *filter_.paused != entry.paused) out |= Part::paused;
    if (!has_tag(entry)) out |= Part::tag;
    if (!passes_rest(entry)) out |= Part::rest;
    return out;
  }
  bool operator()(const BoardEntry& entry) const { return failed(entry, entry.badge_at(now_)) == 0; }

 private:
  bool has_tag(const BoardEntry& entry) const {
    return filter_.tags.empty() || std::any_of(entry.tags.begin(), entry.tags.end(),
                                               [&](const auto& own) { return passes(filter_.tags, own); });
  }
  bool passes_rest(const BoardEntry& entry) const {
    if (!filter_.managed_by.empty() && filter_.managed_by != entry.managed_by) return false;
    if (!filter_.ids.empty() && !std::binary_search(filter_.ids.begin(), filter_.ids.end(), entry.id))
      return false;
    return std::all_of(words_.begin(), words_.end(),
                       [&](const std::string& word) { return entry.text.find(word) != std::string::npos; });
  }

  const BoardFilter& filter_;
  const Timestamp now_;
  const std::vector<std::string> words_;
};

// Where an entry stands: by a number, then a text, then its id. Also what a cursor names.
struct Place {
  int64_t number = 0;
  std::string_view text{}, id{};
  auto operator<=>(const Place&) const = default;
};

Place place_of(const BoardEntry& entry, BoardSort by, Timestamp now) {
  switch (by) {
    case BoardSort::label:
      return {0, entry.sort_label, entry.id};
    case BoardSort::badge:
      return {badge_rank(entry.badge_at(now)), entry.sort_label, entry.id};
    case BoardSort::last_success:
      return {entry.last_success_at ? to_unix_us(*entry.last_success_at) : INT64_MIN, entry.sort_label,
              entry.id};
    case BoardSort::channel:
      return {0, entry.sort_channel, entry.id};
    case BoardSort::created:
      break;
  }
  return {to_unix_us(entry.created_at), {}, entry.id};
}

// Reversed, equal names still stand in their order.
struct Before {
  bool reverse;
  bool operator()(const Place& a, const Place& b) const {
    if (!reverse) return a < b;
    if (a.number != b.number) return a.number > b.number;
    return a < b;
  }
};
// A name itself is what is turned round where it is the order.
bool text_leads(BoardSort by) {
  return by == BoardSort::label || by == BoardSort::channel;
}

std::string cursor_of(const Place& place) {
  return std::to_string(place.number) + "." + url_encode(place.text) + "." + url_encode(place.id);
}

struct CursorPlace {
  int64_t number = 0;
  std::string text, id;
  Place view() const { return {number, text, id}; }
};

std::optional<CursorPlace> place_in(std::string_view cursor) {
  CursorPlace place;
  const auto [end, error] = std::from_chars(cursor.data(), cursor.data() + cursor.size(), place.number);
  const auto begin = static_cast<size_t>(end - cursor.data());
  const size_t second = cursor.rfind('.');
  if (error != std::errc() || begin >= cursor.size() || cursor[begin] != '.' || second <= begin)
    return std::nullopt;
  place.text = url_decode(cursor.substr(begin + 1, second - begin - 1));
  place.id = url_decode(cursor.substr(second + 1));
  return place;
}

}  // namespace

std::optional<BoardOrder> board_order(std::string_view text) {
  BoardOrder order;
  if (text.starts_with('-')) {
    order.reverse = true;
    text.remove_prefix(1);
  }
  constexpr std::pair<std::string_view, BoardSort> kOrders[] = {{"created", BoardSort::created},
                                                                {"label", BoardSort::label},
                                                                {"badge", BoardSort::badge},
                                                                {"last_success", BoardSort::last_success},
                                                                {"channel", BoardSort::channel}};
  if (text.empty() && !order.reverse) return order;
  for (const auto& [name, by] : kOrders)
    if (name == text) {
      order.by = by;
      return order;
    }
  return std::nullopt;
}

Result<BoardPage> board_page(const BoardEntries& entries, const BoardFilter& filter, BoardOrder order,
                             const std::string& cursor, size_t limit, Timestamp now) {
  std::optional<CursorPlace> after;
  if (!cursor.empty() && !(after = place_in(cursor)))
    return fail("cursor_invalid", "This cursor is not one of this list", "Begin without a cursor");
  const bool turned = order.reverse && text_leads(order.by);
  const auto before = [&, by_number = Before{order.reverse}](const Place& a, const Place& b) {
    return turned ? b < a : by_number(a, b);
  };
  const Matcher matches(filter, now);
  std::vector<std::pair<Place, const Entry*>> found;
  for (const Entry& entry : entries) {
    if (!matches(*entry)) continue;
    const Place place = place_of(*entry, order.by, now);
    if (!after || before(after->view(), place)) found.emplace_back(place, &entry);
  }
  const auto first_of_rest = found.begin() + static_cast<long>(std::min(limit, found.size()));
  std::partial_sort(found.begin(), first_of_rest, found.end(),
                    [&](const auto& a, const auto& b) { return before(a.first, b.first); });
  BoardPage page;
  for (auto at = found.begin(); at != first_of_rest; ++at)
    page.entries.push_back(*at->second);
  if (first_of_rest != found.end()) page.next = cursor_of((first_of_rest - 1)->first);
  return page;
}

std::vector<std::string> board_ids(const BoardEntries& entries, const BoardFilter& filter, Timestamp now) {
  const Matcher matches(filter, now);
  std::vector<std::string> ids;
  for (const Entry& entry : entries)
    if (matches(*entry)) ids.push_back(entry->id);
  return ids;
}

BoardFacets board_facets(const BoardEntries& entries, const BoardFilter& filter, Timestamp now) {
  const Matcher matcher(filter, now);
  BoardFacets facets;
  facets.all = entries.size();
  std::map<std::pair<std::string, std::string>, BoardGroup> groups;
  for (const Entry& one : entries) {
    const BoardEntry& entry = *one;
    const Badge badge = entry.badge_at(now);
    const unsigned failed = matcher.failed(entry, badge);
    const auto but = [failed](Matcher::Part part) { return (failed & ~static_cast<unsigned>(part)) == 0; };
    if (but(Matcher::workspace)) ++facets.workspaces[entry.workspace];
    if (but(Matcher::channel)) ++facets.channels[entry.channel];
    if (but(Matcher::region)) ++facets.regions[entry.region];
    if (but(Matcher::badge)) ++facets.badges[static_cast<size_t>(badge)];
    if (but(Matcher::activity)) ++facets.activities[entry.activity];
    if (but(Matcher::paused) && entry.paused) ++facets.paused;
    if (but(Matcher::tag))
      for (const std::string& tag : entry.tags)
        ++facets.tags[tag];
    if (failed != 0) continue;
    ++facets.total;
    BoardGroup& group = groups[{entry.channel, entry.region}];
    ++group.count;
    group.paused += entry.paused ? 1 : 0;
    ++group.badges[static_cast<size_t>(badge)];
  }
  for (auto& [place, group] : groups) {
    group.channel = place.first;
    group.region = place.second;
    facets.groups.push_back(std::move(group));
  }
  return facets;
}

}  // namespace mooring::host
