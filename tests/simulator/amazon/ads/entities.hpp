// Campaigns, ad groups, ads, keywords, targets and their negatives as pure functions of profile, index and time: nothing
// is held in memory. They are created over time, renamed, paused, enabled, archived; a few vanish for ever. Any thread.
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "simulator/amazon/ads/accounts.hpp"

namespace mooring::amazon_simulator::ads {

enum class Kind : uint8_t {
  portfolio,
  sp_campaign,
  sp_ad_group,
  sp_ad,
  sp_keyword,
  sp_target,
  sp_negative_keyword,
  sp_campaign_negative_keyword,
  sp_negative_target,
  sp_campaign_negative_target,
  sb_campaign,
  sb_ad_group,
  sb_ad,
  sb_keyword,
  sb_target,
  sb_negative_keyword,
  sb_negative_target,
  sd_campaign,
  sd_ad_group,
  sd_ad,
  sd_target,
  sd_negative_target
};
inline constexpr size_t kKinds = 22;

enum class Product : uint8_t { none, sp, sb, sd };
Product product_of(Kind kind);
Kind campaign_kind(Product product);
Kind ad_group_kind(Product product);

enum class State : uint8_t { enabled, paused, archived };
std::string_view upper(State state);  // ENABLED
std::string_view lower(State state);  // enabled

struct Life {
  int64_t created_us = 0, archived_us = 0, vanished_us = 0;  // the last two: INT64_MAX when never
};

struct Entity {
  Kind kind{};
  int64_t index = 0;
  uint64_t id = 0, key = 0;
  int64_t campaign = -1, ad_group = -1;  // indexes of the parents; -1: none
  int64_t created_us = 0, updated_us = 0;
  State state = State::enabled;
  uint32_t version = 0;  // how often it was changed
};

// The entities of one profile. Cheap to make and to copy.
class Catalog {
 public:
  Catalog(ProfilePtr profile, const Options& options);

  const Profile& profile() const { return *profile_; }
  // Indexes below this may exist at a moment; at() tells which do.
  int64_t count(Kind kind, int64_t now_us) const;
  std::optional<Entity> at(Kind kind, int64_t index, int64_t now_us) const;
  // The same also after it vanished, as reports of the past still name it.
  std::optional<Entity> remembered(Kind kind, int64_t index, int64_t now_us) const;
  Life life(Kind kind, int64_t index) const;
  // Ends when the first of the entity and its parents is archived or vanishes.
  Life active_life(Kind kind, int64_t index) const;
  uint64_t id(Kind kind, int64_t index) const;
  std::optional<int64_t> index_of(Kind kind, uint64_t id) const;
  uint64_t key(Kind kind, int64_t index) const;
  // -1: has none.
  int64_t campaign_of(Kind kind, int64_t index) const;
  int64_t ad_group_of(Kind kind, int64_t index) const;
  int64_t ads_per_group() const { return 2; }
  int64_t groups_per_campaign() const { return groups_; }
  bool is_auto(int64_t sp_campaign) const { return sp_campaign % 3 == 0; }

 private:
  int64_t base(Kind kind) const { return base_[static_cast<size_t>(kind)]; }
  int64_t interval_us(Kind kind) const;
  int64_t own_created_us(Kind kind, int64_t index) const;
  int64_t manual_ad_group(int64_t number) const;

  ProfilePtr profile_;
  std::array<int64_t, kKinds> base_{};
  int64_t groups_;
  int64_t history_us_;
  uint64_t id_lead_ = 1;
};

// Names and amounts; amounts in hundredths of the currency's unit.
void append_name(std::string& out, const Entity& entity);
void append_keyword_text(std::string& out, const Entity& entity);
int64_t daily_budget(const Entity& campaign, const Profile& profile);
int64_t bid(const Entity& entity, const Profile& profile);
std::string_view match_type(const Entity& keyword);           // BROAD, PHRASE, EXACT
std::string_view negative_match_type(const Entity& keyword);  // NEGATIVE_EXACT, NEGATIVE_PHRASE
void append_asin(std::string& out, uint64_t key);
void append_sku(std::string& out, uint64_t key);
std::optional<int64_t> portfolio_of(const Entity& campaign, const Catalog& catalog);
void append_amount(std::string& out, int64_t hundredths);  // 12.50
// What a target aims at: one of the automatic groups, a product, a category, a brand.
struct Aim {
  std::string_view type;  // as Sponsored Products v3 writes it
  bool automatic = false;
  std::string value;  // empty when automatic
};
Aim aim_of(const Entity& target, const Catalog& catalog);

}  // namespace mooring::amazon_simulator::ads
