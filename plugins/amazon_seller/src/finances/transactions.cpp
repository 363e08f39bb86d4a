#include "finances/transactions.hpp"

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include "finances/transaction_rows.hpp"
#include "orders/sync.hpp"
#include "page_rows.hpp"
#include "pages.hpp"
#include "run_or_backfill.hpp"
#include "times_cursor.hpp"

namespace amazon_seller {

using namespace mooring;

namespace {

constexpr char kPath[] = "/finances/2024-06-19/transactions";
constexpr char kBudget[] = "finances.transactions";
constexpr char kRole[] = "Finance and Accounting";
constexpr PageShape kShape{"payload", "transactions", "payload", "nextToken", "transaction", "", false};

constexpr Duration kSettle = std::chrono::minutes(2);  // Amazon refuses later ends
constexpr Duration kKept =
    std::chrono::days(730);                        // not published; what Amazon's reports of money reach back
constexpr Duration kSlice = std::chrono::days(7);  // page tokens expire: a listing is kept short
constexpr Duration kLate = std::chrono::days(3);   // orders of the last 48 hours may be missing
constexpr Duration kRestated = std::chrono::days(30);
constexpr Duration kReleasedLate = std::chrono::days(180);  // the widest window that Amazon answers
constexpr Duration kAgainEvery = std::chrono::hours(24);
constexpr char kReleased[] = "DEFERRED_RELEASED";

struct Slice {
  Time from, until;
  bool to_now = false;      // the end is left to Amazon's clock
  const char* status = "";  // only of this status
};

// One listing of a slice.
class SliceListing : public Listed {
 public:
  SliceListing(const Call& call, const Slice& slice, std::string cursor)
      : Listed("transactions", kTransactionFields, std::move(cursor)), call_(call), slice_(slice) {}

  HttpRequest request(const std::string& token) const override {
    Url url(call_.api_base, kPath);
    url.add("postedAfter", format_time(slice_.from));
    if (!slice_.to_now) url.add("postedBefore", format_time(slice_.until));
    if (*slice_.status != '\0') url.add("transactionStatus", slice_.status);
    if (!token.empty()) url.add("nextToken", token);
    return HttpRequest::get(url).with_budget(kBudget).with_credential(kCredential);
  }
  void begin() override { transactions_.begin(); }
  void take(simdjson::ondemand::object record, PageReader& reader) override {
    Transaction transaction = read_transaction(record, reader);
    if (!transaction.id && *slice_.status != '\0') {
      nameless_.insert(*transaction.posted);
      return;
    }
    if (transactions_.breakdowns.size() >= kRowsPerGroup) end_group();
    transactions_.add(std::move(transaction));
  }

  // When transactions without an id were posted that were left out: only a whole listing tells which of those that are alike it is.
  const std::set<Time>& nameless() const { return nameless_; }

 private:
  struct Group {
    Rows transactions, breakdowns;
  };

  // A page may have more breakdowns than the host takes between two checkpoints.
  void end_group() {
    Rows no_transactions("transactions", kTransactionFields);
    Rows no_breakdowns("transaction_breakdowns", kBreakdownFields);
    groups_.push_back({std::exchange(rows_, std::move(no_transactions)),
                       std::exchange(transactions_.breakdowns, std::move(no_breakdowns))});
  }

  Task<> hand_over(Context& ctx) override {
    for (Group& group : groups_) {
      co_await ctx.emit(group.transactions);
      co_await ctx.emit(group.breakdowns);
      co_await commit(ctx);
    }
    groups_.clear();
    co_await ctx.emit(rows_);
    co_await ctx.emit(transactions_.breakdowns);
  }

