#include "orders/volume.hpp"

#include <algorithm>

#include "api.hpp"
#include "values.hpp"

namespace amazon_seller {

using namespace mooring;

namespace {

constexpr char kOrderMetricsPath[] = "/sales/v1/orderMetrics";
constexpr char kOrderMetricsBudget[] = "sales.order_metrics";
constexpr int64_t kMostOrders =
    1'000'000'000'000;  // of a week: far more than there are, and sums stay in range
constexpr size_t kMinuteLength = std::string_view("2026-01-31T00:00").size();

// Amazon writes "2018-05-01T00:00-07:00", without seconds.
std::optional<Time> time_of(std::string text) {
  if (text.size() > kMinuteLength && text[kMinuteLength] != ':') text.insert(kMinuteLength, ":00");
  return amazon::to_time(text);
}

}  // namespace

std::optional<std::pair<Time, Time>> interval_of(std::string_view text) {
  const size_t middle = text.find("--");
  if (middle == std::string_view::npos) return std::nullopt;
  const auto from = time_of(std::string(text.substr(0, middle))),
             to = time_of(std::string(text.substr(middle + 2)));
  if (!from || !to || *to <= *from) return std::nullopt;
  return std::pair(*from, *to);
}

namespace {

bool read_interval(simdjson::ondemand::value entry, OrderVolume& volume) {
  std::string interval;
  int64_t orders = -1;
  for_each_member(entry, [&](std::string_view key, simdjson::ondemand::value value) {
    if (key == "interval") interval = std::string_view(value.get_string());
    if (key == "orderCount") orders = value.get_int64();
  });
  const auto times = interval_of(interval);
  if (!times || orders < 0 || orders > kMostOrders) return false;
  volume.add(times->first, times->second, orders);
  return true;
}

bool read_answer(const HttpResponse& answer, OrderVolume& volume) {
  if (!answer.ok()) return false;
  bool all = true;
  try {
    simdjson::ondemand::parser parser;
    simdjson::ondemand::document document = parser.iterate(padded(answer));
    for (auto field : document.get_object()) {
      if (std::string_view(field.unescaped_key()) != "payload") continue;
      for_each_element(field.value(),
                       [&](simdjson::ondemand::value entry) { all = read_interval(entry, volume) && all; });
    }
  } catch (const simdjson::simdjson_error&) {
    return false;
  } catch (const amazon::Unreadable&) {
    return false;
  }
  return all;
}

HttpRequest metrics_of(const Call& call, const std::string& marketplace, Time from, Time to) {
  Url url(call.api_base, kOrderMetricsPath);
  url.add("marketplaceIds", marketplace);
  url.add("interval", format_time(from) + "--" + format_time(to));
  url.add("granularity", "Week");
  url.add("granularityTimeZone", "UTC");
  return HttpRequest::get(url).with_budget(kOrderMetricsBudget).with_credential(kCredential);
}

}  // namespace

void OrderVolume::add(Time from, Time to, int64_t orders) {
  Weeks& weeks = weeks_[from];
  weeks.to = std::max(weeks.to, to);
  weeks.orders += orders;
  total_ += orders;
}

int64_t OrderVolume::between(Time from, Time to) const {
  double sum = 0;
  for (const auto& [begin, weeks] : weeks_) {
    const Duration whole = weeks.to - begin;
    const Duration part = std::min(to, weeks.to) - std::max(from, begin);
    if (part > Duration::zero())
      sum += static_cast<double>(weeks.orders) * static_cast<double>(part.count()) /
             static_cast<double>(whole.count());
  }
  return static_cast<int64_t>(sum);
}

Task<> ask_order_volume(Context& ctx, const Call& call, std::span<const std::string> marketplaces, Time from,
                        Time to, OrderVolume& volume) {
  OrderVolume counted;
  try {
    for (const std::string& marketplace : marketplaces) {
      const HttpResponse answer = co_await ctx.http(metrics_of(call, marketplace, from, to));
      if (answer.status() == 400) continue;  // a store that the Sales API does not know
      if (!read_answer(answer, counted)) co_return;
    }
  } catch (const Failure&) {
    co_return;  // what is really wrong, the next search will say
  }
  volume = std::move(counted);
}

}  // namespace amazon_seller
