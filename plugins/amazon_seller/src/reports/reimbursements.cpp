// GET_FBA_REIMBURSEMENTS_DATA: what Amazon paid or gave back for what it lost or damaged.
#include "reports/occurrences.hpp"
#include "reports/report_sync.hpp"
#include "reports/streams.hpp"
#include "reports/table_report.hpp"

namespace amazon_seller {

using namespace mooring;

namespace {

constexpr ReportOutput kOutputs[] = {{"fba_reimbursements", 20}};

class ReimbursementRows : public TableRows {
 public:
  explicit ReimbursementRows(const ReportScope& scope) : scope_(scope) {}

  void bind(const DelimitedReader& table) override {
    date_ = table.column({"approval-date"});
    id_ = table.column({"reimbursement-id"});
    case_ = table.find_column({"case-id"});
    order_ = table.find_column({"amazon-order-id"});
    reason_ = table.column({"reason"});
    sku_ = table.column({"sku"});
    fnsku_ = table.find_column({"fnsku"});
    asin_ = table.find_column({"asin"});
    title_ = table.find_column({"product-name"});
    condition_ = table.find_column({"condition"});
    currency_ = table.column({"currency-unit"});
    per_unit_ = table.find_column({"amount-per-unit"});
    total_ = table.column({"amount-total"});
    cash_ = table.find_column({"quantity-reimbursed-cash"});
    inventory_ = table.find_column({"quantity-reimbursed-inventory"});
    quantity_ = table.find_column({"quantity-reimbursed-total"});
    original_ = table.find_column({"original-reimbursement-id"});
    original_type_ = table.find_column({"original-reimbursement-type"});
  }

  void add(TableRow& row, ReportSink& sink) override {
    const std::string_view id = row.required(id_), sku = row.text(sku_).value_or("");
    const std::string_view reason = row.text(reason_).value_or("");
    Rows& rows = sink.rows();
    rows.begin_row(scope_.marketplace, row.raw());
    rows.add_text(scope_.marketplace).add_text(id).add_text(sku).add_text(reason);
    rows.add_integer(kinds_.number({id, sku, reason})).add_timestamp(row.time(date_));
    rows.add_text(row.text(case_)).add_text(row.text(order_)).add_text(row.text(fnsku_));
    rows.add_text(row.text(asin_)).add_text(row.text(title_)).add_text(row.text(condition_));
    rows.add_text(row.text(currency_)).add_decimal(row.amount(per_unit_)).add_decimal(row.amount(total_));
    rows.add_integer(row.integer(cash_)).add_integer(row.integer(inventory_));
    rows.add_integer(row.integer(quantity_)).add_text(row.text(original_));
    rows.add_text(row.text(original_type_));
  }

 private:
  const ReportScope scope_;
  Occurrences kinds_;
  Column date_, id_, case_, order_, reason_, sku_, fnsku_, asin_, title_, condition_, currency_, per_unit_,
      total_, cash_, inventory_, quantity_, original_, original_type_;
};

const ReportDeclaration& declaration() {
  static const ReportDeclaration kDeclaration = [] {
    ReportDeclaration reimbursements;
    reimbursements.report_type = "GET_FBA_REIMBURSEMENTS_DATA";
    reimbursements.role = "Amazon Fulfillment";
    reimbursements.outputs = kOutputs;
    reimbursements.days = DayRule{.chunk_days = 30, .lookback_days = 28, .retention_days = 540};
    reimbursements.reader = table_reader<ReimbursementRows>;
    return reimbursements;
  }();
  return kDeclaration;
}

}  // namespace

Task<> sync_fba_reimbursements(Context& ctx, const Call& call) {
  return sync_reports(ctx, call, declaration());
}

}  // namespace amazon_seller
