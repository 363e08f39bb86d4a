// GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE_V2: every two weeks, for each store, what was paid out and why. Made of the orders
// that shipped in these weeks and of the refunds in them.
#include <algorithm>

#include "seller/report_text.hpp"
#include "seller/table_reports.hpp"
#include "world.hpp"

namespace mooring::amazon_simulator::seller {
namespace {

constexpr int64_t kPeriod_us = 14 * kReportDay_us;
constexpr int64_t kListed_us = 90 * kReportDay_us;
constexpr int64_t kOldest_us = 90 * kReportDay_us;  // of an order that still changes

struct Settlement {
  std::string id, report_id;
  const Marketplace* marketplace = nullptr;
  int64_t start_us = 0, end_us = 0, deposit_us = 0, made_us = 0;
};

struct Line {
  std::string_view transaction, type, description;
  int64_t amount = 0, posted_us = 0;
  std::string order_id{}, item_id{}, sku{}, adjustment_id{}, shipment_id{}, promotion_id{};
  int quantity = 0;
  bool by_amazon = false;
};

std::string digits_of(uint64_t number, int64_t from, int64_t count) {
  return std::to_string(from + static_cast<int64_t>(number % static_cast<uint64_t>(count)));
}

Settlement settlement_of(const World& world, const Seller& seller, const Marketplace& marketplace,
                         int64_t period) {
  Settlement one;
  const uint64_t store = fact_key(world, marketplace.id, seller.id, 77);
  const int64_t offset = static_cast<int64_t>(store % 14) * kReportDay_us + 8 * kReportDay_us / 24;
  const uint64_t key = mix(store ^ static_cast<uint64_t>(period));
  one.marketplace = &marketplace;
  one.start_us = period * kPeriod_us + offset;
  one.end_us = one.start_us + kPeriod_us;
  one.deposit_us = one.end_us + 2 * kReportDay_us;
  one.made_us = one.end_us + (6 + static_cast<int64_t>(key % 24)) * kReportDay_us / 24;
  one.id = digits_of(key, 10'000'000'000, 80'000'000'000);
  one.report_id = digits_of(mix(key), 91'000'000'000'000, 8'000'000'000'000);
  return one;
}

// Those that were made in [from, to].
void each_settlement(const World& world, const Seller& seller, int64_t from_us, int64_t to_us,
                     const std::function<void(const Settlement&)>& use) {
  const int64_t opening = world.book(seller.id)->opening_us();
  for (const Marketplace* marketplace : stores_of(seller, {})) {
    for (int64_t period = from_us / kPeriod_us - 3; period <= to_us / kPeriod_us; ++period) {
      const Settlement one = settlement_of(world, seller, *marketplace, period);
      if (one.made_us >= from_us && one.made_us <= to_us && one.start_us >= opening) use(one);
    }
  }
}

void add_shipped(const OrderBook& book, const Timeline& timeline, int64_t shipped_us,
                 std::vector<Line>& lines) {
  const auto order = book.order(timeline.index, shipped_us);
  for (const Item& item : order->items) {
    const auto add = [&](std::string_view type, std::string_view description, int64_t amount) {
      lines.push_back({"Order", type, description, amount, shipped_us, order->id, item.item_id, item.sku, "",
                       "D" + item.item_id.substr(3), "", item.quantity, timeline.by_amazon});
    };
    const int64_t price = item.unit_price * item.quantity;
    add("ItemPrice", "Principal", price);
    if (order->business) add("ItemPrice", "Tax", price / 12);
    add("ItemFees", "Commission", -(price * 15 / 100));
    if (timeline.by_amazon)
      add("ItemFees", "FBAPerUnitFulfillmentFee", -(item.unit_price / 20 + 1) * item.quantity);
    if (order->prime) {
      add("Promotion", "Shipping", -(item.unit_price / 50));
      lines.back().promotion_id = "Free shipping \"Prime\"";
    }
  }
}

void add_refund(const OrderBook& book, const Timeline& timeline, const Change& change,
                std::vector<Line>& lines) {
  const auto order = book.order(timeline.index, change.at_us);
  const Item& item = order->items.front();
  const std::string adjustment = "ADJ" + std::to_string(change.adjustments) + item.item_id.substr(5);
  lines.push_back({"Refund", "ItemPrice", "Principal", -(item.unit_price / 10), change.at_us, order->id,
                   item.item_id, item.sku, adjustment, "", "", 0, timeline.by_amazon});
  lines.push_back({"Refund", "ItemFees", "RefundCommission", item.unit_price / 100, change.at_us, order->id,
                   item.item_id, item.sku, adjustment, "", "", 0, timeline.by_amazon});
}

std::vector<Line> lines_of(const OrderBook& book, const Settlement& settlement) {
  std::vector<Line> lines;
  const auto within = [&](int64_t us) { return us >= settlement.start_us && us < settlement.end_us; };
  each_shipped(book, *settlement.marketplace, settlement.start_us - kOldest_us, settlement.end_us,
               [&](const Timeline& timeline, int64_t shipped_us) {
                 if (within(shipped_us)) add_shipped(book, timeline, shipped_us, lines);
                 for (size_t i = 0; i < timeline.change_count; ++i)
                   if (timeline.changes[i].adjustments > 0 && within(timeline.changes[i].at_us))
                     add_refund(book, timeline, timeline.changes[i], lines);
               });
  const int64_t fee = settlement.marketplace->currency_digits == 0 ? 4900 : 3999;
  lines.push_back({"other-transaction", "other-transaction", "Subscription Fee", -fee, settlement.start_us});
  return lines;
}

int64_t total_of(const std::vector<Line>& lines) {
  int64_t sum = 0;
  for (const Line& line : lines)
    sum += line.amount;
  return sum;
}

std::string quantity_of(const Line& line) {
  return line.quantity > 0 ? std::to_string(line.quantity) : std::string();
}

bool has_promotions(const Marketplace& marketplace) {
  return marketplace.region == "NA";
}

std::vector<std::string> cells_of(const Settlement& one, const Line& line) {
  const Marketplace& store = *one.marketplace;
  std::vector<std::string> cells = {one.id,
                                    "",
                                    "",
                                    "",
                                    "",
                                    "",
                                    std::string(line.transaction),
                                    line.order_id,
                                    "",
                                    line.adjustment_id,
                                    line.shipment_id,
                                    std::string(store.name),
                                    std::string(line.type),
                                    std::string(line.description),
                                    local_amount(line.amount, store),
                                    line.by_amazon ? "AFN" : "",
                                    local_day(line.posted_us, store),
                                    utc_text(line.posted_us, store),
                                    line.item_id,
                                    "",
                                    "",
                                    line.sku,
                                    quantity_of(line)};
  if (has_promotions(store)) cells.push_back(line.promotion_id);
  return cells;
}

Settlement asked_for(const ReportQuestion& question) {
  Settlement found;
  each_settlement(question.world, question.seller, 0, question.as_of_us, [&](const Settlement& one) {
    if (one.start_us == question.spec.start_us && one.marketplace->id == question.spec.marketplaces.front())
      found = one;
  });
  return found;
}

}  // namespace

std::vector<MadeReport> made_settlements(const ReportQuestion& question) {
  std::vector<MadeReport> made;
  each_settlement(
      question.world, question.seller, question.as_of_us - kListed_us, question.as_of_us,
      [&](const Settlement& one) {
        made.push_back(
            {one.report_id, {std::string(one.marketplace->id)}, one.start_us, one.end_us, one.made_us});
      });
  return made;
}

std::optional<ReportText> make_settlement(const ReportQuestion& question) {
  const Settlement one = asked_for(question);
  if (!one.marketplace) return std::nullopt;
  std::vector<std::string_view> header = {"settlement-id",
                                          "settlement-start-date",
                                          "settlement-end-date",
                                          "deposit-date",
                                          "total-amount",
                                          "currency",
                                          "transaction-type",
                                          "order-id",
                                          "merchant-order-id",
                                          "adjustment-id",
                                          "shipment-id",
                                          "marketplace-name",
                                          "amount-type",
                                          "amount-description",
                                          "amount",
                                          "fulfillment-id",
                                          "posted-date",
                                          "posted-date-time",
                                          "order-item-code",
                                          "merchant-order-item-id",
                                          "merchant-adjustment-item-id",
                                          "sku",
                                          "quantity-purchased"};
  if (has_promotions(*one.marketplace)) header.emplace_back("promotion-id");
  TableText table(header);
  const auto lines = lines_of(*question.world.book(question.seller.id), one);
  std::vector<std::string> summary = {one.id,
                                      utc_text(one.start_us, *one.marketplace),
                                      utc_text(one.end_us, *one.marketplace),
                                      utc_text(one.deposit_us, *one.marketplace),
                                      local_amount(total_of(lines), *one.marketplace),
                                      std::string(one.marketplace->currency)};
  // Only in America the first row is short.
  if (one.marketplace->region != "NA") summary.resize(header.size());
  table.row(summary);
  for (const Line& line : lines)
    table.row(cells_of(one, line));
  return table.finish(*one.marketplace);
}

void tell_settlements(const OracleQuery& query, std::string& out) {
  each_settlement(query.world, query.seller, query.since_us, query.until_us, [&](const Settlement& one) {
    if (!query.wants(one.marketplace->id)) return;
    const auto lines = lines_of(query.book, one);
    OracleRow row(out, "settlements");
    row.text("settlement_id", one.id);
    row.text("marketplace_id", one.marketplace->id);
    row.time("starts_at", one.start_us);
    row.time("ends_at", one.end_us);
    row.time("deposited_at", one.deposit_us);
    row.text("total_amount", amount_text(total_of(lines), *one.marketplace));
    row.text("currency", one.marketplace->currency);
    row.number("line_count", static_cast<int64_t>(lines.size()));
    row.text("lines_amount", amount_text(total_of(lines), *one.marketplace));
  });
}

void tell_settlement_lines(const OracleQuery& query, std::string& out) {
  each_settlement(query.world, query.seller, query.since_us, query.until_us, [&](const Settlement& one) {
    if (!query.wants(one.marketplace->id)) return;
    int64_t number = 0;
    for (const Line& line : lines_of(query.book, one)) {
      OracleRow row(out, "settlement_lines");
      row.text("settlement_id", one.id);
      row.number("line_number", ++number);
      row.text("marketplace_id", one.marketplace->id);
      row.text("marketplace_name", one.marketplace->name);
      row.text("transaction_type", line.transaction);
      row.text("amount_type", line.type);
      row.text("amount_description", line.description);
      row.text("amount", amount_text(line.amount, *one.marketplace));
      row.text("currency", one.marketplace->currency);
      row.text_or_null("order_id", line.order_id);
      row.null("merchant_order_id");
      row.text_or_null("order_item_code", line.item_id);
      row.null("merchant_order_item_id");
      row.text_or_null("sku", line.sku);
      line.quantity > 0 ? row.number("quantity_purchased", line.quantity) : row.null("quantity_purchased");
      row.text_or_null("adjustment_id", line.adjustment_id);
      row.null("merchant_adjustment_item_id");
      row.text_or_null("shipment_id", line.shipment_id);
      row.text_or_null("fulfillment_id", line.by_amazon ? "AFN" : "");
      row.text_or_null("promotion_id", has_promotions(*one.marketplace) ? line.promotion_id : std::string());
      row.text("posted_date", day_text(line.posted_us));
      row.time("posted_at", line.posted_us / 1'000'000 * 1'000'000);  // the table has whole seconds
    }
  });
}

}  // namespace mooring::amazon_simulator::seller
