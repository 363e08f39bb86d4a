// GET_MERCHANT_LISTINGS_ALL_DATA: what a seller offers in each store, at a moment. Prices move every three weeks, stock
// daily; some listings come and some go.
#include <algorithm>

#include "seller/oracle.hpp"
#include "seller/report_text.hpp"
#include "seller/table_reports.hpp"

namespace mooring::amazon_simulator::seller {
namespace {

struct Listing {
  std::string sku, listing_id, title;
  std::string_view asin, status, channel;
  int64_t price = 0, quantity = 0, opened_us = 0;
};

std::string_view channel_of(const Marketplace& marketplace) {
  if (marketplace.region == "NA") return "AMAZON_NA";
  return marketplace.region == "EU" ? "AMAZON_EU" : "AMAZON_JP";
}

void each_listing(const World& world, const Seller& seller, const Marketplace& marketplace, int64_t as_of_us,
                  const std::function<void(const Listing&)>& use) {
  const int64_t opened = host::to_unix_us(world.opened);
  const size_t known = products().size();
  const size_t count = std::max(known, static_cast<size_t>(world.options.listings));
  for (size_t i = 0; i < count; ++i) {
    const Product& product = products()[i % known];
    Draw draw(fact_key(world, marketplace.id, seller.id, i));
    Listing listing;
    const bool comes_later = draw.chance(20);
    const int64_t days = comes_later ? draw.between(-20, 80) : draw.between(-380, -100);
    listing.opened_us =
        opened / 1'000'000 * 1'000'000 + days * kReportDay_us + draw.below(86'400) * 1'000'000;
    const bool goes = draw.chance(15);
    const int64_t gone_us = opened + draw.between(5, 85) * kReportDay_us;
    if (as_of_us < listing.opened_us || (goes && as_of_us >= gone_us)) continue;
    const auto epoch = static_cast<uint64_t>(as_of_us / (21 * kReportDay_us));
    const auto today = static_cast<uint64_t>(as_of_us / kReportDay_us);
    listing.price = static_cast<int64_t>(product.cents) * marketplace.price_factor / 100 *
                    Draw(draw.next() ^ epoch).between(90, 115) / 100;
    if (marketplace.currency_digits == 0) listing.price /= 100;
    const bool by_amazon = draw.chance(60);
    listing.channel = by_amazon ? channel_of(marketplace) : "DEFAULT";
    listing.quantity = by_amazon ? -1 : Draw(draw.next() ^ today).between(0, 80);
    listing.status = listing.quantity == 0 ? "Inactive" : draw.chance(5) ? "Incomplete" : "Active";
    listing.asin = product.asin;
    listing.sku = std::string(marketplace.country_code) + "-" + std::string(product.asin.substr(4));
    if (i >= known) listing.sku += "-" + std::to_string(i);
    listing.listing_id = "0" + std::to_string(100'000'000 + draw.below(900'000'000)) + "L";
    listing.title = shown_in(product.title, marketplace);
    use(listing);
  }
}

// English is asked for by an option; without it, and in a table that Amazon still has, a header is in the store's language.
bool is_english(const ReportQuestion& question) {
  const bool is_held = question.as_of_us / kReportDay_us % 4 == 3;
  return question.spec.option("preferredReportDocumentLocale") == "en_US" && !is_held;
}

std::string quantity_of(const Listing& listing) {
  return listing.quantity < 0 ? std::string() : std::to_string(listing.quantity);
}

std::vector<std::string> cells_of(const Listing& listing, const Marketplace& marketplace) {
  const std::string price = local_amount(listing.price, marketplace);
  const std::string opened = local_clock(listing.opened_us, marketplace);
  const std::string asin(listing.asin), channel(listing.channel), status(listing.status);
  if (marketplace.country_code == "JP") {
    return {listing.title,
            listing.listing_id,
            listing.sku,
            price,
            quantity_of(listing),
            opened,
            "1",
            "11",
            asin,
            channel,
            "",
            status};
  }
  return {listing.title,
          "",
          listing.listing_id,
          listing.sku,
          price,
          quantity_of(listing),
          opened,
          "",
          "y",
          "1",
          "",
          "",
          "11",
          "",
          "",
          "",
          asin,
          "",
          "",
          "",
          "",
          "",
          asin,
          "",
          "",
          "0",
          channel,
          "",
          status};
}

}  // namespace

std::optional<ReportText> make_listings(const ReportQuestion& question) {
  const auto stores = stores_of(question.seller, question.spec.marketplaces);
  if (stores.empty()) return std::nullopt;
  TableText table(listings_header(stores.front()->country_code, is_english(question)));
  for (const Marketplace* marketplace : stores)
    each_listing(question.world, question.seller, *marketplace, question.as_of_us,
                 [&](const Listing& listing) { table.row(cells_of(listing, *marketplace)); });
  return table.finish(*stores.front());
}

void tell_listings(const OracleQuery& query, std::string& out) {
  for (const Marketplace* marketplace : stores_of(query.seller, {})) {
    if (!query.wants(marketplace->id)) continue;
    const bool is_short = marketplace->country_code == "JP";
    each_listing(query.world, query.seller, *marketplace, query.as_of_us, [&](const Listing& listing) {
      OracleRow row(out, "listings");
      row.text("marketplace_id", marketplace->id);
      row.text("sku", listing.sku);
      row.text("listing_id", listing.listing_id);
      row.text("asin", listing.asin);
      row.text("title", listing.title);
      row.null("description");
      row.text("status", listing.status);
      row.text("price", amount_text(listing.price, *marketplace));
      row.text("currency", marketplace->currency);
      listing.quantity < 0 ? row.null("quantity") : row.number("quantity", listing.quantity);
      is_short ? row.null("pending_quantity") : row.number("pending_quantity", 0);
      row.text("fulfillment_channel", listing.channel);
      row.text("condition", "11");
      row.null("condition_note");
      row.text("product_id", listing.asin);
      row.text("product_id_type", "1");
      row.time("opened_at", listing.opened_us);
      row.null("image_url");
      row.null("merchant_shipping_group");
      row.null("will_ship_internationally");
      row.null("expedited_shipping");
    });
  }
}

}  // namespace mooring::amazon_simulator::seller
