#include "access/token_text.hpp"

#include <catch2/catch.hpp>
#include <set>

using namespace mooring::host;

TEST_CASE("A token has its prefix and a checksum that finds every wrong character", "[access][security]") {
  SeededRandom random(7);
  std::set<std::string> made;
  for (int i = 0; i < 500; ++i)
    made.insert(make_token_text(random));
  CHECK(made.size() == 500);
  const std::string token = *made.begin();
  REQUIRE(token.size() == 42);
  CHECK(token.starts_with("mtk_"));
  CHECK(is_token_text(token));
  CHECK(shown_token_prefix(token) == token.substr(0, 8));
  for (size_t at = 0; at < token.size(); ++at) {
    std::string wrong = token;
    wrong[at] = wrong[at] == 'a' ? 'b' : 'a';
    INFO(wrong);
    CHECK_FALSE(is_token_text(wrong));
  }
  for (const std::string& wrong : {std::string(), std::string("mtk_"), token + "0", token.substr(0, 41),
                                   "MTK_" + token.substr(4), " " + token})
    CHECK_FALSE(is_token_text(wrong));
}

TEST_CASE("The checksum is CRC-32 in base 62, as scanners compute it", "[access]") {
  // Made with zlib.
  CHECK(is_token_text("mtk_0123456789ABCDEFGHIJKLMNOPQRSTUV1ggZdL"));
  CHECK(is_token_text("mtk_MooringMooringMooringMooringMoor3CU6Re"));
}
