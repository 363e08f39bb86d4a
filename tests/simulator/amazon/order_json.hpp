// An order as Amazon's orders/2026-01-01 answers it. Appends to one string: a page of 100 orders takes well
// under 1 ms.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "orders.hpp"

namespace mooring::amazon_simulator {

// The datasets of includedData; without a dataset its members are missing.
enum Dataset : unsigned {
  kBuyer = 1,
  kRecipient = 2,
  kProceeds = 4,
  kExpense = 8,
  kPromotion = 16,
  kCancellation = 32,
  kFulfillment = 64,
  kPackages = 128,
  kTax = 256,
  kPayment = 512,
  kFulfillmentOrders = 1024,
};
std::optional<Dataset> parse_dataset(std::string_view name);

struct OrderJsonOptions {
  unsigned datasets = 0;
  bool unknown_status = false;  // fault: a fulfilment status that no documentation knows
};

void append_order(std::string& out, const Order& order, const OrderJsonOptions& options);
void append_time(std::string& out, int64_t unix_us);  // with quotes; milliseconds only when there are

}  // namespace mooring::amazon_simulator
