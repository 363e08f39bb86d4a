#include "finances/transaction_ids.hpp"

#include <cstdio>

namespace amazon_seller {

namespace {

class Fingerprint {
 public:
  void add(const Text& part) {
    add_byte(part ? 1 : 0);
    for (const char c : part.value_or(""))
      add_byte(static_cast<unsigned char>(c));
    add_byte(0xff);  // in no UTF-8
  }
  uint64_t value() const { return hash_; }

 private:
  void add_byte(unsigned char byte) { hash_ = (hash_ ^ byte) * 0x100000001b3ull; }  // FNV-1a

  uint64_t hash_ = 0xcbf29ce484222325ull;
};

// "10.00" and "10" are one amount.
Text shortest(Text amount) {
  if (!amount || amount->find('.') == std::string_view::npos) return amount;
  while (amount->ends_with('0'))
    amount->remove_suffix(1);
  if (amount->ends_with('.')) amount->remove_suffix(1);
  return amount;
}

void add(Fingerprint& print, const TransactionMoney& money) {
  print.add(shortest(money.amount));
  print.add(money.currency);
}

// The nodes in whatever order.
uint64_t fingerprint_of(const std::vector<Breakdown>& nodes) {
  uint64_t sum = 0;
  for (const Breakdown& node : nodes) {
    Fingerprint print;
    print.add(node.type);
    add(print, node.money);
    print.add(std::to_string(fingerprint_of(node.parts)));
    sum += print.value();
  }
  return sum;
}

uint64_t fingerprint_of(const TransactionItem& item) {
  Fingerprint print;
  for (const Text& part :
       {item.description, item.asin, item.sku, item.fulfillment_network, item.order_adjustment_item_id,
        item.coupon_id, item.removal_shipment_item_id, item.related_transaction_id})
    print.add(part);
  print.add(item.quantity ? std::to_string(*item.quantity) : std::string());
  add(print, item.total);
  print.add(std::to_string(fingerprint_of(item.parts)));
  return print.value();
}

// Neither the status nor what comes with a release, a settlement or a transfer. Items and breakdowns in whatever order.
uint64_t fingerprint_of(const Transaction& transaction) {
  Fingerprint print;
  for (const Text& part : {transaction.type, transaction.description, shortest(transaction.total.amount),
                           transaction.total.currency, transaction.marketplace_id, transaction.account_type,
                           transaction.order_id, transaction.shipment_id, transaction.refund_id,
                           transaction.invoice_id, transaction.deferred_id, transaction.payment_reference,
                           transaction.amazon_pay_store, transaction.business_store})
    print.add(part);
  for (const auto& time : {transaction.period_start, transaction.period_end})
    print.add(time ? mooring::format_time(*time) : std::string());
  uint64_t made_of = fingerprint_of(transaction.parts);
  for (const TransactionItem& item : transaction.items)
    made_of += fingerprint_of(item);
  print.add(std::to_string(made_of));
  return print.value();
}

}  // namespace

std::string TransactionIds::next(const Transaction& transaction) {
  char print[32];
  std::snprintf(print, sizeof print, "%016llx", static_cast<unsigned long long>(fingerprint_of(transaction)));
  std::string id = "no-id-" + mooring::format_time(*transaction.posted) + "-" + print;
  const int number = ++seen_[id];
  if (number > 1) id += "-" + std::to_string(number);
  return id;
}

}  // namespace amazon_seller
