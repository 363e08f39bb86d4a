#include "orders/backfill.hpp"

#include <algorithm>

#include "api.hpp"
#include "orders/cursor.hpp"
#include "orders/page.hpp"
#include "orders/sync.hpp"
#include "page_rows.hpp"
#include "pages.hpp"

namespace amazon_seller {

using namespace mooring;

namespace {

// The cursor's positions have one entry: up to where the range is read, for all of its marketplaces.
constexpr const char* kRange = "range";

class OrdersBackfill {
 public:
  OrdersBackfill(Context& ctx, const Call& call)
      : ctx_(ctx), call_(call), range_(*call.range()), cursor_(parse_cursor(call.cursor)) {
    // Amazon refuses createdBefore in the latest two minutes.
    range_.to = std::min(range_.to, settled_at(call.now));
    range_.from = std::max(range_.from, first_position(range_.from, call.now));
  }

  Task<> run() {
    co_await tell_lost();
    std::optional<Slice> slice = unfinished_slice(cursor_, call_.marketplaces, ctx_.now());
    while (slice || position() < range_.to) {
      if (!slice) slice = next();
      co_await read_slice(std::move(*slice));
      slice.reset();
    }
  }

 private:
  Time position() const {
    const auto known = cursor_.positions.find(kRange);
    return known == cursor_.positions.end() ? range_.from : std::max(known->second, range_.from);
  }

  Slice next() const {
    Slice slice;
    slice.from = slice.after = position();
    slice.until = slice.reached = std::min(range_.to, slice.from + kBackfillSlice);
    slice.marketplaces = call_.marketplaces;
    std::ranges::sort(slice.marketplaces);
    if (slice.marketplaces.size() > kMaxMarketplacesPerCall)
      throw Failure(FailureKind::internal, "Amazon takes at most " + std::to_string(kMaxMarketplacesPerCall) +
                                               " marketplaces in one search");
    return slice;
  }

  Task<> read_slice(Slice slice) {
    PageSequence sequence(slice.token);
    for (int page_number = 1;; ++page_number) {
      co_await report_progress(slice, page_number);
      const HttpResponse answer = co_await ctx_.http(search(slice));
      if (answer.status() == 400 && !slice.token.empty() && !restarted_) {
        restarted_ = true;  // the token expired: the slice is read from its first page again
        cursor_.slice.reset();
        co_return;
      }
      const OrdersPage page = reader_.read(answer);
      sequence.add(answer, page.text, page.next_token);
      if (!slice.token.empty()) cursor_.slice = slice;
      std::string before = to_text(cursor_);
      slice.token = page.next_token;
      slice.token_at = ctx_.now();
      co_await emit_page(ctx_, reader_, std::move(before));
      if (slice.token.empty()) break;
      cursor_.slice = slice;
      co_await ctx_.checkpoint(to_text(cursor_));
    }
    restarted_ = false;
    cursor_.slice.reset();
    cursor_.positions[kRange] = slice.until;
    Checkpoint point(to_text(cursor_));
    for (const std::string& id : slice.marketplaces) {
      point.held("orders", id, slice.from, slice.until);
      point.held("order_items", id, slice.from, slice.until);
    }
    co_await ctx_.checkpoint(std::move(point));
  }

  // Amazon keeps orders for two years.
  Task<> tell_lost() {
    const Time wanted = call_.range()->from, until = std::min(range_.from, call_.range()->to);
    if (wanted >= until) co_return;
    Checkpoint point(to_text(cursor_));
    for (const std::string& id : call_.marketplaces) {
      point.lost("orders", id, wanted, until);
      point.lost("order_items", id, wanted, until);
    }
    co_await ctx_.checkpoint(std::move(point));
  }

  HttpRequest search(const Slice& slice) const {
    Url url(call_.api_base, kOrdersPath);
    url.add("createdAfter", format_time(slice.after));
    url.add("createdBefore", format_time(slice.until));
    add_search_options(url, slice, call_);
    return HttpRequest::get(url).with_budget(kOrdersBudget).with_credential(kCredential);
  }

  detail::ProgressAwaiter report_progress(const Slice& slice, int page_number) {
    std::string note = "orders created " + span_for_people(slice.from, slice.until - std::chrono::seconds(1));
    if (page_number > 1) note += ", page " + std::to_string(page_number);
    const auto seconds = [](Duration duration) {
      return std::chrono::duration_cast<std::chrono::seconds>(duration).count();
    };
    return ctx_.progress(std::max<int64_t>(0, seconds(slice.from - range_.from)),
                         std::max<int64_t>(1, seconds(range_.to - range_.from)), std::move(note));
  }

  Context& ctx_;
  const Call& call_;
  TimeRange range_;
  OrdersCursor cursor_;
  bool restarted_ = false;
  OrdersPageReader reader_{wants_people(call_)};
};

}  // namespace

Task<> backfill_orders(Context& ctx, const Call& call) {
  OrdersBackfill backfill(ctx, call);
  co_await backfill.run();
}

}  // namespace amazon_seller
