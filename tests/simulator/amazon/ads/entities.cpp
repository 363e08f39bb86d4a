#include "ads/entities.hpp"

#include <algorithm>
#include <limits>

#include "draw.hpp"

namespace mooring::amazon_simulator::ads {
namespace {

constexpr int64_t kSecond = 1'000'000;
constexpr int64_t kDay = 86'400 * kSecond;
constexpr int64_t kNever = std::numeric_limits<int64_t>::max();
constexpr int64_t kGrowth_us = 120 * kDay;  // in this time a quarter more comes into being
// Ids are a number of 48 bits below a lead that tells profile and kind; the multiplication scatters neighbours.
constexpr int kIdBits = 48;
constexpr uint64_t kIdMask = (1ull << kIdBits) - 1;
constexpr uint64_t kScatter = 0x5851f42d4c95;

// The inverse of an odd number modulo 2^64, by Newton.
constexpr uint64_t inverse(uint64_t odd) {
  uint64_t x = odd;
  for (int i = 0; i < 6; ++i)
    x *= 2 - odd * x;
  return x;
}
constexpr uint64_t kGather = inverse(kScatter);

// How often things are changed by their owners, on average.
int64_t change_period_us(Kind kind) {
  switch (kind) {
    case Kind::sp_campaign:
    case Kind::sb_campaign:
    case Kind::sd_campaign:
      return 8 * kDay;
    case Kind::sp_ad_group:
    case Kind::sb_ad_group:
    case Kind::sd_ad_group:
      return 20 * kDay;
    case Kind::portfolio:
      return 30 * kDay;
    case Kind::sp_keyword:
    case Kind::sp_target:
    case Kind::sb_keyword:
    case Kind::sb_target:
    case Kind::sd_target:
      return 50 * kDay;
    case Kind::sp_ad:
    case Kind::sb_ad:
    case Kind::sd_ad:
      return 60 * kDay;
    default:
      return 200 * kDay;
  }
}

int64_t whole_seconds(int64_t us) {
  return us / kSecond * kSecond;
}

// Negatives of Sponsored Brands are enabled or archived, nothing else.
bool can_pause(Kind kind) {
  return kind != Kind::sb_negative_keyword && kind != Kind::sb_negative_target;
}

struct Version {
  uint32_t number = 0;
  int64_t since_us = 0;
};

Version version_at(Kind kind, uint64_t key, int64_t created_us, int64_t now_us) {
  const int64_t period = change_period_us(kind);
  const auto jitter = [&](int64_t slot) {
    return static_cast<int64_t>(mix(key ^ static_cast<uint64_t>(slot + 77)) %
                                static_cast<uint64_t>(period / 2));
  };
  const int64_t first = created_us + static_cast<int64_t>(mix(key ^ 5) % static_cast<uint64_t>(period));
  if (now_us < first) return {0, created_us};
  int64_t slot = (now_us - first) / period;
  if (now_us < first + slot * period + jitter(slot)) --slot;
  if (slot < 0) return {0, created_us};
  return {static_cast<uint32_t>(slot + 1), whole_seconds(first + slot * period + jitter(slot))};
}

}  // namespace

Product product_of(Kind kind) {
  if (kind == Kind::portfolio) return Product::none;
  if (kind < Kind::sb_campaign) return Product::sp;
  return kind < Kind::sd_campaign ? Product::sb : Product::sd;
}

Kind campaign_kind(Product product) {
  if (product == Product::sb) return Kind::sb_campaign;
  return product == Product::sd ? Kind::sd_campaign : Kind::sp_campaign;
}

Kind ad_group_kind(Product product) {
  if (product == Product::sb) return Kind::sb_ad_group;
  return product == Product::sd ? Kind::sd_ad_group : Kind::sp_ad_group;
}

std::string_view upper(State state) {
  if (state == State::enabled) return "ENABLED";
  return state == State::paused ? "PAUSED" : "ARCHIVED";
}

std::string_view lower(State state) {
  if (state == State::enabled) return "enabled";
  return state == State::paused ? "paused" : "archived";
}

Catalog::Catalog(ProfilePtr profile, const Options& options)
    : profile_(std::move(profile)),
      groups_(std::max(options.ads_ad_groups, 1)),
      history_us_(options.ads_history_days * kDay) {
  if (profile_->type == "agency") return;  // an agency's own profile advertises nothing
  const int64_t campaigns = options.ads_campaigns, keywords = options.ads_keywords;
  const auto set = [&](Kind kind, int64_t count) {
    base_[static_cast<size_t>(kind)] = std::max<int64_t>(count, 1);
  };
  const int64_t sb = campaigns / 5, sd = campaigns / 5, sp = campaigns - sb - sd;
  set(Kind::portfolio, campaigns / 10);
  set(Kind::sp_campaign, sp);
  set(Kind::sp_ad_group, base(Kind::sp_campaign) * groups_);
  set(Kind::sp_ad, base(Kind::sp_ad_group) * ads_per_group());
  set(Kind::sp_keyword, keywords);
  set(Kind::sp_target, keywords / 5);
  set(Kind::sp_negative_keyword, keywords / 8);
  set(Kind::sp_campaign_negative_keyword, sp * 2);
  set(Kind::sp_negative_target, keywords / 20);
  set(Kind::sp_campaign_negative_target, sp / 2);
  set(Kind::sb_campaign, sb);
  set(Kind::sb_ad_group, base(Kind::sb_campaign) * groups_);
  set(Kind::sb_ad, base(Kind::sb_ad_group) * ads_per_group());
  set(Kind::sb_keyword, keywords / 10);
  set(Kind::sb_target, keywords / 20);
  set(Kind::sb_negative_keyword, keywords / 40);
  set(Kind::sb_negative_target, keywords / 80);
  set(Kind::sd_campaign, sd);
  set(Kind::sd_ad_group, base(Kind::sd_campaign) * groups_);
  set(Kind::sd_ad, base(Kind::sd_ad_group) * ads_per_group());
  set(Kind::sd_target, keywords / 10);
  set(Kind::sd_negative_target, keywords / 40);
  // Every third profile has ids of 15 digits, the others such as no double can hold.
  id_lead_ = profile_->key % 3 == 0 ? 1 : 64 + profile_->key % 400 * kKinds;
}

uint64_t Catalog::key(Kind kind, int64_t index) const {
  return mix(profile_->key ^ (static_cast<uint64_t>(kind) << 56) ^ static_cast<uint64_t>(index) * 0x9e37);
}

uint64_t Catalog::id(Kind kind, int64_t index) const {
  const uint64_t number = (static_cast<uint64_t>(index) + 1) * kScatter & kIdMask;
  return (id_lead_ + static_cast<uint64_t>(kind)) << kIdBits | number;
}

std::optional<int64_t> Catalog::index_of(Kind kind, uint64_t wanted) const {
  const auto index = static_cast<int64_t>((wanted & kIdMask) * kGather & kIdMask) - 1;
  if (index < 0 || id(kind, index) != wanted) return std::nullopt;
  return index;
}

// Keywords stand in ad groups of campaigns with manual targeting: two of three.
int64_t Catalog::manual_ad_group(int64_t number) const {
  const int64_t campaigns = base(Kind::sp_campaign);
  const int64_t manual = campaigns - (campaigns + 2) / 3;
  if (manual <= 0) return number % base(Kind::sp_ad_group);
  const int64_t slot = number % (manual * groups_), nth = slot / groups_;
  return (nth / 2 * 3 + 1 + nth % 2) * groups_ + slot % groups_;
}

int64_t Catalog::ad_group_of(Kind kind, int64_t index) const {
  switch (kind) {
    case Kind::sp_ad:
    case Kind::sb_ad:
    case Kind::sd_ad:
      return index / ads_per_group();
    case Kind::sp_keyword:
    case Kind::sp_negative_keyword:
      return manual_ad_group(index);
    case Kind::sp_target:
    case Kind::sp_negative_target:
      return index % base(Kind::sp_ad_group);
    case Kind::sb_keyword:
    case Kind::sb_target:
    case Kind::sb_negative_keyword:
    case Kind::sb_negative_target:
      return index % base(Kind::sb_ad_group);
    case Kind::sd_target:
    case Kind::sd_negative_target:
      return index % base(Kind::sd_ad_group);
    default:
      return -1;
  }
}

int64_t Catalog::campaign_of(Kind kind, int64_t index) const {
  switch (kind) {
    case Kind::portfolio:
    case Kind::sp_campaign:
    case Kind::sb_campaign:
    case Kind::sd_campaign:
      return -1;
    case Kind::sp_ad_group:
    case Kind::sb_ad_group:
    case Kind::sd_ad_group:
      return index / groups_;
    case Kind::sp_campaign_negative_keyword:
    case Kind::sp_campaign_negative_target:
      return index % base(Kind::sp_campaign);
    default:
      return ad_group_of(kind, index) / groups_;
  }
}

int64_t Catalog::interval_us(Kind kind) const {
  return kGrowth_us / std::max<int64_t>(base(kind) / 4, 1);
}

int64_t Catalog::count(Kind kind, int64_t now_us) const {
  if (base(kind) == 0) return 0;
  return base(kind) + std::max<int64_t>(now_us - profile_->opened_us, 0) / interval_us(kind) + 1;
}

// Half of them are older than the history, the others came evenly over it, and more keep coming.
int64_t Catalog::own_created_us(Kind kind, int64_t index) const {
  const int64_t start = profile_->opened_us - history_us_, count = base(kind);
  const uint64_t random = mix(key(kind, index) ^ 3);
  if (index < count / 2) return start - static_cast<int64_t>(random % (300 * kDay));
  const auto jitter = static_cast<int64_t>(random % static_cast<uint64_t>(interval_us(kind)));
  if (index >= count) return profile_->opened_us + (index - count) * interval_us(kind) + jitter;
  return start + history_us_ / count * (2 * index - count) + jitter % kDay - kDay;
}

Life Catalog::life(Kind kind, int64_t index) const {
  Life life{own_created_us(kind, index), kNever, kNever};
  const int64_t group = ad_group_of(kind, index), campaign = campaign_of(kind, index);
  const Product product = product_of(kind);
  if (campaign >= 0) {
    life.created_us =
        std::max(life.created_us, own_created_us(campaign_kind(product), campaign) + 60 * kSecond);
  }
  if (group >= 0) {
    life.created_us =
        std::max(life.created_us, own_created_us(ad_group_kind(product), group) + 120 * kSecond);
  }
  life.created_us = whole_seconds(life.created_us);
  const uint64_t fate = mix(key(kind, index) ^ 4);
  const auto day = [&](uint64_t from, uint64_t range) {
    return life.created_us + static_cast<int64_t>(from + (fate >> 16) % range) * kDay;
  };
  if (fate % 100 < 25) life.archived_us = day(20, 400);
  if (fate % 100 >= 97 && campaign >= 0) life.vanished_us = day(40, 300);
  return life;
}

Life Catalog::active_life(Kind kind, int64_t index) const {
  Life result = life(kind, index);
  const auto shorten = [&](Kind parent, int64_t number) {
    if (number < 0) return;
    const Life other = life(parent, number);
    result.archived_us = std::min(result.archived_us, other.archived_us);
    result.vanished_us = std::min(result.vanished_us, other.vanished_us);
  };
  shorten(ad_group_kind(product_of(kind)), ad_group_of(kind, index));
  shorten(campaign_kind(product_of(kind)), campaign_of(kind, index));
  return result;
}

std::optional<Entity> Catalog::at(Kind kind, int64_t index, int64_t now_us) const {
  auto entity = remembered(kind, index, now_us);
  if (entity && life(kind, index).vanished_us <= now_us) entity.reset();
  return entity;
}

std::optional<Entity> Catalog::remembered(Kind kind, int64_t index, int64_t now_us) const {
  const Life own = life(kind, index);
  if (own.created_us > now_us) return std::nullopt;
  Entity entity;
  entity.kind = kind;
  entity.index = index;
  entity.key = key(kind, index);
  entity.id = id(kind, index);
  entity.campaign = campaign_of(kind, index);
  entity.ad_group = ad_group_of(kind, index);
  entity.created_us = own.created_us;
  const Version version = version_at(kind, entity.key, own.created_us, std::min(now_us, own.archived_us));
  entity.version = version.number;
  entity.updated_us = version.since_us;
  if (own.archived_us <= now_us) {
    entity.state = State::archived;
    entity.updated_us = own.archived_us;
  } else if (version.number > 0 && can_pause(kind) && mix(entity.key ^ (version.number * 31)) % 100 < 22) {
    entity.state = State::paused;
  }
  return entity;
}

}  // namespace mooring::amazon_simulator::ads
