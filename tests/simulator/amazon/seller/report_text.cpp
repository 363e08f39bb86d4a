#include "seller/report_text.hpp"

#include <iconv.h>

#include <algorithm>
#include <array>

#include "base/clock.hpp"
#include "base/text.hpp"
#include "world.hpp"

namespace mooring::amazon_simulator::seller {
namespace {

enum class Charset { utf_8, windows_1252, shift_jis };

Charset charset_of(const Marketplace& marketplace) {
  if (marketplace.country_code == "JP") return Charset::shift_jis;
  return marketplace.region == "EU" ? Charset::windows_1252 : Charset::utf_8;
}

std::string_view content_type_of(const Marketplace& marketplace) {
  if (marketplace.country_code == "IN") return "text/plain";  // told by nothing but the bytes
  switch (charset_of(marketplace)) {
    case Charset::utf_8:
      return "text/plain;charset=UTF-8";
    case Charset::windows_1252:
      return "text/plain;charset=Cp1252";
    default:
      return "text/plain; charset=Shift_JIS";
  }
}

// One character in UTF-8 as Shift_JIS; empty: there is none.
std::string to_shift_jis(std::string_view character) {
  const iconv_t converter = iconv_open("CP932", "UTF-8");
  if (converter == reinterpret_cast<iconv_t>(-1)) return {};
  std::string in(character), out(8, '\0');
  char *from = in.data(), *to = out.data();
  size_t from_left = in.size(), to_left = out.size();
  const bool good = iconv(converter, &from, &from_left, &to, &to_left) != static_cast<size_t>(-1);
  iconv_close(converter);
  if (!good) return {};
  out.resize(out.size() - to_left);
  return out;
}

std::string encoded(std::string_view character, Charset charset) {
  const auto first = static_cast<unsigned char>(character[0]);
  if (first < 0x80 || charset == Charset::utf_8) return std::string(character);
  if (charset == Charset::shift_jis) return to_shift_jis(character);
  if (character.size() != 2 || first > 0xC3) return {};
  const auto code =
      static_cast<unsigned char>((first << 6) | (static_cast<unsigned char>(character[1]) & 0x3F));
  return code < 0xA0 ? std::string() : std::string(1, static_cast<char>(code));
}

// Calls use(character, its bytes in the charset or nothing).
template <class Use>
void each_character(std::string_view utf8, Charset charset, Use&& use) {
  for (size_t i = 0; i < utf8.size();) {
    size_t size = 1;
    while (i + size < utf8.size() && (static_cast<unsigned char>(utf8[i + size]) & 0xC0) == 0x80)
      ++size;
    const std::string_view character = utf8.substr(i, size);
    use(character, encoded(character, charset));
    i += size;
  }
}

struct LocalZone {
  std::string_view country, name;
  int offset_hours;
};
constexpr std::array kZones = {LocalZone{"GB", "GMT", 0},   LocalZone{"IE", "GMT", 0},
                               LocalZone{"IN", "UTC", 0},   LocalZone{"JP", "JST", 9},
                               LocalZone{"AU", "AEST", 10}, LocalZone{"SG", "SGT", 8}};

LocalZone zone_of(const Marketplace& marketplace) {
  const auto found = std::find_if(kZones.begin(), kZones.end(),
                                  [&](const auto& zone) { return zone.country == marketplace.country_code; });
  if (found != kZones.end()) return *found;
  if (marketplace.region == "NA") return {"", "PST", -8};
  return {"", "MEZ", 1};
}

std::string clock_text(int64_t us) {
  return host::format_time(host::from_unix_us(us - us % 1'000'000)).substr(11, 8);
}

}  // namespace

std::string shown_in(std::string_view utf8, const Marketplace& marketplace) {
  std::string out;
  each_character(utf8, charset_of(marketplace), [&](std::string_view character, const std::string& bytes) {
    out += bytes.empty() ? std::string_view("?") : character;
  });
  return out;
}

TableText::TableText(std::vector<std::string_view> header) {
  for (const std::string_view name : header)
    text_ += (text_.empty() ? "" : "\t") + std::string(name);
  text_ += "\r\n";
}

void TableText::row(const std::vector<std::string>& cells) {
  for (size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) text_ += '\t';
    text_ += cells[i];
  }
  text_ += "\r\n";
  ++rows_;
}

