// When orders are created and how they change.
#include <algorithm>

#include "orders.hpp"

namespace mooring::amazon_simulator {
namespace {

constexpr int64_t kSecond = 1'000'000;
constexpr int64_t kMinute = 60 * kSecond;
constexpr int64_t kHour = 60 * kMinute;
constexpr int64_t kDay = 24 * kHour;
constexpr int64_t kShippingHour =
    16;  // merchants confirm shipments once a day: many orders change in the same second

int64_t whole_seconds(int64_t us) {
  return us / kSecond * kSecond;
}

int64_t next_shipping_batch(int64_t after_us) {
  const int64_t today = after_us / kDay * kDay + kShippingHour * kHour;
  return today > after_us ? today : today + kDay;
}

const Participation* pick_participation(const Seller& seller, Draw& draw) {
  int64_t left = draw.below(100);
  for (const Participation& participation : seller.participations) {
    left -= participation.share_percent;
    if (left < 0) return &participation;
  }
  return &seller.participations.front();
}

void add_corrections(Timeline& timeline, Draw& draw, int64_t shipped_us) {
  if (!draw.chance(35)) return;
  // Here and there a time with a fraction, as Amazon has them.
  const int64_t first =
      whole_seconds(shipped_us + draw.between(kDay, 14 * kDay)) + (draw.chance(20) ? 250'000 : 0);
  timeline.add(first, Stage::shipped, 1);
  if (draw.chance(20))
    timeline.add(whole_seconds(first + draw.between(15 * kDay, 50 * kDay)), Stage::shipped, 2);
}

void add_shipping(Timeline& timeline, Draw& draw, int64_t paid_us) {
  const int64_t ready = paid_us + draw.between(2 * kHour, 36 * kHour);
  int64_t shipped = timeline.by_amazon ? whole_seconds(ready) : next_shipping_batch(ready);
  if (draw.chance(3)) {
    timeline.add(whole_seconds(paid_us + draw.between(kHour, 2 * kHour)), Stage::cancelled);
    return;
  }
  if (timeline.item_count > 1 && draw.chance(12)) {
    timeline.add(shipped, Stage::partially_shipped);
    shipped += kDay;
  }
  timeline.add(shipped, Stage::shipped);
  add_corrections(timeline, draw, shipped);
}

}  // namespace

void Timeline::add(int64_t at_us, Stage stage, int adjustments) {
  if (change_count < changes.size()) changes[change_count++] = {at_us, stage, adjustments};
}

const Change* Timeline::at(int64_t now_us) const {
  const Change* current = nullptr;
  for (size_t i = 0; i < change_count && changes[i].at_us <= now_us; ++i)
    current = &changes[i];
  return current;
}

OrderBook::OrderBook(uint64_t seed, const Seller& seller, int64_t orders_per_history, int history_days,
                     host::Timestamp opened, OrdersShape shape)
    : key_(mix(seed ^ mix_text(seller.id))),
      seller_(seller),
      history_us_(history_days * kDay),
      shape_(shape) {
  interval_us_ = std::max<int64_t>(history_us_ / std::max<int64_t>(orders_per_history, 1), 1000);
  opening_us_ = (host::to_unix_us(opened) - history_us_) / kDay * kDay;
}

int64_t OrderBook::slot_us(int64_t index) const {
  const uint64_t within = mix(key_ ^ static_cast<uint64_t>(index)) % static_cast<uint64_t>(interval_us_);
  return shaped_us(index * interval_us_ + static_cast<int64_t>(within));
}

int64_t OrderBook::created_us(int64_t index) const {
  // One order in twelve shares its second with the one before it.
  const bool twin = index % 2 == 1 && mix(key_ + static_cast<uint64_t>(index)) % 6 == 0;
  return whole_seconds(slot_us(twin ? index - 1 : index));
}

std::pair<int64_t, int64_t> OrderBook::index_range(int64_t from_us, int64_t to_us) const {
  const int64_t from = std::max(from_us, opening_us_);
  return {even_us(from) / interval_us_ - 1,
          even_us(to_us + kSecond) / interval_us_ + 3 + kSecond / interval_us_};
}

Timeline OrderBook::timeline(int64_t index) const {
  Draw draw(key_ ^ (static_cast<uint64_t>(index) * 2 + 1));
  Timeline timeline;
  timeline.index = index;
  timeline.created_us = created_us(index);
  timeline.participation = pick_participation(seller_, draw);
  timeline.by_amazon = draw.chance(60);
  timeline.item_count = draw.chance(70) ? 1 : static_cast<int>(draw.between(2, 4));
  if (timeline.participation->suspended) timeline.by_amazon = true;

  int64_t placed = timeline.created_us;
  if (draw.chance(1)) {
    timeline.add(placed, Stage::pending_availability);
    placed = whole_seconds(placed + draw.between(kDay, 10 * kDay));
  }
  timeline.add(placed, Stage::pending);
  const int64_t paid = whole_seconds(placed + draw.between(2 * kMinute, 50 * kMinute));
  if (draw.chance(2)) {
    timeline.add(paid, Stage::cancelled);
    return timeline;
  }
  timeline.add(paid, Stage::unshipped);
  if (timeline.participation->marketplace == &pseudo_marketplace() && draw.chance(5)) {
    timeline.add(paid + kHour, Stage::unfulfillable);
    return timeline;
  }
  add_shipping(timeline, draw, paid);
  return timeline;
}

}  // namespace mooring::amazon_simulator
