#include "orders/sync.hpp"

#include <algorithm>

#include "api.hpp"
#include "day_ranges.hpp"
#include "marketplaces.hpp"
#include "orders/backfill.hpp"
#include "orders/cursor.hpp"
#include "orders/page.hpp"
#include "orders/volume.hpp"
#include "page_rows.hpp"
#include "pages.hpp"

namespace amazon_seller {

using namespace mooring;

namespace {

constexpr int64_t kPageSize = 100;
// All that Amazon has of an order in one answer: none of it costs a call. Who bought and where it goes only where the connection
// reads personal data.
constexpr std::string_view kIncludedData[] = {"PROCEEDS",     "EXPENSE",     "PROMOTION",
                                              "CANCELLATION", "FULFILLMENT", "PACKAGES",
                                              "TAX",          "PAYMENT",     "FULFILLMENT_ORDERS"};
constexpr std::string_view kIncludedWithPeople[] = {
    "PROCEEDS", "EXPENSE", "PROMOTION",          "CANCELLATION", "FULFILLMENT", "PACKAGES",
    "TAX",      "PAYMENT", "FULFILLMENT_ORDERS", "BUYER",        "RECIPIENT"};

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
    if (slice) orders_read_ = slice->orders;
    while (true) {
      if (!slice)
        slice = next_slice(cursor_, call_.marketplaces, read_to_now_, first_position_, ctx_.now(), length_);
      if (!slice) break;
      co_await read_slice(std::move(*slice));
      slice.reset();
    }
  }

 private:
  Task<> read_slice(Slice slice) {
    PageSequence sequence(slice.token);
    for (int page_number = 1;; ++page_number) {
      if (!slice.token.empty()) co_await learn_volume();
      co_await report_progress(slice, page_number);
      const HttpResponse answer = co_await ctx_.http(search(slice));
      if (answer.status() == 400 && !slice.token.empty() && !restarted_) {
        // The token expired, or does not belong to these parameters: plan from the positions again.
        restarted_ = true;
        orders_read_ -= slice.orders;
        cursor_.slice.reset();
        co_return;
      }
      const OrdersPage page = reader_.read(answer);
      sequence.add(answer, page.text, page.next_token);
      std::string before = cursor_at(slice);
      take_over(slice, page);
      co_await emit_page(ctx_, reader_, std::move(before));
      if (slice.token.empty()) break;
      cursor_.slice = slice;
      co_await ctx_.checkpoint(to_text(cursor_));
    }
    co_await finish(slice);
  }

  // The slice up to the page that it goes on with.
  std::string cursor_at(const Slice& slice) {
    if (!slice.token.empty()) cursor_.slice = slice;
    return to_text(cursor_);
  }

  // The orders are complete up to the least lastUpdatedBefore of all pages: Amazon's clock counts, not ours.
  void take_over(Slice& slice, const OrdersPage& page) {
    slice.token = page.next_token;
    slice.token_at = ctx_.now();
    slice.orders += static_cast<int64_t>(page.orders);
    orders_read_ += static_cast<int64_t>(page.orders);
    if (page.latest_update) seen_to_ = std::max(seen_to_, *page.latest_update);
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
    // Slices of marketplaces that stand apart end early: they say nothing about the length.
    if (slice.until - slice.from >= length_) length_ = next_length(length_, slice.orders / kPageSize + 1);
    restarted_ = false;
    co_await ctx_.checkpoint(to_text(cursor_), std::move(covered));
  }

  HttpRequest search(const Slice& slice) const {
    Url url(call_.api_base, kOrdersPath);
    url.add("lastUpdatedAfter", format_time(slice.after));
    // Left out at the present: Amazon then ends where its own clock allows, whatever ours says.
    if (!slice.reaches_now) url.add("lastUpdatedBefore", format_time(slice.until));
    add_search_options(url, slice, call_);
    return HttpRequest::get(url).with_budget(kOrdersBudget).with_credential(kCredential);
  }

  detail::ProgressAwaiter report_progress(const Slice& slice, int page_number) {
    std::string note = "orders of " + span_for_people(slice.from, slice.until);
    if (page_number > 1) note += ", page " + std::to_string(page_number);
    const Time settled = settled_at(ctx_.now());
    const bool is_oldest = slice.from == oldest_position();
    const Time reached = is_oldest ? std::clamp(seen_to_, slice.from, slice.until) : oldest_position();
    int64_t done = seconds(reached - began_at_), total = seconds(settled - began_at_);
    if (volume_.known()) {
      total = volume_.between(began_at_, settled);
      done = orders_read_;
    }
    return ctx_.progress(std::clamp<int64_t>(done, 0, std::max<int64_t>(0, total)),
                         std::max<int64_t>(0, total), std::move(note));
  }

  // Once in a run, when it turns out that there is more than one page to read of a long time.
  Task<> learn_volume() {
    if (volume_asked_ || settled_at_start_ - began_at_ < kVolumeAskedBeyond) co_return;
    volume_asked_ = true;
    std::vector<std::string> behind;
    for (const std::string& id : call_.marketplaces)
      if (find_store(id) && settled_at_start_ - position_of(id) >= kVolumeAskedBeyond) behind.push_back(id);
    co_await ask_order_volume(ctx_, call_, behind, began_at_, settled_at_start_, volume_);
  }

  Time position_of(const std::string& marketplace) const {
    const auto known = cursor_.positions.find(marketplace);
    return known == cursor_.positions.end() ? first_position_ : known->second;
  }

  Time oldest_position() const {
    Time oldest = Time::max();
    for (const std::string& id : call_.marketplaces)
      oldest = std::min(oldest, position_of(id));
    return oldest;
  }

  Context& ctx_;
  const Call& call_;
  OrdersCursor cursor_;
  const Time first_position_;  // of a marketplace that was never read
  const Time began_at_;        // where the marketplace that is furthest behind stood when the run began
  const Time settled_at_start_;
  std::set<std::string> read_to_now_;
  Duration length_ = kSliceLength;
  Time seen_to_ = Time::min();  // about: up to where the orders of this run were changed
  int64_t orders_read_ = 0;     // with those that an earlier run read of its unfinished slice
  OrderVolume volume_;
  bool volume_asked_ = false;
  bool restarted_ = false;  // a token was refused since the last finished slice
  OrdersPageReader reader_{wants_people(call_)};
};

}  // namespace

std::string span_for_people(Time from, Time until) {
  using std::chrono::days, std::chrono::floor;
  return amazon::for_people(amazon::DayRange{floor<days>(from), floor<days>(until)});
}

bool wants_people(const Call& call) {
  return call.setting("personal_data") == "true";
}

void add_search_options(Url& url, const Slice& slice, const Call& call) {
  url.add_list("marketplaceIds", slice.marketplaces);
  if (wants_people(call))
    url.add_list("includedData", kIncludedWithPeople);
  else
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
