// The samples of docs/plugins/write-a-plugin.md, complete, so that they compile.
// clang-format off: the lines are those of the pages
#include <mooring/plugin.hpp>
using namespace mooring;

Task<> identify(Context& ctx, const Call& call) {
  const std::string url = call.api_base + "/account";
  const HttpResponse answer = co_await ctx.http(HttpRequest::get(url).with_budget("products").with_credential("account"));
  if (!answer.ok()) throw answer.failure(failure_kind_of(answer.status()), "the shop refused the call", "x-request-id");
  Identity identity;
  identity.account_id = std::string(answer.body());
  co_await ctx.identity(std::move(identity));
}
Task<> sync_products(Context& ctx, const Call& call) {
  constexpr size_t kProductFields = 4;
  const std::string raw = "{}", id = "p1", title = "Lamp", price = "19.90";
  const Time updated = ctx.now();
  Rows rows("products", kProductFields);
  rows.begin_row("SHOP", raw).add_text(id).add_text(title).add_decimal(price).add_timestamp(updated);
  co_await ctx.emit(rows);
  co_await ctx.checkpoint(call.cursor);
}

MOORING_PLUGIN(.identify = identify, .streams = {{"products", sync_products}});
