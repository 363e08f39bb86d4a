#include "simulation/ads_report_days.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "simulator/amazon/ads/time_zones.hpp"
#include "simulator/amazon/world.hpp"

namespace mooring::test {

using namespace host;

namespace {

constexpr int64_t kHistoryDays = 60;
constexpr int64_t kCorrectedDays = 42;  // conversions
constexpr int64_t kFullReadingDays =
    7;  // between two readings of all that is corrected, and some for trouble
constexpr int64_t kTroubleDays = 12;
constexpr int64_t kDay_us = 86'400'000'000;

// How far back Amazon's reports really go.
int64_t retention(const std::string& product) {
  return product == "SPONSORED_BRANDS" ? 60 : 65;
}

int64_t local_day(const AdsProfile& profile, Timestamp time) {
  return amazon_simulator::ads::local_time(profile.row.time_zone, to_unix_us(time)).day;
}

std::string date_text(int64_t day) {
  return format_time(from_unix_us(day * kDay_us)).substr(0, 10);
}

std::string range_text(const std::set<int64_t>& days) {
  if (days.empty()) return "none";
  return std::to_string(days.size()) + " from " + date_text(*days.begin()) + " to " +
         date_text(*days.rbegin());
}

}  // namespace

int64_t day_number(const std::string& date) {
  return to_unix_us(parse_time(date + "T00:00:00Z").value()) / kDay_us;
}

ReportDays::ReportDays(SimulatedHost& host, const AdsRegion& region, const AdsProfile& profile,
                       const std::string& stream)
    : title_(stream + " of " + profile.row.name),
      first_(local_day(profile, profile.wanted_since - std::chrono::days{kHistoryDays})),
      today_(local_day(profile, host.clock.now())) {
  if (profile.gap) {
    gap_from_ = local_day(profile, profile.gap->from);
    if (profile.gap->to) gap_to_ = local_day(profile, *profile.gap->to);
  }
  auto known = host.simulator().world().ads->accounts.find(std::stoull(profile.row.id));
  bool of_ads = stream == "product_performance", of_places = stream == "placement_performance";
  bool of_terms = stream == "search_term_performance";
  offered_.push_back("SPONSORED_PRODUCTS");
  if (!of_ads && known->brands_permitted) offered_.push_back("SPONSORED_BRANDS");
  if (!of_places && !of_terms) offered_.push_back("SPONSORED_DISPLAY");
  auto coverage =
      host.store().read([&](Session& session) { return rows::list_coverage(session, region.id(), stream); });
  for (const CoverageRow& range : coverage) {
    if (range.marketplace != profile.row.id) continue;
    Part& part = parts_[range.part];
    for (int64_t day = to_unix_us(range.from) / kDay_us; day < to_unix_us(range.to) / kDay_us; ++day)
      (range.lost ? part.lost : part.held).insert(day);
  }
}

int64_t ReportDays::first_offered_after_gap(const std::string& product) const {
  return gap_to_ ? *gap_to_ - retention(product) : today_ + 1;
}

ReportDays::What ReportDays::what_is(const std::string& product, int64_t day) const {
  if (day < first_ || day > today_) return What::unwanted;
  if (day == today_) return What::today;
  if (!gap_from_ || day >= first_offered_after_gap(product)) return What::readable;
  if (day == *gap_from_) return What::begun;
  if (day > *gap_from_) return gap_to_ ? What::lost : What::unwanted;
  return day >= *gap_from_ - kCorrectedDays - kFullReadingDays - kTroubleDays ? What::frozen : What::readable;
}

ReportDays::What ReportDays::what_is(const std::string& product, const std::string& date) const {
  return what_is(product, day_number(date));
}

std::vector<std::string> ReportDays::wrong_coverage() const {
  std::vector<std::string> wrong;
  for (const auto& [product, part] : parts_)
    if (std::find(offered_.begin(), offered_.end(), product) == offered_.end())
      wrong.push_back(title_ + " covers " + product + ", which has no such report");
  for (const auto& product : offered_) {
    Days held, lost;
    for (int64_t day = first_; day < today_; ++day) {
      auto what = what_is(product, day);
      if (what == What::readable || what == What::frozen) held.insert(day);
      if (what == What::lost || (what == What::begun && gap_to_)) lost.insert(day);
    }
    auto found = parts_.find(product);
    const Part part = found == parts_.end() ? Part{} : found->second;
    if (part.held != held)
      wrong.push_back(title_ + ", " + product + ": days held are " + range_text(part.held) + ", should be " +
                      range_text(held));
    if (part.lost != lost)
      wrong.push_back(title_ + ", " + product + ": days lost are " + range_text(part.lost) + ", should be " +
                      range_text(lost));
  }
  return wrong;
}

size_t ReportDays::held_days() const {
  size_t count = 0;
  for (const auto& [product, part] : parts_)
    count += part.held.size();
  return count;
}

size_t ReportDays::lost_days() const {
  size_t count = 0;
  for (const auto& [product, part] : parts_)
    count += part.lost.size();
  return count;
}

}  // namespace mooring::test
