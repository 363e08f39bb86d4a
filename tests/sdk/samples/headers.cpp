// The samples in the comments that open the headers of the SDK, complete, so that they compile.
// clang-format off: the lines are those of the pages
#include <mooring/delimited.hpp>
#include <mooring/json_array.hpp>
#include <mooring/plugin.hpp>
#include <mooring/reports.hpp>
#include <mooring/testing/task_driver.hpp>

using namespace mooring;
using namespace mooring::testing;

void add_row(Rows& rows, std::string_view element);
void CHECK(bool good);

namespace charset_hpp {
void decode(const HttpResponse& answer, std::string_view part, std::string& text) {
  TextDecoder decoder(charset_of_content_type(answer.header("content-type")), Charset::shift_jis);
  decoder.decode(part, text);      // for each part of the streamed body; appends
  decoder.finish(text);
}
}  // namespace charset_hpp

namespace checkpoint_hpp {
Task<> commit(Context& ctx, std::string cursor, std::string shop, Time from, Time to) {
  co_await ctx.checkpoint(Checkpoint(cursor)
                              .held("sales", shop, from, to)
                              .complete(Listing("products", shop).certain()));
}
}  // namespace checkpoint_hpp

namespace context_hpp {
Task<> ask(Context& ctx, std::string url) {
  HttpResponse answer = co_await ctx.http(HttpRequest::get(url).with_budget("orders"));
}
}  // namespace context_hpp

namespace delimited_hpp {
Task<> read(Context& ctx, Rows& rows, Charset declared) {
  std::optional<size_t> sku;
  DelimitedReader table(DelimitedReader::Options{}, TextDecoder(declared));
  while (co_await table.read_from(ctx)) {                     // a part of the streamed body
    if (!sku && table.has_header()) sku = table.column({"sku", "seller-sku"});
    while (table.next()) rows.begin_row().add_text(table[*sku]);
    co_await ctx.emit(rows);
  }
}
}  // namespace delimited_hpp

namespace json_array_hpp {
Task<> read(Context& ctx, Rows& rows) {
  JsonArraySplitter array;
  while (co_await array.read_from(ctx)) {                          // a part of the streamed body
    while (const auto element = array.next()) add_row(rows, *element);
    co_await ctx.emit(rows);
  }
}
}  // namespace json_array_hpp

namespace plugin_hpp {
constexpr Operation identify = nullptr;
Task<> sync_orders(Context& ctx, const Call& call) {
  const HttpResponse answer =
  co_await ctx.http(HttpRequest::get(call.api_base));
}
MOORING_PLUGIN(.identify = identify, .streams = {{"orders", sync_orders}});
}  // namespace plugin_hpp

namespace reports_hpp {
class SalesReports : public ReportSource {
 public:
  SalesReports(Context& ctx, const Call& call);
  Task<std::string> create(std::string key) override;
  Task<ReportStatus> status(std::string key, std::string id) override;
  Task<> read(std::string key) override;
  Checkpoint finish(std::string key) override;
  std::string cursor() const override;
};
Task<> sync_sales(Context& ctx, const Call& call) {
  SalesReports sales(ctx, call);                 // puts the book of call.cursor into sales.book
  const std::vector<std::string> months{"2026-01-01/2026-01-31", "2026-02-01/2026-02-28"};
  co_await collect_reports(ctx, sales, months);
}
}  // namespace reports_hpp

namespace rows_hpp {
void add(Rows& rows, std::string marketplace, std::string raw, std::string id, Time created) {
  rows.begin_row(marketplace, raw);
  rows.add_text(id).add_decimal("12.50").add_timestamp(created).add_null();
}
}  // namespace rows_hpp

namespace scripted_http_hpp {
void expect() {
  ScriptedHttp http;
  http.expect("GET", "/v1/orders").query("limit", "100").answer(200, R"({"orders":[]})");
}
}  // namespace scripted_http_hpp

namespace task_driver_hpp {
void sync(ScriptedHttp& http) {
  TaskDriver driver(mooring_plugin_v1, http);
  driver.call.marketplaces = {"SHOP-1"};
  TaskResult result = driver.sync("orders");
  CHECK(result.done());
}
}  // namespace task_driver_hpp