  const Call& call_;
  const Slice slice_;
  TransactionRows transactions_{rows_};
  std::vector<Group> groups_;  // of the page, but for the last
  std::set<Time> nameless_;
};

class TransactionsSync {
 public:
  TransactionsSync(Context& ctx, const Call& call)
      : ctx_(ctx),
        call_(call),
        cursor_(call.cursor),
        settled_(std::chrono::floor<std::chrono::seconds>(call.now - kSettle)),
        oldest_(std::chrono::ceil<std::chrono::seconds>(call.now - kKept)) {}

  Task<> run() {
    const auto read_to = cursor_.at("read_to"), again_at = cursor_.at("again_at");
    const Time wanted = std::chrono::ceil<std::chrono::seconds>(call_.history_from);
    const Time from = read_to ? *read_to - kLate : std::max(oldest_, wanted);
    co_await read_range(std::min(from, settled_), settled_, true);
    if (read_to && again_at && call_.now - *again_at < kAgainEvery) co_return;
    // The first run has just seen everything as it is.
    if (read_to) {
      const Time restated = std::max(settled_ - kRestated, oldest_);
      for (Time at = restated; at < from; at += kSlice) {
        co_await report_progress(at - restated, from - restated, at, std::min(at + kSlice, from));
        co_await read({at, std::min(at + kSlice, from), false});
      }
      const Slice deferred{settled_ - kReleasedLate, std::min(restated, from), false, kReleased};
      if (deferred.from < deferred.until) co_await read_released(deferred);
    }
    cursor_.set("again_at", call_.now);
    co_await ctx_.checkpoint(cursor_.text());
  }

  Task<> backfill() {
    const TimeRange range = *call_.range();
    const Time from = std::clamp(oldest_, range.from, range.to), until = std::min(range.to, settled_);
    if (range.from < from) {
      Checkpoint point(cursor_.text());
      point.lost("transactions", "", range.from, from).lost("transaction_breakdowns", "", range.from, from);
      co_await ctx_.checkpoint(std::move(point));
    }
    const auto read_to = cursor_.at("read_to");
    co_await read_range(read_to ? std::max(*read_to, from) : from, until, false);
  }

 private:
  // Slice by slice, each with its range held.
  Task<> read_range(Time from, Time until, bool to_now) {
    const Time began = from;
    do {
      const Time end = std::min(from + kSlice, until);
      if (from >= end && !to_now) co_return;
      co_await report_progress(from - began, until - began, from, end);
      co_await read({std::min(from, end - std::chrono::seconds(1)), end, to_now && end == until});
      cursor_.set("read_to", end);
      Checkpoint point(cursor_.text());
      if (from < end) point.held("transactions", "", from, end).held("transaction_breakdowns", "", from, end);
      co_await ctx_.checkpoint(std::move(point));
      from = end;
    } while (from < until);
  }

  Task<> read_released(const Slice slice) {
    SliceListing listing(call_, slice, cursor_.text());
    co_await read_listing(ctx_, reader_, kRole, listing);
    for (Time at = slice.from; at < slice.until; at += kSlice) {
      const Time end = std::min(at + kSlice, slice.until);
      const auto nameless = listing.nameless().lower_bound(at);
      if (nameless != listing.nameless().end() && *nameless < end) co_await read({at, end, false});
    }
  }

  Task<> read(const Slice slice) {
    SliceListing listing(call_, slice, cursor_.text());
    co_await read_listing(ctx_, reader_, kRole, listing);
  }

  detail::ProgressAwaiter report_progress(Duration done, Duration total, Time from, Time until) {
    const auto seconds = [](Duration duration) {
      return std::chrono::duration_cast<std::chrono::seconds>(duration).count();
    };
    return ctx_.progress(seconds(done), seconds(total), "money posted " + span_for_people(from, until));
  }

  Context& ctx_;
  const Call& call_;
  TimesCursor cursor_;
  const Time settled_, oldest_;
  PageReader reader_{kShape};
};

}  // namespace

Task<> sync_transactions(Context& ctx, const Call& call) {
  return run_or_backfill<TransactionsSync>(ctx, call);
}

}  // namespace amazon_seller
