// GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE_V2: one report for each settlement. Its first row is the settlement itself, with only
// its first cells; every other row is one amount.
#include <charconv>

#include "numbers.hpp"
#include "reports/listed_sync.hpp"
#include "reports/streams.hpp"
#include "reports/table_report.hpp"
#include "values.hpp"

namespace amazon_seller {

using namespace mooring;
using amazon::Unreadable;

namespace {

constexpr ReportOutput kOutputs[] = {{"settlements", 9}, {"settlement_lines", 22}};
constexpr size_t kSettlements = 0, kLines = 1;

// The sum of amounts, exact, up to nine million millions with six decimals; else nothing.
class ExactSum {
 public:
  void add(std::string_view decimal) {
    const bool negative = decimal.starts_with('-');
    if (negative) decimal.remove_prefix(1);
    const size_t point = std::min(decimal.find('.'), decimal.size());
    const std::string_view fraction = point < decimal.size() ? decimal.substr(point + 1) : std::string_view();
    std::string digits(decimal.substr(0, point));
    digits += fraction.substr(0, kScale);
    digits.append(kScale - std::min(kScale, fraction.size()), '0');
    int64_t units = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), units);
    const bool fits = error == std::errc() && fraction.size() <= kScale;
    is_exact_ = is_exact_ && fits && !__builtin_add_overflow(sum_, negative ? -units : units, &sum_);
    places_ = std::max(places_, fraction.size());
  }

  bool is_exact() const { return is_exact_; }
  int64_t units() const { return sum_; }
  std::string text() const {
    const uint64_t size = sum_ < 0 ? uint64_t{0} - static_cast<uint64_t>(sum_) : static_cast<uint64_t>(sum_);
    std::string digits = std::to_string(size);
    if (digits.size() <= kScale) digits.insert(0, kScale + 1 - digits.size(), '0');
    digits.insert(digits.size() - kScale, 1, '.');
    digits.resize(digits.size() - (kScale - places_) - (places_ == 0 ? 1 : 0));
    return sum_ < 0 ? '-' + digits : digits;
  }

 private:
  static constexpr size_t kScale = 6;
  int64_t sum_ = 0;
  size_t places_ = 0;
  bool is_exact_ = true;
};

class SettlementRows : public TableRows {
 public:
  explicit SettlementRows(const ReportScope& scope) : scope_(scope) {}

  bool has_short_rows() const override { return true; }

  void bind(const DelimitedReader& table) override {
    settlement_ = table.column({"settlement-id"});
    start_ = table.column({"settlement-start-date"});
    end_ = table.column({"settlement-end-date"});
    deposit_ = table.column({"deposit-date"});
    total_ = table.column({"total-amount"});
    currency_ = table.column({"currency"});
    transaction_ = table.column({"transaction-type"});
    amount_type_ = table.column({"amount-type"});
    amount_description_ = table.column({"amount-description"});
    amount_ = table.column({"amount"});
    order_ = table.find_column({"order-id"});
    merchant_order_ = table.find_column({"merchant-order-id"});
    adjustment_ = table.find_column({"adjustment-id"});
    shipment_ = table.find_column({"shipment-id"});
    marketplace_ = table.find_column({"marketplace-name"});
    fulfillment_ = table.find_column({"fulfillment-id"});
    posted_date_ = table.column({"posted-date"});
    posted_at_ = table.find_column({"posted-date-time"});
    item_ = table.find_column({"order-item-code"});
    merchant_item_ = table.find_column({"merchant-order-item-id"});
    merchant_adjustment_item_ = table.find_column({"merchant-adjustment-item-id"});
    sku_ = table.find_column({"sku"});
    quantity_ = table.find_column({"quantity-purchased"});
    promotion_ = table.find_column({"promotion-id"});
  }

  void add(TableRow& row, ReportSink& sink) override {
    if (row.number() == 1) return add_settlement(row);
    if (row.is_short()) throw Unreadable("the row is cut off");
    if (row.required(settlement_) != id_)
      throw Unreadable("column 'settlement-id' is not that of the first row, '" + id_ + "'");
    if (row.text(total_))
      throw Unreadable("column 'total-amount' is filled in a second row, as of another settlement");
    add_line(row, sink.rows(kLines));
  }

