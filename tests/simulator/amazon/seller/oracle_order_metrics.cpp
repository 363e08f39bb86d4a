// Whole days of each marketplace's time zone that begin in [since, until]; the last one up to as_of.
#include <algorithm>

#include "ads/time_zones.hpp"
#include "seller/oracle.hpp"
#include "seller/order_metrics.hpp"

namespace mooring::amazon_simulator::seller {
namespace {

// The zones that Amazon reports in, by the country of the store.
constexpr std::pair<std::string_view, std::string_view> kZones[] = {
    {"US", "America/Los_Angeles"}, {"CA", "America/Los_Angeles"}, {"MX", "America/Los_Angeles"},
    {"BR", "America/Sao_Paulo"},   {"GB", "Europe/London"},       {"IE", "Europe/Dublin"},
    {"FR", "Europe/Paris"},        {"DE", "Europe/Paris"},        {"IT", "Europe/Paris"},
    {"ES", "Europe/Paris"},        {"NL", "Europe/Amsterdam"},    {"BE", "Europe/Brussels"},
    {"SE", "Europe/Stockholm"},    {"PL", "Europe/Warsaw"},       {"TR", "Europe/Istanbul"},
    {"EG", "Africa/Cairo"},        {"ZA", "Africa/Johannesburg"}, {"SA", "Asia/Riyadh"},
    {"AE", "Asia/Dubai"},          {"IN", "Asia/Kolkata"},        {"SG", "Asia/Singapore"},
    {"JP", "Asia/Tokyo"},          {"AU", "Australia/Sydney"},
};

std::string_view zone_of(const Marketplace& marketplace) {
  const auto known = std::find_if(std::begin(kZones), std::end(kZones),
                                  [&](const auto& entry) { return entry.first == marketplace.country_code; });
  return known == std::end(kZones) ? "UTC" : known->second;
}

}  // namespace

void tell_order_metrics(const OracleQuery& query, std::string& out) {
  for (const Participation& participation : query.seller.participations) {
    const Marketplace& marketplace = *participation.marketplace;
    if (&marketplace == &pseudo_marketplace() || !query.wants(marketplace.id)) continue;
    const std::string_view zone = zone_of(marketplace);
    std::vector<OrderMetrics> intervals;
    for (int64_t day = ads::local_time(zone, query.since_us).day;; ++day) {
      OrderMetrics one;
      one.from_us = ads::day_start_us(zone, day);
      one.to_us = std::min(ads::day_start_us(zone, day + 1), query.as_of_us);
      if (one.from_us > query.until_us || one.from_us >= one.to_us) break;
      if (one.from_us >= query.since_us) intervals.push_back(one);
    }
    MetricsFilter filter;
    filter.marketplace = &marketplace;
    count_orders(query.book, filter, query.as_of_us, intervals);
    for (const OrderMetrics& one : intervals) {
      OracleRow row(out, "order_metrics");
      row.text("marketplace_id", marketplace.id);
      const int64_t noon_us = one.from_us + 12 * 3'600'000'000;  // in UTC the day may have another date
      const int64_t local_us = noon_us + ads::utc_offset_s(zone, noon_us / 1'000'000) * 1'000'000;
      row.text("date", host::format_time(host::from_unix_us(local_us)).substr(0, 10));
      row.text("time_zone", zone);
      row.number("order_count", one.orders);
      row.number("order_item_count", one.items);
      row.number("unit_count", one.units);
      row.text("sales_amount", sales_text(one.sales, marketplace));
      row.text("sales_currency", marketplace.currency);
      row.text("average_unit_price", average_text(one, marketplace));
      row.text("average_unit_price_currency", marketplace.currency);
    }
  }
}

}  // namespace mooring::amazon_simulator::seller
