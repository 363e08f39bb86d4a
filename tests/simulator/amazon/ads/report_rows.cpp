#include "ads/report_rows.hpp"

#include <algorithm>
#include <array>

#include "ads/time_zones.hpp"
#include "draw.hpp"

namespace mooring::amazon_simulator::ads {
namespace {

constexpr int kPlacements = 4;
constexpr int kSearchTerms = 3;  // at most, per keyword or target

// Everything that stays the same while one set of rows is read.
struct Reading {
  const Catalog& catalog;
  Product product;
  DayRange days;
  int64_t as_of_us;
  RowReader& reader;
  LocalTime today;
  std::vector<int64_t> day_starts;  // of days.first to days.last + 1

  Age age(int64_t day) const { return {static_cast<int>(today.day - day), today.hour}; }
  bool active(const Life& life, int64_t day) const {
    const auto slot = static_cast<size_t>(day - days.first);
    return life.created_us < day_starts[slot + 1] &&
           std::min(life.archived_us, life.vanished_us) > day_starts[slot];
  }
  Volume volume(int active_percent, int impressions) const {
    const Marketplace& marketplace = *catalog.profile().marketplace;
    return {active_percent, impressions, marketplace.price_factor, marketplace.currency_digits == 0};
  }
};

Kind ad_kind(Product product) {
  if (product == Product::sb) return Kind::sb_ad;
  return product == Product::sd ? Kind::sd_ad : Kind::sp_ad;
}

// An ad with what its days need.
struct ActiveAd {
  uint64_t key;
  Life life;
};

std::vector<ActiveAd> ads_of(const Reading& reading, int64_t first, int64_t count) {
  std::vector<ActiveAd> ads;
  const Kind kind = ad_kind(reading.product);
  for (int64_t index = first; index < first + count; ++index)
    ads.push_back({mix(reading.catalog.key(kind, index) ^ 0xad), reading.catalog.active_life(kind, index)});
  return ads;
}

Metrics sum(const Reading& reading, const std::vector<ActiveAd>& ads, int64_t day, int placement) {
  static constexpr int kAdActive = 70, kAdImpressions = 900;
  Metrics total;
  for (const ActiveAd& ad : ads) {
    // All that an ad shows on a day is shown at one placement.
    const auto place = static_cast<int>((ad.key + static_cast<uint64_t>(day)) % kPlacements);
    if ((placement >= 0 && place != placement) || !reading.active(ad.life, day)) continue;
    total.add(day_metrics(ad.key, day, reading.age(day), reading.volume(kAdActive, kAdImpressions)));
  }
  return total;
}

bool begin(const Reading& reading, RowSubject& subject, Kind kind, int64_t index) {
  const Catalog& catalog = reading.catalog;
  const auto entity = catalog.remembered(kind, index, reading.as_of_us);
  if (!entity) return false;
  subject.entity = *entity;
  const int64_t campaign = entity->campaign < 0 ? index : entity->campaign;
  const auto parent = catalog.remembered(campaign_kind(reading.product), campaign, reading.as_of_us);
  if (!parent) return false;
  subject.campaign = *parent;
  subject.ad_group = subject.entity;
  if (entity->ad_group >= 0) {
    const auto group = catalog.remembered(ad_group_kind(reading.product), entity->ad_group, reading.as_of_us);
    if (!group) return false;
    subject.ad_group = *group;
  }
  return reading.reader.begin(subject);
}

void read_sums(const Reading& reading, Kind kind, int64_t ads_each, bool by_placement) {
  const int64_t end = reading.catalog.count(kind, reading.as_of_us);
  for (int64_t index = 0; index < end; ++index) {
    const std::vector<ActiveAd> ads = ads_of(reading, index * ads_each, ads_each);
    for (int number = 0; number < (by_placement ? kPlacements : 1); ++number) {
      RowSubject subject;
      subject.number = number;
      if (!begin(reading, subject, kind, index)) continue;
      for (int64_t day = reading.days.first; day <= reading.days.last; ++day) {
        const Metrics metrics = sum(reading, ads, day, by_placement ? number : -1);
        if (!metrics.empty()) reading.reader.row(day, metrics);
      }
    }
  }
}

void read_each(const Reading& reading, Kind kind, int numbers, const Volume& volume) {
  const int64_t end = reading.catalog.count(kind, reading.as_of_us);
  for (int64_t index = 0; index < end; ++index) {
    const uint64_t key = reading.catalog.key(kind, index);
    const Life life = reading.catalog.active_life(kind, index);
    for (int number = 0; number < numbers; ++number) {
      RowSubject subject;
      subject.number = number;
      if (!begin(reading, subject, kind, index)) continue;
      const uint64_t own = mix(key ^ (numbers > 1 ? 0x5e00u + static_cast<unsigned>(number) : 0x7au));
      for (int64_t day = reading.days.first; day <= reading.days.last; ++day) {
        if (!reading.active(life, day)) continue;
        const Metrics metrics = day_metrics(own, day, reading.age(day), volume);
        if (!metrics.empty()) reading.reader.row(day, metrics);
      }
    }
  }
}

std::array<Kind, 2> target_kinds(Product product) {
  if (product == Product::sb) return {Kind::sb_keyword, Kind::sb_target};
  return product == Product::sd ? std::array{Kind::sd_target, Kind::sd_target}
                                : std::array{Kind::sp_keyword, Kind::sp_target};
}

void read_targets(const Reading& reading, int numbers, const Volume& volume) {
  const auto kinds = target_kinds(reading.product);
  read_each(reading, kinds[0], numbers, volume);
  if (kinds[1] != kinds[0]) read_each(reading, kinds[1], numbers, volume);
}

}  // namespace

void read_rows(const Catalog& catalog, Product product, Grain grain, DayRange days, int64_t as_of_us,
               RowReader& reader) {
  const std::string& zone = catalog.profile().time_zone;
  Reading reading{catalog, product, days, as_of_us, reader, local_time(zone, as_of_us), {}};
  reading.days.last = std::min(days.last, reading.today.day);
  for (int64_t day = days.first; day <= reading.days.last + 1; ++day)
    reading.day_starts.push_back(day_start_us(zone, day));
  const int64_t per_group = catalog.ads_per_group(), per_campaign = per_group * catalog.groups_per_campaign();
  switch (grain) {
    case Grain::campaign:
      return read_sums(reading, campaign_kind(product), per_campaign, false);
    case Grain::placement:
      return read_sums(reading, campaign_kind(product), per_campaign, true);
    case Grain::ad_group:
      return read_sums(reading, ad_group_kind(product), per_group, false);
    case Grain::ad:
      return read_sums(reading, ad_kind(product), 1, false);
    case Grain::target:
      return read_targets(reading, 1, reading.volume(25, 200));
    case Grain::search_term:
      return read_targets(reading, kSearchTerms, reading.volume(10, 80));
  }
}

std::string_view placement_name(Product product, int number) {
  static constexpr std::array<std::string_view, 4> kProducts = {
      "Top of Search on-Amazon", "Detail Page on-Amazon", "Other on-Amazon", "Off Amazon"};
  static constexpr std::array<std::string_view, 4> kBrands = {
      "Top of Search on-Amazon", "Detail Page on-Amazon", "Other on-Amazon", "Home on-Amazon"};
  return (product == Product::sb ? kBrands : kProducts)[static_cast<size_t>(number) % 4];
}

bool is_keyword(Kind kind) {
  return kind == Kind::sp_keyword || kind == Kind::sb_keyword;
}

std::string search_term(const RowSubject& subject, const Catalog& catalog) {
  static constexpr std::array<std::string_view, 3> kTails = {"", " with lid",
                                                             " \xE2\x80\x9Cpremium\xE2\x80\x9D"};
  std::string text;
  if (is_keyword(subject.entity.kind)) {
    append_keyword_text(text, subject.entity);
  } else if (const Aim aim = aim_of(subject.entity, catalog); aim.type == "ASIN_SAME_AS") {
    text = aim.value;  // found from a product page
    for (char& c : text) {
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
    }
  } else {
    append_sku(text, subject.entity.key);
  }
  return text + std::string(kTails[static_cast<size_t>(subject.number)]);
}

}  // namespace mooring::amazon_simulator::ads
