// Reading a view. Sorted by a field, SQLite finds the page and only its rows are summed up; sorted by a sum, or for
// totals, every row that matches is summed up once, and no more of them is held than the page needs.
#include "store/record_view.hpp"

#include <algorithm>
#include <chrono>

#include "base/text.hpp"
#include "store/record_view_places.hpp"
#include "store/record_view_read.hpp"
#include "store/record_view_sql.hpp"

namespace mooring::host {
namespace {

using sqlite::integer_value;
using sqlite::text_value;
using sqlite::Value;

constexpr int kRatioSortScale = kDecimalScaleMax;
constexpr int kRatioShownScale = 2;

// What the sort names: a metric, a ratio, or (neither) a field.
struct SortTarget {
  std::optional<size_t> metric, ratio;
  bool money = false;  // amounts of several currencies are never compared as bare numbers
  bool by_sum() const { return metric || ratio; }
};

std::optional<SortTarget> sort_target(const RecordView& view, const std::string& name) {
  for (size_t i = 0; i < view.metrics.size(); ++i)
    if (view.metrics[i].field == name) return SortTarget{i, std::nullopt, view.metrics[i].money};
  for (size_t i = 0; i < view.ratios.size(); ++i)
    if (view.ratios[i].id == name) return SortTarget{std::nullopt, i, false};
  for (const RecordField& field : view.table.fields)
    if (field.name == name) return SortTarget{};
  return std::nullopt;
}

std::optional<Decimal> ratio_of(const RecordView::Ratio& rule, const ViewSums& sums, int scale) {
  const auto& numerator = sums.metrics[rule.numerator];
  const auto& denominator = sums.metrics[rule.denominator];
  if (!numerator || !denominator) return std::nullopt;
  return ratio(*numerator, *denominator, rule.percent, scale);
}

// Where a row stands in a list sorted by a sum.
struct SumPlace {
  std::string currency;           // of a sum of money, which stands with its own; else empty
  std::optional<Decimal> sorted;  // what the page is sorted by
  int64_t row_id = 0;
};

struct SummedRow {
  SumPlace place;
  ViewSums sums;
};

class ViewReader {
 public:
  ViewReader(Session& session, const RecordView& view, const ViewQuery& query, SortTarget target)
      : database_(sqlite::handle(session)),
        view_(view),
        query_(query),
        target_(target),
        places_(session, view),
        where_(view_sql::where(view, query.filter, places_.of_regions(query.filter.regions))) {}

  Result<ViewPage> read() {
    if (auto status = read_cursor(); !status) return fail(status.error());
    if (auto status = find_page(); !status) return fail(status.error());
    if (auto status = read_rows(); !status) return fail(status.error());
    if (auto status = read_sparklines(); !status) return fail(status.error());
    return std::move(page_);
  }

 private:
  // ---- where the page begins
  std::string sort_name() const { return (query_.descending ? "-" : "") + query_.sort; }

  Status read_cursor() {
    if (query_.after.empty()) return {};
    auto values = sqlite::decode_cursor(query_.after);
    const bool ours = values && values->size() == (target_.by_sum() ? 4 : 3) &&
                      (*values)[0].text == sort_name() && (*values)[2].kind == Value::Kind::integer;
    if (!ours)
      return fail("cursor_invalid", "The cursor is not one of this list in this order",
                  "Start again without a cursor");
    after_ = std::move(*values);
    if (!target_.by_sum()) return {};
    after_place_ = SumPlace{after_[3].text, std::nullopt, after_[2].integer};
    if (after_[1].kind == Value::Kind::null) return {};
    after_place_->sorted = parse_decimal(after_[1].text);
    if (after_place_->sorted) return {};
    return fail("cursor_invalid", "The cursor is not one of this list", "Start again without a cursor");
  }

  // ---- which rows stand on the page, and what everything sums up to
  Status find_page() {
    if (!target_.by_sum())
      if (auto status = find_page_by_field(); !status) return status;
    const bool everything = view_.sums && (target_.by_sum() || query_.totals);
    if (!everything)
      if (auto status = count_rows(); !status) return status;
    if (view_.sums)
      if (auto status = read_sums(everything); !status) return status;
    if (target_.by_sum()) take_best();
    for (auto& [currency, total] : totals_)
      if (query_.totals) page_.totals.push_back(std::move(total));
    return {};
  }

  Status find_page_by_field() {
    sqlite::Condition condition = where_;
    if (!after_.empty()) view_sql::add_after(condition, view_, query_, after_[1], after_[2].integer);
    std::vector<Value> sorted;
    auto status = for_each_row(database_, view_sql::page(view_, query_, condition.sql), condition.values,
                               [&](sqlite3_stmt* row) {
                                 row_ids_.push_back(sqlite3_column_int64(row, 0));
                                 sorted.push_back(sqlite::column_value(row, 1));
                               });
    if (!status) return status;
    if (row_ids_.size() > query_.limit) {
      row_ids_.pop_back();
      set_next(sorted[query_.limit - 1], row_ids_.back());
    }
    for (const int64_t id : row_ids_)
      sums_.try_emplace(id);
    return {};
  }

