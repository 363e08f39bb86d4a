// GET_MERCHANT_LISTINGS_ALL_DATA: every listing of a marketplace, whatever its status.
#include "reports/contradictions.hpp"
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

  // English is asked for, but a table that Amazon made before may be in the language of the account. After English: German,
  // French, Italian, Spanish, Polish, Turkish, Arabic, Japanese, Chinese, as far as they are known.
  void bind(const DelimitedReader& table) override {
    sku_ =
        table.column({"seller-sku", "sku", "Händler-SKU", "sku-vendeur", "SKU venditore", "SKU del vendedor",
                      "sku-sprzedawcy", "seller-sku (satıcı sku)", "sku-البائع", "出品者SKU", "卖家 SKU"});
    title_ = table.find_column({"item-name", "Artikelbezeichnung", "nom-produit", "Nome dell'articolo",
                                "Título del producto", "nazwa-produktu", "item-name (ürün adı)", "اسم-المنتج",
                                "商品名", "商品名称"});
    description_ = table.find_column({"item-description", "Artikelbeschreibung", "Descrizione dell'articolo",
                                      "Descripción del producto", "opis-produktu", "وصف-المنتج", "商品の説明",
                                      "商品描述"});
    listing_ = table.find_column({"listing-id", "Angebotsnummer", "id-offre", "Numero offerta",
                                  "Identificador del listing", "identyfikator-oferty",
                                  "listing-id (liste kaydı numarası)", "رقم-العرض", "出品ID"});
    price_ = table.find_column(
        {"price", "Preis", "prix", "Prezzo", "Precio", "cena", "price (fiyat)", "السعر", "価格", "价格"});
    quantity_ = table.find_column({"quantity", "Menge", "quantité", "Quantità", "Cantidad", "ilość",
                                   "quantity (adet)", "الكمية", "数量"});
    opened_ = table.find_column({"open-date", "Erstellungsdatum", "date-ouverture", "Data di creazione",
                                 "Fecha de creación", "data-otwarcia", "open-date (yayınlanma tarihi)",
                                 "تاريخ-مفتوح", "出品日", "开售日期"});
    image_ = table.find_column({"image-url"});
    product_type_ = table.find_column(
        {"product-id-type", "Produkt-ID-Typ", "type-id-produit", "Tipo di identificativo del prodotto",
         "Tipo de identificador de producto", "typ-identyfikatora-produktu",
         "product-id-type (ürün numarası türü)", "نوع-رقم-المنتج", "商品IDタイプ", "商品编码类型"});
    note_ = table.find_column({"item-note", "Anmerkung zum Artikel", "note-état-article",
                               "Note sull'articolo", "Nota sobre el producto", "uwaga-o-produkcie",
                               "item-note (ürün notu)", "ملاحظة-المنتج", "コンディション説明", "商品备注"});
    condition_ =
        table.find_column({"item-condition", "Artikelzustand", "état-produit", "Condizione dell'articolo",
                           "Estado del producto", "stan-produktu", "item-condition (ürün durumu)",
                           "حالة-المنتج", "コンディション", "商品状况"});
    asin_ = table.find_column({"asin1", "ASIN 1"});
    international_ = table.find_column(
        {"will-ship-internationally", "Internationaler Versand", "expédition-international",
         "Spedizione internazionale", "Envío internacional", "wysyłka-międzynarodowa",
         "will-ship-internationally (uluslararası gönderilir)", "للشحن-الدولي", "国外へ配送可", "国际配送"});
    expedited_ =
        table.find_column({"expedited-shipping", "Expressversand", "livraison-express", "Spedizione Express",
                           "Envío urgente", "przyspieszona-wysyłka", "expedited-shipping (ekspres kargo)",
                           "شحن-مستعجل", "迅速な配送", "加急配送"});
    product_ = table.find_column({"product-id", "Produkt-ID", "id-produit", "Identificativo del prodotto",
                                  "Identificador del producto", "identyfikator-produktu",
                                  "product-id (ürün numarası)", "رقم-المنتج", "商品ID"});
    pending_ = table.find_column(
        {"pending-quantity", "Anzahl Bestellungen", "Quantità in sospeso", "Cantidad pendiente",
         "ilość-oczekująca", "pending-quantity (bekleyen adet)", "كمية-منتظرة", "在庫数", "等待购买数量"});
    channel_ = table.find_column({"fulfillment-channel", "fulfilment-channel", "Versender",
                                  "canal-traitement", "Canale di gestione", "Canal de gestión logística",
                                  "kanał-realizacji", "fulfillment-channel (dağıtım kanalı)", "قناة-الشحن",
                                  "フルフィルメント・チャンネル", "配送渠道"});
    group_ =
        table.find_column({"merchant-shipping-group", "Händlerversandgruppe", "groupe-expédition-vendeur",
                           "gruppo-spedizione-venditore", "grupa-wysyłki-sprzedawcy",
                           "merchant-shipping-group (satıcı kargo grubu)", "卖家配送组"});
    is_english_ = sku_ == table.find_column({"seller-sku", "sku"});
    status_ =
        table.find_column({"status", "état", "stato", "estado", "durum", "الحالة", "ステータス", "状态"});
  }

  void add(TableRow& row, ReportSink& sink) override {
    const std::string_view sku = row.required(sku_), raw = row.raw();
    seen_.refuse({sku}, raw);
    Rows& rows = sink.rows();
    rows.begin_row(scope_.marketplace, raw);
    rows.add_text(scope_.marketplace).add_text(sku).add_text(row.text(listing_));
    rows.add_text(asin_of(row)).add_text(row.text(title_)).add_text(row.text(description_));
    const auto price = row.amount(price_);
    rows.add_text(row.text(status_)).add_decimal(price);
    rows.add_text(price && !scope_.currency.empty() ? std::optional<std::string_view>(scope_.currency)
                                                    : std::nullopt);
    rows.add_integer(row.integer(quantity_)).add_integer(row.integer(pending_));
    rows.add_text(row.text(channel_)).add_text(row.text(condition_)).add_text(row.text(note_));
    rows.add_text(row.text(product_)).add_text(row.text(product_type_));
    rows.add_timestamp(opened_at(row)).add_text(row.text(image_)).add_text(row.text(group_));
    rows.add_text(row.text(international_)).add_text(row.text(expedited_));
  }

  // Its words are another language's, and some of its columns are not known.
  bool is_as_asked() const override { return is_english_; }

  std::optional<Notice> notice() const override {
    if (without_time_ == 0) return std::nullopt;
    return Notice("unknown_time_zone", std::to_string(without_time_) +
                                           (without_time_ == 1 ? " listing was" : " listings were") +
                                           " opened at a time in a zone that is not known, \"" +
                                           unknown_zone_ + "\": opened_at is empty there");
  }

 private:
  // A name that nobody knows here must not keep all listings out.
  std::optional<Time> opened_at(const TableRow& row) {
    std::string_view unknown_zone;
    const auto time = row.time_or_zone(opened_, unknown_zone);
    if (unknown_zone.empty()) return time;
    ++without_time_;
    unknown_zone_ = unknown_zone;
    return std::nullopt;
  }

  // Some files leave asin1 out; a product id of the type 1 is an ASIN.
  std::optional<std::string_view> asin_of(const TableRow& row) const {
    const auto asin = row.text(asin_);
    return asin || row.text(product_type_) != "1" ? asin : row.text(product_);
  }

  const ReportScope scope_;
  Contradictions seen_;
  bool is_english_ = true;
  uint64_t without_time_ = 0;
  std::string unknown_zone_;  // the last one
  Column sku_, title_, description_, listing_, price_, quantity_, opened_, image_, product_type_, note_,
      condition_, asin_, international_, expedited_, product_, pending_, channel_, group_, status_;
};

const ReportDeclaration& declaration() {
  static const ReportDeclaration kDeclaration = [] {
    ReportDeclaration listings;
    listings.report_type = "GET_MERCHANT_LISTINGS_ALL_DATA";
    listings.role = "Product Listing";
    listings.outputs = kOutputs;
    listings.options = {{"preferredReportDocumentLocale", "en_US"}};
    listings.again_after = kAgainAfter;
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
