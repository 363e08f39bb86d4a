#include "sellers.hpp"

#include <array>

namespace mooring::amazon_simulator {
namespace {

constexpr std::array<std::string_view, 12> kNames = {
    "Harbour & Pine",     "Nordlicht Küche", "Tsubaki Stationery", "Blue Kettle Goods",
    "Atelier Marigold",   "Kawa Outdoor",    "Maple Row Toys",     "Feinwerk Werkzeuge",
    "Southern Cross Tea", "Prairie Lamp Co", "Casa Azulejo",       "Hoshi Audio"};
constexpr std::array<std::string_view, 6> kVendorNames = {"Porthaven Foods",    "Lichtwerk Lampen",
                                                          "Aoyama Kitchenware", "Saltmarsh Brewing",
                                                          "Moulin du Port",     "Southern Wool"};
constexpr std::array<std::string_view, 3> kRegions = {"NA", "EU", "FE"};

std::vector<const Marketplace*> of_region(std::string_view region) {
  std::vector<const Marketplace*> result;
  for (const Marketplace& marketplace : marketplaces()) {
    if (marketplace.region == region) result.push_back(&marketplace);
  }
  return result;
}

// The home store of a region stands first: nearly every seller sells there.
const Marketplace* home_of(std::string_view region) {
  if (region == "NA") return find_marketplace("ATVPDKIKX0DER");
  if (region == "EU") return find_marketplace("A1PA6795UKMFR9");
  return find_marketplace("A1VC38T7YXB528");
}

std::string merchant_token(Draw& draw) {
  static constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
  std::string id = "A";
  for (int i = 0; i < 13; ++i)
    id += kAlphabet[static_cast<size_t>(draw.below(36))];
  return id;
}

void add_participations(Seller& seller, Draw& draw) {
  const Marketplace* home = home_of(seller.region);
  seller.participations.push_back({home});
  std::vector<const Marketplace*> others = of_region(seller.region);
  // The first seller of a region sells in several stores, so that choosing marketplaces is worth showing.
  const int64_t wanted = seller.ordinal < 3 ? 3 : draw.between(0, 3);
  while (static_cast<int64_t>(seller.participations.size()) < wanted + 1 && !others.empty()) {
    const auto pick = others.begin() + draw.below(static_cast<int64_t>(others.size()));
    if (*pick != home) seller.participations.push_back({*pick});
    others.erase(pick);
  }
  int rest = 100;
  for (size_t i = seller.participations.size(); i-- > 1;) {
    seller.participations[i].share_percent = static_cast<int>(draw.between(10, 20));
    rest -= seller.participations[i].share_percent;
  }
  seller.participations[0].share_percent = rest;
  if (seller.ordinal == 0) {
    seller.participations.push_back({&pseudo_marketplace(), true, false, 2});
    seller.participations[0].share_percent -= 2;
  }
  if (seller.ordinal % 3 == 1 && seller.participations.size() > 1)
    seller.participations.back().suspended = true;
}

}  // namespace

const std::vector<Marketplace>& marketplaces() {
  static const std::vector<Marketplace> kTable = {
      {"A2EUQ1WTGCTBG2", "NA", "CA", "Amazon.ca", "CAD", "en_CA", "www.amazon.ca", 2, 135},
      {"ATVPDKIKX0DER", "NA", "US", "Amazon.com", "USD", "en_US", "www.amazon.com", 2, 100},
      {"A1AM78C64UM0Y8", "NA", "MX", "Amazon.com.mx", "MXN", "es_MX", "www.amazon.com.mx", 2, 1800},
      {"A2Q3Y263D00KWC", "NA", "BR", "Amazon.com.br", "BRL", "pt_BR", "www.amazon.com.br", 2, 540},
      {"A28R8C7NBKEWEA", "EU", "IE", "Amazon.ie", "EUR", "en_IE", "www.amazon.ie", 2, 95},
      {"A1RKKUPIHCS9HS", "EU", "ES", "Amazon.es", "EUR", "es_ES", "www.amazon.es", 2, 92},
      {"A1F83G8C2ARO7P", "EU", "GB", "Amazon.co.uk", "GBP", "en_GB", "www.amazon.co.uk", 2, 80},
      {"A13V1IB3VIYZZH", "EU", "FR", "Amazon.fr", "EUR", "fr_FR", "www.amazon.fr", 2, 94},
      {"AMEN7PMS3EDWL", "EU", "BE", "Amazon.com.be", "EUR", "fr_BE", "www.amazon.com.be", 2, 95},
      {"A1805IZSGTT6HS", "EU", "NL", "Amazon.nl", "EUR", "nl_NL", "www.amazon.nl", 2, 95},
      {"A1PA6795UKMFR9", "EU", "DE", "Amazon.de", "EUR", "de_DE", "www.amazon.de", 2, 93},
      {"APJ6JRA9NG5V4", "EU", "IT", "Amazon.it", "EUR", "it_IT", "www.amazon.it", 2, 93},
      {"A2NODRKZP88ZB9", "EU", "SE", "Amazon.se", "SEK", "sv_SE", "www.amazon.se", 2, 1050},
      {"AE08WJ6YKNBMC", "EU", "ZA", "Amazon.co.za", "ZAR", "en_ZA", "www.amazon.co.za", 2, 1820},
      {"A1C3SOZRARQ6R3", "EU", "PL", "Amazon.pl", "PLN", "pl_PL", "www.amazon.pl", 2, 400},
      {"ARBP9OOSHTCHU", "EU", "EG", "Amazon.eg", "EGP", "ar_EG", "www.amazon.eg", 2, 4900},
      {"A33AVAJ2PDY3EV", "EU", "TR", "Amazon.com.tr", "TRY", "tr_TR", "www.amazon.com.tr", 2, 4100},
      {"A17E79C6D8DWNP", "EU", "SA", "Amazon.sa", "SAR", "ar_SA", "www.amazon.sa", 2, 375},
      {"A2VIGQ35RCS4UG", "EU", "AE", "Amazon.ae", "AED", "en_AE", "www.amazon.ae", 2, 367},
      {"A21TJRUUN4KGV", "EU", "IN", "Amazon.in", "INR", "en_IN", "www.amazon.in", 2, 8400},
      {"A19VAU5U5O7RUS", "FE", "SG", "Amazon.sg", "SGD", "en_SG", "www.amazon.sg", 2, 133},
      {"A39IBJ37TRP1C6", "FE", "AU", "Amazon.com.au", "AUD", "en_AU", "www.amazon.com.au", 2, 150},
      {"A1VC38T7YXB528", "FE", "JP", "Amazon.co.jp", "JPY", "ja_JP", "www.amazon.co.jp", 0, 15000},
  };
  return kTable;
}

const Marketplace* find_marketplace(std::string_view id) {
  for (const Marketplace& marketplace : marketplaces()) {
    if (marketplace.id == id) return &marketplace;
  }
  return nullptr;
}

const Marketplace& pseudo_marketplace() {
  static const Marketplace kPseudo = {"AZMDEXL2RVFNN",      "NA", "US", "Non-Amazon US", "USD", "en_US",
                                      "non-amazon.example", 2,    100};
  return kPseudo;
}

std::vector<Seller> make_sellers(uint64_t seed, int count) {
  std::vector<Seller> sellers;
  for (int i = 0; i < count && i < kSellersMax; ++i) {
    Draw draw(mix(seed) ^ static_cast<uint64_t>(i));
    Seller seller;
    seller.ordinal = i;
    seller.id = merchant_token(draw);
    seller.name = kNames[static_cast<size_t>(i) % kNames.size()];
    if (i >= static_cast<int>(kNames.size())) seller.name += " " + std::to_string(i);
    seller.email = "owner" + std::to_string(i + 1) + "@seller.example";
    seller.region = kRegions[static_cast<size_t>(i) % kRegions.size()];
    add_participations(seller, draw);
    sellers.push_back(std::move(seller));
  }
  return sellers;
}

std::vector<Seller> make_vendors(uint64_t seed, int count) {
  std::vector<Seller> vendors;
  for (int i = 0; i < count; ++i) {
    Draw draw(mix(seed ^ 0x7e4d04) ^ static_cast<uint64_t>(i));
    Seller vendor;
    vendor.ordinal = i;
    vendor.vendor = true;
    vendor.id = merchant_token(draw);
    vendor.name = kVendorNames[static_cast<size_t>(i) % kVendorNames.size()];
    if (i >= static_cast<int>(kVendorNames.size())) vendor.name += " " + std::to_string(i);
    vendor.email = "owner" + std::to_string(i + 1) + "@vendor.example";
    vendor.region = kRegions[static_cast<size_t>(i) % kRegions.size()];
    vendor.participations.push_back({home_of(vendor.region)});
    vendor.participations.front().share_percent = 100;
    vendors.push_back(std::move(vendor));
  }
  return vendors;
}

}  // namespace mooring::amazon_simulator
