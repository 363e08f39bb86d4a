#include "finances/transaction_rows.hpp"

#include <cstdio>

#include "marketplaces.hpp"

namespace amazon_seller {

namespace {

constexpr int kDepthMax = 16;
constexpr std::string_view kBetween = " / ";  // parts of a path

// Amazon documents no member as required. Without an id the same transaction is still known by what does not change.
std::string id_instead(std::string_view type, std::string_view posted, std::string_view amount,
                       std::string_view order_id) {
  uint64_t hash = 0xcbf29ce484222325ull;  // FNV-1a
  for (const std::string_view part : {type, posted, amount, order_id}) {
    for (const char c : part)
      hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ull;
    hash = (hash ^ 0xff) * 0x100000001b3ull;
  }
  char text[32];
  std::snprintf(text, sizeof text, "no-id-%016llx", static_cast<unsigned long long>(hash));
  return text;
}

}  // namespace

TransactionRows::Money TransactionRows::read_money(const char* member, Value value, ValueReader& values) {
  Money money;
  for_each_member(value, [&](std::string_view key, Value content) {
    if (key == "currencyAmount") money.amount = values.decimal(member, content);
    if (key == "currencyCode") money.currency = values.some_text(member, content);
  });
  return money;
}

std::vector<TransactionRows::Node> TransactionRows::read_nodes(Value value, ValueReader& values, int depth) {
  if (depth > kDepthMax)
    throw Unreadable("breakdowns are nested more than " + std::to_string(kDepthMax) + " deep");
  std::vector<Node> nodes;
  for_each_element(value, [&](Value entry) {
    Node node;
    for_each_member(entry, [&](std::string_view key, Value content) {
      if (key == "breakdownType") node.type = values.some_text("breakdowns.breakdownType", content);
      if (key == "breakdownAmount") node.money = read_money("breakdowns.breakdownAmount", content, values);
      if (key == "breakdowns") node.parts = read_nodes(content, values, depth + 1);
    });
    nodes.push_back(std::move(node));
  });
  return nodes;
}

TransactionRows::Item TransactionRows::read_item(simdjson::ondemand::object object, ValueReader& values) {
  Item item;
  item.raw = amazon::read_record(object, [&](std::string_view key, Value value) {
    if (key == "description") item.description = values.some_text("items.description", value);
    if (key == "totalAmount") item.total = read_money("items.totalAmount", value, values);
    if (key == "breakdowns") item.parts = read_nodes(value, values, 1);
    if (key == "relatedIdentifiers") {
      for_each_element(value, [&](Value entry) {
        Text name, content;
        for_each_member(entry, [&](std::string_view part, Value text) {
          if (part == "itemRelatedIdentifierName") name = values.some_text("items.relatedIdentifiers", text);
          if (part == "itemRelatedIdentifierValue")
            content = values.some_text("items.relatedIdentifiers", text);
        });
        if (name == "ORDER_ADJUSTMENT_ITEM_ID") item.order_item_id = content;
      });
    }
    if (key == "contexts") {
      for_each_element(value, [&](Value context) {
        for_each_member(context, [&](std::string_view part, Value content) {
          if (part == "asin") item.asin = values.some_text("items.contexts.asin", content);
          if (part == "sku") item.sku = values.some_text("items.contexts.sku", content);
          if (part == "quantityShipped")
            item.quantity = values.integer("items.contexts.quantityShipped", content);
        });
      });
    }
  });
  return item;
}

void TransactionRows::read_identifier(Transaction& transaction, Value value, ValueReader& values) {
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
  if (name == "TRANSFER_ID" || name == "DISBURSEMENT_ID") transaction.transfer_id = content;
  if (name == "DEFERRED_TRANSACTION_ID") transaction.deferred_id = content;
  if (name == "RELEASE_TRANSACTION_ID") transaction.release_id = content;
}

void TransactionRows::read_contexts(Transaction& transaction, Value value, ValueReader& values) {
  for_each_element(value, [&](Value context) {
    for_each_member(context, [&](std::string_view key, Value content) {
      if (key == "deferralReason")
        transaction.deferral_reason = values.some_text("contexts.deferralReason", content);
      if (key == "maturityDate") transaction.matures = values.time("contexts.maturityDate", content);
    });
  });
}

void TransactionRows::read_member(Transaction& transaction, std::string_view key, Value value,
                                  PageReader& reader) {
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
  if (key == "breakdowns") transaction.parts = read_nodes(value, values, 1);
  if (key == "contexts") read_contexts(transaction, value, values);
  if (key == "items") {
    for_each_element(value,
                     [&](Value item) { transaction.items.push_back(read_item(item.get_object(), values)); });
  }
  if (key == "relatedIdentifiers") {
    for_each_element(value, [&](Value entry) { read_identifier(transaction, entry, values); });
  }
  if (key == "marketplaceDetails") {
    for_each_member(value, [&](std::string_view part, Value content) {
      if (part == "marketplaceId")
        transaction.marketplace_id = values.some_text("marketplaceDetails.marketplaceId", content);
      if (part == "marketplaceName")
        transaction.marketplace_name = values.some_text("marketplaceDetails.marketplaceName", content);
    });
  }
}

void TransactionRows::take(simdjson::ondemand::object record, PageReader& reader) {
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
  std::string instead;
  if (!transaction.id) {
    instead = id_instead(transaction.type.value_or(""), mooring::format_time(*transaction.posted),
                         transaction.total.amount.value_or(""), transaction.order_id.value_or(""));
    transaction.id = instead;
  }
  add(transaction);
}

void TransactionRows::add(const Transaction& transaction) {
  mooring::Rows& row = transactions_.begin_row(transaction.marketplace_id.value_or(""), transaction.raw);
  row.add_text(transaction.id).add_timestamp(transaction.posted).add_text(transaction.type);
  row.add_text(transaction.status).add_text(transaction.description);
  row.add_decimal(transaction.total.amount).add_text(transaction.total.currency);
  row.add_text(transaction.marketplace_id).add_text(transaction.marketplace_name);
  row.add_text(transaction.account_type).add_text(transaction.order_id).add_text(transaction.shipment_id);
  row.add_text(transaction.refund_id).add_text(transaction.invoice_id).add_text(transaction.settlement_id);
  row.add_text(transaction.group_id).add_text(transaction.transfer_id).add_text(transaction.deferred_id);
  row.add_text(transaction.release_id)
      .add_text(transaction.deferral_reason)
      .add_timestamp(transaction.matures);
  row.add_integer(static_cast<int64_t>(transaction.items.size()));
  item_number_ = breakdown_number_ = 0;
  add_nodes(transaction, nullptr, transaction.parts, "");
  for (const Item& item : transaction.items) {
    ++item_number_;
    breakdown_number_ = -1;
    add_breakdown(transaction, &item, "Total", "Total", item.total, item.parts.empty(), item.raw);
    add_nodes(transaction, &item, item.parts, "");
  }
}

void TransactionRows::add_nodes(const Transaction& transaction, const Item* item,
                                const std::vector<Node>& nodes, const std::string& above) {
  for (const Node& node : nodes) {
    std::string path = above;
    if (!path.empty()) path += kBetween;
    path += node.type.value_or("?");
    add_breakdown(transaction, item, path, node.type, node.money, node.parts.empty(), {});
    add_nodes(transaction, item, node.parts, path);
  }
}

void TransactionRows::add_breakdown(const Transaction& transaction, const Item* item, std::string_view path,
                                    Text type, const Money& money, bool is_leaf, std::string_view raw) {
  mooring::Rows& row = breakdowns.begin_row(transaction.marketplace_id.value_or(""), raw);
  row.add_text(transaction.id).add_integer(item_number_).add_integer(++breakdown_number_);
  row.add_timestamp(transaction.posted).add_text(path).add_text(type).add_boolean(is_leaf);
  row.add_decimal(money.amount).add_text(money.currency);
  row.add_text(item ? item->description : Text()).add_text(item ? item->asin : Text());
  row.add_text(item ? item->sku : Text()).add_integer(item ? item->quantity : std::nullopt);
  row.add_text(item ? item->order_item_id : Text());
}

}  // namespace amazon_seller
