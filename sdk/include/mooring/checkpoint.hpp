// What a sync tells the host beside rows: how far it is (Checkpoint), what it now holds, what it listed completely,
// and what a person should know (Notice). These types have constructors on purpose (see task.hpp).
//   co_await ctx.checkpoint(Checkpoint(cursor)
//                               .held("sales", shop, from, to)
//                               .complete(Listing("products", shop).certain()));
#pragma once
#include <string>
#include <utility>
#include <vector>

#include "mooring/abi.h"
#include "mooring/failure.hpp"
#include "mooring/time.hpp"

namespace mooring {

// A time range [from, to) of a stream that is now held completely for a marketplace (empty: for the whole
// connection).
class Range {
 public:
  Range(std::string range_stream, std::string range_marketplace, Time range_from, Time range_to)
      : stream(std::move(range_stream)),
        marketplace(std::move(range_marketplace)),
        from(range_from),
        to(range_to) {}

  std::string stream, marketplace;
  Time from, to;
};

// A Range of a part of the stream that comes and goes by itself (a product, a report type), or one that is lost:
// wanted, never read, and no longer offered by the provider.
class Coverage : public Range {
 public:
  Coverage(Range range, std::string covered_part, bool is_lost)
      : Range(std::move(range)), part(std::move(covered_part)), lost(is_lost) {}

  std::string part;  // empty: the whole stream
  bool lost;
};

// This run has emitted EVERY record of the stream that the provider has there. What the host holds and this run did
// not emit gets a deletion mark: when it is missing in two complete listings in a row, or at once when `certain`.
class Listing {
 public:
  // marketplace empty: the whole connection; only for streams with scope = "connection".
  explicit Listing(std::string listed_stream, std::string listed_marketplace = {})
      : stream(std::move(listed_stream)), marketplace(std::move(listed_marketplace)) {}

  // Only the records whose text field has this value were listed.
  Listing& where(std::string field_name, std::string field_value) {
    field = std::move(field_name);
    value = std::move(field_value);
    return *this;
  }
  // Only the records of these days, both included: "2026-01-31". The stream's time_field is a date.
  Listing& between(std::string first_date, std::string last_date) {
    from_date = std::move(first_date);
    to_date = std::move(last_date);
    return *this;
  }
  // The listing is one consistent document, not pages between which a record may slip through.
  Listing& certain() {
    is_certain = true;
    return *this;
  }

  std::string stream, marketplace, field, value, from_date, to_date;
  bool is_certain = false;
};

// Everything emitted since the last checkpoint, the cursor and what is told here are committed together or not at all.
class Checkpoint {
 public:
  explicit Checkpoint(std::string new_cursor) : cursor(std::move(new_cursor)) {}

  // [from, to) is now held completely. A part: see Coverage.
  Checkpoint& held(std::string stream, std::string marketplace, Time from, Time to, std::string part = {}) {
    Range range(std::move(stream), std::move(marketplace), from, to);
    if (part.empty())
      covered.push_back(std::move(range));
    else
      coverage.emplace_back(std::move(range), std::move(part), false);
    return *this;
  }
  // [from, to) was wanted, was never read, and the provider no longer has it.
  Checkpoint& lost(std::string stream, std::string marketplace, Time from, Time to, std::string part = {}) {
    coverage.emplace_back(Range(std::move(stream), std::move(marketplace), from, to), std::move(part), true);
    return *this;
  }
  Checkpoint& complete(Listing listing) {
    listings.push_back(std::move(listing));
    return *this;
  }

  std::string cursor;
  std::vector<Range> covered;      // held, of whole streams
  std::vector<Coverage> coverage;  // of parts, and what is lost
  std::vector<Listing> listings;
};

// Something that a person should know though the run goes on: shown with the stream until a run ends without it.
class Notice {
 public:
  // The code is stable, like "not_permitted"; the message is one sentence.
  Notice(std::string notice_code, std::string notice_message)
      : code(std::move(notice_code)), message(std::move(notice_message)) {}
  // What failed, where, without failing the run.
  Notice(std::string notice_code, const Failure& why)
      : code(std::move(notice_code)),
        message(why.message()),
        endpoint(why.endpoint()),
        request_id(why.request_id()),
        status(why.status()) {}

  std::string code, message, endpoint, request_id;
  int32_t status = 0;  // HTTP status that it is about; 0: none
};

}  // namespace mooring
