// Transactions as rows of `transactions` and `transaction_breakdowns`. One per listing.
#pragma once
#include <mooring/plugin.hpp>
#include <string>
#include <vector>

#include "finances/transaction.hpp"
#include "finances/transaction_ids.hpp"

namespace amazon_seller {

// The numbers of fields that the manifest declares.
inline constexpr size_t kTransactionFields = 33;
inline constexpr size_t kBreakdownFields = 18;

class TransactionRows {
 public:
  explicit TransactionRows(mooring::Rows& transactions) : transactions_(transactions) {}

  // The listing begins, perhaps once more.
  void begin() { ids_.begin(); }
  // Adds one transaction and all its breakdowns.
  void add(Transaction transaction);

  mooring::Rows breakdowns{"transaction_breakdowns", kBreakdownFields};

 private:
  void add_row(const Transaction& transaction);
  void add_contexts(const Transaction& transaction, mooring::Rows& row);
  void add_nodes(const Transaction& transaction, const TransactionItem* item,
                 const std::vector<Breakdown>& nodes, const std::string& above);
  void add_breakdown(const Transaction& transaction, const TransactionItem* item, std::string_view path,
                     Text type, const TransactionMoney& money, bool is_leaf, std::string_view raw);

  mooring::Rows& transactions_;
  TransactionIds ids_;
  int64_t item_number_ = 0, breakdown_number_ = 0;
};

}  // namespace amazon_seller
