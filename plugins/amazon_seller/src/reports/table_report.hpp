// Reports that are tab separated tables: the reader that the sync feeds, and what a stream writes for its rows.
//
//   class ReturnRows : public TableRows {
//    public:
//     explicit ReturnRows(const ReportScope& scope);
//     void bind(const DelimitedReader& table) override { order_ = table.column({"order-id"}); ... }
//     void add(TableRow& row, ReportSink& sink) override {
//       Rows& rows = sink.rows();
//       rows.begin_row(scope_.marketplace, row.raw());
//       rows.add_text(row.text(order_)).add_integer(row.integer(quantity_)) ...;
//     }
//   };
//   ... .reader = table_reader<ReturnRows>
//
// One thread.
#pragma once
#include <deque>
#include <mooring/delimited.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "reports/report_stream.hpp"

namespace amazon_seller {

// A column that a report may lack; then its cells are empty.
using Column = std::optional<size_t>;

// How a store writes 2 January 2026: 02/01/2026 or 01/02/2026. Where that is not known, a date that may be either is none.
enum class DateOrder { unknown, day_first, month_first };
DateOrder date_order_of(std::string_view country_code);

// Whether "1.025" is a little more than one. Where a store writes commas, or may, it is as well a thousand and twenty-five: none.
enum class DecimalMark { unknown, point };
DecimalMark decimal_mark_of(std::string_view country_code);

// How the cells of a report are read.
struct TableRules {
  DateOrder date_order = DateOrder::unknown;
  DecimalMark decimal_mark = DecimalMark::unknown;
  std::string country_code;  // what an abbreviation of a zone means
  bool shows_text = true;    // in messages
};

// Memory that the rows of a report share, one after the other.
struct TableScratch {
  std::deque<std::string> owned;
  std::string raw;
  std::vector<std::string> names;  // of the columns, as raw() writes them
};

// The cells of the current row, as values. An empty cell is nothing. Views live until the next row. What is no value of its
// type throws Unreadable with the column and what stands there.
class TableRow {
 public:
  TableRow(const mooring::DelimitedReader& table, uint64_t number, const TableRules& rules,
           TableScratch& scratch)
      : table_(table), number_(number), rules_(rules), scratch_(scratch) {
    scratch_.owned.clear();
  }

  std::optional<std::string_view> text(Column column) const;
  std::string_view required(Column column) const;
  std::optional<std::string_view> amount(Column column);  // "-12.50", also from "-12,50" and "1.234,56"
  std::optional<int64_t> integer(Column column) const;
  std::optional<mooring::Time> time(Column column) const;  // see parse_report_time()
  // The same; of a time in a zone that is not known nothing, and the zone's name.
  std::optional<mooring::Time> time_or_zone(Column column, std::string_view& unknown_zone) const;
  std::optional<std::string_view> date(Column column);     // as "2026-01-31"
  std::optional<std::string_view> us_date(Column column);  // "01/31/2026", month first
  std::optional<std::string_view> date_of(Column column,
                                          std::optional<mooring::Time> at);  // see parse_date_of()
  std::optional<bool> boolean(Column column) const;  // Y, N, yes, no, true, false, 1, 0
  // The row as JSON, by the names in the header; what is empty is left out, and so is the one column.
  std::string_view raw(Column without = std::nullopt);

  uint64_t number() const { return number_; }  // from 1, in this report
  bool is_short() const { return table_.given_cells() < table_.header().size(); }
  const mooring::DelimitedReader& table() const { return table_; }

 private:
  [[noreturn]] void refuse(Column column, const char* wanted) const;
  std::string_view keep(std::string text) { return scratch_.owned.emplace_back(std::move(text)); }

  const mooring::DelimitedReader& table_;
  const uint64_t number_;
  const TableRules& rules_;
  TableScratch& scratch_;
};

class TableRows {
 public:
  virtual ~TableRows() = default;
  // The header is known: finds the columns. One that must be there and is not throws Failure.
  virtual void bind(const mooring::DelimitedReader& table) = 0;
  virtual void add(TableRow& row, ReportSink& sink) = 0;
  // All rows were added.
  virtual void finish(ReportSink& /*sink*/) {}
  virtual std::optional<mooring::Notice> notice() const { return std::nullopt; }
  virtual bool is_doubtful() const { return false; }
  virtual bool is_as_asked() const { return true; }
  // A row may have fewer cells than the header: is_short() then tells.
  virtual bool has_short_rows() const { return false; }
  // A report that tells of people: messages name the line and the column, and show nothing of what stands there.
  virtual bool shows_text() const { return true; }
};

class TableReader : public ReportReader {
 public:
  TableReader(const ReportScope& scope, const OpenReport& open, std::unique_ptr<TableRows> rows);
  void feed(std::string_view part) override { table_.feed(part); }
  void end() override { table_.finish(); }
  bool take(ReportSink& sink) override;
  void finish(ReportSink& sink) override { rows_->finish(sink); }
  std::optional<mooring::Notice> notice() const override { return rows_->notice(); }
  bool is_doubtful() const override { return rows_->is_doubtful(); }
  bool is_as_asked() const override { return rows_->is_as_asked(); }

 private:
  void add(ReportSink& sink);

  std::unique_ptr<TableRows> rows_;
  const TableRules rules_;
  mooring::DelimitedReader table_;
  TableScratch scratch_;
  bool is_bound_ = false;
};

template <class RowsOfStream>
std::unique_ptr<ReportReader> table_reader(const ReportScope& scope, const OpenReport& open) {
  return std::make_unique<TableReader>(scope, open, std::make_unique<RowsOfStream>(scope));
}

// "-1234.56" of "-1234.56", "-1234,56", "1.234,56", "1,234.56"; nothing for what is no amount, and for "1,234", which may be
// either, as "1.234" may be without a DecimalMark. A minus may stand behind.
std::optional<std::string> parse_amount(std::string_view text, DecimalMark mark = DecimalMark::unknown);

// RFC 3339; "2026-01-31 08:30:00 UTC", also with the abbreviations of Amazon's zones (PST, CET, JST ...); the same with the date
// as 31.01.2026, 31/01/2026 or 2026/01/31. A time without a zone, or out of the years 1 to 9999, is none.
// An abbreviation that several zones have is that of the country.
std::optional<mooring::Time> parse_report_time(std::string_view text, DateOrder order = DateOrder::unknown,
                                               std::string_view country_code = {});

// The name of the zone of what is such a time but for a name that is not known: "2026-01-31 08:30:00 XYZT"; else empty.
std::string_view unknown_zone_of(std::string_view text, DateOrder order = DateOrder::unknown,
                                 std::string_view country_code = {});

// "2026-01-31" of that, of "31.01.2026", of "31-Jan-2026", and of a time.
std::optional<std::string> parse_report_date(std::string_view text, DateOrder order = DateOrder::unknown,
                                             std::string_view country_code = {});

// "2026-01-31" of "01/31/2026", and of itself.
std::optional<std::string> parse_us_date(std::string_view text);

// As parse_report_date(); "03/07/26" or "03/07/2026" is read as fits the time beside it, in whatever zone. Without one the month
// is first, as Amazon documents it.
std::optional<std::string> parse_date_of(std::string_view text, std::optional<mooring::Time> at);

}  // namespace amazon_seller
