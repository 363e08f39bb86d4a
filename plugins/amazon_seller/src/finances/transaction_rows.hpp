// A transaction of Amazon's listTransactions as rows of `transactions` and `transaction_breakdowns`. One per task.
#pragma once
#include <mooring/plugin.hpp>
#include <string>
#include <vector>

#include "pages.hpp"

namespace amazon_seller {

// The numbers of fields that the manifest declares.
inline constexpr size_t kTransactionFields = 22;
inline constexpr size_t kBreakdownFields = 14;

class TransactionRows {
 public:
  explicit TransactionRows(mooring::Rows& transactions) : transactions_(transactions) {}

  // Adds one transaction and all its breakdowns.
  void take(simdjson::ondemand::object record, PageReader& reader);

  mooring::Rows breakdowns{"transaction_breakdowns", kBreakdownFields};

 private:
  struct Money {
    Text amount, currency;
  };
  // A node of a tree of breakdowns. A member may stand before or after the parts, so the tree is read whole first.
  struct Node {
    Text type;
    Money money;
    std::vector<Node> parts;
  };
  struct Item {
    Text description, asin, sku, order_item_id;
    std::optional<int64_t> quantity;
    Money total;
    std::vector<Node> parts;
    std::string_view raw;
  };
  struct Transaction {
    Text id, type, status, description, marketplace_id, marketplace_name, account_type, deferral_reason;
    Text order_id, shipment_id, refund_id, invoice_id, settlement_id, group_id, transfer_id, deferred_id,
        release_id;
    std::optional<mooring::Time> posted, matures;
    Money total;
    std::vector<Node> parts;
    std::vector<Item> items;
    std::string_view raw;
  };

  void read_member(Transaction& transaction, std::string_view key, Value value, PageReader& reader);
  void read_identifier(Transaction& transaction, Value value, ValueReader& values);
  void read_contexts(Transaction& transaction, Value value, ValueReader& values);
  Item read_item(simdjson::ondemand::object object, ValueReader& values);
  Money read_money(const char* member, Value value, ValueReader& values);
  std::vector<Node> read_nodes(Value value, ValueReader& values, int depth);

  void add(const Transaction& transaction);
  void add_nodes(const Transaction& transaction, const Item* item, const std::vector<Node>& nodes,
                 const std::string& above);
  void add_breakdown(const Transaction& transaction, const Item* item, std::string_view path, Text type,
                     const Money& money, bool is_leaf, std::string_view raw);

  mooring::Rows& transactions_;
  int64_t item_number_ = 0, breakdown_number_ = 0;
};

}  // namespace amazon_seller
