// The headers of the report of all listings, by store. The Japanese one is shorter; the others differ in their words.
#include <array>
#include <span>

#include "seller/table_reports.hpp"

namespace mooring::amazon_simulator::seller {
namespace {

using Header = std::vector<std::string_view>;

constexpr std::string_view kGone = "Deprecated column";

const Header kEnglish = {"item-name",
                         "item-description",
                         "listing-id",
                         "seller-sku",
                         "price",
                         "quantity",
                         "open-date",
                         "image-url",
                         "item-is-marketplace",
                         "product-id-type",
                         "zshop-shipping-fee",
                         "item-note",
                         "item-condition",
                         "zshop-category1",
                         "zshop-browse-path",
                         "zshop-storefront-feature",
                         "asin1",
                         "asin2",
                         "asin3",
                         "will-ship-internationally",
                         "expedited-shipping",
                         "zshop-boldface",
                         "product-id",
                         "bid-for-featured-placement",
                         "add-delete",
                         "pending-quantity",
                         "fulfillment-channel",
                         "merchant-shipping-group",
                         "status"};

// What a language says instead of the English word; what is not here stays English.
struct Word {
  std::string_view english, local;
};

constexpr std::array kGerman = {Word{"item-name", "Artikelbezeichnung"},
                                Word{"item-description", "Artikelbeschreibung"},
                                Word{"listing-id", "Angebotsnummer"},
                                Word{"seller-sku", "Händler-SKU"},
                                Word{"price", "Preis"},
                                Word{"quantity", "Menge"},
                                Word{"open-date", "Erstellungsdatum"},
                                Word{"item-is-marketplace", "Artikel ist Marketplace-Angebot"},
                                Word{"product-id-type", "Produkt-ID-Typ"},
                                Word{"item-note", "Anmerkung zum Artikel"},
                                Word{"item-condition", "Artikelzustand"},
                                Word{"asin1", "ASIN 1"},
                                Word{"will-ship-internationally", "Internationaler Versand"},
                                Word{"expedited-shipping", "Expressversand"},
                                Word{"product-id", "Produkt-ID"},
                                Word{"pending-quantity", "Anzahl Bestellungen"},
                                Word{"fulfillment-channel", "Versender"},
                                Word{"merchant-shipping-group", "Händlerversandgruppe"},
                                Word{"status", "Status"}};
constexpr std::array kFrench = {Word{"item-name", "nom-produit"},
                                Word{"listing-id", "id-offre"},
                                Word{"seller-sku", "sku-vendeur"},
                                Word{"price", "prix"},
                                Word{"quantity", "quantité"},
                                Word{"open-date", "date-ouverture"},
                                Word{"product-id-type", "type-id-produit"},
                                Word{"item-note", "note-état-article"},
                                Word{"item-condition", "état-produit"},
                                Word{"will-ship-internationally", "expédition-international"},
                                Word{"expedited-shipping", "livraison-express"},
                                Word{"product-id", "id-produit"},
                                Word{"fulfillment-channel", "canal-traitement"},
                                Word{"merchant-shipping-group", "groupe-expédition-vendeur"},
                                Word{"status", "état"}};
constexpr std::array kItalian = {Word{"item-name", "Nome dell'articolo"},
                                 Word{"item-description", "Descrizione dell'articolo"},
                                 Word{"listing-id", "Numero offerta"},
                                 Word{"seller-sku", "SKU venditore"},
                                 Word{"price", "Prezzo"},
                                 Word{"quantity", "Quantità"},
                                 Word{"open-date", "Data di creazione"},
                                 Word{"product-id-type", "Tipo di identificativo del prodotto"},
                                 Word{"item-note", "Note sull'articolo"},
                                 Word{"item-condition", "Condizione dell'articolo"},
                                 Word{"asin1", "ASIN 1"},
                                 Word{"will-ship-internationally", "Spedizione internazionale"},
                                 Word{"expedited-shipping", "Spedizione Express"},
                                 Word{"product-id", "Identificativo del prodotto"},
                                 Word{"pending-quantity", "Quantità in sospeso"},
                                 Word{"fulfillment-channel", "Canale di gestione"},
                                 Word{"merchant-shipping-group", "gruppo-spedizione-venditore"},
                                 Word{"status", "stato"}};
constexpr std::array kSpanish = {Word{"item-name", "Título del producto"},
                                 Word{"item-description", "Descripción del producto"},
                                 Word{"listing-id", "Identificador del listing"},
                                 Word{"seller-sku", "SKU del vendedor"},
                                 Word{"price", "Precio"},
                                 Word{"quantity", "Cantidad"},
                                 Word{"open-date", "Fecha de creación"},
                                 Word{"product-id-type", "Tipo de identificador de producto"},
                                 Word{"item-note", "Nota sobre el producto"},
                                 Word{"item-condition", "Estado del producto"},
                                 Word{"asin1", "ASIN 1"},
                                 Word{"will-ship-internationally", "Envío internacional"},
                                 Word{"expedited-shipping", "Envío urgente"},
                                 Word{"product-id", "Identificador del producto"},
                                 Word{"pending-quantity", "Cantidad pendiente"},
                                 Word{"fulfillment-channel", "Canal de gestión logística"},
                                 Word{"status", "estado"}};
constexpr std::array kBritish = {Word{"fulfillment-channel", "fulfilment-channel"}};

const Header kJapaneseInEnglish = {"item-name",
                                   "listing-id",
                                   "seller-sku",
                                   "price",
                                   "quantity",
                                   "open-date",
                                   "product-id-type",
                                   "item-condition",
                                   "product-id",
                                   "fulfillment-channel",
                                   "merchant-shipping-group",
                                   "status"};
const Header kJapanese = {"商品名",
                          "出品ID",
                          "出品者SKU",
                          "価格",
                          "数量",
                          "出品日",
                          "商品IDタイプ",
                          "コンディション",
                          "商品ID",
                          "フルフィルメント・チャンネル",
                          "merchant-shipping-group",
                          "ステータス"};

// In Europe the columns that nobody uses any more are all called the same.
Header european(std::span<const Word> words) {
  Header header = kEnglish;
  for (std::string_view& name : header) {
    for (const Word& word : words)
      if (word.english == name) {
        name = word.local;
        break;
      }
    if (name.starts_with("zshop-") || name == "asin2" || name == "asin3") name = kGone;
  }
  return header;
}

}  // namespace

Header listings_header(std::string_view country_code, bool is_english) {
  if (country_code == "JP") return is_english ? kJapaneseInEnglish : kJapanese;
  if (country_code == "GB" || country_code == "IE") return european(kBritish);
  if (is_english) return kEnglish;
  if (country_code == "DE") return european(kGerman);
  if (country_code == "FR") return european(kFrench);
  if (country_code == "IT") return european(kItalian);
  if (country_code == "ES") return european(kSpanish);
  return kEnglish;
}

}  // namespace mooring::amazon_simulator::seller
