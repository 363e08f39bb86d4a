#include "seller/ledger.hpp"

#include <algorithm>
#include <map>

namespace mooring::amazon_simulator::seller {
namespace {

constexpr int64_t kHour = 3'600'000'000;
constexpr int64_t kDay = 24 * kHour;
constexpr int64_t kGroup = 14 * kDay;
constexpr std::string_view kSettled = "RELEASED", kDeferred = "DEFERRED",
                           kReleasedLater = "DEFERRED_RELEASED";

std::string letters_of(uint64_t key, size_t length) {
  static constexpr std::string_view kAlphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  std::string text;
  Draw draw(key);
  while (text.size() < length)
    text += kAlphabet[static_cast<size_t>(draw.below(64))];
  return text;
}

// Amazon's ids of adjusted items are others than those of the items of the order.
std::string adjustment_item_id(std::string_view transaction, std::string_view order_item) {
  return std::to_string(50'000'000'000'000 +
                        mix_text(transaction, mix_text(order_item)) % 40'000'000'000'000);
}

std::string group_id_of(const OrderBook& book, const Marketplace& marketplace, int64_t posted_us) {
  return letters_of(
      mix_text(marketplace.id, mix_text(book.seller().id)) + static_cast<uint64_t>(posted_us / kGroup), 43);
}

int64_t sum_of(const std::vector<Charge>& charges) {
  int64_t sum = 0;
  for (const Charge& charge : charges)
    sum += charge.amount;
  return sum;
}

Charge group_of(std::string_view type, std::vector<Charge> parts) {
  const int64_t amount = sum_of(parts);
  return {type, amount, std::move(parts)};
}

// What a sale of `price` brings: the price and its tax, less Amazon's fees; fees are nested one deeper.
std::vector<Charge> sale_charges(int64_t price, bool by_amazon, int64_t quantity,
                                 const Marketplace& marketplace) {
  std::vector<Charge> fees;
  const int64_t commission = price * 15 / 100;
  fees.push_back(group_of("Commission", {{"Base", -commission}, {"TaxOnFee", -commission / 10}}));
  if (by_amazon) {
    const int64_t fee = 350 * marketplace.price_factor / 100 / (marketplace.currency_digits == 0 ? 100 : 1);
    fees.push_back({"FBAPerUnitFulfillmentFee", -fee * quantity});
  }
  std::vector<Charge> charges;
  charges.push_back(group_of("Sales", {{"ProductCharges", price}, {"Tax", price * 8 / 100}}));
  charges.push_back(group_of("Expenses", {group_of("AmazonFees", std::move(fees))}));
  return charges;
}

struct Posting {
  const OrderBook& book;
  const Order& order;  // as it was when it was posted
  Draw draw;

  Transaction base(std::string_view type, std::string_view description, int64_t posted_us, uint64_t kind) {
    Transaction posted;
    posted.id = letters_of(mix_text(order.id, kind), 32);
    posted.type = type;
    posted.description = description;
    posted.status = kSettled;
    posted.posted_us = posted_us;
    posted.visible_us = posted_us + (draw.chance(15) ? draw.between(kHour, 47 * kHour) : 0);
    posted.marketplace = &order.marketplace();
    posted.order_id = order.id;
    posted.group_id = group_id_of(book, order.marketplace(), posted_us);
    return posted;
  }

  void add_item(Transaction& posted, const Item& item, int64_t price, int64_t quantity) {
    LedgerItem line{adjustment_item_id(posted.id, item.item_id), item.sku,
                    &products()[static_cast<size_t>(item.product)], static_cast<int>(quantity),
                    order.timeline.by_amazon};
    line.charges = sale_charges(price, line.by_amazon && price > 0, quantity, order.marketplace());
    line.total = sum_of(line.charges);
    posted.items.push_back(std::move(line));
  }

