// The money of a seller: what Amazon posts for its orders, refunds and fees, and the settlement groups that sum it up. A pure
// function of the order book and the moment at which one looks: late postings appear only then, deferred money is
// released later. Any thread.
#pragma once
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "simulator/amazon/world.hpp"

namespace mooring::amazon_simulator::seller {

// Amounts are in the smallest unit of the currency.
struct Charge {
  std::string_view type;
  int64_t amount = 0;
  std::vector<Charge> parts{};
};

struct LedgerItem {
  std::string adjustment_item_id;  // not the order's id of the item
  std::string sku;
  const Product* product = nullptr;
  int quantity = 0;
  bool by_amazon = false;
  int64_t total = 0;
  std::vector<Charge> charges{};
};

struct Transaction {
  std::string id;
  std::string_view type, status, description;
  int64_t posted_us = 0;
  int64_t visible_us = 0;  // some are listed only up to two days after they were posted
  const Marketplace* marketplace = nullptr;
  std::string order_id{}, refund_id{}, group_id{}, deferred_id{}, release_id{};
  std::string_view deferral_reason{};  // empty: was never deferred
  int64_t matures_us = 0;
  int64_t period_from_us = 0, period_to_us = 0;  // what a fee is for; 0: it does not tell
  int64_t total = 0;
  std::vector<Charge> charges{};
  std::vector<LedgerItem> items{};
};

// All that were posted in [from, to), as they are at `as_of`; in no promised order.
void each_transaction(const OrderBook& book, int64_t from_us, int64_t to_us, int64_t as_of_us,
                      const std::function<void(const Transaction&)>& use);

// Amazon settles every 14 days, each store by itself.
struct EventGroup {
  std::string id;
  const Marketplace* marketplace = nullptr;
  int64_t start_us = 0, end_us = 0;  // end 0: still open
  bool transferred = false;
  int64_t transfer_us = 0;  // 0: not yet begun
  int64_t total = 0, beginning = 0;
};
// Those that were opened in [from, to), newest first.
std::vector<EventGroup> event_groups(const OrderBook& book, int64_t from_us, int64_t to_us, int64_t as_of_us);

// "-12.30", "12"
std::string signed_money(int64_t amount, const Marketplace& marketplace);

}  // namespace mooring::amazon_simulator::seller
