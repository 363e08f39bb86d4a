// A region with several consent pages, and streams of one kind of account.
#include <catch2/catch.hpp>

#include "plugins/manifest.hpp"
#include "sample_manifest.hpp"

using namespace mooring::host;
using mooring::test::kSampleManifest;
using mooring::test::with;

namespace {

const std::string kAuthorize = "authorize_url = \"https://na.example.com/consent\"\n";
const std::string kToken = "token_url = \"https://login.example.com/token\"\n";

std::string consent(const std::string& id, const std::string& account) {
  return "[[regions.consents]]\nid = \"" + id + "\"\nname = \"" + id + " page\"\naccount = \"" + account +
         "\"\nauthorize_url = \"https://" + account + ".example.com/consent\"\n";
}

// The sample with consents for NA.
std::string sample(const std::string& consents) {
  return with(kAuthorize + kToken, kToken + consents);
}

std::string error_of(const std::string& text) {
  auto manifest = parse_manifest(text, "plugin.toml");
  return manifest ? std::string("no error") : describe(manifest.error());
}

}  // namespace

TEST_CASE("a region's consents: the usual one first, found by id or by the kind of account") {
  const auto manifest = parse_manifest(
      sample(consent("shop_us", "shop") + consent("shop_ca", "shop") + consent("maker_us", "maker")),
      "plugin.toml");
  INFO((manifest ? "" : describe(manifest.error())));
  REQUIRE(manifest);
  const ManifestRegion& na = *manifest->region("NA");
  CHECK(na.authorize_url == "https://shop.example.com/consent");
  CHECK(na.consent("")->id == "shop_us");
  CHECK(na.consent("shop_ca")->name == "shop_ca page");
  CHECK(na.consent("maker")->id == "maker_us");
  CHECK(na.consent("nonsense") == nullptr);
  CHECK(manifest->account_kind("NA", "") == "shop");
  CHECK(manifest->account_kind("NA", "maker_us") == "maker");
  CHECK(manifest->account_kind("EU", "") == "");
  CHECK(manifest->region("EU")->consent("") == nullptr);
}

TEST_CASE("a stream belongs to the usual kind of account unless it says otherwise") {
  const std::string text = sample(consent("shop_us", "shop") + consent("maker_us", "maker"));
  const auto manifest = parse_manifest(text, "plugin.toml");
  REQUIRE(manifest);
  const StreamRule& usual = manifest->streams.front();
  CHECK(usual.is_for("shop"));
  CHECK_FALSE(usual.is_for("maker"));
  CHECK(usual.is_for(""));
  CHECK(parse_manifest(kSampleManifest, "plugin.toml")->streams.front().is_for("anything"));
}

TEST_CASE("a consent proposes marketplaces of its region") {
  const auto manifest = parse_manifest(
      sample(consent("shop_us", "shop") + consent("maker_us", "maker") + "proposes = [\"M-US\"]\n"),
      "plugin.toml");
  INFO((manifest ? "" : describe(manifest.error())));
  REQUIRE(manifest);
  CHECK(manifest->region("NA")->consent("shop_us")->proposes.empty());
  CHECK(manifest->region("NA")->consent("maker_us")->proposes == std::vector<std::string>{"M-US"});
  const std::string elsewhere = error_of(sample(consent("shop_us", "shop") + "proposes = [\"M-DE\"]\n"));
  CHECK(elsewhere.find("regions[0].consents[0].proposes[0]") != std::string::npos);
  CHECK(elsewhere.find("'M-DE' is not the id of a marketplace of this region") != std::string::npos);
}

TEST_CASE("mistakes in consents are named with their place") {
  CHECK(error_of(sample(consent("shop_us", "shop") + consent("shop_us", "shop")))
            .find("'shop_us' stands twice") != std::string::npos);
  CHECK(error_of(sample(consent("Shop", "shop"))).find("not a valid id") != std::string::npos);
  const std::string both = with(kAuthorize + kToken, kAuthorize + kToken + consent("shop_us", "shop"));
  CHECK(error_of(both).find("has no effect beside 'consents'") != std::string::npos);
  std::string unsafe = sample(consent("shop_us", "shop"));
  unsafe.replace(unsafe.find("https://shop.example.com"), 5, "http:");
  CHECK(error_of(unsafe).find("regions[0].consents[0].authorize_url") != std::string::npos);
}

