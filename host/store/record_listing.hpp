// Complete listings: what a provider has, compared with what is held. A row that a complete listing does not name gets a
// deletion mark, never a DELETE; the upsert takes the mark away when the row is seen again.
// Both belong to the writer thread: SeenKeys lives as long as the run (beside its CommitChain) and is filled while its
// batches are committed; mark_missing is called inside the transaction of the checkpoint, after its batches were written.
#pragma once
#include <compare>
#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "store/record_table.hpp"

namespace mooring::host {

// Which rows of ONE table a run has emitted, as 48 bits of the hashes of their keys: 6 bytes a row. Two keys of the same hash
// can only keep a row from being marked, never mark one that is there; among 8 million rows that is one of 35 million.
class SeenKeys {
 public:
  explicit SeenKeys(size_t keys_max = limits::kSeenKeysMax) : keys_max_(keys_max) {}

  // Every row of the batch; its shape is one that RecordWriter::upsert has accepted.
  void add(const RecordTable& table, const RecordBatch& batch);
  void add(uint64_t key_hash);
  bool contains(uint64_t key_hash);  // sorts what is new
  // More rows than fit: what was seen is not known any more, so nothing may be marked.
  bool overflowed() const { return overflowed_; }
  size_t size() const { return keys_.size(); }

 private:
  struct Key {  // no more than 6 bytes: a number of 64 bits would be aligned to 8
    explicit Key(uint64_t hash);
    friend auto operator<=>(const Key&, const Key&) = default;
    uint16_t high, middle, low;
  };
  static_assert(sizeof(Key) == 6);

  size_t keys_max_;
  std::deque<Key> keys_;  // grows without a second copy of millions
  size_t sorted_ = 0;     // that many at the front
  bool overflowed_ = false;
};

struct Listing {
  std::string marketplace;             // empty: all rows of the connection
  std::string field{}, value{};        // only rows with this value; both empty: all
  std::string from_date{}, to_date{};  // inclusive, of the table's time_field; both empty: all
  bool certain = false;                // a consistent document; else pages that may have skipped a row
};

struct ListingRun {  // who compares
  std::string connection_id, run_id;
  Timestamp started_at, now;
};

struct MarkCounts {
  int64_t missing = 0;   // not named for the first time: marked as missing since now
  int64_t deleted = 0;   // got the deletion mark, and a new _change_seq
  bool skipped = false;  // nothing was compared, because `seen` has overflowed
};

// Rows of the listing's range that are held, not marked as deleted, and not in `seen`: certain, and they are marked as
// deleted at once; else when an EARLIER run has missed them already. Errors: listing_invalid, store_*.
Result<MarkCounts> mark_missing(Session& session, const RecordTable& table, const ListingRun& run,
                                const Listing& listing, SeenKeys& seen);

}  // namespace mooring::host
