#include "performance_sync.hpp"

#include <algorithm>
#include <charconv>
#include <mooring/json_array.hpp>
#include <mooring/reports.hpp>

#include "api.hpp"
#include "performance_cursor.hpp"
#include "performance_rows.hpp"
#include "product_pass.hpp"
#include "report_api.hpp"

namespace amazon_ads {

using namespace mooring;

namespace {

constexpr size_t kRowsPerEmit = 1000;  // what the plugin holds; the host holds up to a commit
constexpr size_t kRowsPerCommit = 5000;
constexpr int kDefaultRestatedDays = 7;

int restated_days(const Call& call) {
  const std::string_view text = call.setting("restated_days");
  int days = kDefaultRestatedDays;
  std::from_chars(text.data(), text.data() + text.size(), days);
  return days;
}

// "SPONSORED_PRODUCTS/2026-01-01/2026-01-31"
std::string key_of(const ReportType& report, DayRange window) {
  return std::string(code_of(report.product)) + '/' + to_text(window.first) + '/' + to_text(window.last);
}

simdjson::padded_string_view padded_element(std::string_view element) {
  static_assert(JsonArraySplitter::kPadding >= simdjson::SIMDJSON_PADDING);
  return simdjson::padded_string_view(element.data(), element.size(),
                                      element.size() + JsonArraySplitter::kPadding);
}

// The reports of one stream and profile, as collect_reports() asks for them.
class PerformanceSync : public ReportSource {
 public:
  PerformanceSync(Context& ctx, const Call& call, PerformanceStream stream)
      : ctx_(ctx),
        call_(call),
        stream_(stream),
        profile_(call.marketplace().id),
        zone_(call.marketplace().time_zone),
        cursor_(parse_performance_cursor(call.cursor)) {
    book = ReportBook::from_json(cursor_.reports);
  }

  Task<> run() {
    co_await choose_zone();
    if (call_.range()) co_return co_await read_range();
    const Day today = this_day();
    std::vector<const ReportType*> all, carried;
    for (const ReportType& report : reports_of(stream_)) {
      all.push_back(&report);
      const auto& pass = state(report).pass;
      if (pass && pass->today != today) carried.push_back(&report);
    }
    co_await read_round(all);
    // What an earlier day had planned is done; today's own days are still due.
    if (!carried.empty()) co_await read_round(carried);
    products_.finish();
  }

  Task<std::string> create(std::string key) override {
    try {
      co_return co_await request(key);
    } catch (const NotOffered& absence) {  // of a later window: the first one was good
      throw absence.why();
    }
  }

  Task<ReportStatus> status(std::string, std::string id) override {
    const HttpResponse answer = co_await ctx_.http(status_request(call_, id));
    co_return report_status(answer);
  }

  HttpRequest download(std::string url) override {
    HttpRequest request = HttpRequest::get(std::move(url)).with_streamed_body();
    downloaded_from_ = request.endpoint();
    return request;
  }

  Task<> read(std::string key) override {
    const Wanted& wanted = wanted_.at(key);
    Rows rows(std::string(id_of(stream_)),
              field_count(stream_));  // not kept while the next report is waited for
    PerformanceReader reader(*wanted.report, wanted.window, state(*wanted.report).pass->today, profile_,
                             call_.marketplace().currency);
    JsonArraySplitter array;
    size_t uncommitted = 0;
    while (co_await array.read_from(ctx_)) {
      add_records(reader, array, rows, key);
      if (rows.size() < kRowsPerEmit) continue;
      uncommitted += rows.size();
      co_await ctx_.emit(rows);
      if (uncommitted < kRowsPerCommit) continue;
      co_await ctx_.checkpoint(cursor());
      uncommitted = 0;
    }
    co_await ctx_.emit(rows);
    records_ = array.element_count();
  }

  Checkpoint finish(std::string key) override {
    const Wanted wanted = wanted_.at(key);
    const std::string stream(id_of(stream_)), product(code_of(wanted.report->product));
    ReportState& report_state = state(*wanted.report);
    const auto complete = complete_days(wanted.window, report_state.pass->today);
    finish_window(report_state, wanted.window);
    Checkpoint point(cursor());
    if (complete)
      point.held(stream, profile_, Time(complete->first), Time(complete->last + std::chrono::days(1)),
                 product);
    Listing listing(stream, profile_);
    listing.where("ad_product", product).between(to_text(wanted.window.first), to_text(wanted.window.last));
    // Amazon is known to give an empty report now and then: it takes two to mark what is held.
    if (records_ > 0) listing.certain();
    point.complete(std::move(listing));
    return point;
  }

  std::string cursor() const override {
    PerformanceCursor now = cursor_;
    now.reports = book.pending().empty() ? "" : book.to_json();
    return to_text(now);
  }

 private:
  // Days are days of the profile, and the host names them by their date.
  Task<> read_range() {
    const DayRange range{std::chrono::floor<std::chrono::days>(call_.range()->from),
                         std::chrono::ceil<std::chrono::days>(call_.range()->to) - std::chrono::days(1)};
    std::vector<const ReportType*> all;
    for (const ReportType& report : reports_of(stream_)) {
      all.push_back(&report);
      plan_range(state(report), this_day(), range, retention_days(report.product));
    }
    co_await read_windows(all);
    Checkpoint point(cursor());
    for (const ReportType* report : all) {
      const auto lost = lost_of_range(this_day(), range, retention_days(report->product));
      // Of a product that the profile does not have, nothing is lost.
      if (lost && !state(*report).held.empty()) tell_lost(point, *report, *lost);
    }
    co_await ctx_.checkpoint(std::move(point));
    products_.finish();
  }

