// getOrderMetrics: the rules of its parameters, and the intervals that they ask for.
#include <algorithm>
#include <chrono>
#include <cstdio>

#include "ads/time_zones.hpp"
#include "base/text.hpp"
#include "seller/operations.hpp"
#include "seller/order_metrics.hpp"

namespace mooring::amazon_simulator::seller {
namespace {

constexpr int64_t kSecond_us = 1'000'000, kHour_us = 3600 * kSecond_us, kDay_us = 24 * kHour_us;
constexpr int64_t kHourlyMax_us = 30 * kDay_us, kHistory_us = 731 * kDay_us;
constexpr std::string_view kGranularities[] = {"Hour", "Day", "Week", "Month", "Year", "Total"};

struct MetricsQuery {
  MetricsFilter filter;
  std::string granularity, zone;
  bool weeks_begin_on_sunday = false;
  int64_t from_us = 0, to_us = 0;
};

tl::unexpected<host::Error> invalid(std::string message) {
  return host::fail("InvalidInput", std::move(message));
}

std::string offset_text(int64_t offset_s) {
  if (offset_s == 0) return "Z";
  char text[8];
  std::snprintf(text, sizeof text, "%c%02d:%02d", offset_s < 0 ? '-' : '+',
                static_cast<int>(std::abs(offset_s) / 3600), static_cast<int>(std::abs(offset_s) / 60 % 60));
  return text;
}

int64_t offset_of(const std::string& zone, int64_t at_us) {
  return ads::utc_offset_s(zone, at_us / kSecond_us);
}

// A time of the interval, which must stand in the offset that the zone has then.
host::Result<int64_t> time_of(const std::string& text, const MetricsQuery& query) {
  const auto time = host::parse_time(text);
  if (!time) return invalid("The interval is not two ISO 8601 date-times: " + host::clean_line(text, 60));
  const int64_t us = host::to_unix_us(*time);
  if (query.zone.empty()) return us;
  const std::string offset = offset_text(offset_of(query.zone, us));
  if (!text.ends_with(offset) && !(offset == "Z" && text.ends_with("+00:00")))
    return invalid("The granularityTimeZone must align with the offset of the interval.");
  return us;
}

host::Status read_interval(const std::string& interval, int64_t now_us, MetricsQuery& query) {
  const size_t middle = interval.find("--");
  if (middle == std::string::npos) return invalid("The interval must be two dates separated by two hyphens.");
  const auto from = time_of(interval.substr(0, middle), query);
  if (!from) return host::fail(from.error());
  const auto to = time_of(interval.substr(middle + 2), query);
  if (!to) return host::fail(to.error());
  if (*from >= *to) return invalid("The start of the interval must be before its end.");
  if (*from < now_us - (query.granularity == "Hour" ? kHourlyMax_us : kHistory_us))
    return invalid("The interval is too far in the past for the granularity.");
  query.from_us = *from;
  query.to_us = *to;
  return {};
}

host::Status read_filter(const Call& call, MetricsFilter& filter) {
  const std::string ids = call.query("marketplaceIds");
  filter.marketplace = find_marketplace(ids);
  if (!filter.marketplace || filter.marketplace->region != call.seller.region)
    return invalid("Exactly one marketplace of the region must be specified.");
  filter.asin = call.query("asin");
  filter.sku = call.query("sku");
  if (!filter.asin.empty() && !filter.sku.empty())
    return invalid("Only one of asin and sku may be specified.");
  const std::string buyers = call.query("buyerType"), network = call.query("fulfillmentNetwork");
  if (!buyers.empty() && buyers != "All" && buyers != "B2B" && buyers != "B2C")
    return invalid("Unknown buyerType.");
  if (buyers == "B2B" || buyers == "B2C") filter.business = buyers == "B2B";
  if (!network.empty() && network != "AFN" && network != "MFN") return invalid("Unknown fulfillmentNetwork.");
  if (!network.empty()) filter.by_amazon = network == "AFN";
  return {};
}

host::Result<MetricsQuery> parse(const Call& call) {
  MetricsQuery query;
  if (auto read = read_filter(call, query.filter); !read) return host::fail(read.error());
  query.granularity = call.query("granularity");
  query.zone = call.query("granularityTimeZone");
  query.weeks_begin_on_sunday = call.query("firstDayOfWeek") == "Sunday";
  if (std::find(std::begin(kGranularities), std::end(kGranularities), query.granularity) ==
      std::end(kGranularities))
    return invalid("Unknown granularity.");
  // Greater than an hour are all others, the total as well.
  if (query.zone.empty() && query.granularity != "Hour")
    return invalid("granularityTimeZone is required for this granularity.");
  if (auto read = read_interval(call.query("interval"), call.world.now_us(), query); !read)
    return host::fail(read.error());
  return query;
}

// The local day after the period that `day` belongs to.
int64_t period_end(const MetricsQuery& query, int64_t day) {
  using namespace std::chrono;
  const sys_days at{days{day}};
  const year_month_day date(at);
  if (query.granularity == "Day") return day + 1;
  if (query.granularity == "Month") {
    const year_month next = date.year() / date.month() + months{1};
    return sys_days(next / 1).time_since_epoch().count();
  }
  if (query.granularity == "Year")
    return sys_days((date.year() + years{1}) / January / 1).time_since_epoch().count();
  const weekday first = query.weeks_begin_on_sunday ? Sunday : Monday;
  return day + 7 - (weekday(at) - first).count();
}

std::vector<OrderMetrics> intervals_of(const MetricsQuery& query) {
  std::vector<OrderMetrics> intervals;
  for (int64_t from = query.from_us; from < query.to_us;) {
    int64_t to = query.to_us;
    if (query.granularity == "Hour") {
      to = (from / kHour_us + 1) * kHour_us;
    } else if (query.granularity != "Total") {
      const int64_t day = ads::local_time(query.zone, from).day;
      to = ads::day_start_us(query.zone, period_end(query, day));
    }
    to = std::min(to, query.to_us);
    intervals.emplace_back();
    intervals.back().from_us = from;
    intervals.back().to_us = to;
    from = to;
  }
  return intervals;
}

// "2018-05-01T00:00-07:00"
std::string local_minute(const MetricsQuery& query, int64_t us) {
  const int64_t offset_s = query.zone.empty() ? 0 : offset_of(query.zone, us);
  const std::string local = host::format_time(host::from_unix_us(us + offset_s * kSecond_us));
  return local.substr(0, 16) + offset_text(offset_s);
}

void append(std::string& body, const OrderMetrics& one, const MetricsQuery& query) {
  const Marketplace& marketplace = *query.filter.marketplace;
  const auto money = [&](const std::string& amount) {
    return "{\"amount\":\"" + amount + "\",\"currencyCode\":\"" + std::string(marketplace.currency) + "\"}";
  };
  body += "{\"interval\":\"" + local_minute(query, one.from_us) + "--" + local_minute(query, one.to_us) +
          "\",\"unitCount\":" + std::to_string(one.units) +
          ",\"orderItemCount\":" + std::to_string(one.items) +
          ",\"orderCount\":" + std::to_string(one.orders) +
          ",\"averageUnitPrice\":" + money(average_text(one, marketplace)) +
          ",\"totalSales\":" + money(sales_text(one.sales, marketplace)) + "}";
}

}  // namespace

Reply get_order_metrics(const Call& call) {
  const auto query = parse(call);
  if (!query) return call.error(400, "InvalidInput", query.error().message);
  std::vector<OrderMetrics> intervals = intervals_of(*query);
  count_orders(*call.world.book(call.seller.id), query->filter, call.world.now_us(), intervals);
  std::string body = "{\"payload\":[";
  for (const OrderMetrics& one : intervals) {
    if (body.back() == '}') body += ',';
    append(body, one, *query);
  }
  return json_reply(200, body + "]}");
}

}  // namespace mooring::amazon_simulator::seller
