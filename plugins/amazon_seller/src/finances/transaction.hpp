// A transaction of Amazon's listTransactions as it was read. Amazon documents no member as required. Views live as long as the answer
// and the reader's values.
#pragma once
#include <mooring/plugin.hpp>
#include <optional>
#include <string_view>
#include <vector>

#include "pages.hpp"

namespace amazon_seller {

struct TransactionMoney {
  Text amount, currency;
};

// A node of a tree of breakdowns. A member may stand before or after the parts, so the tree is read whole first.
struct Breakdown {
  Text type;
  TransactionMoney money;
  std::vector<Breakdown> parts;
};

struct TransactionItem {
  Text description, asin, sku, fulfillment_network;
  Text order_adjustment_item_id, coupon_id, removal_shipment_item_id, related_transaction_id;
  std::optional<int64_t> quantity;
  TransactionMoney total;
  std::vector<Breakdown> parts;
  std::string_view raw;
};

struct Transaction {
  Text id, type, status, description, marketplace_id, marketplace_name, account_type;
  // Related identifiers. Those of the second line come later than the transaction.
  Text order_id, shipment_id, refund_id, invoice_id, deferred_id;
  Text settlement_id, group_id, transfer_id, disbursement_id, release_id;
  // Contexts.
  Text deferral_reason, payment_type, payment_method, payment_reference, business_store, amazon_pay_store,
      amazon_pay_order_type, amazon_pay_channel;
  std::optional<mooring::Time> posted, matures, paid, period_start, period_end;
  TransactionMoney total;
  std::vector<Breakdown> parts;
  std::vector<TransactionItem> items;
  std::string_view raw;
};

// Throws Unreadable, also where there is no time of posting.
Transaction read_transaction(simdjson::ondemand::object record, PageReader& reader);

}  // namespace amazon_seller
