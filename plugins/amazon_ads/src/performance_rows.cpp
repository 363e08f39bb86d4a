#include "performance_rows.hpp"

#include <algorithm>

namespace amazon_ads {

using mooring::Rows;

PerformanceReader::PerformanceReader(const ReportType& report, DayRange days, Day today,
                                     std::string profile_id, std::string currency)
    : report_(report),
      first_day_(to_text(days.first)),
      last_day_(to_text(days.last)),
      final_before_(to_text(today - std::chrono::days(kRestatedDays))),
      profile_id_(std::move(profile_id)),
      currency_(std::move(currency)) {}

PerformanceReader::Column PerformanceReader::column_named(std::string_view name) {
  struct Entry {
    std::string_view name;
    Column column;
  };
  static constexpr Entry kColumns[] = {
      {"date", Column::date},
      {"campaignId", Column::campaign_id},
      {"campaignName", Column::campaign_name},
      {"adGroupId", Column::ad_group_id},
      {"adGroupName", Column::ad_group_name},
      {"keywordId", Column::keyword_id},
      {"targetingId", Column::targeting_id},
      {"keywordText", Column::target_text},
      {"targeting", Column::target_text},
      {"targetingText", Column::targeting_text},
      {"matchType", Column::match_type},
      {"adId", Column::ad_id},
      {"advertisedAsin", Column::asin},
      {"promotedAsin", Column::asin},
      {"advertisedSku", Column::sku},
      {"promotedSku", Column::sku},
      {"searchTerm", Column::search_term},
      {"placementClassification", Column::placement},
      {"campaignBudgetCurrencyCode", Column::currency},
      {"impressions", Column::impressions},
      {"clicks", Column::clicks},
      {"cost", Column::cost},
      {"purchases14d", Column::purchases},
      {"purchases", Column::purchases},
      {"unitsSoldClicks14d", Column::units},
      {"unitsSold", Column::units},
      {"sales14d", Column::sales},
      {"sales", Column::sales},
      {"purchases7d", Column::purchases_7d},
      {"unitsSoldClicks7d", Column::units_7d},
      {"sales7d", Column::sales_7d},
      {"purchases30d", Column::purchases_30d},
      {"unitsSoldClicks30d", Column::units_30d},
      {"sales30d", Column::sales_30d},
  };
  const auto known = std::ranges::find(kColumns, name, &Entry::name);
  return known == std::end(kColumns) ? Column::other : known->column;
}

PerformanceReader::Column PerformanceReader::column_at(size_t index, std::string_view name) {
  if (index < members_.size() && members_[index].name == name) return members_[index].column;
  const Column column = column_named(name);
  constexpr size_t kMostRemembered = 64;
  if (index == members_.size() && index < kMostRemembered) members_.emplace_back();
  if (index < members_.size()) members_[index] = {std::string(name), column};
  return column;
}

void PerformanceReader::add(simdjson::padded_string_view json, Rows& rows) {
  values_.clear();
  values_.forget_member();
  Record record;
  record.raw = trim_end(std::string_view(json.data(), json.size()));
  try {
    simdjson::ondemand::document document = parser_.iterate(json);
    size_t index = 0;
    for_each_member(document.get_object().value(), [&](std::string_view name, Value value) {
      read_member(record, column_at(index++, name), value);
    });
    if (document.current_location().error() != simdjson::OUT_OF_BOUNDS)
      throw Unreadable("something follows the end of the record");
  } catch (const simdjson::simdjson_error& error) {
    const std::string member = values_.member();
    throw Unreadable((member.empty() ? "" : "member '" + member + "': ") + error.what());
  }
  check(record);
  add_row(record, rows);
}

void PerformanceReader::read_member(Record& record, Column column, Value value) {
  switch (column) {
    case Column::date:
      record.date = values_.date("date", value);
      break;
    case Column::campaign_id:
      record.campaign_id = values_.id("campaignId", value);
      break;
    case Column::campaign_name:
      record.campaign_name = values_.text("campaignName", value);
      break;
    case Column::ad_group_id:
      record.ad_group_id = values_.id("adGroupId", value);
      break;
    case Column::ad_group_name:
      record.ad_group_name = values_.text("adGroupName", value);
      break;
    case Column::keyword_id:
      record.keyword_id = values_.id("keywordId", value);
      break;
    case Column::targeting_id:
      record.targeting_id = values_.id("targetingId", value);
      break;
    case Column::target_text:
      record.target_text = values_.some_text("targeting", value);
      break;
    case Column::targeting_text:
      record.targeting_text = values_.some_text("targetingText", value);
      break;
    case Column::match_type:
      record.match_type = values_.constant("matchType", value);
      break;
    case Column::ad_id:
      record.ad_id = values_.id("adId", value);
      break;
    case Column::asin:
      record.asin = values_.some_text("asin", value);
      break;
    case Column::sku:
      record.sku = values_.some_text("sku", value);
      break;
    case Column::search_term:
      record.search_term = values_.text("searchTerm", value);
      break;
    case Column::placement:
      record.placement = values_.text("placementClassification", value);
      break;
    case Column::currency:
      record.currency = values_.some_text("campaignBudgetCurrencyCode", value);
      break;
    default:
      read_figure(record, column, value);
  }
}

void PerformanceReader::read_figure(Record& record, Column column, Value value) {
  switch (column) {
    case Column::impressions:
      record.impressions = values_.integer("impressions", value);
      break;
    case Column::clicks:
      record.clicks = values_.integer("clicks", value);
      break;
    case Column::cost:
      record.cost = values_.decimal("cost", value);
      break;
    case Column::purchases:
      record.purchases = values_.integer("purchases", value);
      break;
    case Column::units:
      record.units = values_.integer("unitsSold", value);
      break;
    case Column::sales:
      record.sales = values_.decimal("sales", value);
      break;
    case Column::purchases_7d:
      record.purchases_7d = values_.integer("purchases7d", value);
      break;
    case Column::units_7d:
      record.units_7d = values_.integer("unitsSoldClicks7d", value);
      break;
    case Column::sales_7d:
      record.sales_7d = values_.decimal("sales7d", value);
      break;
    case Column::purchases_30d:
      record.purchases_30d = values_.integer("purchases30d", value);
      break;
    case Column::units_30d:
      record.units_30d = values_.integer("unitsSoldClicks30d", value);
      break;
    case Column::sales_30d:
      record.sales_30d = values_.decimal("sales30d", value);
      break;
    default:
      break;
  }
}

// Without these a record belongs nowhere.
void PerformanceReader::check(const Record& record) const {
  const auto require = [](const Text& value, const char* member) {
    if (!value) throw Unreadable("the required member '" + std::string(member) + "' is missing");
  };
  require(record.date, "date");
  require(record.campaign_id, "campaignId");
  if (report_.stream == PerformanceStream::ad_group) require(record.ad_group_id, "adGroupId");
  if (report_.stream == PerformanceStream::product) require(record.ad_id, "adId");
  if (*record.date < first_day_ || *record.date > last_day_) {
    throw Unreadable("member 'date' is \"" + std::string(*record.date) +
                     "\", outside of what was asked for, " + first_day_ + " to " + last_day_);
  }
}

void PerformanceReader::add_row(const Record& record, Rows& rows) const {
  rows.begin_row(profile_id_, record.raw);
  rows.add_text(profile_id_).add_text(code_of(report_.product)).add_date(record.date);
  rows.add_text(record.campaign_id);
  add_dimensions(record, rows);
  rows.add_text(record.currency ? record.currency : Text(currency_));
  add_figures(record, rows);
  rows.add_boolean(*record.date < final_before_);
}

// Fields of the key are never null: what Amazon leaves out is empty text.
void PerformanceReader::add_dimensions(const Record& record, Rows& rows) const {
  const auto or_empty = [](const Text& value) { return Text(value.value_or("")); };
  const bool has_keyword = record.keyword_id && *record.keyword_id != "0";
  const Text target = or_empty(has_keyword ? record.keyword_id : record.targeting_id);
  const Text target_text = record.target_text ? record.target_text : record.targeting_text;
  switch (report_.stream) {
    case PerformanceStream::campaign:
      rows.add_text(record.campaign_name);
      break;
    case PerformanceStream::ad_group:
      rows.add_text(record.ad_group_id).add_text(record.ad_group_name);
      break;
    case PerformanceStream::target:
      rows.add_text(or_empty(record.ad_group_id)).add_text(target).add_text(target_text);
      rows.add_text(record.match_type);
      break;
    case PerformanceStream::product:
      rows.add_text(record.ad_group_id).add_text(record.ad_id).add_text(record.asin).add_text(record.sku);
      break;
    case PerformanceStream::search_term:
      rows.add_text(or_empty(record.ad_group_id)).add_text(target).add_text(or_empty(record.search_term));
      rows.add_text(target_text).add_text(record.match_type);
      break;
    case PerformanceStream::placement:
      rows.add_text(or_empty(record.placement));
      break;
  }
}

void PerformanceReader::add_figures(const Record& record, Rows& rows) const {
  rows.add_integer(record.impressions).add_integer(record.clicks).add_decimal(record.cost);
  rows.add_integer(record.purchases).add_integer(record.units).add_decimal(record.sales);
  rows.add_integer(record.purchases_7d).add_integer(record.units_7d).add_decimal(record.sales_7d);
  rows.add_integer(record.purchases_30d).add_integer(record.units_30d).add_decimal(record.sales_30d);
}

}  // namespace amazon_ads
