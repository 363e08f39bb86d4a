#include "finances/transaction_rows.hpp"

namespace amazon_seller {

namespace {

constexpr std::string_view kBetween = " / ";  // parts of a path

}  // namespace

void TransactionRows::add(Transaction transaction) {
  std::string instead;
  if (!transaction.id) {
    instead = ids_.next(transaction);
    transaction.id = instead;
  }
  add_row(transaction);
  item_number_ = breakdown_number_ = 0;
  add_nodes(transaction, nullptr, transaction.parts, "");
  for (const TransactionItem& item : transaction.items) {
    ++item_number_;
    breakdown_number_ = -1;
    add_breakdown(transaction, &item, "Total", "Total", item.total, item.parts.empty(), item.raw);
    add_nodes(transaction, &item, item.parts, "");
  }
}

void TransactionRows::add_row(const Transaction& transaction) {
  mooring::Rows& row = transactions_.begin_row(transaction.marketplace_id.value_or(""), transaction.raw);
  row.add_text(transaction.id).add_timestamp(transaction.posted).add_text(transaction.type);
  row.add_text(transaction.status).add_text(transaction.description);
  row.add_decimal(transaction.total.amount).add_text(transaction.total.currency);
  row.add_text(transaction.marketplace_id).add_text(transaction.marketplace_name);
  row.add_text(transaction.account_type).add_text(transaction.order_id).add_text(transaction.shipment_id);
  row.add_text(transaction.refund_id).add_text(transaction.invoice_id).add_text(transaction.settlement_id);
  row.add_text(transaction.group_id).add_text(transaction.transfer_id).add_text(transaction.disbursement_id);
  row.add_text(transaction.deferred_id).add_text(transaction.release_id);
  add_contexts(transaction, row);
  row.add_integer(static_cast<int64_t>(transaction.items.size()));
}

void TransactionRows::add_contexts(const Transaction& transaction, mooring::Rows& row) {
  row.add_text(transaction.deferral_reason).add_timestamp(transaction.matures);
  row.add_timestamp(transaction.period_start).add_timestamp(transaction.period_end);
  row.add_text(transaction.payment_type).add_text(transaction.payment_method);
  row.add_text(transaction.payment_reference).add_timestamp(transaction.paid);
  row.add_text(transaction.business_store).add_text(transaction.amazon_pay_store);
  row.add_text(transaction.amazon_pay_order_type).add_text(transaction.amazon_pay_channel);
}

void TransactionRows::add_nodes(const Transaction& transaction, const TransactionItem* item,
                                const std::vector<Breakdown>& nodes, const std::string& above) {
  for (const Breakdown& node : nodes) {
    std::string path = above;
    if (!path.empty()) path += kBetween;
    path += node.type.value_or("?");
    add_breakdown(transaction, item, path, node.type, node.money, node.parts.empty(), {});
    add_nodes(transaction, item, node.parts, path);
  }
}

void TransactionRows::add_breakdown(const Transaction& transaction, const TransactionItem* item,
                                    std::string_view path, Text type, const TransactionMoney& money,
                                    bool is_leaf, std::string_view raw) {
  static const TransactionItem kNoItem;
  const TransactionItem& of = item ? *item : kNoItem;
  mooring::Rows& row = breakdowns.begin_row(transaction.marketplace_id.value_or(""), raw);
  row.add_text(transaction.id).add_integer(item_number_).add_integer(++breakdown_number_);
  row.add_timestamp(transaction.posted).add_text(path).add_text(type).add_boolean(is_leaf);
  row.add_decimal(money.amount).add_text(money.currency);
  row.add_text(of.description).add_text(of.asin).add_text(of.sku).add_integer(of.quantity);
  row.add_text(of.fulfillment_network).add_text(of.order_adjustment_item_id).add_text(of.coupon_id);
  row.add_text(of.removal_shipment_item_id).add_text(of.related_transaction_id);
}

}  // namespace amazon_seller
