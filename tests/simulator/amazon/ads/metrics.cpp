#include "ads/metrics.hpp"

#include "draw.hpp"

namespace mooring::amazon_simulator::ads {
namespace {

// How much of the invalid traffic is still counted.
int64_t invalid_left_percent(int age_days) {
  if (age_days <= 1) return 100;
  return age_days == 2 ? 50 : 0;
}

// How much of the final conversions is known: Amazon restates on day 1, 7 and 28 and settles after 42.
int64_t known_percent(int age_days) {
  if (age_days < 1) return 30;
  if (age_days < 7) return 60;
  if (age_days < 28) return 85;
  return age_days < kSettledAfterDays ? 95 : 100;
}

int64_t money(int64_t us_cents, const Volume& volume) {
  const int64_t amount = us_cents * volume.price_factor / 100;
  return volume.whole_money ? (amount + 50) / 100 * 100 : amount;
}

// How many of `final` purchases are known: each becomes known at its own step.
int64_t known_of(int64_t final, uint64_t random, int64_t percent) {
  int64_t known = 0;
  for (int64_t i = 0; i < final; ++i)
    known += static_cast<int64_t>(mix(random + static_cast<uint64_t>(i)) % 100) < percent;
  return known;
}

void add_conversions(Metrics& metrics, Draw& draw, int64_t final_clicks, int age_days, const Volume& volume) {
  static constexpr std::array<int64_t, 4> kShare = {60, 85, 95, 100};  // of all conversions, by window
  const int64_t final = (final_clicks * draw.between(3, 20) + draw.below(100)) / 100;
  const int64_t price = money(draw.between(900, 8'900), volume);
  const int64_t per_purchase = draw.chance(20) ? 2 : 1;
  const uint64_t random = draw.next();
  const int64_t percent = known_percent(age_days);
  for (size_t i = 0; i < kWindows.size(); ++i) {
    const int64_t purchases = known_of((final * kShare[i] + 50) / 100, random, percent);
    metrics.purchases[i] = purchases;
    metrics.same_purchases[i] = purchases * 7 / 10;
    metrics.units[i] = purchases * per_purchase;
    metrics.same_units[i] = metrics.same_purchases[i] * per_purchase;
    metrics.sales[i] = metrics.units[i] * price;
    metrics.same_sales[i] = metrics.same_units[i] * price;
  }
}

}  // namespace

void Metrics::add(const Metrics& other) {
  impressions += other.impressions;
  clicks += other.clicks;
  cost += other.cost;
  for (size_t i = 0; i < kWindows.size(); ++i) {
    purchases[i] += other.purchases[i];
    same_purchases[i] += other.same_purchases[i];
    units[i] += other.units[i];
    same_units[i] += other.same_units[i];
    sales[i] += other.sales[i];
    same_sales[i] += other.same_sales[i];
  }
}

Metrics day_metrics(uint64_t key, int64_t day, Age age, const Volume& volume) {
  Metrics metrics;
  if (age.days < 0) return metrics;
  Draw draw(key ^ static_cast<uint64_t>(day) * 0x9e3779b97f4a7c15ull);
  if (!draw.chance(volume.active_percent)) return metrics;
  const int64_t fate = draw.below(100);
  const bool all_invalid = fate < 2;        // the row vanishes
  const bool late = fate >= 2 && fate < 4;  // the row appears
  if (late && age.days < 2) return metrics;

  const int64_t impressions = draw.between(1, volume.impressions);
  const int64_t clicks = impressions * draw.between(2, 40) / 1000;
  const int64_t bad_impressions = all_invalid ? impressions : impressions * draw.below(6) / 100;
  const int64_t bad_clicks = all_invalid ? clicks : clicks * draw.below(15) / 100;
  const int64_t click_price = money(draw.between(15, 160), volume);
  const int64_t left = invalid_left_percent(age.days);
  metrics.impressions = impressions - bad_impressions + bad_impressions * left / 100;
  metrics.clicks = clicks - bad_clicks + bad_clicks * left / 100;
  if (!all_invalid) add_conversions(metrics, draw, clicks - bad_clicks, age.days, volume);
  if (age.days == 0) {  // the day is not over
    metrics.impressions = metrics.impressions * age.hour / 24;
    metrics.clicks = metrics.clicks * age.hour / 24;
    if (metrics.clicks == 0) {
      const int64_t seen = metrics.impressions;
      metrics = {};
      metrics.impressions = seen;
    }
  }
  metrics.cost = metrics.clicks * click_price;
  return metrics;
}

}  // namespace mooring::amazon_simulator::ads
