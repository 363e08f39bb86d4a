#include "catalogue/listing_changes.hpp"

#include <algorithm>

#include "catalogue/full_second.hpp"
#include "catalogue/listing_search.hpp"
#include "orders/sync.hpp"
#include "times_cursor.hpp"

namespace amazon_seller {

using namespace mooring;

namespace {

constexpr Duration kSettle = std::chrono::minutes(2);
constexpr Duration kReadAgain = std::chrono::minutes(10);
constexpr Duration kSpan = std::chrono::days(30);
constexpr Duration kShortest = std::chrono::seconds(1);

class ListingChangesSync {
 public:
  ListingChangesSync(Context& ctx, const Call& call)
      : ctx_(ctx),
        call_(call),
        cursor_(call.cursor),
        settled_(std::chrono::floor<std::chrono::seconds>(call.now - kSettle)) {}

  Task<> run() {
    const auto read_to = cursor_.at("read_to");
    const Time wanted =
        read_to ? *read_to - kReadAgain : std::chrono::floor<std::chrono::seconds>(call_.history_from);
    const Time first = std::min(wanted, settled_ - kShortest);  // also when the clock was set back
    Duration span = kSpan;
    for (Time from = first; from < settled_;) {
      const Time until = std::min(from + span, settled_);
      co_await ctx_.progress((from - first).count() / 1'000'000, (settled_ - first).count() / 1'000'000,
                             "listings changed " + span_for_people(from, until));
      const ListingFilter filter{from, until, {}, {}, {}};
      ListingSearch search(call_, filter, cursor_.text(), nullptr);
      const ListingEnd end = co_await read_listings(ctx_, reader_, search);
      if (end.was_left && until - from > kShortest) {
        span = std::max<Duration>(kShortest, std::chrono::floor<std::chrono::seconds>((until - from) / 2));
        continue;
      }
      int64_t missed = 0;
      if (end.was_left)
        missed = co_await read_full_second(ctx_, call_, reader_, filter, search.total(), cursor_.text());
      co_await finish(filter, missed);
      from = until;
      span = std::min<Duration>(kSpan, span * 2);
    }
    co_await tell_missed();
  }

 private:
  // What was missed is not told as held, and the next run goes on behind it: the report of all listings has it.
  Task<> finish(const ListingFilter filter, int64_t missed) {
    cursor_.set("read_to", filter.until);
    Checkpoint point(cursor_.text());
    if (missed == 0) point.held("listing_changes", call_.marketplace().id, filter.from, filter.until);
    co_await ctx_.checkpoint(std::move(point));
    if (missed == 0) co_return;
    if (missed_ == 0) missed_from_ = filter.from;
    missed_until_ = filter.until;
    missed_ = std::max(missed_, missed);
  }

  Task<> tell_missed() {
    if (missed_ == 0) co_return;
    co_await ctx_.notice(Notice(
        "listings_not_read",
        "Of the listings that were changed between " + format_time(missed_from_) + " and " +
            format_time(missed_until_) + ", " + std::to_string(missed_) +
            " or more could not be read: Amazon pages through " + std::to_string(kListingsPagedMax) +
            " of a search, and too many were made and changed within a second. The daily report of all "
            "listings (stream listings) has them"));
  }

  Context& ctx_;
  const Call& call_;
  TimesCursor cursor_;
  const Time settled_;
  PageReader reader_{kListingPages};
  int64_t missed_ = 0;  // of the second that lacks most
  Time missed_from_, missed_until_;
};

}  // namespace

Task<> sync_listing_changes(Context& ctx, const Call& call) {
  if (call.account_id.empty())
    throw Failure(
        FailureKind::internal,
        "the seller id of this connection is not known: reconnect, or give it beside the pasted token");
  ListingChangesSync sync(ctx, call);
  co_await sync.run();
}

}  // namespace amazon_seller
