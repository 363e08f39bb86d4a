// A list of records with sums of another stream's daily records beside them, people's tags, and what the host knows
// of the rows' connections: filtered, sorted, page by page, with totals. Reads only; inside Database::read.
// Nothing is converted: every sum is in the currency of its row. Built from a manifest by plugins/record_views.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/limits.hpp"
#include "store/decimal_sum.hpp"
#include "store/record_key.hpp"
#include "store/record_table.hpp"

namespace mooring::host {

struct RecordView {
  struct Metric {
    std::string field;  // of sums, decimal or integer
    bool money = false;
  };
  struct Ratio {
    std::string id;
    size_t numerator = 0, denominator = 0;  // positions in metrics
    bool percent = false;
  };
  std::string id;
  RecordTable table;                                      // what is listed
  std::string runs_as;                                    // the stream whose runs read it
  std::string name_field, state_field, type_field;        // type_field may be empty
  std::optional<RecordTable> sums;                        // one row per record and day; time_field is the day
  std::vector<std::pair<std::string, std::string>> join;  // field of table, field of sums
  std::string currency_field;                             // of sums
  std::vector<Metric> metrics;
  std::vector<Ratio> ratios;
  std::optional<size_t> sparkline;  // position in metrics
};

// Makes the index that sums are read from without touching the records, or makes it anew when the view changed.
// Inside Database::write, after the tables.
Status ensure_view_index(Session&, const RecordView&);

struct ViewFilter {
  std::vector<std::string> regions{}, connections{}, marketplaces{}, states{}, types{};  // empty: any
  std::vector<std::string> tags{};                                                       // all of them
  std::string text{};    // contained in the name or in the key
  bool deleted = false;  // also records with a deletion mark
};

struct ViewQuery {
  ViewFilter filter{};
  std::string from{}, to{};  // days, inclusive
  std::string sort{};        // a metric, a ratio or a field
  bool descending = false;
  std::string after{};  // opaque cursor of the previous page; holds for the same sort only
  size_t limit = limits::kPageSizeDefault;
  bool totals = true;  // without: a page sorted by a field reads sums for its own rows only
  int64_t steps_max = limits::kViewStepsMax;
};

struct ViewSums {
  std::string currency{};                         // empty: unknown, or more than one: then money is unknown
  std::vector<std::optional<Decimal>> metrics{};  // in the view's order; nothing: it cannot be told exactly
};

struct ViewRow {
  RecordKey key;
  std::string connection_id, region, marketplace, marketplace_name, country_code;
  std::vector<std::optional<std::string>> fields;  // in the table's order
  ViewSums sums;
  std::vector<std::optional<Decimal>> sparkline;  // one per day
  std::string object_id;                          // empty: nobody annotated it yet
  std::vector<std::string> tags;
  int64_t notes = 0;
  std::optional<std::string> deleted_at;
  std::optional<Timestamp> as_of;  // last success of the stream that reads it
  bool live = false;               // its connection is connected and its marketplace selected
};

struct ViewTotal {
  ViewSums sums;
  int64_t count = 0;
};

struct ViewPage {
  std::vector<ViewRow> rows;
  std::vector<ViewTotal> totals;  // one per currency; empty when not asked for
  int64_t total = 0;              // rows that match
  std::string next;               // empty: the last page
};

// Of a row or of totals, in the view's order; nothing: the denominator is zero or a sum is unknown.
std::vector<std::optional<Decimal>> ratios_of(const RecordView&, const ViewSums&);

// Errors: cursor_invalid, sort_unknown, view_too_large, store_*.
Result<ViewPage> query_view(Session&, const RecordView&, const ViewQuery&);

struct FacetValue {
  std::string value, title;
  int64_t count = 0;
};
// Most frequent first. Each is counted without its own filter.
struct ViewFacets {
  std::vector<FacetValue> regions, marketplaces, states, types, tags;
};
// Errors: view_too_large, store_*.
Result<ViewFacets> count_facets(Session&, const RecordView&, const ViewFilter&);

}  // namespace mooring::host
