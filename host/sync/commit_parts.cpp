#include "sync/commit_parts.hpp"

#include <algorithm>

namespace mooring::host {

std::vector<size_t>* HeldParents::note(const RecordTable& table, const RecordBatch& batch) {
  if (tables_.parts_of(table).empty()) return nullptr;
  return &held_.emplace_back(HeldRecords{table, batch}).rows;
}

Result<int64_t> HeldParents::mark_missing_parts(Session& session, RecordWriter& writer) const {
  int64_t marked = 0;
  std::vector<const RecordTable*> looked_at;
  for (const HeldRecords& records : held_) {
    if (records.rows.empty()) continue;
    for (const RecordTable* parts : tables_.parts_of(records.table))
      if (std::find(looked_at.begin(), looked_at.end(), parts) == looked_at.end()) looked_at.push_back(parts);
  }
  for (const RecordTable* parts : looked_at) {
    auto more = mark_in(session, writer, *parts);
    if (!more) return more;
    marked += *more;
  }
  return marked;
}

Result<int64_t> HeldParents::mark_in(Session& session, RecordWriter& writer, const RecordTable& parts) const {
  SeenKeys brought;
  for (const RecordBatch& batch : unit_.batches)
    if (batch.stream == parts.stream) brought.add(parts, batch);
  const RunRow& run = unit_.run;
  const ListingRun by{run.connection_id, run.id, run.started_at.value_or(unit_.now), unit_.now};
  int64_t marked = 0;
  for (const HeldRecords& records : held_) {
    if (records.rows.empty() || records.table.stream != parts.parts_of) continue;
    auto more = writer.mark_missing_parts(session, parts, by, records, brought);
    if (!more) return more;
    marked += *more;
  }
  return marked;
}

}  // namespace mooring::host
