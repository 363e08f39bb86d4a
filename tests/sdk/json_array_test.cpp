// One JSON array in parts: every split position, every way to be broken, and a measure of the speed.
#include <catch2/catch.hpp>
#include <chrono>
#include <cstdlib>
#include <mooring/json_array.hpp>
#include <random>

using namespace mooring;

namespace {

using Elements = std::vector<std::string>;

void take_all(JsonArraySplitter& array, Elements& elements) {
  while (const auto element = array.next()) {
    volatile char sum = 0;  // the padding may be read
    for (size_t i = 0; i < JsonArraySplitter::kPadding; ++i)
      sum = static_cast<char>(sum + element->data()[element->size() + i]);
    elements.emplace_back(*element);
  }
}

Elements split(const std::vector<std::string_view>& parts, size_t element_bytes_max = 1 << 20) {
  JsonArraySplitter array(element_bytes_max);
  Elements elements;
  for (const std::string_view part : parts) {
    std::string copy(part);  // gone before the elements are taken
    array.feed(copy);
    copy.assign(copy.size(), '?');
    take_all(array, elements);
  }
  array.finish();
  return elements;
}

std::string error_of(const std::vector<std::string_view>& parts, size_t element_bytes_max = 1 << 20) {
  try {
    split(parts, element_bytes_max);
  } catch (const Failure& failure) {
    CHECK(failure.kind() == FailureKind::bad_response);
    return failure.message();
  }
  return {};
}

std::vector<std::string_view> in_parts_of(std::string_view document, size_t size) {
  std::vector<std::string_view> parts;
  for (; !document.empty(); document.remove_prefix(std::min(size, document.size())))
    parts.push_back(document.substr(0, size));
  return parts;
}

// Brackets and quotes in strings, escapes of every kind, UTF-8, nesting, scalars, white space; longer than two blocks.
const Elements kTricky = {
    R"({"a":"]},{[\"\\","b":{"c":[1,[2,{"d":"\\\\\""}]]},"u":"é€𝄞\ud834\udd1e"})",
    R"("a string, with ] and \" and \\")",
    "-12.5e+3",
    "true",
    R"([[],[{}],"]"])",
    R"({})",
    "null",
    R"({"long":")" + std::string(200, 'x') + R"(\\","end":"\"}"})",
    R"({"many":")" + std::string(31, '\\') + R"("","z":")" + std::string(64, '}') + R"("})",
    "7"};

std::string tricky_document() {
  static const std::string kSpace[] = {"", " ", "\n\t", "\r\n  "};
  std::string text = " \n[";
  for (size_t i = 0; i < kTricky.size(); ++i)
    text += (i == 0 ? "" : ",") + kSpace[i % 4] + kTricky[i] + kSpace[(i + 1) % 4];
  return text + "] \n";
}

}  // namespace

TEST_CASE("a JSON array is split into its elements at every split position") {
  const std::string document = tricky_document();
  REQUIRE(split({document}) == kTricky);
  for (size_t at = 0; at <= document.size(); ++at) {
    const std::string_view text(document);
    if (split({text.substr(0, at), text.substr(at)}) != kTricky) FAIL("split at byte " << at);
  }
  for (size_t size = 1; size < 200; ++size)
    if (split(in_parts_of(document, size)) != kTricky) FAIL("in parts of " << size);
}

TEST_CASE("every pair of split positions within an escape gives the same") {
  const Elements wanted = {R"({"k":"\\\"]\u005d\\"})", R"("\\")"};
  const std::string document = "[" + wanted[0] + "," + wanted[1] + "]";
  const std::string_view text(document);
  for (size_t a = 0; a <= text.size(); ++a)
    for (size_t b = a; b <= text.size(); ++b)
      if (split({text.substr(0, a), text.substr(a, b - a), text.substr(b)}) != wanted)
        FAIL("split at " << a << " and " << b);
}

