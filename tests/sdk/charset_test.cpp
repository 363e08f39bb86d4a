// Text of every charset in parts of every size, and what is in none.
#include <catch2/catch.hpp>
#include <mooring/charset.hpp>
#include <set>

using namespace mooring;

namespace {

std::string decoded(std::string_view bytes, size_t part, TextDecoder decoder) {
  std::string text;
  for (; !bytes.empty(); bytes.remove_prefix(std::min(part, bytes.size()))) {
    const std::string copy(bytes.substr(0, part));
    decoder.decode(copy, text);
  }
  decoder.finish(text);
  return text;
}

std::string error_of(std::string_view bytes, const TextDecoder& decoder) {
  try {
    decoded(bytes, 1, decoder);
  } catch (const Failure& failure) {
    CHECK(failure.kind() == FailureKind::bad_response);
    return failure.message();
  }
  return {};
}

struct Sample {
  Charset charset;
  std::string bytes, text;
};
const std::vector<Sample>& samples() {
  static const std::vector<Sample> kSamples = {
      {Charset::utf_8, "plain, then K\xC3\xB6ln \xE2\x82\xAC \xF0\x9D\x84\x9E end",
       "plain, then Köln € 𝄞 end"},
      {Charset::utf_8, "\xEF\xBB\xBFsku\tna\xC3\xAFve", "sku\tnaïve"},
      {Charset::windows_1252, "Prix: 12,50 \x80 \x96 caf\xE9 \x8Cuvre \xFF", "Prix: 12,50 € – café Œuvre ÿ"},
      {Charset::shift_jis, "\x8F\xA4\x95i\x96\xBC\t\xB1\xB2\xB3 \x95\x5C \x87\x40 \xFB\xFC ok",
       "商品名\tｱｲｳ 表 ① 髙 ok"},
  };
  return kSamples;
}

}  // namespace

TEST_CASE("each charset becomes UTF-8 in parts of any size") {
  for (const Sample& sample : samples()) {
    INFO(to_text(sample.charset));
    const Charset fallback = sample.charset == Charset::utf_8 ? Charset::windows_1252 : sample.charset;
    for (size_t part = 1; part <= sample.bytes.size(); ++part) {
      INFO("parts of " << part);
      CHECK(decoded(sample.bytes, part, TextDecoder(sample.charset)) == sample.text);
      CHECK(decoded(sample.bytes, part, TextDecoder(std::nullopt, fallback)) == sample.text);
    }
  }
}

TEST_CASE("what is found out is told") {
  TextDecoder decoder;
  std::string text;
  decoder.decode("only ASCII", text);
  CHECK_FALSE(decoder.charset());
  decoder.decode("\xE9t\xE9", text);
  CHECK(decoder.charset() == Charset::windows_1252);
  CHECK(text == "only ASCIIété");
}

TEST_CASE("every byte of windows-1252 is a character, and no two are the same") {
  std::string bytes;
  for (int byte = 0x80; byte <= 0xFF; ++byte)
    bytes += static_cast<char>(byte);
  const std::string text = decoded(bytes, 3, TextDecoder(Charset::windows_1252));
  std::set<std::string> characters;
  for (std::string_view rest = text; !rest.empty();) {
    const int length = mooring::detail::utf8_length(rest);
    REQUIRE(length > 1);
    characters.emplace(rest.substr(0, static_cast<size_t>(length)));
    rest.remove_prefix(static_cast<size_t>(length));
  }
  CHECK(characters.size() == 128);
}

TEST_CASE("text that is not in its charset is refused with the place and the bytes") {
  struct Wrong {
    Charset charset;
    std::string bytes, error;
  };
  const std::vector<Wrong> wrong = {
      {Charset::utf_8, "abc\xC3(", "is not UTF-8 near byte 3: c3"},
      {Charset::utf_8, "\xC0\xAF", "is not UTF-8 near byte 0"},
      {Charset::utf_8, "\xED\xA0\x80", "is not UTF-8"},
      {Charset::utf_8, "\xF4\x90\x80\x80", "is not UTF-8"},
      {Charset::utf_8, "cut \xE2\x82", "ends within a character near byte 4"},
      {Charset::shift_jis, "ok \x81\x20", "is not Shift_JIS near byte 3"},
      {Charset::shift_jis, "\xA0", "is not Shift_JIS"},
      {Charset::shift_jis, "\x85\x40", "is not Shift_JIS"},
      {Charset::shift_jis, "cut \x8F", "ends within a character"},
      {Charset::windows_1252,
       std::string("\xFF\xFE"
                   "a\0",
                   4),
       "is UTF-16"},
  };
  for (const Wrong& one : wrong) {
    INFO(one.error);
    CHECK_THAT(error_of(one.bytes, TextDecoder(one.charset)), Catch::Matchers::Contains(one.error));
  }
}

TEST_CASE("a Content-Type header names the charset") {
  CHECK(charset_of_content_type("text/tab-separated-values; charset=UTF-8") == Charset::utf_8);
  CHECK(charset_of_content_type("text/plain;charset=\"ISO-8859-1\"; x=y") == Charset::windows_1252);
  CHECK(charset_of_content_type("text/plain; Charset=Cp1252") == Charset::windows_1252);
  CHECK(charset_of_content_type("text/plain; charset=Shift_JIS") == Charset::shift_jis);
  CHECK_FALSE(charset_of_content_type("text/plain"));
  CHECK_FALSE(charset_of_content_type("text/plain; charset="));
}

TEST_CASE("a charset that is declared and not known is refused by its name") {
  for (const char* name : {"ISO-8859-15", "windows-1250", "UTF-16", "koi8-r"}) {
    INFO(name);
    CHECK_THROWS_WITH(charset_of_content_type("text/plain; charset=" + std::string(name)),
                      Catch::Matchers::Contains("declared as '" + mooring::detail::ascii_lower(name) + "'"));
  }
}

TEST_CASE("undeclared text of Japan is judged by a longer stretch than its first character") {
  const auto found = [](const std::string& bytes) {
    std::set<std::string> texts;
    for (size_t part = 1; part <= bytes.size(); ++part)
      texts.insert(decoded(bytes, part, TextDecoder(std::nullopt, Charset::shift_jis)));
    REQUIRE(texts.size() == 1);
    return *texts.begin();
  };
  CHECK(found("sku\t\xC3\xBD\xC4\n") == "sku\tﾃｽﾄ\n");           // half-width katakana, an odd number
  CHECK(found("sku\t\xC3\xBD\n") == "sku\tﾃｽ\n");                // "ý" in UTF-8, but no Japanese
  CHECK(found("sku\t\xC3\xBD\t\x83\x65\n") == "sku\tﾃｽ\tテ\n");  // what follows is no UTF-8
  CHECK(found("sku\tテスト\t®\n") == "sku\tテスト\t®\n");
  CHECK(found("sku\t®\tテスト\n") == "sku\t®\tテスト\n");
  CHECK(found("sku\t\xC2\xA0\n") == "sku\t\xC2\xA0\n");  // A0 is nothing in Shift_JIS
}

TEST_CASE("undeclared text of Japan that never decides it is held back no further than 64 KB") {
  TextDecoder decoder(std::nullopt, Charset::shift_jis);
  std::string text;
  std::string part;
  for (int i = 0; i < 1000; ++i)
    part += "\xC3\xBD";
  for (int i = 0; i < 40; ++i)
    decoder.decode(part, text);
  CHECK(decoder.charset() == Charset::shift_jis);
  CHECK(text.size() > 60'000);
}
