// The records of one commit unit that were held before it, and what becomes of their parts: what the unit does not bring of
// them gets the deletion mark (docs/decisions/0029). Lives for one commit, on the writer thread; the unit outlives it.
#pragma once
#include <deque>
#include <vector>

#include "sync/commit.hpp"

namespace mooring::host {

class HeldParents {
 public:
  explicit HeldParents(const RecordTables& tables, const CommitUnit& unit) : tables_(tables), unit_(unit) {}

  // Where RecordWriter::upsert notes the rows of this batch that were held; nullptr: rows of this table have no parts.
  std::vector<size_t>* note(const RecordTable& table, const RecordBatch& batch);

  // After all batches of the unit were written. How many parts got the mark.
  Result<int64_t> mark_missing_parts(Session& session, RecordWriter& writer) const;

 private:
  Result<int64_t> mark_in(Session& session, RecordWriter& writer, const RecordTable& parts) const;

  const RecordTables& tables_;
  const CommitUnit& unit_;
  std::deque<HeldRecords> held_;  // the writer is given places in it
};

}  // namespace mooring::host
