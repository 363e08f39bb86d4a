#include "sync/commit.hpp"

#include <algorithm>
#include <set>

#include "base/text.hpp"
#include "store/record_personal.hpp"
#include "store/rows_backfills.hpp"
#include "store/rows_life.hpp"
#include "store/rows_slots.hpp"
#include "sync/commit_parts.hpp"

namespace mooring::host {

Status RecordTables::make(Session& session, const Manifest& manifest) {
  for (const StreamRule& stream : manifest.streams) {
    RecordTable table = record_table_of(manifest, stream);
    if (auto made = ensure_record_table(session, table); !made) return made;
    if (auto made = ensure_personal_index(session, table); !made) return made;
    tables_.insert_or_assign({manifest.id, stream.id}, std::move(table));
  }
  for (const ViewRule& view : manifest.views)
    if (auto made = ensure_view_index(session, record_view_of(manifest, view)); !made) return made;
  return {};
}

const RecordTable* RecordTables::find(const std::string& channel, const std::string& stream) const {
  auto found = tables_.find({channel, stream});
  return found == tables_.end() ? nullptr : &found->second;
}

std::vector<const RecordTable*> RecordTables::parts_of(const RecordTable& table) const {
  std::vector<const RecordTable*> parts;
  for (auto at = tables_.lower_bound({table.channel, ""});
       at != tables_.end() && at->first.first == table.channel; ++at)
    if (at->second.parts_of == table.stream) parts.push_back(&at->second);
  return parts;
}

namespace {

// The views stay valid: they point into the unit, which outlives the commit.
void complete_marketplaces(RecordBatch& batch, const std::string& marketplace) {
  if (marketplace.empty()) return;
  batch.marketplaces.resize(batch.row_count);
  for (std::string_view& own : batch.marketplaces)
    if (own.empty()) own = marketplace;
}

Result<const RecordTable*> table_of(const RecordTables& tables, const CommitUnit& unit,
                                    const std::string& stream) {
  if (const RecordTable* table = tables.find(unit.channel, stream)) return table;
  return fail("stream_unknown", "There is no table for the stream " + stream,
              "Restart the host: it makes the tables");
}

Status write_batches(Session& session, RecordWriter& writer, const RecordTables& tables, CommitChain& chain,
                     CommitUnit& unit, CommittedTotals& totals) {
  HeldParents parents(tables, unit);
  for (RecordBatch& batch : unit.batches) {
    auto table = table_of(tables, unit, batch.stream);
    if (!table) return fail(table.error());
    complete_marketplaces(batch, unit.run.marketplace);
    auto counts = writer.upsert(session, **table, unit.run.connection_id, unit.run.id, unit.now, batch,
                                unit.personal_before, parents.note(**table, batch));
    if (!counts) return fail(counts.error());
    totals.rows_written += counts->rows_written;
    totals.rows_changed += counts->rows_changed;
    bool listed = std::find(unit.listed_streams.begin(), unit.listed_streams.end(), batch.stream) !=
                  unit.listed_streams.end();
    if (listed) chain.seen_of(batch.stream).add(**table, batch);
  }
  auto gone = parents.mark_missing_parts(session, writer);
  if (!gone) return fail(gone.error());
  totals.rows_changed += *gone;
  totals.rows_gone += *gone;
  return {};
}

Status mark_listings(Session& session, const RecordTables& tables, CommitChain& chain, CommitUnit& unit,
                     CommittedTotals& totals) {
  for (const CompleteListing& told : unit.listings) {
    auto table = table_of(tables, unit, told.stream);
    if (!table) return fail(table.error());
    ListingRun run{unit.run.connection_id, unit.run.id, unit.run.started_at.value_or(unit.now), unit.now};
    Listing listing{told.marketplace.empty() ? unit.run.marketplace : told.marketplace,
                    told.field,
                    told.value,
                    told.from_date,
                    told.to_date,
                    told.certain};
    auto marks = mark_missing(session, **table, run, listing, chain.seen_of(told.stream));
    if (!marks) return fail(marks.error());
    if (marks->skipped) unit.uncompared.push_back(told.stream);
    totals.rows_changed += marks->deleted;
    totals.rows_gone += marks->deleted;
  }
  return {};
}

void add_ranges(Session& session, const CommitUnit& unit) {
  std::set<std::pair<std::string, std::string>> touched;
  for (const CoveredRange& range : unit.covered) {
    const std::string& marketplace = range.marketplace.empty() ? unit.run.marketplace : range.marketplace;
    rows::add_coverage(session, {unit.run.connection_id, range.stream, marketplace, range.from, range.to,
                                 range.part, range.lost});
    if (!range.lost) touched.emplace(range.stream, marketplace);
  }
  for (const auto& [stream, marketplace] : touched)
    rows::refresh_covered_until(session, unit.run.connection_id, stream, marketplace);
}

std::optional<Timestamp> newest_of(const RecordBatch& batch, const RecordTable& table) {
  auto field = std::find_if(table.fields.begin(), table.fields.end(),
                            [&](const RecordField& one) { return one.name == table.time_field; });
  if (field == table.fields.end()) return std::nullopt;
  const auto column = static_cast<size_t>(field - table.fields.begin());
  std::optional<Timestamp> newest;
  for (size_t row = 0; row < batch.row_count; ++row) {
    const Cell& cell = batch.cells[row * batch.column_count + column];
    if (cell.is_null) continue;
    auto at = cell.type == FieldType::timestamp ? std::optional(from_unix_us(cell.integer))
                                                : parse_time(std::string(cell.text) + "T00:00:00Z");
    if (at && (!newest || *at > *newest)) newest = at;
  }
  return newest;
}

// How far the data reaches, kept so that nobody has to look through a table of records for it.
void note_newest_records(Session& session, const RecordTables& tables, const CommitUnit& unit) {
  for (const RecordBatch& batch : unit.batches) {
    const RecordTable* table = tables.find(unit.channel, batch.stream);
    if (!table || table->time_field.empty()) continue;
    if (auto newest = newest_of(batch, *table))
      rows::raise_newest_record(session, unit.run.connection_id, batch.stream, unit.run.marketplace, *newest);
  }
}

}  // namespace

Status apply_commit(Database& database, Session& session, RecordWriter& writer, const RecordTables& tables,
                    const std::shared_ptr<CommitChain>& chain, CommitUnit& unit) {
  const bool is_next = chain->applied && unit.number == *chain->applied + 1;
  chain->applied.reset();
  if (!is_next)
    return fail(kCommitRefused, "An earlier commit of this run failed", "The next run continues before it");
  if (!rows::is_of_account(session, unit.run.connection_id, unit.account_id))
    return fail(kAccountChanged, "The connection belongs to another account by now, or is gone",
                "What this run has read since is not stored");
  CommittedTotals next = chain->totals;
  if (auto written = write_batches(session, writer, tables, *chain, unit, next); !written) return written;
  if (auto marked = mark_listings(session, tables, *chain, unit, next); !marked) return marked;
  unit.run.rows_written = next.rows_written;
  unit.run.rows_changed = next.rows_changed;
  unit.rows_gone = next.rows_gone;
  rows::update_run(session, unit.run);
  const RunRow& run = unit.run;
  if (run.backfill_id.empty())
    rows::upsert_stream(session, unit.stream);
  else
    rows::add_backfill_progress(
        session, {run.backfill_id, run.stream, run.marketplace, unit.stream.cursor,
                  next.rows_written - chain->totals.rows_written, run.requests - chain->totals.requests});
  next.requests = run.requests;
  add_ranges(session, unit);
  note_newest_records(session, tables, unit);
  // The next commit of the run may stand in the same transaction: it builds upon this one, and falls with it.
  chain->totals = next;
  chain->applied = unit.number;
  database.after_rollback([chain] { chain->applied.reset(); });
  return {};
}

}  // namespace mooring::host
