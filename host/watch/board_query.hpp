// Filtering, sorting, paging and counting of the board's entries. Pure: an immutable snapshot and a time in, an answer out.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "watch/status_board.hpp"

namespace mooring::host {

struct BoardFilter {               // empty: any; several values of one: any of them
  std::vector<std::string> ids{};  // sorted
  std::vector<std::string> workspaces{}, channels{}, regions{}, activities{}, tags{};
  std::vector<Badge> badges{};
  std::optional<bool> paused{};
  std::string managed_by{};
  std::string text{};  // every word of it occurs
};

enum class BoardSort { created, label, badge, last_success, channel };
struct BoardOrder {
  BoardSort by = BoardSort::created;
  bool reverse = false;
};
// "label", "-badge"; empty: created. Nothing: there is no such order.
std::optional<BoardOrder> board_order(std::string_view text);

struct BoardPage {
  std::vector<std::shared_ptr<const BoardEntry>> entries;
  std::string next;  // cursor; empty: that was all
};
// Worst badge first; never synced counts as synced longest ago. What is equal stands in the order of names. The cursor
// names the place after the page's last entry, whatever becomes of that entry. Errors: cursor_invalid.
Result<BoardPage> board_page(const BoardEntries& entries, const BoardFilter& filter, BoardOrder order,
                             const std::string& cursor, size_t limit, Timestamp now);

std::vector<std::string> board_ids(const BoardEntries& entries, const BoardFilter& filter, Timestamp now);

using BadgeCounts = std::array<size_t, 6>;  // by Badge
struct BoardGroup {                         // the connections of one channel in one region
  std::string channel, region;
  size_t count = 0, paused = 0;
  BadgeCounts badges{};
};
struct BoardFacets {
  size_t all = 0;    // connections that there are
  size_t total = 0;  // that pass the filter
  // Of each value: how many pass the filter without the part that is about this very thing, so that another value can be
  // chosen.
  std::map<std::string, size_t> workspaces, channels, regions, activities, tags;
  BadgeCounts badges{};
  size_t paused = 0;
  std::vector<BoardGroup> groups;  // of those that pass the whole filter
};
BoardFacets board_facets(const BoardEntries& entries, const BoardFilter& filter, Timestamp now);

}  // namespace mooring::host