  void tell_lost(Checkpoint& point, const ReportType& report, DayRange lost) const {
    point.lost(std::string(id_of(stream_)), profile_, Time(lost.first),
               Time(lost.last + std::chrono::days(1)), std::string(code_of(report.product)));
  }

  struct Wanted {
    const ReportType* report;
    DayRange window;
  };

  Task<std::string> request(std::string key) {
    const Wanted& wanted = wanted_.at(key);
    const HttpResponse answer = co_await ctx_.http(create_request(call_, *wanted.report, wanted.window));
    co_return created_report(answer, wanted.report->product);
  }

  // Plan, ask, wait, read.
  Task<> read_round(const std::vector<const ReportType*>& reports) {
    co_await plan_all(reports);
    co_await read_windows(reports);
  }

  Task<> read_windows(const std::vector<const ReportType*>& reports) {
    std::vector<std::string> keys;
    for (const ReportType* report : reports) {
      const std::vector<std::string> of_product = want(*report);
      bool offered = true;
      if (!of_product.empty()) offered = co_await is_offered(*report, of_product.front());
      if (!offered) continue;
      keys.insert(keys.end(), of_product.begin(), of_product.end());
      products_.note_success();
    }
    std::optional<Failure> failure;
    try {
      co_await collect_reports(ctx_, *this, std::move(keys));
    } catch (const Failure& problem) {
      if (ends_run(problem)) throw;
      failure = problem;
    }
    if (!failure) co_return;
    for (const ReportType* report : reports)
      if (!call_.range()) fail_pass(state(*report), this_day());
    co_await ctx_.checkpoint(cursor());
    throw *failure;
  }

  Task<> plan_all(const std::vector<const ReportType*>& reports) {
    const Day today = this_day();
    Checkpoint point{std::string()};
    for (const ReportType* report : reports) {
      PlanLimits limits;
      limits.history = local_day(call_.history_from, zone_).value();
      limits.retention = retention_days(report->product);
      limits.restated_days = restated_days(call_);
      for (const DayRange& lost : plan(state(*report), today, limits))
        tell_lost(point, *report, lost);
    }
    point.cursor = cursor();
    co_await ctx_.checkpoint(std::move(point));
  }

  std::vector<std::string> want(const ReportType& report) {
    std::vector<std::string> keys;
    if (!state(report).pass) return keys;  // of a backfill: nothing of it is left
    for (const DayRange& window : state(report).pass->windows) {
      keys.push_back(key_of(report, window));
      forget_older(keys.back(), state(report).pass->today);
      wanted_.insert_or_assign(keys.back(), Wanted{&report, window});
    }
    return keys;
  }

  // A report that was built before the pass was planned holds its days as they were then: they would count as read today.
  void forget_older(const std::string& key, Day today) {
    const PendingReport* pending = book.find(key);
    if (pending && local_day(pending->requested_at, zone_).value() < today) book.erase(key);
  }

  // The first request of a product tells whether the profile has it.
  Task<bool> is_offered(const ReportType& report, std::string key) {
    if (book.find(key) != nullptr) co_return true;
    std::optional<Notice> notice;
    try {
      std::string id = co_await request(key);
      book.put(PendingReport(key, std::move(id), ctx_.now(), 1));
    } catch (const NotOffered& absence) {
      notice = products_.note(absence);
    } catch (const Failure& failure) {
      if (ends_run(failure)) throw;
      co_return true;  // asked for again with the others, where it is told
    }
    if (notice) {
      forget_plan(report);
      co_await ctx_.notice(std::move(*notice));
    }
    co_await ctx_.checkpoint(cursor());
    co_return !notice.has_value();
  }

  // A product that the profile never had loses nothing.
  void forget_plan(const ReportType& report) {
    state(report).pass.reset();
    if (call_.range()) return;  // not asked again for this range
    if (state(report).held.empty()) cursor_.products.erase(std::string(code_of(report.product)));
  }

  void add_records(PerformanceReader& reader, JsonArraySplitter& array, Rows& rows, const std::string& key) {
    try {
      while (const auto element = array.next())
        reader.add(padded_element(*element), rows);
    } catch (const Unreadable& problem) {
      Failure failure(FailureKind::bad_response, "Amazon's report " + key + " cannot be read: record " +
                                                     std::to_string(array.element_count()) + ": " +
                                                     problem.what());
      throw failure.at(downloaded_from_, 200, {});
    }
  }

  Task<> choose_zone() {
    if (local_day(ctx_.now(), zone_)) co_return;
    const std::string unknown = zone_;
    zone_ = zone_of_country(call_.marketplace().country_code);
    if (!zone_.empty()) co_return;
    zone_ = "UTC";
    co_await ctx_.notice(
        Notice("time_zone_unknown", "The profile's time zone '" + unknown +
                                        "' is not known: the last day may be missing for some hours. A newer "
                                        "version of this connector may know it"));
  }

  Day this_day() const { return local_day(ctx_.now(), zone_).value(); }
  ReportState& state(const ReportType& report) {
    return cursor_.products[std::string(code_of(report.product))];
  }

  Context& ctx_;
  const Call& call_;
  const PerformanceStream stream_;
  const std::string profile_;
  std::string zone_;
  PerformanceCursor cursor_;
  ProductPass products_;
  std::map<std::string, Wanted> wanted_;  // by key
  std::string downloaded_from_;           // the endpoint of the latest download, for messages
  size_t records_ = 0;                    // of the report that was read last
};

}  // namespace

Task<> sync_performance(Context& ctx, const Call& call, PerformanceStream stream) {
  PerformanceSync sync(ctx, call, stream);
  co_await sync.run();
}

}  // namespace amazon_ads
