// The reports of docs/plugins/write-a-plugin-streams.md, complete, so that they compile.
// clang-format off: the lines are those of the pages
#include "reports_given.hpp"
#include <mooring/json_array.hpp>
#include <mooring/plugin.hpp>
#include <mooring/reports.hpp>

class SalesReports : public ReportSource {
 public:
  SalesReports(Context& ctx, const Call& call) : ctx_(ctx), call_(call), rows_("sales", 2) {
    book = ReportBook::from_json(call.cursor);     // what is being built since an earlier run
  }

  Task<std::string> create(std::string day) override {
    const HttpResponse answer = co_await ctx_.http(
        HttpRequest::post(call_.api_base + "/reports", body_of(day)).with_budget("reports").with_credential("account"));
    if (!answer.ok()) throw answer.failure(failure_kind_of(answer.status()), "the report of " + day + " was refused");
    co_return id_in(answer);
  }
  Task<ReportStatus> status(std::string day, std::string id) override {
    const HttpResponse answer = co_await ctx_.http(
        HttpRequest::get(call_.api_base + "/reports/" + id).with_budget("reports").with_credential("account"));
    if (answer.status() == 404) co_return ReportStatus::gone();
    if (!answer.ok()) throw answer.failure(failure_kind_of(answer.status()), "the report of " + day + " cannot be asked for");
    const std::string url = url_in(answer);
    co_return url.empty() ? ReportStatus::pending() : ReportStatus::ready(url);   // or empty(), failed(why, recreate)
  }
  Task<> read(std::string day) override {          // the download is open
    JsonArraySplitter array;
    while (co_await array.read_from(ctx_)) {
      while (const auto element = array.next()) add_row(rows_, day, *element);
      co_await ctx_.emit(rows_);
    }
  }
  Checkpoint finish(std::string day) override {    // its rows are emitted: commit them
    const Time from = parse_date(day).value();
    return Checkpoint(cursor()).held("sales", {}, from, from + std::chrono::hours(24));
  }
  std::string cursor() const override { return book.to_json(); }

 private:
  Context& ctx_;
  const Call& call_;
  Rows rows_;
};

Task<> sync_sales(Context& ctx, const Call& call) {
  SalesReports sales(ctx, call);
  co_await collect_reports(ctx, sales, days_to_read(call));
}
