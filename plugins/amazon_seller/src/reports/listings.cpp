// GET_MERCHANT_LISTINGS_ALL_DATA: every listing of a marketplace, whatever its status.
#include "reports/report_sync.hpp"
#include "reports/streams.hpp"
#include "reports/table_report.hpp"

namespace amazon_seller {

using namespace mooring;

namespace {

constexpr ReportOutput kOutputs[] = {{"listings", 21}};

class ListingRows : public TableRows {
 public:
  explicit ListingRows(const ReportScope& scope) : scope_(scope) {}

  // The header is in the language of the seller's account.
  void bind(const DelimitedReader& table) override {
    sku_ = table.column({"seller-sku", "sku", "Händler-SKU", "出品者SKU"});
    title_ = table.find_column({"item-name", "Artikelbezeichnung", "商品名"});
    description_ = table.find_column({"item-description", "Artikelbeschreibung"});
    listing_ = table.find_column({"listing-id", "Angebotsnummer", "出品ID"});
    price_ = table.find_column({"price", "Preis", "価格"});
    quantity_ = table.find_column({"quantity", "Menge", "数量"});
    opened_ = table.find_column({"open-date", "Erstellungsdatum", "出品日"});
    image_ = table.find_column({"image-url"});
    product_type_ = table.find_column({"product-id-type", "Produkt-ID-Typ", "商品IDタイプ"});
    note_ = table.find_column({"item-note", "Anmerkung zum Artikel", "コンディション説明"});
    condition_ = table.find_column({"item-condition", "Artikelzustand", "コンディション"});
    asin_ = table.find_column({"asin1", "ASIN 1"});
    international_ =
        table.find_column({"will-ship-internationally", "Internationaler Versand", "国外へ配送可"});
    expedited_ = table.find_column({"expedited-shipping", "Expressversand", "迅速な配送"});
    product_ = table.find_column({"product-id", "Produkt-ID", "商品ID"});
    pending_ = table.find_column({"pending-quantity", "Anzahl Bestellungen", "在庫数"});
    channel_ = table.find_column({"fulfillment-channel", "Versender", "フルフィルメント・チャンネル"});
    group_ = table.find_column({"merchant-shipping-group", "Händlerversandgruppe"});
    status_ = table.find_column({"status", "Status", "ステータス"});
  }

  void add(TableRow& row, ReportSink& sink) override {
    Rows& rows = sink.rows();
    rows.begin_row(scope_.marketplace, row.raw());
    rows.add_text(scope_.marketplace).add_text(row.required(sku_)).add_text(row.text(listing_));
    rows.add_text(asin_of(row)).add_text(row.text(title_)).add_text(row.text(description_));
    const auto price = row.amount(price_);
    rows.add_text(row.text(status_)).add_decimal(price);
    rows.add_text(price && !scope_.currency.empty() ? std::optional<std::string_view>(scope_.currency)
                                                    : std::nullopt);
    rows.add_integer(row.integer(quantity_)).add_integer(row.integer(pending_));
    rows.add_text(row.text(channel_)).add_text(row.text(condition_)).add_text(row.text(note_));
    rows.add_text(row.text(product_)).add_text(row.text(product_type_));
    rows.add_timestamp(row.time(opened_)).add_text(row.text(image_)).add_text(row.text(group_));
    rows.add_text(row.text(international_)).add_text(row.text(expedited_));
  }

 private:
  // Some files leave asin1 out; a product id of the type 1 is an ASIN.
  std::optional<std::string_view> asin_of(const TableRow& row) const {
    const auto asin = row.text(asin_);
    return asin || row.text(product_type_) != "1" ? asin : row.text(product_);
  }

  const ReportScope scope_;
  Column sku_, title_, description_, listing_, price_, quantity_, opened_, image_, product_type_, note_,
      condition_, asin_, international_, expedited_, product_, pending_, channel_, group_, status_;
};

const ReportDeclaration& declaration() {
  static const ReportDeclaration kDeclaration = [] {
    ReportDeclaration listings;
    listings.report_type = "GET_MERCHANT_LISTINGS_ALL_DATA";
    listings.role = "Product Listing";
    listings.outputs = kOutputs;
    listings.again_after = std::chrono::minutes(30);
    listings.reader = table_reader<ListingRows>;
    return listings;
  }();
  return kDeclaration;
}

}  // namespace

Task<> sync_listings(Context& ctx, const Call& call) {
  return sync_reports(ctx, call, declaration());
}

}  // namespace amazon_seller