  Status count_rows() {
    return for_each_row(
        database_, "SELECT count(*) FROM " + sqlite::quote_name(view_.table.name()) + " s" + where_.sql,
        where_.values, [&](sqlite3_stmt* row) { page_.total = sqlite3_column_int64(row, 0); });
  }

  Status read_sums(bool everything) {
    if (!everything && row_ids_.empty()) return {};
    std::vector<Value> values{text_value(query_.from), text_value(query_.to)};
    if (everything) values.insert(values.end(), where_.values.begin(), where_.values.end());
    return for_each_row(database_, view_sql::sums(view_, everything ? where_.sql : view_sql::among(row_ids_)),
                        values, [&](sqlite3_stmt* row) { take_sums(row, everything); });
  }

  void take_sums(sqlite3_stmt* statement, bool everything) {
    SummedRow row;
    row.place.row_id = sqlite3_column_int64(statement, 0);
    row.sums = sums_of(statement);
    if (everything) {
      ++page_.total;
      add_to_totals(row.sums);
    }
    if (target_.by_sum())
      consider(std::move(row));
    else if (const auto shown = sums_.find(row.place.row_id); shown != sums_.end())
      shown->second = std::move(row.sums);
  }

  ViewSums sums_of(sqlite3_stmt* statement) const {
    ViewSums sums;
    const std::string lowest = text_at(statement, 3);
    const bool mixed = lowest != text_at(statement, 4);
    if (!mixed) sums.currency = lowest.empty() ? currency_of_place(statement) : lowest;
    for (size_t i = 0; i < view_.metrics.size(); ++i) {
      const bool unknown = mixed && view_.metrics[i].money;
      sums.metrics.push_back(
          unknown ? std::nullopt : parse_decimal(sqlite::column_text(statement, 5 + static_cast<int>(i))));
    }
    return sums;
  }

  std::string currency_of_place(sqlite3_stmt* statement) const {
    const MarketplaceRow* marketplace = places_.at(text_at(statement, 1)).marketplace(text_at(statement, 2));
    return marketplace ? marketplace->currency : "";
  }

  void add_to_totals(const ViewSums& sums) {
    auto [found, first] = totals_.try_emplace(sums.currency, ViewTotal{sums, 1});
    if (first) return;
    ViewTotal& total = found->second;
    ++total.count;
    for (size_t i = 0; i < sums.metrics.size(); ++i) {
      auto& sum = total.sums.metrics[i];
      sum = sum && sums.metrics[i] ? add(*sum, *sums.metrics[i]) : std::nullopt;
    }
  }

  // ---- the page of a list sorted by a sum
  // Currency by currency, a row of none last; in each by the sum, one without last.
  bool precedes(const SumPlace& a, const SumPlace& b) const {
    if (a.currency != b.currency)
      return b.currency.empty() || (!a.currency.empty() && a.currency < b.currency);
    if (a.sorted.has_value() != b.sorted.has_value()) return a.sorted.has_value();
    if (a.sorted && compare(*a.sorted, *b.sorted) != 0)
      return (compare(*a.sorted, *b.sorted) < 0) != query_.descending;
    return a.row_id < b.row_id;
  }

  // best_ is a heap with its last row on top, and holds one row more than the page, to know of a next one.
  void consider(SummedRow row) {
    if (target_.money) row.place.currency = row.sums.currency;
    row.place.sorted = target_.metric ? row.sums.metrics[*target_.metric]
                                      : ratio_of(view_.ratios[*target_.ratio], row.sums, kRatioSortScale);
    if (after_place_ && !precedes(*after_place_, row.place)) return;
    const auto order = [this](const SummedRow& a, const SummedRow& b) { return precedes(a.place, b.place); };
    if (best_.size() > query_.limit && !order(row, best_.front())) return;
    best_.push_back(std::move(row));
    std::push_heap(best_.begin(), best_.end(), order);
    if (best_.size() <= query_.limit + 1) return;
    std::pop_heap(best_.begin(), best_.end(), order);
    best_.pop_back();
  }

  void take_best() {
    std::sort(best_.begin(), best_.end(),
              [this](const SummedRow& a, const SummedRow& b) { return precedes(a.place, b.place); });
    if (best_.size() > query_.limit) {
      best_.resize(query_.limit);
      const auto& [currency, sorted, row_id] = best_.back().place;
      page_.next =
          sqlite::encode_cursor({text_value(sort_name()), sorted ? text_value(to_text(*sorted)) : Value{},
                                 integer_value(row_id), text_value(currency)});
    }
    for (SummedRow& row : best_) {
      row_ids_.push_back(row.place.row_id);
      sums_.insert_or_assign(row.place.row_id, std::move(row.sums));
    }
  }

  void set_next(const Value& sorted, int64_t row_id) {
    page_.next = sqlite::encode_cursor({text_value(sort_name()), sorted, integer_value(row_id)});
  }

