// How orders are spread over a seller's history: the share of them that came up to a share of the time, and back.
#include <cmath>
#include <numbers>

#include "orders.hpp"

namespace mooring::amazon_simulator {
namespace {

constexpr int kHalvings = 48;  // of two years: less than a microsecond is left

double orders_until(OrdersShape shape, double time) {
  switch (shape) {
    case OrdersShape::even:
      return time;
    case OrdersShape::growing:
      return 0.2 * time + 0.8 * time * time;
    case OrdersShape::seasonal:
      return time - 0.8 / (4 * std::numbers::pi) * std::sin(4 * std::numbers::pi * time);
    case OrdersShape::launched:
      return 0.05 * time + 0.95 * std::pow(time, 8);
  }
  return time;
}

// Orders per time where the history ends, which is how it goes on.
double pace_at_end(OrdersShape shape) {
  switch (shape) {
    case OrdersShape::growing:
      return 0.2 + 2 * 0.8;
    case OrdersShape::seasonal:
      return 1 - 0.8;
    case OrdersShape::launched:
      return 0.05 + 8 * 0.95;
    default:
      return 1;
  }
}

double time_of(OrdersShape shape, double orders) {
  double low = 0, high = 1;
  for (int i = 0; i < kHalvings; ++i) {
    const double middle = (low + high) / 2;
    (orders_until(shape, middle) < orders ? low : high) = middle;
  }
  return high;
}

}  // namespace

int64_t OrderBook::even_us(int64_t time_us) const {
  if (shape_ == OrdersShape::even || time_us <= opening_us_) return time_us;
  const double time = static_cast<double>(time_us - opening_us_) / static_cast<double>(history_us_);
  const double orders = time < 1 ? orders_until(shape_, time) : 1 + (time - 1) * pace_at_end(shape_);
  return opening_us_ + static_cast<int64_t>(orders * static_cast<double>(history_us_));
}

int64_t OrderBook::shaped_us(int64_t even_us) const {
  if (shape_ == OrdersShape::even || even_us <= opening_us_) return even_us;
  const double orders = static_cast<double>(even_us - opening_us_) / static_cast<double>(history_us_);
  const double time = orders < 1 ? time_of(shape_, orders) : 1 + (orders - 1) / pace_at_end(shape_);
  return opening_us_ + static_cast<int64_t>(time * static_cast<double>(history_us_));
}

}  // namespace mooring::amazon_simulator
