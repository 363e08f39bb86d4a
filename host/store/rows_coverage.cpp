// Coverage: which time ranges of a stream are held, and which are lost.
#include "store/rows_coverage.hpp"

#include <algorithm>
#include <stdexcept>

#include "store/row_mapping.hpp"

namespace mooring::host::rows {

template <>
struct RowColumns<CoverageRow> {
  static constexpr const char* kNames = "connection_id, stream, marketplace, from_at, to_at, part, lost";
  static void each(auto& row, auto&& column) {
    column(row.connection_id), column(row.stream), column(row.marketplace), column(row.from), column(row.to);
    column(row.part), column(row.lost);
  }
};

namespace {

// Ranges of the same stream, marketplace, part and state that overlap or adjoin the row.
std::vector<CoverageRow> touching(Session& session, const CoverageRow& row, bool lost) {
  return select<CoverageRow>(session, "coverage")
      .where("connection_id = ?", row.connection_id)
      .where("stream = ?", row.stream)
      .where("marketplace = ?", row.marketplace)
      .where("part = ?", row.part)
      .where("lost = ?", lost)
      .where("from_at <= ?", row.to)
      .where("to_at >= ?", row.from)
      .add(" ORDER BY from_at")
      .all<CoverageRow>();
}

void remove(Session& session, const CoverageRow& range) {
  Query(session, "DELETE FROM coverage")
      .where("connection_id = ?", range.connection_id)
      .where("stream = ?", range.stream)
      .where("marketplace = ?", range.marketplace)
      .where("part = ?", range.part)
      .where("from_at = ?", range.from)
      .run();
}

void merge(Session& session, CoverageRow row) {
  for (const auto& range : touching(session, row, row.lost)) {
    row.from = std::min(row.from, range.from);
    row.to = std::max(row.to, range.to);
    remove(session, range);
  }
  insert(session, "coverage", row).run();
}

CoverageRow cut_to(CoverageRow range, Timestamp from, Timestamp to) {
  range.from = from;
  range.to = to;
  return range;
}

void cut_lost(Session& session, const CoverageRow& held) {
  for (const auto& range : touching(session, held, true)) {
    if (range.to <= held.from || range.from >= held.to) continue;  // only adjoins
    remove(session, range);
    if (range.from < held.from) insert(session, "coverage", cut_to(range, range.from, held.from)).run();
    if (held.to < range.to) insert(session, "coverage", cut_to(range, held.to, range.to)).run();
  }
}

// What is left of `whole` between the others, which are sorted.
std::vector<CoverageRow> pieces_between(const CoverageRow& whole, const std::vector<CoverageRow>& others) {
  std::vector<CoverageRow> pieces;
  Timestamp from = whole.from;
  for (const CoverageRow& other : others) {
    if (from < other.from) pieces.push_back(cut_to(whole, from, other.from));
    from = std::max(from, other.to);
  }
  if (from < whole.to) pieces.push_back(cut_to(whole, from, whole.to));
  return pieces;
}

}  // namespace

void add_coverage(Session& session, const CoverageRow& row) {
  if (row.to < row.from) throw std::invalid_argument("a covered range ends before it begins");
  if (row.to == row.from) return;  // covers nothing
  if (row.lost) {
    add_lost_coverage(session, row);
    return;
  }
  cut_lost(session, row);
  merge(session, row);
}

std::vector<CoverageRow> add_lost_coverage(Session& session, const CoverageRow& lost) {
  if (lost.to <= lost.from) return {};
  auto known = touching(session, lost, false);
  for (CoverageRow& range : touching(session, lost, true))
    known.push_back(std::move(range));
  std::sort(known.begin(), known.end(), [](const auto& a, const auto& b) { return a.from < b.from; });
  auto added = pieces_between(lost, known);
  for (const CoverageRow& piece : added)
    merge(session, piece);
  return added;
}

std::vector<CoverageRow> list_coverage(Session& session, const std::string& connection_id,
                                       const std::string& stream) {
  auto query = select<CoverageRow>(session, "coverage");
  query.where("connection_id = ?", connection_id);
  if (!stream.empty()) query.where("stream = ?", stream);
  return query.add(" ORDER BY stream, marketplace, part, from_at").all<CoverageRow>();
}

}  // namespace mooring::host::rows
