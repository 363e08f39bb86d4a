// GET_FLAT_FILE_RETURNS_DATA_BY_RETURN_DATE: returns of what sellers shipped themselves. They are approved after three days and
// refunded after twelve.
#include <array>

#include "seller/report_text.hpp"
#include "seller/table_reports.hpp"
#include "world.hpp"

namespace mooring::amazon_simulator::seller {
namespace {

struct MerchantReturn {
  std::string order_id, rma;
  Item item;
  int64_t ordered_us = 0, requested_us = 0, order_amount = 0, refunded = 0;
  std::string claim_id{};  // against Amazon, for a refund that the seller should not bear
  int64_t claimed = 0;
  bool is_approved = false, is_prime = false;
};

void each_merchant_return(const World& world, const OrderBook& book, const Marketplace& store,
                          int64_t from_us, int64_t to_us, int64_t as_of_us,
                          const std::function<void(const MerchantReturn&)>& use) {
  each_shipped(
      book, store, from_us - 100 * kReportDay_us, to_us, [&](const Timeline& timeline, int64_t shipped_us) {
        Draw draw(
            fact_key(world, "merchant_return", book.seller().id, static_cast<uint64_t>(timeline.index)));
        if (timeline.by_amazon || !draw.chance(14)) return;
        MerchantReturn one;
        one.requested_us = shipped_us + draw.between(3 * 86'400, 30 * 86'400) * 1'000'000;
        if (one.requested_us < from_us || one.requested_us > to_us || one.requested_us > as_of_us) return;
        const auto order = book.order(timeline.index, shipped_us);
        one.order_id = order->id;
        one.item = order->items.front();
        one.ordered_us = timeline.created_us;
        one.order_amount = order->total();
        one.is_prime = order->prime;
        one.rma = "D" + std::to_string(draw.between(1'000'000, 9'999'999)) + "RRMA";
        one.is_approved = as_of_us - one.requested_us > 3 * kReportDay_us;
        if (as_of_us - one.requested_us > 12 * kReportDay_us) one.refunded = one.item.unit_price;
        const std::string claim = "S" + std::to_string(draw.between(100'000'000, 999'999'999));
        if (one.refunded > 0 && draw.chance(25)) {
          one.claim_id = claim;
          one.claimed = one.refunded / 2;
        }
        use(one);
      });
}

// "31-Jan-2026"
std::string month_day(int64_t us) {
  static constexpr std::array<std::string_view, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                               "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const std::string day = day_text(us);
  const auto month = static_cast<size_t>(std::stoi(day.substr(5, 2)) - 1);
  return day.substr(8, 2) + "-" + std::string(kMonths[month]) + "-" + day.substr(0, 4);
}

const Product& product_of(const MerchantReturn& one) {
  return products()[static_cast<size_t>(one.item.product)];
}

void tell_claim(OracleRow& row, const MerchantReturn& one, const Marketplace& store) {
  if (one.claim_id.empty()) {
    row.null("safe_t_claim_id");
    row.null("safe_t_claim_state");
  } else {
    row.text("safe_t_claim_id", one.claim_id);
    row.text("safe_t_claim_state", "Granted");
  }
  row.null("safe_t_action_reason");
  row.null("safe_t_claim_created");
  if (one.claimed > 0)
    row.text("safe_t_amount", amount_text(one.claimed, store));
  else
    row.null("safe_t_amount");
}

}  // namespace

std::optional<ReportText> make_merchant_returns(const ReportQuestion& question) {
  const auto stores = stores_of(question.seller, question.spec.marketplaces);
  if (stores.empty()) return std::nullopt;
  TableText table({"Order ID",
                   "Order date",
                   "Return request date",
                   "Return request status",
                   "Amazon RMA ID",
                   "Currency code",
                   "A-to-Z Claim",
                   "Is prime",
                   "ASIN",
                   "Merchant SKU",
                   "Item Name",
                   "Return quantity",
                   "Return Reason",
                   "In policy",
                   "Return type",
                   "Order Amount",
                   "Order quantity",
                   "SafeT Action reason",
                   "SafeT claim id",
                   "SafeT claim state",
                   "SafeT claim creation time",
                   "SafeT claim reimbursement amount",
                   "Refunded Amount",
                   "Order Item ID"});
  for (const Marketplace* store : stores)
    each_merchant_return(question.world, *question.world.book(question.seller.id), *store,
                         question.spec.start_us, question.spec.end_us, question.as_of_us,
                         [&](const MerchantReturn& one) {
                           table.row({one.order_id,
                                      month_day(one.ordered_us),
                                      month_day(one.requested_us),
                                      one.is_approved ? "Approved" : "Pending approval",
                                      one.rma,
                                      std::string(store->currency),
                                      "N",
                                      one.is_prime ? "Y" : "N",
                                      std::string(product_of(one).asin),
                                      one.item.sku,
                                      shown_in(product_of(one).title, *store),
                                      "1",
                                      "AMZ-PG-BAD-DESC",
                                      "Y",
                                      "C-Returns",
                                      local_amount(one.order_amount, *store),
                                      std::to_string(one.item.quantity),
                                      "",
                                      one.claim_id,
                                      one.claim_id.empty() ? "" : "Granted",
                                      "",
                                      one.claimed > 0 ? local_amount(one.claimed, *store) : std::string(),
                                      one.refunded > 0 ? local_amount(one.refunded, *store) : std::string(),
                                      one.item.item_id});
                         });
  if (table.row_count() == 0) return std::nullopt;
  return table.finish(*stores.front());
}

void tell_merchant_returns(const OracleQuery& query, std::string& out) {
  for (const Marketplace* store : stores_of(query.seller, {})) {
    if (!query.wants(store->id)) continue;
    each_merchant_return(query.world, query.book, *store, query.since_us, query.until_us, query.as_of_us,
                         [&](const MerchantReturn& one) {
                           OracleRow row(out, "merchant_returns");
                           row.text("marketplace_id", store->id);
                           row.text("order_id", one.order_id);
                           row.text("sku", one.item.sku);
                           row.text("amazon_rma_id", one.rma);
                           row.text("requested_on", day_text(one.requested_us));
                           row.number("occurrence", 1);
                           row.text("ordered_on", day_text(one.ordered_us));
                           row.text("status", one.is_approved ? "Approved" : "Pending approval");
                           row.null("merchant_rma_id");
                           row.text("asin", product_of(one).asin);
                           row.text("title", shown_in(product_of(one).title, *store));
                           row.number("quantity", 1);
                           row.text("reason", "AMZ-PG-BAD-DESC");
                           row.text("return_type", "C-Returns");
                           row.null("resolution");
                           row.raw("in_policy", "true");
                           row.raw("is_prime", one.is_prime ? "true" : "false");
                           row.raw("has_a_to_z_claim", "false");
                           row.null("label_type");
                           row.null("label_cost");
                           row.null("label_paid_by");
                           row.text("currency", store->currency);
                           row.null("carrier");
                           row.null("tracking_id");
                           row.null("delivered_on");
                           row.null("invoice_number");
                           row.text("order_amount", amount_text(one.order_amount, *store));
                           row.number("order_quantity", one.item.quantity);
                           if (one.refunded > 0)
                             row.text("refunded_amount", amount_text(one.refunded, *store));
                           else
                             row.null("refunded_amount");
                           row.text("order_item_id", one.item.item_id);
                           tell_claim(row, one, *store);
                         });
  }
}

}  // namespace mooring::amazon_simulator::seller
