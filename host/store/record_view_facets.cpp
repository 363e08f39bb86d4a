// Facets of a view, and the index that its sums are read from.
#include <algorithm>

#include "store/record_view.hpp"
#include "store/record_view_places.hpp"
#include "store/record_view_read.hpp"
#include "store/record_view_sql.hpp"

namespace mooring::host {
namespace {

using view_sql::Part;

class Counts {
 public:
  void add(const std::string& value, const std::string& title, int64_t count) {
    FacetValue& found = by_value_.try_emplace(value, FacetValue{value, title, 0}).first->second;
    if (found.title.empty()) found.title = title;
    found.count += count;
  }
  std::vector<FacetValue> take() {
    std::vector<FacetValue> values;
    for (auto& [value, facet] : by_value_)
      values.push_back(std::move(facet));
    std::stable_sort(values.begin(), values.end(),
                     [](const FacetValue& a, const FacetValue& b) { return a.count > b.count; });
    return values;
  }

 private:
  std::map<std::string, FacetValue> by_value_;
};

class FacetReader {
 public:
  FacetReader(Session& session, const RecordView& view, const ViewFilter& filter)
      : database_(sqlite::handle(session)), view_(view), filter_(filter), places_(session, view) {}

  Result<ViewFacets> read() {
    ViewFacets facets;
    auto done = read_regions(facets.regions)
                    .and_then([&] { return read_marketplaces(facets.marketplaces); })
                    .and_then([&] { return read_field(view_.state_field, Part::states, facets.states); })
                    .and_then([&] { return read_field(view_.type_field, Part::types, facets.types); })
                    .and_then([&] { return read_tags(facets.tags); });
    if (!done) return fail(done.error());
    return facets;
  }

 private:
  // Groups by the given columns; the last column of the answer is the number of rows.
  Status count_by(const std::string& columns, const std::string& joins, Part part,
                  std::vector<sqlite::Value> values, const std::function<void(sqlite3_stmt*)>& row) {
    const auto where = view_sql::where(view_, filter_, places_.of_regions(filter_.regions), part);
    values.insert(values.end(), where.values.begin(), where.values.end());
    return for_each_row(database_,
                        "SELECT " + columns + ", count(*) FROM " + sqlite::quote_name(view_.table.name()) +
                            " s" + joins + where.sql + " GROUP BY " + columns,
                        values, row);
  }

  Status read_regions(std::vector<FacetValue>& out) {
    Counts counts;
    auto status = count_by("s._connection_id", "", Part::regions, {}, [&](sqlite3_stmt* row) {
      const std::string& region = places_.at(text_at(row, 0)).region;
      if (!region.empty()) counts.add(region, "", sqlite3_column_int64(row, 1));
    });
    out = counts.take();
    return status;
  }

  Status read_marketplaces(std::vector<FacetValue>& out) {
    Counts counts;
    auto status =
        count_by("s._connection_id, s._marketplace_id", "", Part::marketplaces, {}, [&](sqlite3_stmt* row) {
          const std::string id = text_at(row, 1);
          if (id.empty()) return;
          const auto* known = places_.at(text_at(row, 0)).marketplace(id);
          counts.add(id, known ? known->name : "", sqlite3_column_int64(row, 2));
        });
    out = counts.take();
    return status;
  }

  Status read_field(const std::string& field, Part part, std::vector<FacetValue>& out) {
    if (field.empty()) return {};
    Counts counts;
    auto status = count_by("s." + sqlite::quote_name(field), "", part, {}, [&](sqlite3_stmt* row) {
      if (auto value = text_or_null(row, 0)) counts.add(*value, "", sqlite3_column_int64(row, 1));
    });
    out = counts.take();
    return status;
  }

  Status read_tags(std::vector<FacetValue>& out) {
    Counts counts;
    const std::string joins =
        " JOIN objects o ON o.connection_id = s._connection_id AND o.stream = ? AND o.key_json = " +
        view_sql::key_of_row(view_) + " JOIN object_tags t ON t.object_id = o.id";
    auto status =
        count_by("t.tag", joins, Part::tags, {sqlite::text_value(view_.table.stream)},
                 [&](sqlite3_stmt* row) { counts.add(text_at(row, 0), "", sqlite3_column_int64(row, 1)); });
    out = counts.take();
    return status;
  }

  sqlite3* database_;
  const RecordView& view_;
  const ViewFilter& filter_;
  const ViewPlaces places_;
};

}  // namespace

Result<ViewFacets> count_facets(Session& session, const RecordView& view, const ViewFilter& filter) {
  StepLimit limit(sqlite::handle(session), limits::kViewStepsMax);
  return FacetReader(session, view, filter).read();
}

Status ensure_view_index(Session& session, const RecordView& view) {
  if (!view.sums) return {};
  sqlite3* database = sqlite::handle(session);
  const std::string wanted = view_sql::create_index(view);
  std::string existing;
  auto found = for_each_row(database, "SELECT sql FROM sqlite_schema WHERE type = 'index' AND name = ?",
                            {sqlite::text_value(view_sql::index_name(view))},
                            [&](sqlite3_stmt* row) { existing = text_at(row, 0); });
  if (!found || existing == wanted) return found;
  const std::string what = "making the index of the list " + view.id;
  const std::string drop = "DROP INDEX IF EXISTS " + sqlite::quote_name(view_sql::index_name(view));
  return sqlite::exec(database, drop.c_str(), what).and_then([&] {
    return sqlite::exec(database, wanted.c_str(), what);
  });
}

}  // namespace mooring::host
