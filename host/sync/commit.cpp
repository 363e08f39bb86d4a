#include "sync/commit.hpp"

namespace mooring::host {

RecordTable record_table_of(const Manifest& manifest, const StreamRule& stream) {
  return {manifest.id, stream.id, stream.fields, stream.primary_key, stream.time_field};
}

Status RecordTables::make(Session& session, const Manifest& manifest) {
  for (const StreamRule& stream : manifest.streams) {
    RecordTable table = record_table_of(manifest, stream);
    if (auto made = ensure_record_table(session, table); !made) return made;
    tables_.insert_or_assign({manifest.id, stream.id}, std::move(table));
  }
  return {};
}

const RecordTable* RecordTables::find(const std::string& channel, const std::string& stream) const {
  auto found = tables_.find({channel, stream});
  return found == tables_.end() ? nullptr : &found->second;
}

Status apply_commit(Database& database, Session& session, RecordWriter& writer, const RecordTables& tables,
                    const std::shared_ptr<CommitChain>& chain, CommitUnit& unit) {
  if (chain->unproven)
    return fail("commit_refused", "An earlier commit of this run failed", "The next run continues before it");
  chain->unproven = true;
  CommittedTotals next = chain->totals;
  for (const RecordBatch& batch : unit.batches) {
    const RecordTable* table = tables.find(unit.channel, batch.stream);
    if (!table)
      return fail("stream_unknown", "There is no table for the stream " + batch.stream,
                  "Restart the host: it makes the tables");
    auto counts = writer.upsert(session, *table, unit.run.connection_id, unit.run.id, unit.now, batch);
    if (!counts) return fail(counts.error());
    next.rows_written += counts->rows_written;
    next.rows_changed += counts->rows_changed;
  }
  unit.run.rows_written = next.rows_written;
  unit.run.rows_changed = next.rows_changed;
  rows::update_run(session, unit.run);
  rows::upsert_stream(session, unit.stream);
  for (const CoveredRange& range : unit.covered)
    rows::add_coverage(session, {unit.run.connection_id, range.stream, range.marketplace, range.from,
                                 range.to, range.part, range.lost});
  database.after_commit([chain, next] {
    chain->totals = next;
    chain->unproven = false;
  });
  return {};
}

}  // namespace mooring::host
