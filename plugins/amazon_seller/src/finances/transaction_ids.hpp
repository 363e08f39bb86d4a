// What a transaction is known by that Amazon gives no id: its time, a fingerprint of what never changes of it, and, for those that are
// still alike, a number. All that are alike were posted at the same moment, so a listing of a span of time has all of them or none:
// a whole listing numbers them, from its beginning. One that leaves some out cannot. One per listing.
#pragma once
#include <string>
#include <unordered_map>

#include "finances/transaction.hpp"

namespace amazon_seller {

class TransactionIds {
 public:
  // The listing begins, perhaps once more.
  void begin() { seen_.clear(); }
  // "no-id-2026-01-09T01:00:00Z-3b1f9c0a7d24e856", the next that is alike with "-2" behind it.
  std::string next(const Transaction& transaction);

 private:
  std::unordered_map<std::string, int> seen_;
};

}  // namespace amazon_seller
