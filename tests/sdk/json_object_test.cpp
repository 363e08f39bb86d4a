// A JSON object whose members are arrays, in parts: the elements with the names of their members, at every split position.
#include <catch2/catch.hpp>
#include <mooring/json_array.hpp>

using namespace mooring;

namespace {

std::vector<std::string> split(std::string_view document, size_t part_bytes) {
  JsonArraySplitter object = JsonArraySplitter::of_object();
  std::vector<std::string> found;
  const auto take = [&] {
    while (const auto element = object.next())
      found.push_back(object.member() + (object.is_of_array() ? "[]" : "") + "=" + std::string(*element));
  };
  for (; !document.empty(); document.remove_prefix(std::min(part_bytes, document.size()))) {
    std::string copy(document.substr(0, part_bytes));
    object.feed(copy);
    copy.assign(copy.size(), '?');
    take();
  }
  take();
  object.finish();
  return found;
}

std::string error_of(std::string_view document) {
  try {
    split(document, 3);
  } catch (const Failure& failure) {
    CHECK(failure.kind() == FailureKind::bad_response);
    return failure.message();
  }
  return {};
}

const std::string kDocument =
    " {\"spec\" : {\"type\":\"a, ] }\"} ,\"none\":[], \"rows\":[{\"a\":[1,{\"b\":\"]\"}]},\n{} , 7],"
    "\"q\\\"uote\\\\\":\"x\\\"y\",\"number\":-1.5,\"null\":null}\n";

const std::vector<std::string> kElements = {R"(spec={"type":"a, ] }"})",
                                            R"(rows[]={"a":[1,{"b":"]"}]})",
                                            "rows[]={}",
                                            "rows[]=7",
                                            R"(q\"uote\\="x\"y")",
                                            "number=-1.5",
                                            "null=null"};

}  // namespace

TEST_CASE("an object of arrays is split into the elements of its members at every split position") {
  for (size_t size = 1; size <= kDocument.size(); ++size) {
    INFO(size);
    REQUIRE(split(kDocument, size) == kElements);
  }
  CHECK(split("{}", 1).empty());
}

TEST_CASE("an object that is cut off anywhere is refused") {
  for (size_t size = 0; size < kDocument.size() - 1; ++size) {
    INFO(size);
    CHECK_FALSE(error_of(kDocument.substr(0, size)).empty());
  }
}

TEST_CASE("what is no such object is refused with the place") {
  struct Wrong {
    const char *document, *error;
  };
  const Wrong wrong = GENERATE(values<Wrong>({
      {"", "the JSON object is missing: the document is empty"},
      {"[]", "does not begin with '{' (byte 0)"},
      {"{,}", "lacks the name of a member (byte 1)"},
      {"{\"a\"}", "has no ':' behind the name \"a\" (byte 4)"},
      {"{\"a\":}", "lacks the value of \"a\" (byte 5)"},
      {"{\"a\":[1,]}", "lacks an element (byte 8)"},
      {"{\"a\":[1}", "has neither ',' nor ']' behind an element (byte 7)"},
      {"{\"a\":1,}", "lacks the name of a member (byte 7)"},
      {"{\"a\":[] \"b\":1}", "has neither ',' nor '}' behind a member (byte 8)"},
      {"{\"a\":1}x", "is followed by something (byte 7)"},
      {"{\"a\":[{}}", "has neither ',' nor ']' behind an element (byte 8)"},
  }));
  INFO(wrong.document);
  CHECK(error_of(wrong.document).find(wrong.error) != std::string::npos);
}

TEST_CASE("a name without an end is refused") {
  CHECK(error_of("{\"" + std::string(1000, 'n')).find("has a name of more than 256 bytes") !=
        std::string::npos);
}
