// Amounts, times and dates as Amazon's tables write them.
#include <algorithm>
#include <array>
#include <charconv>

#include "numbers.hpp"
#include "reports/table_report.hpp"

namespace amazon_seller {

using mooring::Time;

namespace {

struct ZoneName {
  std::string_view name;
  int offset_minutes;  // east of UTC
};

// As Amazon's stores write them.
constexpr ZoneName kZoneNames[] = {
    {"UTC", 0},    {"GMT", 0},    {"Z", 0},      {"WET", 0},    {"PST", -480}, {"PDT", -420}, {"MST", -420},
    {"MDT", -360}, {"CST", -360}, {"CDT", -300}, {"EST", -300}, {"EDT", -240}, {"BRT", -180}, {"BRST", -120},
    {"BST", 60},   {"WEST", 60},  {"CET", 60},   {"MET", 60},   {"MEZ", 60},   {"CEST", 120}, {"MEST", 120},
    {"MESZ", 120}, {"EET", 120},  {"EEST", 180}, {"SAST", 120}, {"TRT", 180},  {"AST", 180},  {"GST", 240},
    {"IST", 330},  {"SGT", 480},  {"JST", 540},  {"AEST", 600}, {"AEDT", 660},
};

// Names that several zones have: what they are in a country, where that is another one than above.
struct ZoneNameOf {
  std::string_view country_code, name;
  int offset_minutes;
};
constexpr ZoneNameOf kZoneNamesOf[] = {{"IE", "IST", 60}, {"CA", "AST", -240}, {"US", "AST", -240}};

std::optional<int> zone_offset(std::string_view name, std::string_view country_code) {
  for (const ZoneNameOf& zone : kZoneNamesOf)
    if (zone.name == name && zone.country_code == country_code) return zone.offset_minutes;
  const auto known = std::ranges::find(kZoneNames, name, &ZoneName::name);
  return known == std::end(kZoneNames) ? std::nullopt : std::optional(known->offset_minutes);
}

// "31.01.2026" or "31/01/26" as "2026-01-31"; empty when it is neither.
std::string turned(std::string_view text, char mark, bool month_first) {
  if ((text.size() != 10 && text.size() != 8) || text[2] != mark || text[5] != mark) return {};
  const std::string_view first = text.substr(0, 2), second = text.substr(3, 2), year = text.substr(6);
  std::string date(year.size() == 2 ? "20" : "");
  date += year;
  date += '-';
  date += month_first ? first : second;
  date += '-';
  date += month_first ? second : first;
  return mooring::parse_date(date) ? date : std::string();
}

// "31-Jan-2026" as "2026-01-31"; empty when it is none.
std::string with_month_name(std::string_view text) {
  static constexpr std::string_view kMonths = "JanFebMarAprMayJunJulAugSepOctNovDec";
  if (text.size() != 11 || text[2] != '-' || text[6] != '-') return {};
  const size_t at = kMonths.find(text.substr(3, 3));
  if (at == std::string_view::npos || at % 3 != 0) return {};
  const std::string month = std::to_string(at / 3 + 1);
  std::string date = std::string(text.substr(7)) + (month.size() == 1 ? "-0" : "-") + month + "-";
  date += text.substr(0, 2);
  return mooring::parse_date(date) ? date : std::string();
}

// "01/02/2026" in the order that is known; a date that fits another order only is none, as the others of its report would be
// misread in silence.
std::string with_slashes(std::string_view date, DateOrder order) {
  std::string month_first = turned(date, '/', true), day_first = turned(date, '/', false);
  if (order == DateOrder::month_first) return month_first;
  if (order == DateOrder::day_first) return day_first;
  if (!month_first.empty() && !day_first.empty() && month_first != day_first) return {};
  return month_first.empty() ? day_first : month_first;
}

// The date at the beginning, as "2026-01-31"; empty when there is none.
std::string leading_date(std::string_view text, DateOrder order) {
  const std::string_view date = text.substr(0, 10);
  if (mooring::parse_date(date)) return std::string(date);
  if (date.size() == 10 && date[4] == '/' && date[7] == '/') {  // 2026/01/31
    std::string dashed(date);
    dashed[4] = dashed[7] = '-';
    if (mooring::parse_date(dashed)) return dashed;
  }
  std::string out = turned(date, '.', false);
  return out.empty() ? with_slashes(date, order) : out;
}

// "2026-01-31 08:30:00 UTC" as it reads: the time on the clock, and the zone; nothing when it is not like that.
struct NamedTime {
  std::string clock;  // "2026-01-31T08:30:00"
  std::string_view zone;
};
std::optional<NamedTime> named_time(std::string_view text, DateOrder order) {
  const std::string date = leading_date(text, order);
  if (date.empty() || text.size() < 11 || (text[10] != ' ' && text[10] != 'T')) return std::nullopt;
  const std::string_view rest = text.substr(11);  // "08:30:00 UTC"
  const size_t gap = rest.rfind(' ');
  if (gap == std::string_view::npos) return NamedTime{date + "T" + std::string(rest), {}};
  return NamedTime{date + "T" + std::string(rest.substr(0, gap)), rest.substr(gap + 1)};
}

std::optional<Time> any_time(std::string_view text, DateOrder order, std::string_view country_code) {
  if (const auto time = mooring::parse_time(text)) return time;
  const auto named = named_time(text, order);
  if (!named) return std::nullopt;
  const auto offset = zone_offset(named->zone, country_code);
  if (!offset) return mooring::parse_time(named->clock + std::string(named->zone));
  const auto time = mooring::parse_time(named->clock + "Z");
  if (!time) return std::nullopt;
  return *time - std::chrono::minutes(*offset);
}

// The host takes no others.
bool is_in_years(Time time) {
  using namespace std::chrono;
  return time >= sys_days{year(1) / January / 1} && time < sys_days{year(10000) / January / 1};
}

// A time of that date, in whatever zone.
bool is_about(const std::string& date, Time at) {
  const auto noon = date.empty() ? std::nullopt : mooring::parse_time(date + "T12:00:00Z");
  return noon && std::chrono::abs(*noon - at) <= std::chrono::hours(12 + 14);
}

bool is_group(std::string_view text, char mark, size_t last) {
  // Digits in groups of three behind each mark before `last`.
  size_t since = 0;
  bool marked = false;
  for (size_t i = 0; i < last; ++i) {
    if (text[i] == mark) {
      if (marked ? since != 3 : since == 0 || since > 3) return false;
      marked = true;
      since = 0;
    } else if (text[i] >= '0' && text[i] <= '9') {
      ++since;
    } else {
      return false;
    }
  }
  return marked && since == 3;
}

// "1,234", without a sign: the mark may be that of thousands.
bool may_be_thousands(std::string_view text, size_t mark) {
  return text.size() - mark == 4 && mark >= 1 && mark <= 3 && text[0] != '0';
}

// Digits with marks, without a sign, as "1234.56"; empty when it is none or may be two.
std::string plain_amount(std::string_view text, DecimalMark mark) {
  const size_t comma = text.rfind(','), point = text.rfind('.');
  constexpr size_t kNone = std::string_view::npos;
  if (comma == kNone) {
    if (point == kNone) return std::string(text);
    if (text.find('.') != point) return {};  // 1.234.567 has no fraction, and Amazon writes none without
    return mark == DecimalMark::point || !may_be_thousands(text, point) ? std::string(text) : std::string();
  }
  if (point == kNone) {
    if (text.find(',') != comma || may_be_thousands(text, comma)) return {};
    std::string out(text);
    out[comma] = '.';
    return out;
  }
  const bool comma_is_last = comma > point;
  const size_t last = comma_is_last ? comma : point;
  const char group = comma_is_last ? '.' : ',';
  if (!is_group(text, group, last)) return {};
  std::string out(text.substr(0, last));
  std::erase(out, group);
  return out + '.' + std::string(text.substr(last + 1));
}

}  // namespace

std::optional<std::string> parse_amount(std::string_view text, DecimalMark mark) {
  bool negative = false;
  if (text.starts_with("\xE2\x88\x92")) {  // the minus sign of typographers
    negative = true;
    text.remove_prefix(3);
  } else if (text.starts_with('-') || text.starts_with('+')) {
    negative = text[0] == '-';
    text.remove_prefix(1);
  } else if (text.ends_with('-')) {
    negative = true;
    text.remove_suffix(1);
  }
  const std::string plain = plain_amount(text, mark);
  if (plain.empty() || plain[0] == '-') return std::nullopt;
  return amazon::to_decimal((negative ? "-" : "") + plain);
}

DateOrder date_order_of(std::string_view country_code) {
  // Canada is none of them: both orders are in use there.
  static constexpr std::string_view kDayFirst[] = {"GB", "IE", "DE", "FR", "IT", "ES", "NL",
                                                   "BE", "PL", "SE", "TR", "ZA", "EG", "SA",
                                                   "AE", "IN", "SG", "AU", "BR", "MX"};
  if (country_code == "US") return DateOrder::month_first;
  return std::ranges::find(kDayFirst, country_code) != std::end(kDayFirst) ? DateOrder::day_first
                                                                           : DateOrder::unknown;
}

DecimalMark decimal_mark_of(std::string_view country_code) {
  // Canada is none of them: commas are in use there, too.
  static constexpr std::string_view kPoints[] = {"US", "MX", "GB", "IE", "IN", "SG",
                                                 "AU", "JP", "AE", "SA", "EG"};
  const bool has_point = std::ranges::find(kPoints, country_code) != std::end(kPoints);
  return has_point ? DecimalMark::point : DecimalMark::unknown;
}

std::string_view unknown_zone_of(std::string_view text, DateOrder order, std::string_view country_code) {
  const auto named = named_time(text, order);
  if (!named || named->zone.empty() || zone_offset(named->zone, country_code)) return {};
  const bool is_name = std::ranges::all_of(named->zone, [](char c) { return c >= 'A' && c <= 'Z'; });
  const auto time = mooring::parse_time(named->clock + "Z");
  return is_name && time && is_in_years(*time) ? named->zone : std::string_view();
}

std::optional<Time> parse_report_time(std::string_view text, DateOrder order, std::string_view country_code) {
  const auto time = any_time(text, order, country_code);
  return time && is_in_years(*time) ? time : std::nullopt;
}

std::optional<std::string> parse_report_date(std::string_view text, DateOrder order,
                                             std::string_view country_code) {
  if (std::string named = with_month_name(text); !named.empty()) return named;
  std::string date = leading_date(text, order);
  if (date.empty()) return std::nullopt;
  if (text.size() == 10) return date;
  // Of a time the day as it is written, in the zone that stands there.
  const auto time = parse_report_time(text, order, country_code);
  if (!time) return std::nullopt;
  return date;
}

std::optional<std::string> parse_us_date(std::string_view text) {
  std::string date = text.size() == 10 ? turned(text, '/', true) : std::string();
  if (date.empty() && mooring::parse_date(text)) date = text;
  if (date.empty()) return std::nullopt;
  return date;
}

std::optional<std::string> parse_date_of(std::string_view text, std::optional<Time> at) {
  std::string month_first = turned(text, '/', true), day_first = turned(text, '/', false);
  if (month_first.empty() && day_first.empty()) return parse_report_date(text);
  if (!at) return month_first.empty() ? day_first : month_first;
  if (is_about(month_first, *at)) return month_first;
  if (is_about(day_first, *at)) return day_first;
  return std::nullopt;
}

}  // namespace amazon_seller