TEST_CASE("random arrays are split as they were put together") {
  std::mt19937 random(7);
  const auto pick = [&](size_t below) { return random() % below; };
  static const std::string kPieces[] = {"\\\\", "\\\"", "{", "}", "[", "]", ",", "é", "plain text", ":", " "};
  for (int round = 0; round < 300; ++round) {
    Elements wanted;
    std::string document = "[";
    for (size_t n = pick(8); n > 0; --n) {
      std::string element = "{\"k\":\"";
      for (size_t pieces = pick(60); pieces > 0; --pieces)
        element += kPieces[pick(std::size(kPieces))];
      element += "\",\"n\":[" + std::to_string(pick(1000)) + "]}";
      document += (wanted.empty() ? "" : ",") + element;
      wanted.push_back(std::move(element));
    }
    document += "]";
    INFO(document);
    REQUIRE(split(in_parts_of(document, 1 + pick(150))) == wanted);
  }
}

TEST_CASE("an array may be empty") {
  CHECK(split({"[]"}).empty());
  CHECK(split({" ", "[", "\n", "]", " "}).empty());
}

TEST_CASE("what is no complete array is refused with the place") {
  struct Wrong {
    const char *document, *error;
  };
  const Wrong wrong = GENERATE(values<Wrong>({
      {"", "the JSON array is missing: the document is empty"},
      {"  ", "the document is empty"},
      {"{}", "does not begin with '[' (byte 0)"},
      {" null", "does not begin with '[' (byte 1)"},
      {"[", "is cut off in or behind element 0, at byte 1"},
      {"[{\"a\":1", "is cut off in or behind element 1"},
      {"[{\"a\":\"]}", "is cut off in or behind element 1"},
      {"[1,2", "is cut off in or behind element 2, at byte 4"},
      {"[{},{}", "is cut off in or behind element 2"},
      {"[1,", "is cut off in or behind element 1"},
      {"[,1]", "lacks an element (byte 1)"},
      {"[1,]", "lacks an element (byte 3)"},
      {"[1,,2]", "lacks an element (byte 3)"},
      {"[}", "lacks an element"},
      {"[{} {}]", "has neither ',' nor ']' behind an element (byte 4)"},
      {"[\"a\":1]", "has neither ',' nor ']' behind an element (byte 4)"},
      {"[] []", "is followed by something (byte 3)"},
      {"[1]x", "is followed by something (byte 3)"},
  }));
  INFO(wrong.document);
  CHECK_THAT(error_of({wrong.document}), Catch::Matchers::Contains(wrong.error));
  CHECK_THAT(error_of(in_parts_of(wrong.document, 1)), Catch::Matchers::Contains(wrong.error));
}

TEST_CASE("an element has a size limit, and the memory too") {
  const std::string fits = "[\"" + std::string(98, 'x') + "\"]", large = "[\"" + std::string(99, 'x') + "\"]";
  CHECK(split({fits}, 100).size() == 1);
  CHECK_THAT(error_of({large}, 100),
             Catch::Matchers::Contains("element 1 of the JSON array is larger than 100"));
  CHECK_THAT(error_of({"[{\"endless\":\"" + std::string(300, 'x')}, 100),
             Catch::Matchers::Contains("larger"));
  const std::string word = "[" + std::string(101, '1') + "]";
  CHECK_THAT(error_of(in_parts_of(word, 10), 100), Catch::Matchers::Contains("larger"));
}

// Not a check but a number: sdk_tests "[.measure]"
TEST_CASE("the speed of splitting", "[.measure]") {
  std::string document = "[";
  for (int i = 0; document.size() < (64u << 20); ++i)
    document +=
        (i == 0 ? "" : ",") + std::string(R"({"campaignId":")") + std::to_string(1'000'000 + i) +
        R"(","campaignName":"Autumn sale, EU","date":"2026-01-31","impressions":1234,"clicks":56,"cost":12.34,)" +
        R"("purchases7d":3,"sales7d":99.90,"adGroupId":"123456789","keyword":"red \"running\" shoes"})";
  document += "]";
  const auto began = std::chrono::steady_clock::now();
  JsonArraySplitter array;
  size_t count = 0;
  for (const std::string_view part : in_parts_of(document, 256 << 10)) {
    array.feed(part);
    while (array.next())
      ++count;
  }
  array.finish();
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
  WARN(count << " elements, " << static_cast<double>(document.size()) / took.count() / 1e6 << " MB/s");
}