  // The charges of the whole are those of its items, summed by type.
  static void close(Transaction& posted) {
    for (const LedgerItem& item : posted.items) {
      for (const Charge& charge : item.charges) {
        const auto same = std::find_if(posted.charges.begin(), posted.charges.end(),
                                       [&](const Charge& other) { return other.type == charge.type; });
        if (same == posted.charges.end())
          posted.charges.push_back({charge.type, charge.amount});
        else
          same->amount += charge.amount;
      }
    }
    posted.total = sum_of(posted.charges);
  }
};

using Use = std::function<void(const Transaction&)>;

struct Span {
  int64_t from_us, to_us, as_of_us;
  void tell(const Transaction& posted, const Use& use) const {
    if (posted.posted_us >= from_us && posted.posted_us < to_us && posted.visible_us <= as_of_us) use(posted);
  }
};

// A third of the sales is held back until the buyer has the goods, or until a business has paid its invoice.
void defer(Posting& posting, Transaction& sale, const Span& span, const Use& use) {
  const bool invoiced = posting.order.business;
  if (!invoiced && !posting.draw.chance(30)) return;
  sale.deferral_reason = invoiced ? "B2B" : "DD7";
  sale.matures_us = sale.posted_us + (invoiced ? 30 * kDay : posting.draw.between(7, 14) * kDay);
  sale.status = kDeferred;
  if (sale.matures_us > span.as_of_us) return;
  Transaction release = sale;
  release.id = letters_of(mix_text(posting.order.id, 2), 32);
  release.status = kSettled;
  release.posted_us = sale.matures_us;
  release.visible_us = sale.matures_us;
  release.group_id = group_id_of(posting.book, *sale.marketplace, release.posted_us);
  release.deferred_id = sale.id;
  sale.status = kReleasedLater;
  sale.release_id = release.id;
  Posting::close(release);
  span.tell(release, use);
}

void post_order(const OrderBook& book, int64_t index, const Span& span, const Use& use) {
  const Timeline timeline = book.timeline(index);
  for (size_t i = 0; i < timeline.change_count; ++i) {
    const Change& change = timeline.changes[i];
    if (change.stage != Stage::shipped || change.at_us > span.as_of_us) continue;
    const auto order = book.order(index, change.at_us);
    if (!order || !order->is_amazon()) return;
    const uint64_t kind = static_cast<uint64_t>(change.adjustments) * 2 + 1;
    Posting posting{book, *order, Draw(mix_text(order->id, kind))};
    const int64_t posted_us = change.at_us + posting.draw.between(60, 3600) * 1'000'000 + 214'000;
    if (change.adjustments == 0) {
      Transaction sale = posting.base("Shipment", "Order Payment", posted_us, kind);
      for (const Item& item : order->items)
        posting.add_item(sale, item, item.unit_price * item.quantity, item.quantity);
      defer(posting, sale, span, use);
      Posting::close(sale);
      span.tell(sale, use);
    } else {
      Transaction refund = posting.base("Refund", "Refund Order", posted_us, kind);
      refund.refund_id = letters_of(mix_text(refund.id), 12);
      const Item& item = order->items.front();
      posting.add_item(refund, item, -(item.unit_price / 10), 1);
      Posting::close(refund);
      span.tell(refund, use);
    }
  }
}

// On the first of each month, from the home store, of no order and in one sum.
void post_subscriptions(const OrderBook& book, const Span& span, const Use& use) {
  using namespace std::chrono;
  const Marketplace& home = *book.seller().participations.front().marketplace;
  const auto first =
      floor<days>(sys_time<microseconds>(microseconds(std::max(span.from_us, book.opening_us()))));
  year_month month = year_month_day(first).year() / year_month_day(first).month();
  for (;; month += months(1)) {
    const int64_t posted_us =
        duration_cast<microseconds>(sys_days(month / 1).time_since_epoch()).count() + 5 * kHour;
    if (posted_us >= span.to_us || posted_us > span.as_of_us) return;
    if (posted_us < book.opening_us()) continue;
    Transaction fee;
    fee.id = letters_of(mix_text(book.seller().id) + static_cast<uint64_t>(posted_us), 32);
    fee.type = "ServiceFee";
    fee.description = "Subscription";
    fee.status = kSettled;
    fee.posted_us = fee.visible_us = posted_us;
    fee.marketplace = &home;
    fee.group_id = group_id_of(book, home, posted_us);
    const auto micros = [](sys_days day) {
      return duration_cast<microseconds>(day.time_since_epoch()).count();
    };
    fee.period_from_us = micros(sys_days((month - months(1)) / 1));
    fee.period_to_us = micros(sys_days(month / 1)) - 1'000'000;
    fee.total = -3999 * home.price_factor / 100 / (home.currency_digits == 0 ? 100 : 1);
    fee.charges = {{"Expenses", fee.total, {{"SubscriptionFee", fee.total}}}};
    span.tell(fee, use);
  }
}

}  // namespace

void each_transaction(const OrderBook& book, int64_t from_us, int64_t to_us, int64_t as_of_us,
                      const Use& use) {
  const Span span{from_us, to_us, as_of_us};
  // A sale of the last day of an order's life may be released a month later.
  const auto [first, last] = book.index_range(from_us - OrderBook::kLifeMax_us - 31 * kDay, to_us);
  for (int64_t index = first; index <= last; ++index)
    post_order(book, index, span, use);
  post_subscriptions(book, span, use);
}

std::vector<EventGroup> event_groups(const OrderBook& book, int64_t from_us, int64_t to_us,
                                     int64_t as_of_us) {
  const int64_t opening = book.opening_us() / kGroup;
  const int64_t first = std::max(opening, (from_us + kGroup - 1) / kGroup);
  const int64_t last = std::min((to_us - 1) / kGroup, as_of_us / kGroup);
  std::map<std::string, int64_t> totals;
  // One more before, for the balances that are carried over.
  each_transaction(book, (first - 1) * kGroup, std::min((last + 1) * kGroup, as_of_us + 1), as_of_us,
                   [&](const Transaction& posted) {
                     // Money that is held back is in no settlement; its release is.
                     if (posted.status == kSettled) totals[posted.group_id] += posted.total;
                   });
  std::vector<EventGroup> groups;
  for (int64_t period = last; period >= first; --period) {
    for (const Participation& participation : book.seller().participations) {
      if (participation.marketplace == &pseudo_marketplace() || !participation.participating) continue;
      EventGroup group;
      group.marketplace = participation.marketplace;
      group.start_us = period * kGroup;
      group.id = group_id_of(book, *group.marketplace, group.start_us);
      group.total = totals[group.id];
      const int64_t close_us = (period + 1) * kGroup;
      if (close_us <= as_of_us) {
        group.end_us = close_us;
        if (as_of_us >= close_us + 2 * kHour) group.transfer_us = close_us + 2 * kHour;
        group.transferred = as_of_us >= close_us + 5 * kDay;
      }
      group.beginning =
          period == opening ? 0 : totals[group_id_of(book, *group.marketplace, group.start_us - 1)] / 50;
      groups.push_back(std::move(group));
    }
  }
  return groups;
}

std::string signed_money(int64_t amount, const Marketplace& marketplace) {
  return (amount < 0 ? "-" : "") + money_text(amount < 0 ? -amount : amount, marketplace.currency_digits);
}

}  // namespace mooring::amazon_simulator::seller
