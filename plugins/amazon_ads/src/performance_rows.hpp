// Turns the records of a daily report into rows of its stream. Ids and money are taken from the digits as they stand in the
// JSON. One reader per report; one thread.
#pragma once
#include <mooring/plugin.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "report_types.hpp"
#include "values.hpp"

namespace amazon_ads {

using namespace amazon;

// A day is final when it is older than this: Amazon no longer corrects its figures.
inline constexpr int kRestatedDays = 42;

class PerformanceReader {
 public:
  // `days` were asked for, `today` is the profile's day. Throws Failure (internal) for a report that is not in the table.
  PerformanceReader(const ReportType& report, DayRange days, Day today, std::string profile_id,
                    std::string currency);

  // Adds the row of one record: `json` is one object, with simdjson's padding behind it. Throws Unreadable, naming the
  // member, when the record is not what Amazon documents; then no row was added.
  void add(simdjson::padded_string_view json, mooring::Rows& rows);

 private:
  enum class Column {
    date,
    campaign_id,
    campaign_name,
    ad_group_id,
    ad_group_name,
    keyword_id,
    targeting_id,
    target_text,
    targeting_text,
    match_type,
    ad_id,
    asin,
    sku,
    search_term,
    placement,
    currency,
    impressions,
    clicks,
    cost,
    purchases,
    units,
    sales,
    purchases_7d,
    units_7d,
    sales_7d,
    purchases_30d,
    units_30d,
    sales_30d,
    other,
  };

  // Records of one report have their members in the same order: each is looked up by name once.
  struct KnownMember {
    std::string name;
    Column column;
  };

  struct Record {
    Text date, campaign_id, campaign_name, ad_group_id, ad_group_name, keyword_id, targeting_id, target_text,
        targeting_text, match_type, ad_id, asin, sku, search_term, placement, currency;
    Text cost, sales, sales_7d, sales_30d;
    std::optional<int64_t> impressions, clicks, purchases, units, purchases_7d, units_7d, purchases_30d,
        units_30d;
    std::string_view raw;
  };

  static Column column_named(std::string_view name);
  Column column_at(size_t index, std::string_view name);
  void read_member(Record& record, Column column, Value value);
  void read_figure(Record& record, Column column, Value value);
  void check(const Record& record) const;
  void add_row(const Record& record, mooring::Rows& rows) const;
  void add_dimensions(const Record& record, mooring::Rows& rows) const;
  void add_figures(const Record& record, mooring::Rows& rows) const;

  const ReportType& report_;
  const std::string first_day_, last_day_, final_before_;
  const std::string profile_id_, currency_;
  simdjson::ondemand::parser parser_;
  ValueReader values_;
  std::vector<KnownMember> members_;
};

}  // namespace amazon_ads