  // ---- the rows of the page
  Status read_rows() {
    if (row_ids_.empty()) return {};
    std::map<int64_t, ViewRow> found;
    auto status =
        for_each_row(database_, view_sql::rows(view_, row_ids_), {text_value(view_.table.stream)},
                     [&](sqlite3_stmt* row) { found.emplace(sqlite3_column_int64(row, 0), row_of(row)); });
    if (!status) return status;
    for (const int64_t id : row_ids_) {
      ViewRow& row = page_.rows.emplace_back(std::move(found.at(id)));
      row.sums = std::move(sums_[id]);
    }
    return {};
  }

  ViewRow row_of(sqlite3_stmt* statement) const {
    ViewRow row;
    int column = 1;
    std::map<std::string_view, std::string_view> values;
    for (const RecordField& field : view_.table.fields) {
      row.fields.push_back(text_or_null(statement, column));
      values[field.name] = sqlite::column_text(statement, column++);
    }
    for (const std::string& name : view_.table.primary_key)
      row.key.emplace_back(name, values.at(name));
    row.connection_id = text_at(statement, column++);
    row.marketplace = text_at(statement, column++);
    row.deleted_at = text_or_null(statement, column++);
    row.object_id = text_at(statement, column++);
    row.tags = tags_of(sqlite::column_text(statement, column++));
    row.notes = sqlite3_column_int64(statement, column);
    add_place(row);
    return row;
  }

  void add_place(ViewRow& row) const {
    const ViewPlace& place = places_.at(row.connection_id);
    row.region = place.region;
    row.as_of = place.as_of(row.marketplace);
    row.live = place.live(row.marketplace);
    const MarketplaceRow* marketplace = place.marketplace(row.marketplace);
    if (!marketplace) return;
    row.marketplace_name = marketplace->name;
    row.country_code = marketplace->country_code;
  }

  static std::vector<std::string> tags_of(std::string_view joined) {
    std::vector<std::string> tags;
    while (!joined.empty()) {
      const size_t end = std::min(joined.find(view_sql::kTagSeparator), joined.size());
      tags.emplace_back(joined.substr(0, end));
      joined.remove_prefix(std::min(end + 1, joined.size()));
    }
    std::sort(tags.begin(), tags.end());
    return tags;
  }

  // ---- one value per day
  Status read_sparklines() {
    if (!view_.sums || !view_.sparkline || row_ids_.empty()) return {};
    const auto days = days_between(query_.from, query_.to);
    std::map<int64_t, ViewRow*> by_id;
    for (size_t i = 0; i < row_ids_.size(); ++i) {
      by_id[row_ids_[i]] = &page_.rows[i];
      page_.rows[i].sparkline.assign(days + 1, Decimal{});
    }
    return for_each_row(database_, view_sql::sparkline(view_, row_ids_),
                        {text_value(query_.from), text_value(query_.to)}, [&](sqlite3_stmt* row) {
                          auto& line = by_id.at(sqlite3_column_int64(row, 0))->sparkline;
                          const size_t day = days_between(query_.from, text_at(row, 1));
                          if (day < line.size()) line[day] = parse_decimal(sqlite::column_text(row, 2));
                        });
  }

  static size_t days_between(const std::string& from, const std::string& to) {
    const auto start = parse_time(from + "T00:00:00Z"), end = parse_time(to + "T00:00:00Z");
    if (!start || !end || *end < *start) return 0;
    return static_cast<size_t>(std::chrono::floor<std::chrono::days>(*end - *start).count());
  }

  sqlite3* database_;
  const RecordView& view_;
  const ViewQuery& query_;
  const SortTarget target_;
  const ViewPlaces places_;
  const sqlite::Condition where_;
  std::vector<Value> after_;  // sort, value, row id, by a sum also the currency, of the last row of the page
                              // before; empty: the first page
  std::optional<SumPlace> after_place_;
  std::vector<int64_t> row_ids_;  // of the page, in its order
  std::map<int64_t, ViewSums> sums_;
  std::map<std::string, ViewTotal> totals_;
  std::vector<SummedRow> best_;
  ViewPage page_;
};

}  // namespace

std::vector<std::optional<Decimal>> ratios_of(const RecordView& view, const ViewSums& sums) {
  std::vector<std::optional<Decimal>> ratios;
  for (const auto& rule : view.ratios)
    ratios.push_back(ratio_of(rule, sums, kRatioShownScale));
  return ratios;
}

Result<ViewPage> query_view(Session& session, const RecordView& view, const ViewQuery& query) {
  const auto target = sort_target(view, query.sort);
  if (!target)
    return fail("sort_unknown", "This list cannot be sorted by " + clean_line(query.sort, 80),
                "Use a field, a metric or a ratio of the view");
  StepLimit limit(sqlite::handle(session), query.steps_max);
  return ViewReader(session, view, query, *target).read();
}

}  // namespace mooring::host
