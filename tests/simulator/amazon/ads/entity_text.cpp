// Names, texts and amounts of entities.
#include <array>
#include <charconv>

#include "ads/entities.hpp"
#include "ads/entity_facts.hpp"
#include "draw.hpp"

namespace mooring::amazon_simulator::ads {
namespace {

constexpr std::array<std::string_view, 16> kThings = {
    "kettle",      "desk lamp",  "notebook",   "hiking pole", "teapot",        "toy train",
    "headphones",  "wrench set", "lunch box",  "yoga mat",    "pour over set", "paper pens",
    "camping mug", "bath towel", "wall clock", "dog leash"};
constexpr std::array<std::string_view, 12> kQualities = {"blue",    "ceramic", "small", "for kids",
                                                         "outdoor", "wooden",  "gift",  "cheap",
                                                         "küche",   "mini",    "steel", "2 pack"};
constexpr std::array<std::string_view, 5> kGoals = {"Launch", "Evergreen", "Spring", "Defence", "Clearance"};

void append_number(std::string& out, int64_t value) {
  std::array<char, 24> buffer;
  const auto result = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
  out.append(buffer.data(), result.ptr);
}

template <size_t N>
std::string_view pick(const std::array<std::string_view, N>& words, uint64_t random) {
  return words[random % N];
}

std::string_view label_of(Kind kind) {
  switch (kind) {
    case Kind::portfolio:
      return "Portfolio";
    case Kind::sp_campaign:
      return "SP";
    case Kind::sb_campaign:
      return "SB";
    case Kind::sd_campaign:
      return "SD";
    case Kind::sb_ad:
      return "Ad";
    default:
      return "Group";
  }
}

// In the profile's currency; yen have no fractions.
int64_t in_currency(int64_t us_cents, const Profile& profile) {
  const int64_t amount = us_cents * profile.marketplace->price_factor / 100;
  return profile.marketplace->currency_digits == 0 ? (amount + 50) / 100 * 100 : amount;
}

}  // namespace

void append_amount(std::string& out, int64_t hundredths) {
  append_number(out, hundredths / 100);
  out += '.';
  out += static_cast<char>('0' + hundredths % 100 / 10);
  out += static_cast<char>('0' + hundredths % 10);
}

void append_name(std::string& out, const Entity& entity) {
  out += label_of(entity.kind);
  out += ' ';
  out += pick(kThings, entity.key);
  out += ' ';
  out += pick(kGoals, entity.key >> 8);
  out += ' ';
  append_number(out, entity.index + 1);
  // Every eighth change is a new name; some are awkward to quote.
  if (entity.version >= 8) {
    out += entity.key % 11 == 0 ? " \xE2\x80\x9C"
                                  "best\xE2\x80\x9D v"
                                : " v";
    append_number(out, entity.version / 8 + 1);
  }
}

void append_keyword_text(std::string& out, const Entity& entity) {
  out += pick(kQualities, entity.key >> 4);
  out += ' ';
  out += pick(kThings, entity.key >> 12);
  out += ' ';
  append_number(out, entity.index % 977);
}

int64_t daily_budget(const Entity& campaign, const Profile& profile) {
  const auto base = static_cast<int64_t>(1000 + campaign.key % 40 * 250);
  const auto percent = static_cast<int64_t>(80 + mix(campaign.key + campaign.version) % 5 * 20);
  return in_currency(base * percent / 100, profile);
}

int64_t bid(const Entity& entity, const Profile& profile) {
  const auto base = static_cast<int64_t>(20 + entity.key % 180);
  const auto percent = static_cast<int64_t>(80 + mix(entity.key ^ (entity.version + 9)) % 41);
  return in_currency(base * percent / 100, profile);
}

std::string_view match_type(const Entity& keyword) {
  static constexpr std::array<std::string_view, 3> kTypes = {"BROAD", "PHRASE", "EXACT"};
  return kTypes[keyword.key % 3];
}

std::string_view negative_match_type(const Entity& keyword) {
  return keyword.key % 3 == 0 ? "NEGATIVE_PHRASE" : "NEGATIVE_EXACT";
}

void append_asin(std::string& out, uint64_t key) {
  static constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKLMNPQRSTVWXYZ";
  out += "B0";
  uint64_t random = mix(key ^ 0xa51);
  for (int i = 0; i < 8; ++i, random /= kAlphabet.size())
    out += kAlphabet[random % kAlphabet.size()];
}

void append_sku(std::string& out, uint64_t key) {
  out += "HP-";
  append_number(out, static_cast<int64_t>(mix(key ^ 0x5ca) % 90'000 + 10'000));
}

std::optional<int64_t> portfolio_of(const Entity& campaign, const Catalog& catalog) {
  if (campaign.key % 4 == 0) return std::nullopt;
  const int64_t count = catalog.count(Kind::portfolio, catalog.profile().opened_us);
  const auto index =
      static_cast<int64_t>(campaign.key / 4 % static_cast<uint64_t>(std::max<int64_t>(count - 1, 1)));
  if (catalog.life(Kind::portfolio, index).created_us > campaign.created_us) return std::nullopt;
  return index;
}

Aim aim_of(const Entity& target, const Catalog& catalog) {
  static constexpr std::array<std::string_view, 4> kAutomatic = {
      "QUERY_HIGH_REL_MATCHES", "QUERY_BROAD_REL_MATCHES", "ASIN_SUBSTITUTE_RELATED",
      "ASIN_ACCESSORY_RELATED"};
  Aim aim;
  if (target.kind == Kind::sp_target && catalog.is_auto(target.campaign)) {
    aim.automatic = true;
    aim.type = pick(kAutomatic, static_cast<uint64_t>(target.index));
  } else if (target.key % 3 == 0 && !is_negative(target.kind)) {
    aim.type = "ASIN_CATEGORY_SAME_AS";
    append_number(aim.value, static_cast<int64_t>(target.key / 3 % 9'000'000 + 1'000'000));
  } else if (target.key % 5 == 0) {
    aim.type = "ASIN_BRAND_SAME_AS";
    append_number(aim.value, static_cast<int64_t>(target.key / 5 % 900'000 + 100'000));
  } else {
    aim.type = "ASIN_SAME_AS";
    append_asin(aim.value, target.key);
  }
  return aim;
}

}  // namespace mooring::amazon_simulator::ads
