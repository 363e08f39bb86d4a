// The samples of docs/plugins/write-a-plugin-streams.md, complete, so that they compile.
// clang-format off: the lines are those of the pages
#include <mooring/json_array.hpp>
#include <mooring/plugin.hpp>

using namespace mooring;

constexpr auto kDay = std::chrono::hours(24);

// What the samples leave to the author.
struct Order {};
struct Page {
  std::vector<Order> orders;
};
Task<> read_day(Context& ctx, const Call& call, Time day);
void add_order(Rows& orders, Rows& items, const Order& order);
void add_row(Rows& rows, std::string_view element);

namespace marketplace_scope {
Task<> sync_products(Context& ctx, const Call& call) {
  const Marketplace& shop = call.marketplace();   // id, name, country_code, currency, time_zone: what identify told
  const std::string id = "p1", raw = "{}";
  Rows rows("products", 2);
  rows.begin_row(shop.id, raw).add_text(shop.id).add_text(id);
  co_await ctx.emit(rows);
}
}  // namespace marketplace_scope

namespace parts {
Task<> commit_page(Context& ctx, const Page& page, std::string cursor, Time from, Time until) {
  Rows orders("orders", 1), items("order_items", 2);
  for (const auto& order : page.orders) add_order(orders, items, order);   // with every item
  co_await ctx.emit(orders);
  co_await ctx.emit(items);
  co_await ctx.checkpoint(Checkpoint(cursor).held("orders", "", from, until));   // not between the two
}
}  // namespace parts

namespace window {
Task<> sync_sales(Context& ctx, const Call& call) {
  constexpr std::chrono::days kLookback(14);         // lookback in the manifest
  const Time today = std::chrono::floor<std::chrono::days>(ctx.now());
  Time day = parse_time(call.cursor).value_or(call.history_from);
  day = std::chrono::floor<std::chrono::days>(std::min(day, today - kLookback));
  for (; day < today; day += kDay) {
    co_await read_day(ctx, call, day);               // emits every row of the day
    const std::string date = format_time(day).substr(0, 10);
    Checkpoint point(format_time(day + kDay));
    point.held("sales", "", day, day + kDay).complete(Listing("sales").between(date, date));
    co_await ctx.checkpoint(std::move(point));
  }
}
}  // namespace window

namespace snapshots {
Task<> commit_listing(Context& ctx, const Call& call, std::string cursor) {
  const Marketplace& shop = call.marketplace();
  co_await ctx.checkpoint(Checkpoint(cursor).complete(Listing("products", shop.id)));
}
Task<> commit_parts(Context& ctx, const Call& call, std::string cursor) {
  const Marketplace& shop = call.marketplace();
  const Time from = call.history_from, to = ctx.now(), oldest_wanted = from, oldest_offered = to;
  Checkpoint point(cursor);
  point.held("sales", shop.id, from, to, "books");
  point.lost("sales", shop.id, oldest_wanted, oldest_offered, "books");   // never read, and no longer offered
  co_await ctx.checkpoint(std::move(point));
}
}  // namespace snapshots

namespace large_documents {
Task<> read_document(Context& ctx, std::string url) {
  Rows rows("products", 1);
  const HttpResponse answer = co_await ctx.http(HttpRequest::get(url).with_streamed_body());
  if (!answer.ok()) throw answer.failure(failure_kind_of(answer.status()), "the download was refused");   // it comes whole
  JsonArraySplitter array;                          // mooring/json_array.hpp
  while (co_await array.read_from(ctx)) {
    while (const auto element = array.next()) add_row(rows, *element);
    co_await ctx.emit(rows);
  }
}
}  // namespace large_documents

namespace backfills {
Task<> sync_sales(Context& ctx, const Call& call) {
  if (const auto& range = call.range()) {            // [range->from, range->to): exactly this
    Time at = call.cursor.empty() ? range->from : parse_time(call.cursor).value();
    for (; at < range->to; at += kDay) {
      co_await read_day(ctx, call, at);
      co_await ctx.checkpoint(Checkpoint(format_time(at + kDay)).held("sales", "", at, at + kDay));
    }
    co_return;
  }
  co_await read_day(ctx, call, ctx.now());
}
}  // namespace backfills

namespace notices {
Task<> tell(Context& ctx, Failure failure) {
  co_await ctx.notice(Notice("not_permitted", "This profile has no permission for books: grant it in the seller's console"));
  co_await ctx.notice(Notice("not_permitted", failure));   // with the endpoint, status and request id of a caught Failure
}
}  // namespace notices
