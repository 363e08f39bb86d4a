#include "store/rows_slots.hpp"

#include "base/limits_backfill.hpp"
#include "store/row_mapping.hpp"
#include "store/rows_many.hpp"

namespace mooring::host::rows {

template <>
struct RowColumns<SlotFactsRow> {
  static constexpr const char* kNames =
      "connection_id, stream, marketplace, first_wanted_at, covered_until, newest_record_at, run_outcomes, "
      "empty_runs, last_rows_at, longest_silence_us, longest_silence_at, empty_since";
  static void each(auto& row, auto&& column) {
    column(row.connection_id), column(row.stream), column(row.marketplace);
    column(row.first_wanted_at), column(row.covered_until), column(row.newest_record_at);
    column(row.run_outcomes), column(row.empty_runs), column(row.last_rows_at);
    column(row.longest_silence_us), column(row.longest_silence_at), column(row.empty_since);
  }
};

namespace {

SlotFactsRow slot(const std::string& connection_id, const std::string& stream,
                  const std::string& marketplace) {
  SlotFactsRow row;
  row.connection_id = connection_id;
  row.stream = stream;
  row.marketplace = marketplace;
  return row;
}

void put(Session& session, const SlotFactsRow& row, const char* change) {
  insert(session, "slot_facts", row).add(" ON CONFLICT DO UPDATE SET ").add(change).run();
}

}  // namespace

std::optional<SlotFactsRow> find_slot_facts(Session& session, const std::string& connection_id,
                                            const std::string& stream, const std::string& marketplace) {
  return select<SlotFactsRow>(session, "slot_facts")
      .where("connection_id = ?", connection_id)
      .where("stream = ?", stream)
      .where("marketplace = ?", marketplace)
      .first<SlotFactsRow>();
}

std::vector<SlotFactsRow> list_slot_facts(Session& session, const std::string& connection_id) {
  return select<SlotFactsRow>(session, "slot_facts")
      .where("connection_id = ?", connection_id)
      .all<SlotFactsRow>();
}

std::vector<SlotFactsRow> list_all_slot_facts(Session& session) {
  return slot_facts_of(session, Many::all());
}

std::vector<SlotFactsRow> slot_facts_of(Session& session, const Many& many) {
  auto query = select<SlotFactsRow>(session, "slot_facts");
  return narrow(query, "connection_id", many).template all<SlotFactsRow>();
}

void set_first_wanted(Session& session, const std::string& connection_id, const std::string& stream,
                      const std::string& marketplace, std::optional<Timestamp> at) {
  SlotFactsRow row = slot(connection_id, stream, marketplace);
  row.first_wanted_at = at;
  put(session, row, "first_wanted_at = excluded.first_wanted_at");
}

void raise_newest_record(Session& session, const std::string& connection_id, const std::string& stream,
                         const std::string& marketplace, Timestamp at) {
  SlotFactsRow row = slot(connection_id, stream, marketplace);
  row.newest_record_at = at;
  put(session, row,
      "newest_record_at = excluded.newest_record_at "
      "WHERE newest_record_at IS NULL OR newest_record_at < excluded.newest_record_at");
}

void refresh_covered_until(Session& session, const std::string& connection_id, const std::string& stream,
                           const std::string& marketplace) {
  Query query(
      session,
      "WITH parts AS (SELECT max(to_at) AS reached FROM coverage WHERE connection_id = ? "
      "AND stream = ? AND marketplace = ? AND lost = 0 GROUP BY part) "
      "SELECT coalesce(min(reached), 0) FROM parts WHERE reached > (SELECT max(reached) FROM parts) - ?");
  auto reached = query.bind(connection_id)
                     .bind(stream)
                     .bind(marketplace)
                     .bind(std::chrono::microseconds(limits::kCoveragePartAlive).count())
                     .first<Poco::Int64>();
  if (!reached || *reached == 0) return;
  SlotFactsRow row = slot(connection_id, stream, marketplace);
  row.covered_until = from_unix_us(*reached);
  put(session, row, "covered_until = excluded.covered_until");
}

void put_yield(Session& session, const SlotFactsRow& row) {
  put(session, row,
      "run_outcomes = excluded.run_outcomes, empty_runs = excluded.empty_runs, "
      "last_rows_at = excluded.last_rows_at, longest_silence_us = excluded.longest_silence_us, "
      "longest_silence_at = excluded.longest_silence_at, empty_since = excluded.empty_since");
}

}  // namespace mooring::host::rows
