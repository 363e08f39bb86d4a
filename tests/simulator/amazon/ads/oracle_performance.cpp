// The oracle's rows of the performance streams: the same rows that reports have.
#include <array>

#include "ads/entity_json.hpp"
#include "ads/oracle_rows.hpp"
#include "ads/report_document.hpp"
#include "ads/time_zones.hpp"
#include "oracle_row.hpp"

namespace mooring::amazon_simulator::ads {
namespace {

constexpr int64_t kDay_us = 86'400'000'000;

struct Stream {
  std::string_view name;
  Grain grain;
  bool display;  // Sponsored Display has such a report
  bool brands;
};
constexpr Stream kStreams[] = {
    {"campaign_performance", Grain::campaign, true, true},
    {"ad_group_performance", Grain::ad_group, true, true},
    {"target_performance", Grain::target, true, true},
    {"product_performance", Grain::ad, true, false},
    {"search_term_performance", Grain::search_term, false, true},
    {"placement_performance", Grain::placement, false, true},
};

std::string amount_text(int64_t hundredths) {
  std::string text;
  append_amount(text, hundredths);
  return text;
}

class PerformanceTeller final : public RowReader {
 public:
  PerformanceTeller(const Catalog& catalog, const Stream& stream, Product product, int64_t today,
                    const Line& line)
      : catalog_(catalog), stream_(stream), product_(product), today_(today), line_(line) {}

  bool begin(const RowSubject& subject) override {
    subject_ = subject;
    return true;
  }

  void row(int64_t day, const Metrics& metrics) override {
    out_.clear();
    {
      OracleRow row(out_, stream_.name);
      std::string date;
      append_date(date, day * kDay_us);
      row.text("profile_id", std::to_string(catalog_.profile().id));
      row.text("ad_product", product_code(product_));
      row.text("date", date);
      add_subject(row);
      row.text("currency", catalog_.profile().marketplace->currency);
      row.number("impressions", metrics.impressions);
      row.number("clicks", metrics.clicks);
      row.text("cost", amount_text(metrics.cost));
      add_conversions(row, metrics);
      row.raw("is_final", today_ - day > kSettledAfterDays ? "true" : "false");
    }
    line_(out_);
  }

 private:
  void add_subject(OracleRow& row) const {
    row.text("campaign_id", std::to_string(subject_.campaign.id));
    if (stream_.grain == Grain::campaign) return add_name(row, "campaign_name", subject_.campaign);
    if (stream_.grain == Grain::placement) {
      return row.text("placement", placement_name(product_, subject_.number));
    }
    row.text("ad_group_id", std::to_string(subject_.ad_group.id));
    if (stream_.grain == Grain::ad_group) return add_name(row, "ad_group_name", subject_.ad_group);
    if (stream_.grain == Grain::ad) return add_product(row);
    row.text("target_id", std::to_string(subject_.entity.id));
    if (stream_.grain == Grain::search_term) row.text("search_term", search_term(subject_, catalog_));
    row.text("target_text", target_text(subject_, catalog_));
    row.text_or_null("match_type", product_ == Product::sd ? "" : keyword_type(subject_, catalog_));
  }

  static void add_name(OracleRow& row, std::string_view column, const Entity& entity) {
    std::string name;
    append_name(name, entity);
    row.text(column, name);
  }

  void add_product(OracleRow& row) const {
    std::string asin, sku;
    append_asin(asin, subject_.entity.key);
    if (catalog_.profile().type != "vendor") append_sku(sku, subject_.entity.key);
    row.text("ad_id", std::to_string(subject_.entity.id));
    row.text("asin", asin);
    row.text_or_null("sku", sku);
  }

  // Only Sponsored Products reports tell conversions of 7 and 30 days beside those of 14.
  void add_conversions(OracleRow& row, const Metrics& metrics) const {
    static constexpr std::array<std::string_view, 3> kEndings = {"", "_7d", "_30d"};
    static constexpr std::array<size_t, 3> kColumns = {2, 1, 3};  // of kWindows
    for (size_t i = 0; i < kEndings.size(); ++i) {
      const std::string ending(kEndings[i]);
      const size_t window = kColumns[i];
      if (i > 0 && product_ != Product::sp) {
        for (const char* name : {"purchases", "units", "sales"})
          row.null(name + ending);
        continue;
      }
      row.number("purchases" + ending, metrics.purchases[window]);
      row.number("units" + ending, metrics.units[window]);
      row.text("sales" + ending, amount_text(metrics.sales[window]));
    }
  }

  const Catalog& catalog_;
  const Stream& stream_;
  const Product product_;
  const int64_t today_;
  const Line& line_;
  RowSubject subject_;
  std::string out_;
};

// What reports really have: Sponsored Products accepts 95 days and gives 65.
int64_t days_told(Product product) {
  return product == Product::sb ? 60 : 65;
}

}  // namespace

bool tell_performance(const Catalog& catalog, std::string_view stream, std::optional<int64_t> first_day,
                      std::optional<int64_t> last_day, int64_t as_of_us, const Line& line) {
  const int64_t today = local_time(catalog.profile().time_zone, as_of_us).day;
  for (const Stream& known : kStreams) {
    if (known.name != stream) continue;
    for (const Product product : {Product::sp, Product::sb, Product::sd}) {
      if (product == Product::sb && (!known.brands || !catalog.profile().brands_permitted)) continue;
      if (product == Product::sd && !known.display) continue;
      const DayRange days{first_day.value_or(today - days_told(product)), last_day.value_or(today)};
      PerformanceTeller teller(catalog, known, product, today, line);
      if (days.first <= days.last) read_rows(catalog, product, known.grain, days, as_of_us, teller);
    }
    return true;
  }
  return false;
}

}  // namespace mooring::amazon_simulator::ads
