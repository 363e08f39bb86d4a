// GET_FLAT_FILE_RETURNS_DATA_BY_RETURN_DATE: returns of orders that the seller shipped, by the day of the request.
#include "reports/occurrences.hpp"
#include "reports/report_sync.hpp"
#include "reports/streams.hpp"
#include "reports/table_report.hpp"
#include "values.hpp"

namespace amazon_seller {

using namespace mooring;

namespace {

constexpr ReportOutput kOutputs[] = {{"merchant_returns", 35}};

class MerchantReturnRows : public TableRows {
 public:
  explicit MerchantReturnRows(const ReportScope& scope) : scope_(scope) {}

  void bind(const DelimitedReader& table) override {
    order_ = table.column({"Order ID"});
    ordered_ = table.find_column({"Order date"});
    requested_ = table.column({"Return request date"});
    status_ = table.find_column({"Return request status"});
    rma_ = table.find_column({"Amazon RMA ID"});
    merchant_rma_ = table.find_column({"Merchant RMA ID"});
    label_type_ = table.find_column({"Label type"});
    label_cost_ = table.find_column({"Label cost"});
    currency_ = table.find_column({"Currency code"});
    carrier_ = table.find_column({"Return carrier"});
    tracking_ = table.find_column({"Tracking ID"});
    label_paid_by_ = table.find_column({"Label to be paid by"});
    claim_ = table.find_column({"A-to-Z Claim"});
    prime_ = table.find_column({"Is prime"});
    asin_ = table.find_column({"ASIN"});
    sku_ = table.column({"Merchant SKU"});
    title_ = table.find_column({"Item Name"});
    quantity_ = table.find_column({"Return quantity"});
    reason_ = table.find_column({"Return Reason"});
    in_policy_ = table.find_column({"In policy"});
    type_ = table.find_column({"Return type"});
    resolution_ = table.find_column({"Resolution"});
    invoice_ = table.find_column({"Invoice number"});
    delivered_ = table.find_column({"Return delivery date"});
    order_amount_ = table.find_column({"Order Amount"});
    order_quantity_ = table.find_column({"Order quantity"});
    refunded_ = table.find_column({"Refunded Amount"});
    order_item_ = table.find_column({"Order Item ID"});
    safe_t_claim_ = table.find_column({"SafeT claim id"});
    safe_t_state_ = table.find_column({"SafeT claim state"});
    safe_t_reason_ = table.find_column({"SafeT Action reason"});
    safe_t_created_ = table.find_column({"SafeT claim creation time"});
    safe_t_amount_ = table.find_column({"SafeT claim reimbursement amount"});
  }

  void add(TableRow& row, ReportSink& sink) override {
    const std::string_view order = row.required(order_), sku = row.required(sku_);
    const std::string_view rma = row.text(rma_).value_or("");
    const auto requested = row.date(requested_);
    if (!requested) throw amazon::Unreadable("column 'Return request date' is empty");
    Rows& rows = sink.rows();
    rows.begin_row(scope_.marketplace, row.raw());
    rows.add_text(scope_.marketplace).add_text(order).add_text(sku).add_text(rma).add_date(requested);
    rows.add_integer(kinds_.number({order, sku, rma, *requested})).add_date(row.date(ordered_));
    rows.add_text(row.text(status_)).add_text(row.text(merchant_rma_)).add_text(row.text(asin_));
    rows.add_text(row.text(title_)).add_integer(row.integer(quantity_)).add_text(row.text(reason_));
    rows.add_text(row.text(type_)).add_text(row.text(resolution_)).add_boolean(row.boolean(in_policy_));
    rows.add_boolean(row.boolean(prime_)).add_boolean(row.boolean(claim_));
    rows.add_text(row.text(label_type_)).add_decimal(row.amount(label_cost_));
    rows.add_text(row.text(label_paid_by_)).add_text(row.text(currency_)).add_text(row.text(carrier_));
    rows.add_text(row.text(tracking_)).add_date(row.date(delivered_)).add_text(row.text(invoice_));
    rows.add_decimal(row.amount(order_amount_)).add_integer(row.integer(order_quantity_));
    rows.add_decimal(row.amount(refunded_)).add_text(row.text(order_item_));
    rows.add_text(row.text(safe_t_claim_))
        .add_text(row.text(safe_t_state_))
        .add_text(row.text(safe_t_reason_));
    rows.add_text(row.text(safe_t_created_)).add_decimal(row.amount(safe_t_amount_));
  }

 private:
  const ReportScope scope_;
  Occurrences kinds_;
  Column order_, ordered_, requested_, status_, rma_, merchant_rma_, label_type_, label_cost_, currency_,
      carrier_, tracking_, label_paid_by_, claim_, prime_, asin_, sku_, title_, quantity_, reason_,
      in_policy_, type_, resolution_, invoice_, delivered_, order_amount_, order_quantity_, refunded_,
      order_item_, safe_t_claim_, safe_t_state_, safe_t_reason_, safe_t_created_, safe_t_amount_;
};

const ReportDeclaration& declaration() {
  static const ReportDeclaration kDeclaration = [] {
    ReportDeclaration returns;
    returns.report_type = "GET_FLAT_FILE_RETURNS_DATA_BY_RETURN_DATE";
    returns.role = "Inventory and Order Tracking";
    returns.outputs = kOutputs;
    returns.days = DayRule{.chunk_days = 30, .lookback_days = 58, .retention_days = 540};
    returns.reader = table_reader<MerchantReturnRows>;
    return returns;
  }();
  return kDeclaration;
}

}  // namespace

Task<> sync_merchant_returns(Context& ctx, const Call& call) {
  return sync_reports(ctx, call, declaration());
}

}  // namespace amazon_seller