ReportText TableText::finish(const Marketplace& marketplace) const {
  ReportText report{std::string(content_type_of(marketplace)), {}};
  const Charset charset = charset_of(marketplace);
  if (charset == Charset::utf_8) {
    report.bytes = text_;
    return report;
  }
  each_character(text_, charset, [&](std::string_view, const std::string& bytes) {
    report.bytes += bytes.empty() ? std::string("?") : bytes;
  });
  return report;
}

bool writes_commas(const Marketplace& marketplace) {
  static constexpr std::array<std::string_view, 9> kCountries = {"DE", "FR", "IT", "ES", "NL",
                                                                 "BE", "PL", "SE", "TR"};
  return std::find(kCountries.begin(), kCountries.end(), marketplace.country_code) != kCountries.end();
}

std::string amount_text(int64_t amount, const Marketplace& marketplace) {
  const std::string size = money_text(amount < 0 ? -amount : amount, marketplace.currency_digits);
  return amount < 0 ? "-" + size : size;
}

std::string local_amount(int64_t amount, const Marketplace& marketplace) {
  std::string text = amount_text(amount, marketplace);
  if (writes_commas(marketplace)) std::replace(text.begin(), text.end(), '.', ',');
  return text;
}

std::string day_text(int64_t us) {
  return host::format_time(host::from_unix_us(us)).substr(0, 10);
}

std::string local_day(int64_t us, const Marketplace& marketplace) {
  const std::string day = day_text(us);
  if (!writes_commas(marketplace)) return day;
  return day.substr(8, 2) + "." + day.substr(5, 2) + "." + day.substr(0, 4);
}

std::string utc_text(int64_t us, const Marketplace& marketplace) {
  return local_day(us, marketplace) + " " + clock_text(us) + " UTC";
}

std::string local_clock(int64_t us, const Marketplace& marketplace) {
  const LocalZone zone = zone_of(marketplace);
  const int64_t local = us + zone.offset_hours * 3'600'000'000;
  std::string day = local_day(local, marketplace);
  if (zone.name == "JST") std::replace(day.begin(), day.end(), '-', '/');
  if (zone.name == "GMT") day = day.substr(8, 2) + "/" + day.substr(5, 2) + "/" + day.substr(0, 4);
  return day + " " + clock_text(local) + " " + std::string(zone.name);
}

std::string offset_text(int64_t us) {
  return report_time(us);
}

std::string us_day(int64_t us) {
  const std::string day = day_text(us);
  return day.substr(5, 2) + "/" + day.substr(8, 2) + "/" + day.substr(0, 4);
}

void each_shipped(const OrderBook& book, const Marketplace& marketplace, int64_t from_us, int64_t to_us,
                  const std::function<void(const Timeline&, int64_t shipped_us)>& use) {
  const auto [first, last] = book.index_range(from_us, to_us);
  for (int64_t index = first; index <= last; ++index) {
    const Timeline timeline = book.timeline(index);
    if (timeline.created_us < std::max(from_us, book.opening_us()) || timeline.created_us > to_us) continue;
    if (timeline.participation->marketplace != &marketplace) continue;
    for (size_t i = 0; i < timeline.change_count; ++i) {
      if (timeline.changes[i].stage != Stage::shipped) continue;
      use(timeline, timeline.changes[i].at_us);
      break;
    }
  }
}

uint64_t fact_key(const World& world, std::string_view what, std::string_view seller_id, uint64_t number) {
  return mix(mix_text(seller_id, mix_text(what, world.options.seed)) ^ number);
}

std::vector<const Marketplace*> stores_of(const Seller& seller, const std::vector<std::string>& wanted) {
  std::vector<const Marketplace*> stores;
  for (const Participation& one : seller.participations) {
    if (one.marketplace == &pseudo_marketplace() || !one.participating) continue;
    const bool is_wanted =
        wanted.empty() || std::find(wanted.begin(), wanted.end(), one.marketplace->id) != wanted.end();
    if (is_wanted) stores.push_back(one.marketplace);
  }
  return stores;
}

}  // namespace mooring::amazon_simulator::seller
