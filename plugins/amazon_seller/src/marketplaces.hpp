// Amazon's stores. The Sellers API also returns pseudo marketplaces ("Non-Amazon ..."): what is not in this
// table is ignored. A test keeps it equal to [marketplaces] of plugin.toml.
#pragma once
#include <string_view>

namespace amazon_seller {

struct Store {
  std::string_view id, country_code, name;
};

inline constexpr size_t kMarketplaceBytesMax = 64;  // of an id in an answer: what is longer is none

inline constexpr Store kStores[] = {
    {"A2EUQ1WTGCTBG2", "CA", "Amazon.ca"},     {"ATVPDKIKX0DER", "US", "Amazon.com"},
    {"A1AM78C64UM0Y8", "MX", "Amazon.com.mx"}, {"A2Q3Y263D00KWC", "BR", "Amazon.com.br"},
    {"A28R8C7NBKEWEA", "IE", "Amazon.ie"},     {"A1RKKUPIHCS9HS", "ES", "Amazon.es"},
    {"A1F83G8C2ARO7P", "GB", "Amazon.co.uk"},  {"A13V1IB3VIYZZH", "FR", "Amazon.fr"},
    {"AMEN7PMS3EDWL", "BE", "Amazon.com.be"},  {"A1805IZSGTT6HS", "NL", "Amazon.nl"},
    {"A1PA6795UKMFR9", "DE", "Amazon.de"},     {"APJ6JRA9NG5V4", "IT", "Amazon.it"},
    {"A2NODRKZP88ZB9", "SE", "Amazon.se"},     {"AE08WJ6YKNBMC", "ZA", "Amazon.co.za"},
    {"A1C3SOZRARQ6R3", "PL", "Amazon.pl"},     {"ARBP9OOSHTCHU", "EG", "Amazon.eg"},
    {"A33AVAJ2PDY3EV", "TR", "Amazon.com.tr"}, {"A17E79C6D8DWNP", "SA", "Amazon.sa"},
    {"A2VIGQ35RCS4UG", "AE", "Amazon.ae"},     {"A21TJRUUN4KGV", "IN", "Amazon.in"},
    {"A19VAU5U5O7RUS", "SG", "Amazon.sg"},     {"A39IBJ37TRP1C6", "AU", "Amazon.com.au"},
    {"A1VC38T7YXB528", "JP", "Amazon.co.jp"},
};

constexpr const Store* find_store(std::string_view id) {
  for (const Store& store : kStores) {
    if (store.id == id) return &store;
  }
  return nullptr;
}

constexpr const Store* store_in(std::string_view country_code) {
  for (const Store& store : kStores) {
    if (store.country_code == country_code) return &store;
  }
  return nullptr;
}

struct VendorStore {
  std::string_view region, country_code, currency;
};

// Where there is a Vendor Central. A test keeps it equal to the vendors' consents in the regions of plugin.toml.
inline constexpr VendorStore kVendorStores[] = {
    {"NA", "US", "USD"}, {"NA", "CA", "CAD"}, {"NA", "MX", "MXN"}, {"NA", "BR", "BRL"}, {"EU", "DE", "EUR"},
    {"EU", "GB", "GBP"}, {"EU", "FR", "EUR"}, {"EU", "IT", "EUR"}, {"EU", "ES", "EUR"}, {"EU", "NL", "EUR"},
    {"EU", "BE", "EUR"}, {"EU", "SE", "SEK"}, {"EU", "PL", "PLN"}, {"EU", "TR", "TRY"}, {"EU", "AE", "AED"},
    {"EU", "SA", "SAR"}, {"EU", "EG", "EGP"}, {"EU", "IN", "INR"}, {"FE", "JP", "JPY"}, {"FE", "AU", "AUD"},
    {"FE", "SG", "SGD"},
};

}  // namespace amazon_seller
