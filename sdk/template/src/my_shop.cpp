// A whole channel. The shop answers CSV lines, "id;title;price;updated": replace the reading by your provider's format, for
// JSON take a parser of your choice.
#include <mooring/plugin.hpp>

using namespace mooring;

namespace {

constexpr size_t kProductFields = 4;  // as declared in plugin.toml

// The text up to the separator, which is taken off the front of `rest`.
std::string_view take(std::string_view& rest, char separator) {
  const std::string_view part = rest.substr(0, rest.find(separator));
  rest.remove_prefix(part.size() == rest.size() ? rest.size() : part.size() + 1);
  return part;
}

Task<HttpResponse> fetch(Context& ctx, Url url) {
  HttpResponse answer =
      co_await ctx.http(HttpRequest::get(url).with_budget("products").with_credential("account"));
  if (!answer.ok())
    throw answer.failure(failure_kind_of(answer.status()), "the shop refused the call", "x-request-id");
  co_return answer;
}

Task<> identify(Context& ctx, const Call& call) {
  const HttpResponse answer = co_await fetch(ctx, Url(call.api_base, "/account"));
  std::string_view line = answer.body();
  Identity identity;
  identity.account_id = take(line, ';');
  identity.account_name = take(line, '\n');
  identity.marketplaces.emplace_back("SHOP", "My Shop").country_code = "US";
  co_await ctx.identity(std::move(identity));
}

// The cursor is the time up to which everything was read.
Task<> sync_products(Context& ctx, const Call& call) {
  const Time from = parse_time(call.cursor).value_or(call.history_from);
  const Time until = ctx.now();
  Rows rows("products", kProductFields);
  for (int64_t page = 1;; ++page) {
    Url url(call.api_base, "/products");
    url.add("since", format_time(from)).add("page", page);
    const HttpResponse answer = co_await fetch(ctx, url);
    std::string_view rest = answer.body();
    if (rest.empty()) break;
    while (!rest.empty()) {
      const std::string_view record = take(rest, '\n');
      std::string_view line = record;
      const std::string_view id = take(line, ';'), title = take(line, ';'), price = take(line, ';');
      const auto updated = parse_time(line);
      if (id.empty() || !is_decimal(price) || !updated) {
        throw answer.failure(FailureKind::bad_response, "cannot read '" + std::string(record) + "'",
                             "x-request-id");
      }
      rows.begin_row("SHOP").add_text(id).add_text(title).add_decimal(price).add_timestamp(updated);
    }
    co_await ctx.emit(rows);
    co_await ctx.progress(page, 0, "page " + std::to_string(page));
  }
  co_await ctx.checkpoint(Checkpoint(format_time(until)).held("products", "", from, until));
}

}  // namespace

MOORING_PLUGIN(.identify = identify, .streams = {{"products", sync_products}});
