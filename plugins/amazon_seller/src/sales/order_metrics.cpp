#include "sales/order_metrics.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "day_ranges.hpp"
#include "marketplaces.hpp"
#include "orders/volume.hpp"
#include "pages.hpp"
#include "run_or_backfill.hpp"
#include "times_cursor.hpp"

namespace amazon_seller {

using namespace mooring;
using amazon::Day;
using amazon::DayRange;
using std::chrono::days;

namespace {

constexpr char kPath[] = "/sales/v1/orderMetrics";
constexpr char kBudget[] = "sales.order_metrics";
constexpr char kRole[] = "Inventory and Order Tracking";
// There are no pages: the token is a member that never comes.
constexpr PageShape kShape{"payload", "", "pagination", "nextToken", "interval"};
constexpr size_t kFields = 10;
constexpr days kRestated{30};
constexpr days kKept{730};  // Amazon refuses what began more than two years ago
constexpr int kDaysPerCall = 90;
constexpr std::chrono::hours kLongestDay{25};  // when summer time ends

// One call: the days of `range`, the last one up to `until`.
class MetricsListing : public Listed {
 public:
  MetricsListing(const Call& call, std::string_view zone, DayRange range, Time from, Time until)
      : Listed("order_metrics", kFields, std::nullopt),
        call_(call),
        marketplace_(call.marketplace().id),
        zone_(zone),
        range_(range),
        from_(from),
        until_(until) {}

  HttpRequest request(const std::string&) const override {
    Url url(call_.api_base, kPath);
    url.add("marketplaceIds", marketplace_).add("interval", local_text(from_) + "--" + local_text(until_));
    url.add("granularity", "Day").add("granularityTimeZone", zone_);
    return HttpRequest::get(url).with_budget(kBudget).with_credential(kCredential);
  }

  void take(simdjson::ondemand::object record, PageReader& reader) override {
    ValueReader& values = reader.values();
    std::string_view interval;
    std::optional<int64_t> orders, items, units;
    Money sales, average;
    const std::string_view raw = amazon::read_record(record, [&](std::string_view key, Value value) {
      if (key == "interval") interval = values.text("interval", value).value_or("");
      if (key == "orderCount") orders = values.integer("orderCount", value);
      if (key == "orderItemCount") items = values.integer("orderItemCount", value);
      if (key == "unitCount") units = values.integer("unitCount", value);
      if (key == "totalSales") sales = read_money("totalSales", value, values);
      if (key == "averageUnitPrice") average = read_money("averageUnitPrice", value, values);
    });
    reader.name_record(interval.substr(0, 10));
    const auto times = interval_of(interval);
    if (!times)
      throw Unreadable("member 'interval' is " + amazon::shown(interval) + ", which is no interval");
    if (times->second - times->first > kLongestDay)
      throw Unreadable("member 'interval' is " + amazon::shown(interval) + ", which is more than one day");
    // It may be told in another offset than it was asked for in.
    const auto day = amazon::local_day(times->first, zone_);
    if (!day || *day < range_.first || *day > range_.last) throw Unreadable("the day was not asked for");
    const std::string date = amazon::to_text(*day);
    if (!orders || !items || !units || !sales.amount || !average.amount)
      throw Unreadable(
          "one of 'orderCount', 'orderItemCount', 'unitCount', 'totalSales', 'averageUnitPrice' is missing");
    rows_.begin_row(marketplace_, raw).add_text(marketplace_).add_date(date).add_text(zone_);
    rows_.add_integer(orders).add_integer(items).add_integer(units);
    rows_.add_decimal(sales.amount).add_text(sales.currency);
    rows_.add_decimal(average.amount).add_text(average.currency);
  }

 private:
  struct Money {
    Text amount, currency;
  };

  static Money read_money(const char* member, Value value, ValueReader& values) {
    Money money;
    amazon::for_each_member(value, [&](std::string_view key, Value content) {
      if (key == "amount") money.amount = values.decimal(member, content);
      if (key == "currencyCode") money.currency = values.some_text(member, content);
    });
    amazon::require_currency(member, money.amount, money.currency);
    return money;
  }

