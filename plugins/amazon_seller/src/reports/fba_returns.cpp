// GET_FBA_FULFILLMENT_CUSTOMER_RETURNS_DATA: what customers sent back to Amazon's warehouses.
#include "reports/occurrences.hpp"
#include "reports/report_sync.hpp"
#include "reports/streams.hpp"
#include "reports/table_report.hpp"

namespace amazon_seller {

using namespace mooring;

namespace {

constexpr ReportOutput kOutputs[] = {{"fba_returns", 15}};

class ReturnRows : public TableRows {
 public:
  explicit ReturnRows(const ReportScope& scope) : scope_(scope) {}

  // What the customer wrote may stand in any cell of a row that is broken.
  bool shows_text() const override { return false; }

  void bind(const DelimitedReader& table) override {
    date_ = table.column({"return-date"});
    order_ = table.column({"order-id"});
    sku_ = table.column({"sku"});
    asin_ = table.find_column({"asin"});
    fnsku_ = table.find_column({"fnsku"});
    title_ = table.find_column({"product-name"});
    quantity_ = table.column({"quantity"});
    center_ = table.find_column({"fulfillment-center-id"});
    disposition_ = table.find_column({"detailed-disposition"});
    reason_ = table.find_column({"reason"});
    status_ = table.find_column({"status"});
    plate_ = table.find_column({"license-plate-number"});
    comments_ = table.find_column({"customer-comments"});
  }

  void add(TableRow& row, ReportSink& sink) override {
    const std::string_view order = row.required(order_), sku = row.required(sku_);
    const std::string_view returned = row.required(date_), plate = row.text(plate_).value_or("");
    Rows& rows = sink.rows();
    rows.begin_row(scope_.marketplace, row.raw(scope_.personal_data ? Column() : comments_));
    rows.add_text(scope_.marketplace).add_text(order).add_text(sku).add_timestamp(row.time(date_));
    rows.add_text(plate).add_integer(kinds_.number({order, sku, returned, plate}));
    rows.add_text(row.text(asin_)).add_text(row.text(fnsku_)).add_text(row.text(title_));
    rows.add_integer(row.integer(quantity_)).add_text(row.text(center_));
    rows.add_text(row.text(disposition_)).add_text(row.text(reason_)).add_text(row.text(status_));
    rows.add_text(scope_.personal_data ? row.text(comments_) : std::nullopt);
  }

 private:
  const ReportScope scope_;
  Occurrences kinds_;
  Column date_, order_, sku_, asin_, fnsku_, title_, quantity_, center_, disposition_, reason_, status_,
      plate_, comments_;
};

const ReportDeclaration& declaration() {
  static const ReportDeclaration kDeclaration = [] {
    ReportDeclaration returns;
    returns.report_type = "GET_FBA_FULFILLMENT_CUSTOMER_RETURNS_DATA";
    returns.role = "Amazon Fulfillment";
    returns.outputs = kOutputs;
    returns.days = DayRule{.chunk_days = 30, .lookback_days = 28, .retention_days = 540};
    returns.reader = table_reader<ReturnRows>;
    return returns;
  }();
  return kDeclaration;
}

}  // namespace

Task<> sync_fba_returns(Context& ctx, const Call& call) {
  return sync_reports(ctx, call, declaration());
}

}  // namespace amazon_seller
