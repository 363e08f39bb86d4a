// What Amazon orders from a vendor: purchase orders as a pure function of (seed, vendor, index, moment). Amazon amends some
// before the vendor has acknowledged them, the vendor confirms or rejects items, warehouses receive in one or two parts, and
// the order is closed. Immutable, any thread.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "simulator/amazon/world.hpp"

namespace mooring::amazon_simulator::seller {

struct PurchaseItem {
  std::string sequence, vendor_product;  // vendor_product may be empty
  const Product* product = nullptr;
  bool cases = false;
  int64_t unit_size = 1;
  int64_t first_ordered = 0, ordered = 0;            // before and after Amazon's amendment
  int64_t accepted = 0, rejected = 0, received = 0;  // as known at the moment
  int64_t net_cost = 0, list_price = 0;              // in the smallest unit of the currency
  bool back_order = false;
};

struct PurchaseOrder {
  std::string number, vendor_code, warehouse;
  const Marketplace* marketplace = nullptr;
  std::string_view state, type, payment;  // as getPurchaseOrders words them
  int64_t ordered_us = 0;
  int64_t amended_us = 0;       // 0: not amended, or not yet
  int64_t acknowledged_us = 0;  // 0: not yet; also those below
  int64_t first_receipt_us = 0, last_receipt_us = 0, closed_us = 0;
  int64_t ship_from_us = 0, ship_to_us = 0;
  bool import = false, delivered = false;  // which window it names
  std::string deal_code;
  std::vector<PurchaseItem> items;

  int64_t state_changed_us() const;
  int64_t changed_us() const;  // of the order as Amazon lists it: amended, or its state
  int64_t updated_us() const;  // of its status: also what was received
};

class VendorBook {
 public:
  VendorBook(const World& world, const Seller& vendor);

  // Nothing: not yet ordered, or from before the first one.
  std::optional<PurchaseOrder> order(int64_t index, int64_t as_of_us) const;
  std::pair<int64_t, int64_t> index_range(int64_t from_us, int64_t to_us) const;
  std::optional<int64_t> index_of(std::string_view number) const;
  std::string number(int64_t index) const;

  static constexpr int64_t kLifeMax_us = 40ll * 86'400'000'000;  // after this an order never changes

 private:
  int64_t ordered_us(int64_t index) const;
  void add_items(PurchaseOrder& order, uint64_t key, bool amends) const;
  void receive(PurchaseOrder& order, uint64_t key) const;

  const Seller& vendor_;
  uint64_t key_;
  int64_t opening_us_;
};

// Every order that was placed in [from, to], as it is at `as_of`.
template <class Use>
void each_purchase_order(const VendorBook& book, int64_t from_us, int64_t to_us, int64_t as_of_us, Use use) {
  const auto [first, last] = book.index_range(from_us, to_us);
  for (int64_t index = first; index <= last; ++index) {
    const auto order = book.order(index, as_of_us);
    if (order && order->ordered_us >= from_us && order->ordered_us <= to_us) use(index, *order);
  }
}

}  // namespace mooring::amazon_simulator::seller
