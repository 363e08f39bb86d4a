// What an ad achieved on a day, and how Amazon corrects it afterwards: traffic for three days (invalid clicks leave, rows
// vanish or appear), conversions in steps until the 42nd. Pure functions of key, day and the day's age. Any thread.
#pragma once
#include <array>
#include <cstdint>

namespace mooring::amazon_simulator::ads {

inline constexpr int kSettledAfterDays = 42;
inline constexpr std::array<int, 4> kWindows = {1, 7, 14, 30};  // days of attribution

// Money in hundredths of the currency's unit.
struct Metrics {
  int64_t impressions = 0, clicks = 0, cost = 0;
  std::array<int64_t, 4> purchases{}, same_purchases{}, units{}, same_units{}, sales{},
      same_sales{};  // by window

  bool empty() const { return impressions == 0 && clicks == 0 && purchases[3] == 0; }
  void add(const Metrics& other);
};

// From where a day is looked at.
struct Age {
  int days = 0;  // full local days since; 0: the day itself, which is not over
  int hour = 0;  // of the local day, only for days == 0
};

struct Volume {
  int active_percent = 60;   // of the days
  int impressions = 400;     // at most
  int price_factor = 100;    // of the marketplace's currency, in percent
  bool whole_money = false;  // yen
};

Metrics day_metrics(uint64_t key, int64_t day, Age age, const Volume& volume);

}  // namespace mooring::amazon_simulator::ads
