#include "orders/sync.hpp"

#include <algorithm>

#include "api.hpp"
#include "orders/backfill.hpp"
#include "orders/cursor.hpp"
#include "orders/page.hpp"

namespace amazon_seller {

using namespace mooring;

namespace {

constexpr int64_t kPageSize = 100;
// What the declared fields need. BUYER and RECIPIENT are never asked for: no personal data is read.
constexpr std::string_view kIncludedData[] = {"PROCEEDS", "FULFILLMENT"};

int64_t seconds(Duration duration) {
  return std::chrono::duration_cast<std::chrono::seconds>(duration).count();
}

// One run: reads slices until all selected marketplaces are read to the present.
class OrdersSync {
 public:
  OrdersSync(Context& ctx, const Call& call)
      : ctx_(ctx),
        call_(call),
        cursor_(parse_cursor(call.cursor)),
        first_position_(first_position(call.history_from, call.now)),
        began_at_(oldest_position()),
        settled_at_start_(settled_at(call.now)) {}

  Task<> run() {
    std::optional<Slice> slice = unfinished_slice(cursor_, call_.marketplaces, ctx_.now());
    cursor_.slice.reset();
    while (true) {
      if (!slice) slice = next_slice(cursor_, call_.marketplaces, read_to_now_, first_position_, ctx_.now());
      if (!slice) break;
      co_await read_slice(std::move(*slice));
      slice.reset();
    }
  }

 private:
  Task<> read_slice(Slice slice) {
    for (int page_number = 1;; ++page_number) {
      co_await report_progress(slice, page_number);
      const HttpResponse answer = co_await ctx_.http(search(slice));
      if (answer.status() == 400 && !slice.token.empty() && !restarted_) {
        // The token expired, or does not belong to these parameters: plan from the positions again.
        restarted_ = true;
        cursor_.slice.reset();
        co_return;
      }
      const OrdersPage page = reader_.read(answer, orders_, items_);
      if (!page.next_token.empty() && page.next_token == slice.token) {
        throw bad_answer(answer, "it gives the same page token again");
      }
      take_over(slice, page);
      co_await ctx_.emit(orders_);
      co_await ctx_.emit(items_);
      if (slice.token.empty()) break;
      cursor_.slice = slice;
      co_await ctx_.checkpoint(to_text(cursor_));
    }
    co_await finish(slice);
  }

  // The orders are complete up to the least lastUpdatedBefore of all pages: Amazon's clock counts, not ours.
  void take_over(Slice& slice, const OrdersPage& page) {
    slice.token = page.next_token;
    slice.token_at = ctx_.now();
    if (page.last_updated_before) {
      slice.reached =
          std::min(slice.reached, Time(std::chrono::floor<std::chrono::seconds>(*page.last_updated_before)));
    }
  }

  Task<> finish(Slice& slice) {
    slice.reached = std::max(slice.reached, slice.from);
    std::vector<Range> covered;
    if (slice.reached > slice.from) {
      for (const std::string& id : slice.marketplaces) {
        covered.emplace_back("orders", id, slice.from, slice.reached);
        covered.emplace_back("order_items", id, slice.from, slice.reached);
      }
    }
    // A slice that an earlier run began ends where the present was then. One that got nowhere is not asked
    // for again at once.
    const bool to_present = slice.reaches_now && slice.until >= settled_at_start_;
    if (to_present || covered.empty())
      read_to_now_.insert(slice.marketplaces.begin(), slice.marketplaces.end());
    finish_slice(cursor_, slice);
    restarted_ = false;
    co_await ctx_.checkpoint(to_text(cursor_), std::move(covered));
  }

  HttpRequest search(const Slice& slice) const {
    Url url(call_.api_base, kOrdersPath);
    url.add("lastUpdatedAfter", format_time(slice.after));
    // Left out at the present: Amazon then ends where its own clock allows, whatever ours says.
    if (!slice.reaches_now) url.add("lastUpdatedBefore", format_time(slice.until));
    add_search_options(url, slice);
    return HttpRequest::get(url).with_budget(kOrdersBudget).with_credential(kCredential);
  }

  detail::ProgressAwaiter report_progress(const Slice& slice, int page_number) {
    std::string note = "orders of " + span_for_people(slice.from, slice.until);
    if (page_number > 1) note += ", page " + std::to_string(page_number);
    const int64_t total = seconds(settled_at(ctx_.now()) - began_at_);
    return ctx_.progress(std::max<int64_t>(0, seconds(oldest_position() - began_at_)),
                         std::max<int64_t>(0, total), std::move(note));
  }

  Time oldest_position() const {
    Time oldest = Time::max();
    for (const std::string& id : call_.marketplaces) {
      const auto known = cursor_.positions.find(id);
      oldest = std::min(oldest, known == cursor_.positions.end() ? first_position_ : known->second);
    }
    return oldest;
  }

  Context& ctx_;
  const Call& call_;
  OrdersCursor cursor_;
  const Time first_position_;  // of a marketplace that was never read
  const Time began_at_;        // where the marketplace that is furthest behind stood when the run began
  const Time settled_at_start_;
  std::set<std::string> read_to_now_;
  bool restarted_ = false;  // a token was refused since the last finished slice
  OrdersPageReader reader_;
  Rows orders_{"orders", kOrderFields};
  Rows items_{"order_items", kItemFields};
};

}  // namespace

std::string span_for_people(Time from, Time until) {
  using namespace std::chrono;
  static constexpr const char* kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                            "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const year_month_day first(floor<days>(from)), last(floor<days>(until));
  const auto day_month = [](year_month_day day) {
    return std::to_string(unsigned(day.day())) + " " + kMonths[unsigned(day.month()) - 1];
  };
  const std::string end = day_month(last) + " " + std::to_string(int(last.year()));
  if (first == last) return end;
  const std::string year = first.year() == last.year() ? "" : " " + std::to_string(int(first.year()));
  return day_month(first) + year + " - " + end;
}

void add_search_options(Url& url, const Slice& slice) {
  url.add_list("marketplaceIds", slice.marketplaces);
  url.add_list("includedData", kIncludedData);
  url.add("maxResultsPerPage", kPageSize);
  if (!slice.token.empty()) url.add("paginationToken", slice.token);
}

Task<> sync_orders(Context& ctx, const Call& call) {
  if (call.marketplaces.empty())
    throw Failure(FailureKind::internal, "no marketplace is selected: select one to sync");
  if (call.range()) co_return co_await backfill_orders(ctx, call);
  OrdersSync sync(ctx, call);
  co_await sync.run();
}

}  // namespace amazon_seller