  void finish(ReportSink& sink) override {
    if (id_.empty()) throw Failure(FailureKind::bad_response, "the table has no rows");
    Rows& rows = sink.rows(kSettlements);
    rows.begin_row(scope_.marketplace, raw_);
    rows.add_text(id_).add_text(own_marketplace()).add_timestamp(starts_at_).add_timestamp(ends_at_);
    rows.add_timestamp(deposited_at_).add_decimal(total_amount_).add_text(currency_code_);
    rows.add_integer(lines_);
    rows.add_decimal(sum_.is_exact() ? std::optional(sum_.text()) : std::nullopt);
  }

  // The lines make up the total: when they do not, something is missing.
  bool is_doubtful() const override {
    ExactSum total;
    total.add(total_amount_);
    return sum_.is_exact() && total.is_exact() && total.units() != sum_.units();
  }

  std::optional<Notice> notice() const override {
    if (!is_doubtful()) return std::nullopt;
    return Notice("settlement_differs", "The lines of settlement " + id_ + " sum up to " + sum_.text() + " " +
                                            currency_code_ + ", Amazon tells " + total_amount_ +
                                            ": compare it with Seller Central");
  }

 private:
  std::optional<std::string_view> own_marketplace() const {
    return scope_.marketplace.empty() ? std::nullopt : std::optional<std::string_view>(scope_.marketplace);
  }

  void add_settlement(TableRow& row) {
    id_ = row.required(settlement_);
    starts_at_ = row.time(start_);
    ends_at_ = row.time(end_);
    deposited_at_ = row.time(deposit_);
    const auto total = row.amount(total_);
    if (!total) throw Unreadable("column 'total-amount' of the settlement is empty");
    total_amount_ = *total;
    currency_code_ = row.required(currency_);
    raw_ = row.raw();
  }

  void add_line(TableRow& row, Rows& rows) {
    const auto amount = row.amount(amount_);
    if (amount) sum_.add(*amount);
    rows.begin_row(scope_.marketplace, row.raw());
    rows.add_text(id_).add_integer(++lines_).add_text(own_marketplace()).add_text(row.text(marketplace_));
    rows.add_text(row.text(transaction_)).add_text(row.text(amount_type_));
    rows.add_text(row.text(amount_description_)).add_decimal(amount).add_text(currency_code_);
    rows.add_text(row.text(order_)).add_text(row.text(merchant_order_)).add_text(row.text(item_));
    rows.add_text(row.text(merchant_item_)).add_text(row.text(sku_)).add_integer(row.integer(quantity_));
    rows.add_text(row.text(adjustment_)).add_text(row.text(merchant_adjustment_item_));
    rows.add_text(row.text(shipment_)).add_text(row.text(fulfillment_)).add_text(row.text(promotion_));
    const auto posted_at = row.time(posted_at_);
    rows.add_date(row.date_of(posted_date_, posted_at)).add_timestamp(posted_at);
  }

  const ReportScope scope_;
  Column settlement_, start_, end_, deposit_, total_, currency_, transaction_, amount_type_,
      amount_description_, amount_, order_, merchant_order_, adjustment_, shipment_, marketplace_,
      fulfillment_, posted_date_, posted_at_, item_, merchant_item_, merchant_adjustment_item_, sku_,
      quantity_, promotion_;
  std::string id_, total_amount_, currency_code_, raw_;
  std::optional<Time> starts_at_, ends_at_, deposited_at_;
  int64_t lines_ = 0;
  ExactSum sum_;
};

const ReportDeclaration& declaration() {
  static const ReportDeclaration kDeclaration = [] {
    ReportDeclaration settlements;
    settlements.report_type = "GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE_V2";
    settlements.role = "Finance and Accounting";
    settlements.outputs = kOutputs;
    settlements.reader = table_reader<SettlementRows>;
    return settlements;
  }();
  return kDeclaration;
}

}  // namespace

Task<> sync_settlements(Context& ctx, const Call& call) {
  return sync_listed_reports(ctx, call, declaration());
}

}  // namespace amazon_seller
