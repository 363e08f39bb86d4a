// How many orders a seller had, week by week: what the progress of a long catch-up is measured by, since searchOrders never says how
// many there are. Asked of the Sales API, which has a budget of its own; where that is refused, time is the measure instead.
#pragma once
#include <map>
#include <mooring/plugin.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace amazon_seller {

class OrderVolume {
 public:
  // Orders that were placed in a range. The same range of several marketplaces adds up.
  void add(mooring::Time from, mooring::Time to, int64_t orders);
  bool known() const { return total_ > 0; }
  // About; evenly within each range that was added.
  int64_t between(mooring::Time from, mooring::Time to) const;

 private:
  struct Weeks {
    mooring::Time to;
    int64_t orders = 0;
  };
  std::map<mooring::Time, Weeks> weeks_;
  int64_t total_ = 0;
};

// "2018-05-01T00:00-07:00--2018-05-08T00:00-07:00", as Amazon writes intervals, with seconds or without; nothing for anything else, and
// for one that does not end behind its begin.
std::optional<std::pair<mooring::Time, mooring::Time>> interval_of(std::string_view text);

// Asks for each marketplace; one that the Sales API does not know does not count. Another refusal or an answer that cannot be read leaves the volume unknown: it is for people's patience
// only, and no run fails for it.
mooring::Task<> ask_order_volume(mooring::Context& ctx, const mooring::Call& call,
                                 std::span<const std::string> marketplaces, mooring::Time from,
                                 mooring::Time to, OrderVolume& volume);

}  // namespace amazon_seller