TEST_CASE("a setting and a budget may be for one kind of account") {
  const std::string consents = consent("shop_us", "shop") + consent("maker_us", "maker");
  const auto with_kinds = [&](const std::string& of_setting, const std::string& of_budget) {
    std::string text = sample(consents);
    const auto add = [&](const std::string& after, const std::string& kind) {
      text.insert(text.find(after) + after.size(), "accounts = [\"" + kind + "\"]\n");
    };
    add("key = \"prefix\"\ntype = \"text\"\n", of_setting);
    add("rate_header = \"X-Rate-Limit\"\n", of_budget);
    return text;
  };
  const auto manifest = parse_manifest(with_kinds("maker", "maker"), "plugin.toml");
  INFO((manifest ? "" : describe(manifest.error())));
  REQUIRE(manifest);
  CHECK(manifest->settings[2].is_for("maker"));
  CHECK_FALSE(manifest->settings[2].is_for("shop"));
  CHECK(manifest->settings[0].is_for("shop"));
  CHECK(manifest->budgets.front().is_for("maker"));
  CHECK_FALSE(manifest->budgets.front().is_for("shop"));
  CHECK(manifest->budgets.front().is_for(""));
  const auto refuses = [&](const std::string& text, const std::string& part) {
    INFO(error_of(text));
    CHECK(error_of(text).find(part) != std::string::npos);
  };
  refuses(with_kinds("makr", "maker"), "settings[2].accounts[0]: 'makr' is the 'account' of no consent");
  refuses(with_kinds("maker", "makr"), "budgets[0].accounts[0]: 'makr' is the 'account' of no consent");
}

TEST_CASE("a consent has texts of its own, or the channel's") {
  const std::string own =
      "pasted_account = \"\"\nrevoke_help = \"https://maker.example.com/apps\"\nswitch_login = \"Sign "
      "out\"\n";
  const std::string text = sample(consent("shop_us", "shop") + consent("maker_us", "maker") + own);
  const auto manifest = parse_manifest(text, "plugin.toml");
  INFO((manifest ? "" : describe(manifest.error())));
  REQUIRE(manifest);
  const ConsentTexts shop = manifest->consent_texts("NA", "shop_us");
  CHECK(shop.pasted_account == "Seller id");
  CHECK(shop.revoke_help == "https://example.com/apps");
  CHECK(shop.switch_login.empty());
  const ConsentTexts maker = manifest->consent_texts("NA", "maker");
  CHECK(maker.pasted_account.empty());
  CHECK(maker.revoke_help == "https://maker.example.com/apps");
  CHECK(maker.switch_login == "Sign out");
  CHECK(manifest->consent_texts("EU", "").revoke_help == "https://example.com/apps");

  const std::string unsafe =
      sample(consent("shop_us", "shop") + "revoke_help = \"http://example.com/apps\"\n");
  CHECK(error_of(unsafe).find("regions[0].consents[0].revoke_help") != std::string::npos);
  std::string unasked = sample(consent("shop_us", "shop") + "pasted_account = \"Shop id\"\n");
  for (const std::string line : {"pasted_tokens = true\n", "pasted_account = \"Seller id\"\n"})
    unasked.erase(unasked.find(line), line.size());
  CHECK(error_of(unasked).find("regions[0].consents[0].pasted_account: needs oauth.pasted_tokens = true") !=
        std::string::npos);
}

TEST_CASE("that pasted tokens do not expire is said only where something else does") {
  const std::string expire = "pasted_tokens = true\n";
  CHECK(parse_manifest(kSampleManifest, "plugin.toml")->oauth.pasted_tokens_expire);
  CHECK_FALSE(parse_manifest(with(expire, expire + "pasted_tokens_expire = false\n"), "plugin.toml")
                  ->oauth.pasted_tokens_expire);
  std::string endless = with(expire, expire + "pasted_tokens_expire = false\n");
  const std::string days = "grant_lifetime_days = 365\n";
  endless.erase(endless.find(days), days.size());
  CHECK(error_of(endless).find("oauth.pasted_tokens_expire: has no effect") != std::string::npos);
}
