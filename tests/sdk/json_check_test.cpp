// What is JSON and what is not, byte by byte.
#include <catch2/catch.hpp>
#include <mooring/json_array.hpp>
#include <mooring/json_check.hpp>

using namespace mooring;

TEST_CASE("what RFC 8259 allows is JSON") {
  const std::string deepest = std::string(1024, '[') + std::string(1024, ']');
  for (const std::string& text : {std::string("null"),
                                  std::string("true"),
                                  std::string("false"),
                                  std::string(" \t\r\n1 \n"),
                                  std::string("0"),
                                  std::string("-0"),
                                  std::string("-0.0e+00"),
                                  std::string("12.50E-3"),
                                  std::string("123456789012345678901234567890"),
                                  std::string("1e400"),
                                  std::string("\"\""),
                                  std::string(R"("\"\\\/\b\f\n\r\t\u00e9\u0000\ud834\udd1e\uD800")"),
                                  std::string("\"\x7F\xC3\xA9\""),
                                  std::string("[]"),
                                  std::string("[ ]"),
                                  std::string("{}"),
                                  std::string("{ }"),
                                  std::string("[1,[],{}]"),
                                  std::string(R"( { "a" : [ 1 , null ] , "" : { "b" : "c" } } )"),
                                  std::string(R"({"a":{"b":[{"c":[[{"d":"]}"}]]}]},"a":1})"),
                                  "\"" + std::string(100, 'x') + "\\n" + std::string(15, 'y') + "\"",
                                  deepest}) {
    INFO(text);
    CHECK_FALSE(find_json_fault(text));
  }
}

TEST_CASE("what RFC 8259 does not allow is found, with its place") {
  struct Wrong {
    std::string text;
    size_t at;
    std::string what;
  };
  const std::string text_15(15, 'x'), text_16(16, 'x');
  for (const Wrong& wrong : std::vector<Wrong>{
           {"", 0, "it ends where a value is due"},
           {"  ", 2, "it ends where a value is due"},
           {"tru", 0, "a value is missing"},
           {"truE", 0, "a value is missing"},
           {"nulll", 4, "something follows"},
           {"@", 0, "a value is missing"},
           {"'a'", 0, "a value is missing"},
           {"\xEF\xBB\xBF{}", 0, "a value is missing"},
           {"1 2", 2, "something follows"},
           {"{}{}", 2, "something follows"},
           {"[1 2]", 3, "neither a comma nor an end"},
           {"[1,]", 3, "a value is missing"},
           {"[,1]", 1, "a value is missing"},
           {"[1}", 2, "neither a comma nor an end"},
           {"[1", 2, "a list is not closed"},
           {"[", 1, "it ends where a value is due"},
           {R"({"a" 1})", 5, "no colon"},
           {R"({"a":})", 5, "a value is missing"},
           {R"({"a":1,})", 7, "the name of a member"},
           {R"({"a":1]})", 6, "neither a comma nor an end"},
           {R"({"a":1)", 6, "an object is not closed"},
           {R"({1:2})", 1, "the name of a member"},
           {R"({"a":[{"b":tru}]})", 11, "a value is missing"},
           {"01", 1, "something follows"},
           {"-", 1, "no digits"},
           {"+1", 0, "a value is missing"},
           {".5", 0, "a value is missing"},
           {"1.", 2, "no digits behind its point"},
           {"1.2.3", 3, "something follows"},
           {"1e", 2, "no digits in its exponent"},
           {"1e+", 3, "no digits in its exponent"},
           {"NaN", 0, "a value is missing"},
           {R"("\q")", 1, "no such escape"},
           {R"("\u12")", 1, "no such escape"},
           {R"("\u12g4")", 1, "no such escape"},
           {R"("\)", 1, "no such escape"},
           {"\"a\nb\"", 2, "a control character"},
           {std::string("\"a\0b\"", 5), 2, "a control character"},
           {"\"" + text_15 + "\x1f\"", 16, "a control character"},
           {"\"" + text_16 + "\x1f\"", 17, "a control character"},
           {"\"" + text_16, 17, "a text is not closed"},
           {std::string(1025, '['), 1024, "nested too deep"},
       }) {
    INFO(wrong.text);
    const auto fault = find_json_fault(wrong.text);
    REQUIRE(fault);
    CHECK(fault->at == wrong.at);
    CHECK_THAT(std::string(fault->what), Catch::Matchers::Contains(wrong.what));
  }
}

TEST_CASE("a fault is told with its place and a sample") {
  const auto told = [](std::string_view text, uint64_t before = 0) {
    return text_of(*find_json_fault(text), text, before);
  };
  CHECK(told(R"({"x":tru})") == R"(a value is missing at byte 5, near "tru}")");
  CHECK(told(R"({"x":tru})", 100) == R"(a value is missing at byte 105, near "tru}")");
  CHECK(told(R"({"x":[1)") == R"(a list is not closed at byte 7, behind "{"x":[1")");
  CHECK(told("[\xC3\xA9\x01]") == "a value is missing at byte 1, near \"   ]\"");
  CHECK(told("[" + std::string(100, '?')).size() < 100);
}

TEST_CASE("each element of an array is JSON, or refused with its place in the document") {
  JsonArraySplitter array;
  const std::string document = R"([{"a":1},{"b":[tru]}])";
  std::string message;
  try {
    for (const char byte : document) {
      array.feed(std::string_view(&byte, 1));
      while (array.next()) {
      }
    }
  } catch (const Failure& failure) {
    CHECK(failure.kind() == FailureKind::bad_response);
    message = failure.message();
  }
  CHECK(array.element_count() == 2);
  CHECK(message == R"(element 2 of the JSON array is no JSON: a value is missing at byte 15, near "tru]}")");
}
