// The list of pending reports and its text in a cursor.
#include <catch2/catch.hpp>
#include <mooring/report_book.hpp>

using namespace mooring;

namespace {

ReportBook sample() {
  ReportBook book;
  book.put(PendingReport("products/2026-01-01/2026-01-31", "5f-1", time_from_us(1'767'225'600'000'000), 1));
  book.put(PendingReport("a \"quoted\" \\ key\nin two lines, \xC3\xA9", "\x01\x1f", time_from_us(-5), 3));
  return book;
}

}  // namespace

TEST_CASE("a book is read back as it was written") {
  CHECK(ReportBook().to_json() == "[]");
  CHECK(ReportBook::from_json("[]") == ReportBook());
  CHECK(ReportBook::from_json("") == ReportBook());
  const ReportBook book = sample();
  CHECK(ReportBook::from_json(book.to_json()) == book);
  CHECK(book.to_json().substr(0, 63) == R"([["products/2026-01-01/2026-01-31","5f-1",1767225600000000,1],[)");
}

TEST_CASE("a book that another JSON library wrote again is the same") {
  const ReportBook book =
      ReportBook::from_json(" [ [ \"a\\/b\\u00e9\\ud834\\udd1e\\t\" ,\"i\", 7 , 2 ] ,\n[\"b\",\"\",0,1] ]\n");
  REQUIRE(book.pending().size() == 2);
  CHECK(book.pending()[0].key == "a/b\xC3\xA9\xF0\x9D\x84\x9E\t");
  CHECK(book.pending()[0].requested_at == time_from_us(7));
  CHECK(book.pending()[0].attempts == 2);
}

TEST_CASE("a report is in the book once") {
  ReportBook book = sample();
  book.put(PendingReport("products/2026-01-01/2026-01-31", "5f-2", time_from_us(9), 2));
  REQUIRE(book.pending().size() == 2);
  REQUIRE(book.find("products/2026-01-01/2026-01-31"));
  CHECK(book.find("products/2026-01-01/2026-01-31")->id == "5f-2");
  book.erase("products/2026-01-01/2026-01-31");
  book.erase("never there");
  CHECK(book.pending().size() == 1);
  CHECK(book.find("products/2026-01-01/2026-01-31") == nullptr);
}

TEST_CASE("a damaged book is refused, at every cut too") {
  const std::string whole = sample().to_json();
  for (size_t size = 1; size < whole.size(); ++size) {
    INFO(whole.substr(0, size));
    CHECK_THROWS_AS(ReportBook::from_json(whole.substr(0, size)), Failure);
  }
  for (const char* text : {"{}", "[[]]", "[[1,2,3,4]]", "[[\"a\",\"b\",x,1]]", "[[\"\\q\",\"b\",1,1]]",
                           "[[\"\\u12g4\",\"b\",1,1]]", "[[\"\\ud834\",\"b\",1,1]]", "[[\"a\",\"b\",1,1],]",
                           "[[\"a\",\"b\",1,1]] x", "[[\"a\",\"b\",1,1]\"a\"]"}) {
    INFO(text);
    CHECK_THROWS_AS(ReportBook::from_json(text), Failure);
  }
}
