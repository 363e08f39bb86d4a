// Operations that list records page by page: where the records and the token stand in an answer, and how the pages are
// followed to their end. What a record is, and how its stream keeps a page, is the stream's own business.
#pragma once
#include <functional>
#include <mooring/plugin.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>

#include "api.hpp"
#include "values.hpp"

namespace amazon_seller {

using amazon::Text;
using amazon::Unreadable;
using amazon::Value;
using amazon::ValueReader;

struct PageShape {
  const char* wrapper;        // "payload": the member that holds the records; empty: the answer itself does
  const char* records;        // "transactions"; empty: the wrapper is the array
  const char* pagination;     // the member that holds the token
  const char* token;          // "nextToken"
  const char* noun;           // "transaction": for messages
  const char* total = "";     // the member that counts the records of all pages; empty: there is none
  bool list_required = true;  // by Amazon's model; false: a page without the list has no records
};

struct Page {
  size_t records = 0;
  std::string_view text;   // the records as they stand in the answer
  std::string next_token;  // empty on the last page
  std::optional<int64_t> total;
};

// Reads pages of one shape; one per task. `use` is called for each record, in order, and adds it to rows that nobody has seen
// yet: when the page turns out to be bad, the run fails and the rows with it.
class PageReader {
 public:
  using Use = std::function<void(simdjson::ondemand::object, PageReader&)>;

  explicit PageReader(const PageShape& shape) : shape_(shape) {}

  // Throws Failure when Amazon refused the call (`role` is named with a 403) or the answer is not what Amazon documents:
  // bad_response with the record, the member and a sample.
  Page read(const mooring::HttpResponse& answer, const char* role, const Use& use);
  // For `use`: how members are read, and the id of the record that is being read, for messages.
  ValueReader& values() { return values_; }
  void name_record(Text id) { record_ = id ? std::string(*id) : std::string(); }

 private:
  void read_members(const mooring::HttpResponse& answer, simdjson::ondemand::document& document, Page& page,
                    const Use& use);
  void read_wrapper(Value value, Page& page, const Use& use);
  void read_records(Value value, Page& page, const Use& use);
  void read_token(Value value, Page& page);
  std::string place(const Page& page) const;

  const PageShape shape_;
  simdjson::ondemand::parser parser_;
  simdjson::ondemand::document* document_ = nullptr;  // that is being read
  ValueReader values_;
  std::string record_;  // id of the record that is being read, when it is known already
  const char* record_at_ = nullptr;
  bool found_ = false;                                 // the records, or that there are none
  bool found_wrapper_ = false, found_others_ = false;  // members beside the list and the token
  bool in_record_ = false;
};

// What a stream does with the pages of one listing.
class Listed {
 public:
  // `fields` of `stream` are what take() fills. The cursor is where the stream stands before the listing: the rows of each page
  // are committed with it. Without one they are committed by whoever reads the listing.
  Listed(std::string stream, size_t fields, std::optional<std::string> cursor)
      : rows_(std::move(stream), fields), cursor_(std::move(cursor)) {}
  virtual ~Listed() = default;
  virtual mooring::HttpRequest request(const std::string& token) const = 0;
  virtual void take(simdjson::ondemand::object record, PageReader& reader) = 0;
  // Before the first page: the listing begins, perhaps once more.
  virtual void begin() {}
  // After each page, with the records of all pages so far: false leaves the listing there.
  virtual bool goes_on(const Page&, size_t /*records*/) { return true; }
  // After each page.
  mooring::Task<> keep(mooring::Context& ctx);

 protected:
  // All that was taken since the last page; never nothing.
  virtual mooring::Task<> hand_over(mooring::Context& ctx) { co_await ctx.emit(rows_); }
  // What was handed over so far, where there is a cursor.
  mooring::Task<> commit(mooring::Context& ctx);

  mooring::Rows rows_;

 private:
  const std::optional<std::string> cursor_;
};

// What tells that a provider goes round in circles: a page that repeats the one before, or a token that was given before.
class PageSequence {
 public:
  PageSequence() = default;
  // The token that the listing goes on with; empty: it begins.
  explicit PageSequence(std::string_view token) : tokens_{std::hash<std::string_view>()(token)} {}

  // After each page. `records`: as they stand in the answer; empty: there are none. Throws bad_answer.
  void add(const mooring::HttpResponse& answer, std::string_view records, std::string_view next_token);

 private:
  std::unordered_set<size_t> tokens_;  // hashes
  std::optional<size_t> last_page_;    // hash
};

struct ListingEnd {
  // Amazon answered 400 to a token: the listing has to begin again. What it said; its own words tell whether it is the token.
  std::optional<mooring::Failure> token_refused;
  bool was_left = false;  // see Listed::goes_on
  size_t records = 0;
};

// Follows the pages to the end. Pages that go round in circles, or have no end, are bad answers.
mooring::Task<ListingEnd> follow_pages(mooring::Context& ctx, PageReader& reader, const char* role,
                                       Listed& listed);

// A token that expired or was lost begins the listing again, twice at most; records are written by their key. Then throws what
// Amazon said of the last one.
mooring::Task<ListingEnd> read_listing(mooring::Context& ctx, PageReader& reader, const char* role,
                                       Listed& listed);

}  // namespace amazon_seller
