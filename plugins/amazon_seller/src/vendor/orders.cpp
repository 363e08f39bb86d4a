#include "vendor/orders.hpp"

#include <algorithm>

#include "api.hpp"
#include "orders/sync.hpp"
#include "page_rows.hpp"
#include "pages.hpp"
#include "run_or_backfill.hpp"
#include "vendor/order_page.hpp"
#include "vendor/order_plan.hpp"

namespace amazon_seller::vendor {

using namespace mooring;

namespace {

constexpr int64_t kPageSize = 100;

struct TimeFilter {
  const char *after, *before;
};

// How one of the two operations is asked.
struct Listing {
  const char *path, *budget;
  TimeFilter created, changed;
  const char* noun;  // for progress
};

constexpr Listing kOrders = {kOrdersPath,
                             kOrdersBudget,
                             {"createdAfter", "createdBefore"},
                             {"changedAfter", "changedBefore"},
                             "purchase orders"};
constexpr Listing kStatuses = {"/vendor/orders/v1/purchaseOrdersStatus",
                               "vendor.order_statuses",
                               {"createdAfter", "createdBefore"},
                               {"updatedAfter", "updatedBefore"},
                               "statuses of purchase orders"};

class OrderSync {
 public:
  OrderSync(Context& ctx, const Call& call, const Listing& listing, OrderPageReader& reader)
      : ctx_(ctx), call_(call), listing_(listing), reader_(reader), cursor_(parse_cursor(call.cursor)) {}

  Task<> run() {
    const Plan plan = plan_run(cursor_, call_.history_from, call_.now);
    // What changes while the first sync is under way is read after it.
    if (!cursor_.changed) cursor_.changed = settled_at(call_.now);
    for (size_t i = 0; i < plan.spans.size(); ++i) {
      const Span& span = plan.spans[i];
      co_await read_span(span, static_cast<int64_t>(i), static_cast<int64_t>(plan.spans.size()));
      const bool last_created = i + 1 == plan.spans.size() || plan.spans[i + 1].by == By::changed;
      if (span.by == By::created) cursor_.created = std::max(cursor_.created.value_or(span.to), span.to);
      if (span.by == By::created && last_created && plan.rereads) cursor_.reread = call_.now;
      if (span.by == By::changed) cursor_.changed = span.to;
      Checkpoint point(to_text(cursor_));
      if (span.by == By::created) hold(point, span.from, span.to);
      co_await ctx_.checkpoint(std::move(point));
    }
  }

  // A range by the date of the order. Its cursor says up to where it is read.
  Task<> backfill() {
    const TimeRange range = *call_.range();
    const Time to = std::min(range.to, settled_at(call_.now));
    const Time earliest = first_position(range.from, call_.now);
    if (range.from < earliest && !cursor_.created) {
      Checkpoint lost(to_text(cursor_));
      const Time until = std::min(earliest, range.to);
      lost.lost(reader_.orders().stream(), "", range.from, until);
      lost.lost(reader_.items().stream(), "", range.from, until);
      co_await ctx_.checkpoint(std::move(lost));
    }
    const std::vector<Span> spans =
        spans_of(By::created, std::max(cursor_.created.value_or(earliest), earliest), to);
    for (size_t i = 0; i < spans.size(); ++i) {
      co_await read_span(spans[i], static_cast<int64_t>(i), static_cast<int64_t>(spans.size()));
      cursor_.created = spans[i].to;
      Checkpoint point(to_text(cursor_));
      hold(point, spans[i].from, spans[i].to);
      co_await ctx_.checkpoint(std::move(point));
    }
  }

 private:
  // Pages are committed as they come. A run that is cut reads the span again: its rows are the same.
  Task<> read_span(Span span, int64_t done, int64_t total) {
    PageSequence sequence;
    std::string token;
    for (int page_number = 1;; ++page_number) {
      co_await ctx_.progress(done, total, note(span, page_number));
      const HttpResponse answer = co_await ctx_.http(request(span, token));
      const OrderPage page = reader_.read(answer);
      sequence.add(answer, page.text, page.next_token);
      co_await emit_page(ctx_, reader_, to_text(cursor_));
      token = page.next_token;
      if (token.empty()) break;
      co_await ctx_.checkpoint(Checkpoint(to_text(cursor_)));
    }
  }

  HttpRequest request(const Span& span, const std::string& token) const {
    const TimeFilter& filter = span.by == By::created ? listing_.created : listing_.changed;
    Url url(call_.api_base, listing_.path);
    // "After" may leave out its own second.
    url.add(filter.after, format_time(span.from - std::chrono::seconds(1)));
    url.add(filter.before, format_time(span.to));
    url.add("limit", kPageSize);
    url.add("sortOrder", "ASC");
    if (!token.empty()) url.add("nextToken", token);
    return HttpRequest::get(url).with_budget(listing_.budget).with_credential(kCredential);
  }

  std::string note(const Span& span, int page_number) const {
    std::string text = std::string(listing_.noun) + (span.by == By::created ? " of " : " changed ") +
                       span_for_people(span.from, span.to - std::chrono::seconds(1));
    if (page_number > 1) text += ", page " + std::to_string(page_number);
    return text;
  }

  void hold(Checkpoint& point, Time from, Time to) const {
    point.held(reader_.orders().stream(), "", from, to);
    point.held(reader_.items().stream(), "", from, to);
  }

  Context& ctx_;
  const Call& call_;
  const Listing& listing_;
  OrderPageReader& reader_;
  OrderCursor cursor_;
};

}  // namespace

Task<> sync_orders(Context& ctx, const Call& call) {
  PurchaseOrderReader reader;
  co_await run_or_backfill<OrderSync>(ctx, call, kOrders, reader);
}

Task<> sync_order_statuses(Context& ctx, const Call& call) {
  OrderStatusReader reader;
  co_await run_or_backfill<OrderSync>(ctx, call, kStatuses, reader);
}

}  // namespace amazon_seller::vendor
