// GET_LEDGER_SUMMARY_VIEW_DATA, by day and country: what each item's stock was, and what changed it. A day is told when it is
// over, some items only three days later, and its figures are corrected on the third and the eleventh day.
#include <algorithm>

#include "seller/report_text.hpp"
#include "seller/table_reports.hpp"
#include "world.hpp"

namespace mooring::amazon_simulator::seller {
namespace {

struct LedgerRow {
  int64_t day = 0;  // since 1970
  size_t product = 0;
  std::string_view disposition;
  int64_t starting = 0, receipts = 0, shipments = 0, returns = 0, transfers = 0, found = 0, lost = 0,
          damaged = 0, ending = 0;
};

int64_t balance_of(uint64_t item, int64_t day) {
  return 200 + Draw(item ^ mix(static_cast<uint64_t>(day))).below(120);
}

// Nothing: the item has no row for that day, as it is seen at that age.
std::optional<LedgerRow> row_of(uint64_t item, size_t product, int64_t day, int64_t age_days) {
  Draw draw(mix(item + static_cast<uint64_t>(day) * 31));
  const bool comes_late = draw.chance(5), goes = draw.chance(3);
  if ((comes_late && age_days < 4) || (goes && age_days >= 4)) return std::nullopt;
  LedgerRow row;
  row.day = day;
  row.product = product;
  row.disposition = "SELLABLE";
  row.starting = balance_of(item, day);
  row.ending = balance_of(item, day + 1);
  row.shipments = -draw.between(0, 30);
  row.returns = draw.between(0, 4);
  row.lost = draw.chance(5) ? -1 : 0;
  row.found = draw.chance(5) ? 1 : 0;
  row.damaged = draw.chance(5) ? -draw.between(1, 3) : 0;
  const int64_t first = draw.between(0, 2), second = draw.between(0, 1);
  if (age_days >= 3) row.shipments -= first;
  if (age_days >= 11) row.returns += second;
  row.receipts = draw.chance(20) ? draw.between(20, 60) : 0;
  row.transfers = row.ending - row.starting - row.receipts - row.shipments - row.returns - row.lost -
                  row.found - row.damaged;
  return row;
}

// The days of [from, to] that were over at that moment.
void each_row(const World& world, const Seller& seller, const Marketplace& store, int64_t from_us,
              int64_t to_us, int64_t as_of_us, const std::function<void(const LedgerRow&)>& use) {
  const int64_t today = as_of_us / kReportDay_us;
  const int64_t opening = world.book(seller.id)->opening_us() / kReportDay_us;
  const int64_t last = std::min(to_us / kReportDay_us, today - 1);
  for (int64_t day = std::max(from_us / kReportDay_us, opening); day <= last; ++day)
    for (size_t product = 0; product < products().size(); product += 3)
      if (const auto row = row_of(fact_key(world, store.id, seller.id, product), product, day, today - day))
        use(*row);
}

std::string fnsku_of(size_t product) {
  return "X00" + std::string(products()[product].asin.substr(3));
}

}  // namespace

std::string refuse_inventory_ledger(const ReportQuestion& question) {
  const std::string location = question.spec.option("aggregateByLocation");
  const std::string period = question.spec.option("aggregatedByTimePeriod");
  if (location != "" && location != "COUNTRY" && location != "FC") return "aggregateByLocation is not valid";
  if (period != "" && period != "DAILY" && period != "WEEKLY" && period != "MONTHLY")
    return "aggregatedByTimePeriod is not valid";
  return {};
}

std::optional<ReportText> make_inventory_ledger(const ReportQuestion& question) {
  const auto stores = stores_of(question.seller, question.spec.marketplaces);
  const bool is_daily = question.spec.option("aggregatedByTimePeriod") == "DAILY" &&
                        question.spec.option("aggregateByLocation") == "COUNTRY";
  if (stores.empty() || !is_daily) return std::nullopt;
  TableText table({"Date",
                   "FNSKU",
                   "ASIN",
                   "MSKU",
                   "Title",
                   "Disposition",
                   "Starting Warehouse Balance",
                   "In Transit Between Warehouses",
                   "Receipts",
                   "Customer Shipments",
                   "Customer Returns",
                   "Vendor Returns",
                   "Warehouse Transfer In/Out",
                   "Found",
                   "Lost",
                   "Damaged",
                   "Disposed",
                   "Other Events",
                   "Ending Warehouse Balance",
                   "Unknown Events",
                   "Location"});
  for (const Marketplace* store : stores)
    each_row(question.world, question.seller, *store, question.spec.start_us, question.spec.end_us,
             question.as_of_us, [&](const LedgerRow& row) {
               const Product& product = products()[row.product];
               const auto number = [](int64_t value) { return std::to_string(value); };
               table.row({us_day(row.day * kReportDay_us),
                          fnsku_of(row.product),
                          std::string(product.asin),
                          sku_of(*store, products()[row.product]),
                          shown_in(product.title, *store),
                          std::string(row.disposition),
                          number(row.starting),
                          "0",
                          number(row.receipts),
                          number(row.shipments),
                          number(row.returns),
                          "0",
                          number(row.transfers),
                          number(row.found),
                          number(row.lost),
                          number(row.damaged),
                          "0",
                          "0",
                          number(row.ending),
                          "0",
                          std::string(store->country_code)});
             });
  if (table.row_count() == 0) return std::nullopt;
  return table.finish(*stores.front());
}

void tell_inventory_ledger(const OracleQuery& query, std::string& out) {
  for (const Marketplace* store : stores_of(query.seller, {})) {
    if (!query.wants(store->id)) continue;
    each_row(query.world, query.seller, *store, query.since_us, query.until_us, query.as_of_us,
             [&](const LedgerRow& one) {
               const Product& product = products()[one.product];
               OracleRow row(out, "fba_inventory_ledger");
               row.text("marketplace_id", store->id);
               row.text("date", day_text(one.day * kReportDay_us));
               row.text("fnsku", fnsku_of(one.product));
               row.text("sku", sku_of(*store, products()[one.product]));
               row.text("disposition", one.disposition);
               row.text("location", store->country_code);
               row.text("asin", product.asin);
               row.text("title", shown_in(product.title, *store));
               row.number("starting_balance", one.starting);
               row.number("in_transit", 0);
               row.number("receipts", one.receipts);
               row.number("customer_shipments", one.shipments);
               row.number("customer_returns", one.returns);
               row.number("vendor_returns", 0);
               row.number("transfers", one.transfers);
               row.number("found", one.found);
               row.number("lost", one.lost);
               row.number("damaged", one.damaged);
               row.number("disposed", 0);
               row.number("other_events", 0);
               row.number("ending_balance", one.ending);
               row.number("unknown_events", 0);
             });
  }
}

}  // namespace mooring::amazon_simulator::seller
