// GET_LEDGER_SUMMARY_VIEW_DATA: what came into Amazon's warehouses and left them, per day, item, disposition and country.
#include "reports/contradictions.hpp"
#include "reports/report_sync.hpp"
#include "reports/streams.hpp"
#include "reports/table_report.hpp"
#include "values.hpp"

namespace amazon_seller {

using namespace mooring;

namespace {

constexpr ReportOutput kOutputs[] = {{"fba_inventory_ledger", 22}};

// The figures, in the order of the fields. Amazon's documentation writes them without spaces, its files with them.
constexpr std::string_view kCounts[] = {
    "Starting Warehouse Balance",
    "In Transit Between Warehouses",
    "Receipts",
    "Customer Shipments",
    "Customer Returns",
    "Vendor Returns",
    "Warehouse Transfer In/Out",
    "Found",
    "Lost",
    "Damaged",
    "Disposed",
    "Other Events",
    "Ending Warehouse Balance",
    "Unknown Events",
};
constexpr size_t kEndingBalance = 12;
static_assert(kCounts[kEndingBalance] == "Ending Warehouse Balance");

Column find_count(const DelimitedReader& table, std::string_view name) {
  std::string joined(name);
  std::erase(joined, ' ');
  return table.find_column({name, joined});
}

class LedgerRows : public TableRows {
 public:
  explicit LedgerRows(const ReportScope& scope) : scope_(scope) {}

  void bind(const DelimitedReader& table) override {
    date_ = table.column({"Date"});
    fnsku_ = table.column({"FNSKU"});
    asin_ = table.find_column({"ASIN"});
    sku_ = table.column({"MSKU"});
    title_ = table.find_column({"Title"});
    disposition_ = table.column({"Disposition"});
    location_ = table.column({"Location", "Country"});
    for (const std::string_view name : kCounts)
      counts_.push_back(find_count(table, name));
    if (!counts_[kEndingBalance]) table.column({kCounts[kEndingBalance]});
  }

  void add(TableRow& row, ReportSink& sink) override {
    const auto date = row.us_date(date_);
    if (!date) throw amazon::Unreadable("column 'Date' is empty");
    if (!is_asked_for(*date)) {
      other_day_ = *date;
      return;
    }
    ++of_our_days_;
    const std::string_view fnsku = row.required(fnsku_), sku = row.text(sku_).value_or("");
    const std::string_view disposition = row.text(disposition_).value_or("");
    const std::string_view location = row.text(location_).value_or(""), raw = row.raw();
    seen_.refuse({*date, fnsku, sku, disposition, location}, raw);
    Rows& rows = sink.rows();
    rows.begin_row(scope_.marketplace, raw);
    rows.add_text(scope_.marketplace).add_date(date).add_text(fnsku);
    rows.add_text(sku)
        .add_text(disposition)
        .add_text(location)
        .add_text(row.text(asin_))
        .add_text(row.text(title_));
    for (const Column column : counts_)
      rows.add_integer(row.integer(column));
  }

  void finish(ReportSink&) override {
    if (of_our_days_ == 0 && !other_day_.empty())
      throw amazon::Unreadable("none of its rows is of the days that were asked for, but of " + other_day_);
  }

 private:
  // Amazon gives days beside those asked for. The days are listed as a whole, and of such a day only a part may be there: it is
  // read with its own report.
  bool is_asked_for(std::string_view date) const {
    const auto day = amazon::parse_day(date);
    return day && scope_.days && *day >= scope_.days->first && *day <= scope_.days->last;
  }

  const ReportScope scope_;
  Contradictions seen_;
  uint64_t of_our_days_ = 0;
  std::string other_day_;  // one of them
  Column date_, fnsku_, asin_, sku_, title_, disposition_, location_;
  std::vector<Column> counts_;
};

const ReportDeclaration& declaration() {
  static const ReportDeclaration kDeclaration = [] {
    ReportDeclaration ledger;
    ledger.report_type = "GET_LEDGER_SUMMARY_VIEW_DATA";
    ledger.role = "Amazon Fulfillment";
    ledger.outputs = kOutputs;
    ledger.options = {{"aggregateByLocation", "COUNTRY"}, {"aggregatedByTimePeriod", "DAILY"}};
    ledger.may_adopt = false;  // neither Amazon's list nor the table tells how it was aggregated
    ledger.days = DayRule{.chunk_days = 30,
                          .lookback_days = 28,
                          .retention_days = 540,
                          .newest_age_days = 1,
                          .lists_days = true};
    ledger.reader = table_reader<LedgerRows>;
    return ledger;
  }();
  return kDeclaration;
}

}  // namespace

Task<> sync_fba_inventory_ledger(Context& ctx, const Call& call) {
  return sync_reports(ctx, call, declaration());
}

}  // namespace amazon_seller
