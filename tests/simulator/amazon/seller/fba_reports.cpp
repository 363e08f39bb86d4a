// What comes back to Amazon's warehouses, and what Amazon pays for what it lost or damaged there. Both follow from orders that
// Amazon shipped; some become known days after they happened, and a return's status changes ten days later.
#include <algorithm>

#include "seller/report_text.hpp"
#include "seller/table_reports.hpp"
#include "world.hpp"

namespace mooring::amazon_simulator::seller {
namespace {

constexpr int64_t kSecond = 1'000'000;
constexpr int64_t kOrderToFact_us = 160 * kReportDay_us;  // from an order's creation to the last of its facts

struct Span {
  int64_t from_us, to_us, as_of_us;
};

struct Return {
  std::string order_id, plate;
  const Item* item = nullptr;
  int64_t at_us = 0;
  std::string_view disposition, reason, status, comments;
  int64_t occurrence = 1;
};

void each_return(const World& world, const OrderBook& book, const Marketplace& marketplace, Span span,
                 const std::function<void(const Return&)>& use) {
  static constexpr std::string_view kReasons[] = {"UNWANTED_ITEM", "DEFECTIVE", "NOT_AS_DESCRIBED",
                                                  "ORDERED_WRONG_ITEM"};
  each_shipped(
      book, marketplace, span.from_us - kOrderToFact_us, span.to_us,
      [&](const Timeline& timeline, int64_t shipped_us) {
        Draw draw(fact_key(world, "return", book.seller().id, static_cast<uint64_t>(timeline.index)));
        if (!timeline.by_amazon || !draw.chance(14)) return;
        Return one;
        one.at_us = shipped_us + draw.between(3 * 86'400, 35 * 86'400) * kSecond;
        const int64_t known_us = one.at_us + draw.between(0, 5 * 24) * 3600 * kSecond;
        if (one.at_us < span.from_us || one.at_us > span.to_us || known_us > span.as_of_us) return;
        const auto order = book.order(timeline.index, shipped_us);
        one.order_id = order->id;
        one.item = &order->items.front();
        one.reason = kReasons[draw.below(4)];
        one.disposition = one.reason == "DEFECTIVE" ? "CUSTOMER_DAMAGED" : "SELLABLE";
        one.status = span.as_of_us - one.at_us > 10 * kReportDay_us ? "Unit returned to inventory"
                                                                    : "Pending Repackaging";
        one.comments = draw.chance(20) ? "Too small, said \"the buyer\"" : "";
        if (!draw.chance(10)) {
          one.plate = "LPNRR" + std::to_string(draw.between(100'000'000, 999'999'999));
          return use(one);
        }
        for (; one.occurrence <= 2; ++one.occurrence)  // two units that nothing tells apart
          use(one);
      });
}

struct Reimbursement {
  std::string id, order_id, original_id;
  const Item* item = nullptr;
  int64_t at_us = 0, per_unit = 0;
  std::string_view reason;
  int64_t quantity = 1, occurrence = 1;
};

void each_reimbursement(const World& world, const OrderBook& book, const Marketplace& marketplace, Span span,
                        const std::function<void(const Reimbursement&)>& use) {
  each_shipped(
      book, marketplace, span.from_us - kOrderToFact_us, span.to_us,
      [&](const Timeline& timeline, int64_t shipped_us) {
        Draw draw(fact_key(world, "reimbursement", book.seller().id, static_cast<uint64_t>(timeline.index)));
        if (!timeline.by_amazon || !draw.chance(6)) return;
        const auto order = book.order(timeline.index, shipped_us);
        Reimbursement one;
        one.at_us = shipped_us + draw.between(20 * 86'400, 60 * 86'400) * kSecond;
        const int64_t known_us = one.at_us + draw.between(0, 6 * 24) * 3600 * kSecond;
        one.id = std::to_string(draw.between(1'000'000'000, 9'999'999'999));
        one.order_id = order->id;
        one.item = &order->items.front();
        one.per_unit = one.item->unit_price * 8 / 10;
        one.reason = draw.chance(50) ? "Lost_Warehouse" : "Damaged_Warehouse";
        const bool is_double = draw.chance(10), is_taken_back = draw.chance(15);
        const auto tell = [&](const Reimbursement& it, int64_t known) {
          if (it.at_us >= span.from_us && it.at_us <= span.to_us && known <= span.as_of_us) use(it);
        };
        tell(one, known_us);
        if (is_double) {
          Reimbursement second = one;
          second.quantity = 2;
          second.occurrence = 2;
          tell(second, known_us);
        }
        if (!is_taken_back) return;
        Reimbursement reversal = one;
        reversal.original_id = one.id;
        reversal.id = std::to_string(draw.between(1'000'000'000, 9'999'999'999));
        reversal.at_us = one.at_us + 15 * kReportDay_us;
        reversal.per_unit = -one.per_unit;
        reversal.reason = "Reimbursement_Reversal";
        tell(reversal, reversal.at_us);
      });
}

std::string title_of(const Item& item, const Marketplace& marketplace) {
  return shown_in(products()[static_cast<size_t>(item.product)].title, marketplace);
}

std::string asin_of(const Item& item) {
  return std::string(products()[static_cast<size_t>(item.product)].asin);
}

std::string fnsku_of(const Item& item) {
  return "X00" + asin_of(item).substr(3);
}

template <class Use>
std::optional<ReportText> table_of(const ReportQuestion& question, std::vector<std::string_view> header,
                                   Use&& fill) {
  const auto stores = stores_of(question.seller, question.spec.marketplaces);
  if (stores.empty()) return std::nullopt;
  TableText table(std::move(header));
  for (const Marketplace* store : stores)
    fill(table, *store);
  if (table.row_count() == 0) return std::nullopt;
  return table.finish(*stores.front());
}

Span span_of(const ReportQuestion& question) {
  return {question.spec.start_us, question.spec.end_us, question.as_of_us};
}

}  // namespace

std::optional<ReportText> make_fba_returns(const ReportQuestion& question) {
  const OrderBook& book = *question.world.book(question.seller.id);
  return table_of(
      question,
      {"return-date", "order-id", "sku", "asin", "fnsku", "product-name", "quantity", "fulfillment-center-id",
       "detailed-disposition", "reason", "status", "license-plate-number", "customer-comments"},
      [&](TableText& table, const Marketplace& store) {
        each_return(question.world, book, store, span_of(question), [&](const Return& one) {
          table.row({offset_text(one.at_us), one.order_id, one.item->sku, asin_of(*one.item),
                     fnsku_of(*one.item), title_of(*one.item, store), "1", "HBR1",
                     std::string(one.disposition), std::string(one.reason), std::string(one.status),
                     one.plate, std::string(one.comments)});
        });
      });
}

void tell_fba_returns(const OracleQuery& query, std::string& out) {
  for (const Marketplace* store : stores_of(query.seller, {})) {
    if (!query.wants(store->id)) continue;
    each_return(query.world, query.book, *store, {query.since_us, query.until_us, query.as_of_us},
                [&](const Return& one) {
                  OracleRow row(out, "fba_returns");
                  row.text("marketplace_id", store->id);
                  row.text("order_id", one.order_id);
                  row.text("sku", one.item->sku);
                  row.time("returned_at", one.at_us);
                  row.text("license_plate_number", one.plate);
                  row.number("occurrence", one.occurrence);
                  row.text("asin", asin_of(*one.item));
                  row.text("fnsku", fnsku_of(*one.item));
                  row.text("title", title_of(*one.item, *store));
                  row.number("quantity", 1);
                  row.text("fulfillment_center_id", "HBR1");
                  row.text("detailed_disposition", one.disposition);
                  row.text("reason", one.reason);
                  row.text("status", one.status);
                  row.null("customer_comments");  // personal data, off by default
                });
  }
}

std::optional<ReportText> make_fba_reimbursements(const ReportQuestion& question) {
  const OrderBook& book = *question.world.book(question.seller.id);
  return table_of(
      question,
      {"approval-date", "reimbursement-id", "case-id", "amazon-order-id", "reason", "sku", "fnsku", "asin",
       "product-name", "condition", "currency-unit", "amount-per-unit", "amount-total",
       "quantity-reimbursed-cash", "quantity-reimbursed-inventory", "quantity-reimbursed-total",
       "original-reimbursement-id", "original-reimbursement-type"},
      [&](TableText& table, const Marketplace& store) {
        each_reimbursement(question.world, book, store, span_of(question), [&](const Reimbursement& one) {
          const std::string count = std::to_string(one.quantity);
          table.row({offset_text(one.at_us), one.id, "", one.order_id, std::string(one.reason), one.item->sku,
                     fnsku_of(*one.item), asin_of(*one.item), title_of(*one.item, store), "NewItem",
                     std::string(store.currency), local_amount(one.per_unit, store),
                     local_amount(one.per_unit * one.quantity, store), count, "0", count, one.original_id,
                     one.original_id.empty() ? "" : "Lost_Or_Damaged"});
        });
      });
}

void tell_fba_reimbursements(const OracleQuery& query, std::string& out) {
  for (const Marketplace* store : stores_of(query.seller, {})) {
    if (!query.wants(store->id)) continue;
    each_reimbursement(query.world, query.book, *store, {query.since_us, query.until_us, query.as_of_us},
                       [&](const Reimbursement& one) {
                         OracleRow row(out, "fba_reimbursements");
                         row.text("marketplace_id", store->id);
                         row.text("reimbursement_id", one.id);
                         row.text("sku", one.item->sku);
                         row.text("reason", one.reason);
                         row.number("occurrence", one.occurrence);
                         row.time("approved_at", one.at_us);
                         row.null("case_id");
                         row.text("order_id", one.order_id);
                         row.text("fnsku", fnsku_of(*one.item));
                         row.text("asin", asin_of(*one.item));
                         row.text("title", title_of(*one.item, *store));
                         row.text("condition", "NewItem");
                         row.text("currency", store->currency);
                         row.text("amount_per_unit", amount_text(one.per_unit, *store));
                         row.text("amount_total", amount_text(one.per_unit * one.quantity, *store));
                         row.number("quantity_cash", one.quantity);
                         row.number("quantity_inventory", 0);
                         row.number("quantity_total", one.quantity);
                         row.text_or_null("original_reimbursement_id", one.original_id);
                         row.text_or_null("original_reimbursement_type",
                                          one.original_id.empty() ? "" : "Lost_Or_Damaged");
                       });
  }
}

}  // namespace mooring::amazon_simulator::seller
