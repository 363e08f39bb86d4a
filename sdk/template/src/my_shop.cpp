// A whole channel. The shop answers CSV lines, "id;title;price;updated": replace the reading by your provider's format, for
// JSON take a parser of your choice.
#include <mooring/plugin.hpp>
#include <string>

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

// What is read since `from` up to `until`, and the next page of it. After a run that was cut off the next one goes on there.
class Position {
 public:
  // The cursor is "from;until;page" within such a reading, and its end between two.
  Position(const Call& call, Time now) : from(call.history_from), until(now) {
    std::string_view rest = call.cursor;
    const auto begin = parse_time(take(rest, ';')), end = parse_time(take(rest, ';'));
    if (begin) from = *begin;
    if (!end) return;
    until = *end;
    page = std::stoll(std::string(rest));
  }
  std::string text() const {
    return format_time(from) + ';' + format_time(until) + ';' + std::to_string(page);
  }

  Time from, until;
  int64_t page = 1;
};

void add_products(Rows& rows, const HttpResponse& answer) {
  std::string_view rest = answer.body();
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
}

Task<> sync_products(Context& ctx, const Call& call) {
  Position at(call, ctx.now());
  Rows rows("products", kProductFields);
  while (true) {
    Url url(call.api_base, "/products");
    url.add("since", format_time(at.from)).add("page", at.page);
    const HttpResponse answer = co_await fetch(ctx, url);
    if (answer.body().empty()) break;
    add_products(rows, answer);
    co_await ctx.emit(rows);
    co_await ctx.progress(at.page, 0, "page " + std::to_string(at.page));
    ++at.page;
    co_await ctx.checkpoint(at.text());  // each page is safe at once
  }
  co_await ctx.checkpoint(Checkpoint(format_time(at.until)).held("products", "", at.from, at.until));
}

}  // namespace

MOORING_PLUGIN(.identify = identify, .streams = {{"products", sync_products}});