  // "2026-01-31T00:00:00-08:00": Amazon wants the offset that the zone has at that moment.
  std::string local_text(Time time) const {
    const auto offset = *amazon::utc_offset(time, zone_);
    std::string text = format_time(time + offset);
    text.pop_back();
    const int64_t minutes = std::abs(offset.count());
    char zone[16];
    std::snprintf(zone, sizeof zone, "%c%02d:%02d", offset.count() < 0 ? '-' : '+',
                  static_cast<int>(minutes / 60 % 24), static_cast<int>(minutes % 60));
    return text + zone;
  }

  const Call& call_;
  const std::string marketplace_, zone_;
  const DayRange range_;
  const Time from_, until_;
};

class MetricsSync {
 public:
  MetricsSync(Context& ctx, const Call& call)
      : ctx_(ctx),
        call_(call),
        zone_(zone_of(call)),
        now_(std::chrono::floor<std::chrono::seconds>(call.now)),
        today_(*amazon::local_day(now_, zone_)),
        oldest_(*amazon::local_day(now_ - kKept, zone_) + days(1)),
        cursor_(call.cursor) {}

  Task<> run() {
    const auto read_to = cursor_.at("read_to");
    const Day from =
        *amazon::local_day(read_to ? *read_to : call_.history_from, zone_) - (read_to ? kRestated : days(0));
    co_await read({std::clamp(from, oldest_, today_), today_});
  }

  Task<> backfill() {
    const TimeRange range = *call_.range();
    const Time oldest = *amazon::day_start(oldest_, zone_);
    if (range.from < oldest)
      co_await ctx_.checkpoint(
          Checkpoint(cursor_.text())
              .lost("order_metrics", marketplace(), range.from, std::min(oldest, range.to)));
    const auto read_to = cursor_.at("read_to");
    const Day from = *amazon::local_day(read_to ? *read_to : range.from, zone_);
    const Day last = *amazon::local_day(std::min(range.to - Duration(1), now_), zone_);
    if (range.to > oldest && std::max(from, oldest_) <= last) co_await read({std::max(from, oldest_), last});
  }

 private:
  static std::string_view zone_of(const Call& call) {
    const Store* store = find_store(call.marketplace().id);
    const std::string_view zone = store == nullptr ? "" : amazon::zone_of_country(store->country_code);
    if (zone.empty())
      throw Failure(FailureKind::internal,
                    "the time zone of marketplace " + call.marketplace().id + " is not known");
    return zone;
  }

  const std::string& marketplace() const { return call_.marketplace().id; }

  Task<> read(const DayRange range) {
    for (Day first = range.first; first <= range.last; first += days(kDaysPerCall)) {
      const DayRange part{first, std::min(first + days(kDaysPerCall - 1), range.last)};
      const Time from = *amazon::day_start(part.first, zone_);
      const Time until = std::min(*amazon::day_start(part.last + days(1), zone_), now_);
      if (from >= until) break;  // the first second of a day
      co_await ctx_.progress((first - range.first).count(), range.days(),
                             "order metrics " + amazon::for_people(part));
      MetricsListing listing(call_, zone_, part, from, until);
      const ListingEnd end = co_await read_listing(ctx_, reader_, kRole, listing);
      cursor_.set("read_to", until);
      Checkpoint point(cursor_.text());
      point.held("order_metrics", marketplace(), from, until);
      // Days without orders come as zeros. An answer that leaves days out may lack them: it takes two in a row to believe that
      // they are gone, and one without any day says nothing.
      Listing complete("order_metrics", marketplace());
      complete.between(amazon::to_text(part.first), amazon::to_text(part.last));
      if (end.records > 0) point.complete(std::move(complete));
      co_await ctx_.checkpoint(std::move(point));
    }
  }

  Context& ctx_;
  const Call& call_;
  const std::string_view zone_;
  const Time now_;
  const Day today_, oldest_;
  TimesCursor cursor_;
  PageReader reader_{kShape};
};

}  // namespace

Task<> sync_order_metrics(Context& ctx, const Call& call) {
  return run_or_backfill<MetricsSync>(ctx, call);
}

}  // namespace amazon_seller
