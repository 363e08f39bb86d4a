#include "finances/transaction.hpp"

#include "marketplaces.hpp"

namespace amazon_seller {

using amazon::for_each_element;
using amazon::for_each_member;

namespace {

constexpr int kDepthMax = 16;

// Which members an object of Amazon's "contexts" has depends on its type, which may stand behind them; two types call one of theirs
// "storeName".
struct Context {
  Text type, asin, sku, fulfillment_network, deferral_reason, payment_type, payment_method, payment_reference,
      store, order_type, channel;
  std::optional<int64_t> quantity;
  std::optional<mooring::Time> matures, paid, period_start, period_end;
};

Context read_context(Value value, ValueReader& values) {
  Context context;
  for_each_member(value, [&](std::string_view key, Value content) {
    const auto text = [&](Text& into, const char* name, const char* member) {
      if (key == name) into = values.some_text(member, content);
    };
    const auto time = [&](std::optional<mooring::Time>& into, const char* name, const char* member) {
      if (key == name) into = values.time(member, content);
    };
    text(context.type, "contextType", "contexts.contextType");
    text(context.asin, "asin", "contexts.asin");
    text(context.sku, "sku", "contexts.sku");
    text(context.fulfillment_network, "fulfillmentNetwork", "contexts.fulfillmentNetwork");
    text(context.deferral_reason, "deferralReason", "contexts.deferralReason");
    text(context.payment_type, "paymentType", "contexts.paymentType");
    text(context.payment_method, "paymentMethod", "contexts.paymentMethod");
    text(context.payment_reference, "paymentReference", "contexts.paymentReference");
    text(context.store, "storeName", "contexts.storeName");
    text(context.order_type, "orderType", "contexts.orderType");
    text(context.channel, "channel", "contexts.channel");
    time(context.matures, "maturityDate", "contexts.maturityDate");
    time(context.paid, "paymentDate", "contexts.paymentDate");
    time(context.period_start, "startTime", "contexts.startTime");
    time(context.period_end, "endTime", "contexts.endTime");
    if (key == "quantityShipped") context.quantity = values.integer("contexts.quantityShipped", content);
  });
  return context;
}

template <class T>
void take_known(std::optional<T>& into, const std::optional<T>& found) {
  if (found) into = found;
}

void read_contexts(Transaction& transaction, Value value, ValueReader& values) {
  for_each_element(value, [&](Value entry) {
    const Context context = read_context(entry, values);
    take_known(transaction.deferral_reason, context.deferral_reason);
    take_known(transaction.matures, context.matures);
    take_known(transaction.payment_type, context.payment_type);
    take_known(transaction.payment_method, context.payment_method);
    take_known(transaction.payment_reference, context.payment_reference);
    take_known(transaction.paid, context.paid);
    take_known(transaction.period_start, context.period_start);
    take_known(transaction.period_end, context.period_end);
    take_known(context.type == "BusinessContext" ? transaction.business_store : transaction.amazon_pay_store,
               context.store);
    take_known(transaction.amazon_pay_order_type, context.order_type);
    take_known(transaction.amazon_pay_channel, context.channel);
  });
}

void read_contexts(TransactionItem& item, Value value, ValueReader& values) {
  for_each_element(value, [&](Value entry) {
    const Context context = read_context(entry, values);
    take_known(item.asin, context.asin);
    take_known(item.sku, context.sku);
    take_known(item.quantity, context.quantity);
    take_known(item.fulfillment_network, context.fulfillment_network);
  });
}

TransactionMoney read_money(const char* member, Value value, ValueReader& values) {
  TransactionMoney money;
  for_each_member(value, [&](std::string_view key, Value content) {
    if (key == "currencyAmount") money.amount = values.decimal(member, content);
    if (key == "currencyCode") money.currency = values.some_text(member, content);
  });
  return money;
}

std::vector<Breakdown> read_breakdowns(Value value, ValueReader& values, int depth) {
  if (depth > kDepthMax)
    throw Unreadable("breakdowns are nested more than " + std::to_string(kDepthMax) + " deep");
  std::vector<Breakdown> nodes;
  for_each_element(value, [&](Value entry) {
    Breakdown node;
    for_each_member(entry, [&](std::string_view key, Value content) {
      if (key == "breakdownType") node.type = values.some_text("breakdowns.breakdownType", content);
      if (key == "breakdownAmount") node.money = read_money("breakdowns.breakdownAmount", content, values);
      if (key == "breakdowns") node.parts = read_breakdowns(content, values, depth + 1);
    });
    nodes.push_back(std::move(node));
  });
  return nodes;
}

void read_item_identifier(TransactionItem& item, Value value, ValueReader& values) {
  Text name, content;
  for_each_member(value, [&](std::string_view key, Value text) {
    if (key == "itemRelatedIdentifierName") name = values.some_text("items.relatedIdentifiers", text);
    if (key == "itemRelatedIdentifierValue") content = values.some_text("items.relatedIdentifiers", text);
  });
  if (name == "ORDER_ADJUSTMENT_ITEM_ID") item.order_adjustment_item_id = content;
  if (name == "COUPON_ID") item.coupon_id = content;
  if (name == "REMOVAL_SHIPMENT_ITEM_ID") item.removal_shipment_item_id = content;
  if (name == "TRANSACTION_ID") item.related_transaction_id = content;
}

TransactionItem read_item(simdjson::ondemand::object object, ValueReader& values) {
  TransactionItem item;
  item.raw = amazon::read_record(object, [&](std::string_view key, Value value) {
    if (key == "description") item.description = values.some_text("items.description", value);
    if (key == "totalAmount") item.total = read_money("items.totalAmount", value, values);
    if (key == "breakdowns") item.parts = read_breakdowns(value, values, 1);
    if (key == "contexts") read_contexts(item, value, values);
    if (key == "relatedIdentifiers")
      for_each_element(value, [&](Value entry) { read_item_identifier(item, entry, values); });
  });
  return item;
}

void read_identifier(Transaction& transaction, Value value, ValueReader& values) {
  Text name, content;
  for_each_member(value, [&](std::string_view key, Value text) {
    if (key == "relatedIdentifierName") name = values.some_text("relatedIdentifiers", text);
    if (key == "relatedIdentifierValue") content = values.some_text("relatedIdentifiers", text);
  });
  if (name == "ORDER_ID") transaction.order_id = content;
  if (name == "SHIPMENT_ID") transaction.shipment_id = content;
  if (name == "REFUND_ID") transaction.refund_id = content;
  if (name == "INVOICE_ID") transaction.invoice_id = content;
  if (name == "SETTLEMENT_ID") transaction.settlement_id = content;
  if (name == "FINANCIAL_EVENT_GROUP_ID") transaction.group_id = content;
  if (name == "TRANSFER_ID") transaction.transfer_id = content;
  if (name == "DISBURSEMENT_ID") transaction.disbursement_id = content;
  if (name == "DEFERRED_TRANSACTION_ID") transaction.deferred_id = content;
  if (name == "RELEASE_TRANSACTION_ID") transaction.release_id = content;
}

void read_marketplace(Transaction& transaction, Value value, ValueReader& values) {
  for_each_member(value, [&](std::string_view part, Value content) {
    if (part == "marketplaceId")
      transaction.marketplace_id = values.some_text("marketplaceDetails.marketplaceId", content);
    if (part == "marketplaceName")
      transaction.marketplace_name = values.some_text("marketplaceDetails.marketplaceName", content);
  });
}

void read_member(Transaction& transaction, std::string_view key, Value value, PageReader& reader) {
  ValueReader& values = reader.values();
  if (key == "transactionId") {
    transaction.id = values.some_text("transactionId", value);
    reader.name_record(transaction.id);
  }
  if (key == "transactionType") transaction.type = values.some_text("transactionType", value);
  if (key == "transactionStatus") transaction.status = values.constant("transactionStatus", value);
  if (key == "description") transaction.description = values.some_text("description", value);
  if (key == "postedDate") transaction.posted = values.time("postedDate", value);
  if (key == "totalAmount") transaction.total = read_money("totalAmount", value, values);
  if (key == "breakdowns") transaction.parts = read_breakdowns(value, values, 1);
  if (key == "contexts") read_contexts(transaction, value, values);
  if (key == "marketplaceDetails") read_marketplace(transaction, value, values);
  if (key == "items") {
    for_each_element(value,
                     [&](Value item) { transaction.items.push_back(read_item(item.get_object(), values)); });
  }
  if (key == "relatedIdentifiers")
    for_each_element(value, [&](Value entry) { read_identifier(transaction, entry, values); });
}

}  // namespace

Transaction read_transaction(simdjson::ondemand::object record, PageReader& reader) {
  Transaction transaction;
  Text account_marketplace;
  transaction.raw = amazon::read_record(record, [&](std::string_view key, Value value) {
    if (key != "sellingPartnerMetadata") return read_member(transaction, key, value, reader);
    for_each_member(value, [&](std::string_view part, Value content) {
      ValueReader& values = reader.values();
      if (part == "accountType") transaction.account_type = values.some_text("accountType", content);
      if (part == "marketplaceId") account_marketplace = values.some_text("marketplaceId", content);
    });
  });
  if (!transaction.marketplace_id) transaction.marketplace_id = account_marketplace;
  const std::string_view marketplace = transaction.marketplace_id.value_or("");
  if (marketplace.size() > kMarketplaceBytesMax)
    throw Unreadable("the marketplace is " + amazon::shown(marketplace) + ", which is none");
  if (!transaction.posted) throw Unreadable("the member 'postedDate' is missing");
  return transaction;
}

}  // namespace amazon_seller
