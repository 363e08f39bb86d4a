#include "reports/report_sync.hpp"

#include <algorithm>
#include <set>

#include "reports/report_source.hpp"

namespace amazon_seller {

using namespace mooring;

namespace {

constexpr char kSnapshotKey[] = "snapshot";
constexpr int kRejectedInARowMax = 2;
// Amazon refuses an end that is to come: for clocks that differ a little earlier than now.
constexpr Duration kClockMargin = std::chrono::minutes(2);
// A report waits for its turn (createReport: once a minute) between the moment it was to end with and the one it was made at.
constexpr Duration kTurnMax = std::chrono::hours(1);
// Amazon may tell a report's days in the time zone of its store.
constexpr Duration kZoneMax = std::chrono::hours(24);

Day day_of(Time time) {
  return std::chrono::floor<std::chrono::days>(time);
}

std::string key_of(DayRange window) {
  return amazon::to_text(window.first) + '/' + amazon::to_text(window.last);
}

// Throws for what no key_of() wrote: the keys come back from the cursor.
DayRange window_of(const std::string& key) {
  const auto first = amazon::parse_day(key.substr(0, 10));
  const auto last = key.size() == 21 ? amazon::parse_day(key.substr(11)) : std::nullopt;
  if (!first || !last) throw Failure(FailureKind::internal, "'" + key + "' names no days");
  return {*first, *last};
}

Time last_second_of(Day day) {
  return Time(day + std::chrono::days(1)) - std::chrono::seconds(1);
}

class ReportSync : public AmazonReports {
 public:
  ReportSync(Context& ctx, const Call& call, const ReportDeclaration& declaration)
      : AmazonReports(ctx, call, declaration), marketplace_(call.marketplace()) {}
  ReportSync(Context& ctx, const Call& call, const ReportDeclaration& declaration, const PartRun& part)
      : AmazonReports(ctx, call, declaration, part.cursor),
        marketplace_(call.marketplace()),
        frame_(part.frame),
        is_trial_(part.is_trial) {}

  std::string cursor() const override {
    std::string own = AmazonReports::cursor();
    return frame_ ? frame_(own) : own;
  }

  Task<> run() {
    std::vector<std::string> keys;
    if (declaration_.days) {
      co_await plan();
      for (const DayRange& window : state_.days.windows)
        keys.push_back(key_of(window));
    } else {
      keys.emplace_back(kSnapshotKey);
    }
    ReportPolicy rules = policy();
    if (is_trial_) {
      keys = tried_keys(std::move(keys));
      rules.attempts_max = 1;
    }
    co_await collect_reports(ctx_, *this, std::move(keys), rules);
    if (!left_.empty()) {
      adopts_ = false;
      co_await collect_reports(ctx_, *this, std::exchange(left_, {}), rules);
    }
    if (!declaration_.days && !had_document(kSnapshotKey))
      co_await ctx_.notice(
          Notice("no_report", name_of(kSnapshotKey) +
                                  " was cancelled by Amazon, and when it was asked for again, too: it has "
                                  "nothing to tell. What is held stays"));
  }

  // One that Amazon has, or builds, already is taken: it refuses to build the same soon again.
  Task<std::string> create(std::string key) override {
    if (refused_) throw *refused_;  // all others would be refused alike
    const ReportSpec spec = spec_of(key);
    std::string found = co_await find_fresh(key, spec);
    if (!found.empty()) co_return found;
    const HttpResponse answer = co_await ctx_.http(create_report_request(call_, spec));
    std::string id;
    try {
      id = created_report_id(answer, declaration_.role);
    } catch (const Failure& failure) {
      // One may be wrong with its days. Two in a row are wrong with the store or the report: each more would take a call, of
      // which there is one a minute.
      const bool is_rejected = failure.kind() == FailureKind::request_rejected;
      rejected_in_a_row_ = is_rejected ? rejected_in_a_row_ + 1 : 0;
      if (failure.kind() == FailureKind::permission || rejected_in_a_row_ == kRejectedInARowMax)
        refused_ = failure;
      throw;
    }
    rejected_in_a_row_ = 0;
    tried_.insert(id);
    own_.insert(id);
    co_return id;
  }

  Checkpoint finish(std::string key) override {
    if (had_document(key) && was_left()) {
      left_.push_back(key);
      return Checkpoint(cursor());
    }
    if (is_trial_ && !had_document(key))
      return Checkpoint(cursor());  // it is made; what it has is read later
    if (!declaration_.days) {
      Checkpoint point(cursor());
      tell_listed(point, key, std::nullopt);
      return point;
    }
    const DayRange window = window_of(key);
    const Day made_on = made_of(info(key), window);
    if (had_document(key))
      finish_window(state_.days, window, made_on, *declaration_.days);
    else
      finish_empty_window(state_.days, window, made_on, day_of(info(key).created + declaration_.again_after),
                          *declaration_.days);
    Checkpoint point(cursor());
    if (const auto complete = complete_days(window, made_on)) {
      for (const ReportOutput& output : declaration_.outputs)
        point.held(std::string(output.stream), marketplace_.id, Time(complete->first),
                   Time(complete->last + std::chrono::days(1)), declaration_.part);
    }
    if (declaration_.days->lists_days) tell_listed(point, key, window);
    return point;
  }

 protected:
  ReportScope scope_of(const std::string& key) const override {
    ReportScope scope;
    scope.marketplace = marketplace_.id;
    scope.currency = marketplace_.currency;
    scope.country_code = marketplace_.country_code;
    scope.personal_data = call_.setting("personal_data") == "true";
    if (declaration_.days) scope.days = window_of(key);
    scope.options = declaration_.options;
    scope.part = declaration_.part;
    return scope;
  }

  std::string name_of(const std::string& key) const override {
    std::string name = "Amazon's report " + std::string(declaration_.report_type) +
                       (declaration_.part.empty() ? "" : " (" + declaration_.part + ")");
    return declaration_.days ? name + " of " + amazon::for_people(window_of(key)) : name;
  }

  bool is_held(const std::string& key) const override {
    if (!declaration_.days || is_trial_) return is_trial_;
    const DayRange window = window_of(key);
    const auto complete = complete_days(window, made_of(info(key), window));
    return !complete || state_.days.held.missing_in(*complete).empty();
  }

  // After a restart that is not known; a report that is made anew then tells the same.
  bool is_own(const std::string& key) const override { return own_.contains(info(key).id); }

  std::string why_other(const std::string& key, const ReportInfo& told) const override {
    const bool is_ours = told.marketplaces.empty() ||
                         std::ranges::find(told.marketplaces, marketplace_.id) != told.marketplaces.end();
    if (!is_ours)
      return "it is of the marketplace " + told.marketplaces.front() + ", asked for was " + marketplace_.id;
    if (!declaration_.days) return {};
    const DayRange window = window_of(key);
    const auto is_far = [](std::optional<Time> time, Time from, Time to) {
      return time && (*time < from - kZoneMax || *time > to + kZoneMax);
    };
    if (is_far(told.start, Time(window.first), Time(window.first)))
      return "it begins with " + format_time(*told.start) + ", asked for was " + key;
    if (is_far(told.end, Time(window.first), last_second_of(window.last)))
      return "it ends with " + format_time(*told.end) + ", asked for was " + key;
    return {};
  }

 private:
  // The newest days may not be there yet, so the second newest tell whether there is anything; or what a run before asked for.
  std::vector<std::string> tried_keys(std::vector<std::string> keys) const {
    for (const PendingReport& report : book.pending())
      if (std::ranges::find(keys, report.key) != keys.end()) return {report.key};
    if (keys.empty()) return keys;
    return {std::move(keys[std::min<size_t>(1, keys.size() - 1)])};
  }

  // A report that was asked for before midnight and made behind it has not all of its last day.
  static Day made_of(const ReportInfo& told, DayRange window) {
    const Day made_on = day_of(told.created);
    const bool is_cut = told.end && *told.end < last_second_of(window.last);
    return is_cut && made_on == window.last + std::chrono::days(1) ? window.last : made_on;
  }

  // What Amazon is to build goes on over midnight; what takes longer is asked for anew anyway.
  std::vector<DayRange> windows_being_built() const {
    std::vector<DayRange> windows;
    for (const PendingReport& report : book.pending())
      if (ctx_.now() - report.requested_at < policy().give_up_after) windows.push_back(window_of(report.key));
    return windows;
  }

  Task<> plan() {
    const Day today = day_of(ctx_.now() - kClockMargin);
    std::vector<DayRange> lost;
    if (call_.range()) {
      const DayRange range{day_of(call_.range()->from),
                           std::chrono::ceil<std::chrono::days>(call_.range()->to) - std::chrono::days(1)};
      const bool is_new = !state_.days.first;
      plan_days_of_range(state_.days, today, range, *declaration_.days);
      if (const auto part = lost_of_range(today, range, *declaration_.days); part && is_new)
        lost.push_back(*part);
    } else {
      lost = plan_days(state_.days, today, day_of(call_.history_from), *declaration_.days,
                       windows_being_built());
    }
    Checkpoint point(cursor());
    for (const DayRange& part : lost)
      for (const ReportOutput& output : declaration_.outputs)
        point.lost(std::string(output.stream), marketplace_.id, Time(part.first),
                   Time(part.last + std::chrono::days(1)), declaration_.part);
    co_await ctx_.checkpoint(std::move(point));
  }

  // A cancelled report tells nothing about what is gone, and one without a row of the stream is doubted: it takes two.
  void tell_listed(Checkpoint& point, const std::string& key, std::optional<DayRange> window) const {
    if (!had_document(key)) return;
    for (size_t i = 0; i < declaration_.outputs.size(); ++i) {
      Listing listing(std::string(declaration_.outputs[i].stream), marketplace_.id);
      if (window) listing.between(amazon::to_text(window->first), amazon::to_text(window->last));
      if (!declaration_.part.empty()) listing.where(std::string(declaration_.part_field), declaration_.part);
      if (had_rows(i)) listing.certain();
      point.complete(std::move(listing));
    }
  }

  ReportSpec spec_of(const std::string& key) const {
    ReportSpec spec;
    spec.type = declaration_.report_type;
    spec.marketplaces = {marketplace_.id};
    for (const auto& [name, value] : declaration_.options)
      spec.options.emplace_back(name, value);
    if (declaration_.days) {
      const DayRange window = window_of(key);
      const Time now = std::chrono::floor<std::chrono::seconds>(ctx_.now() - kClockMargin);
      const Time first(window.first);
      spec.range.emplace(first, std::max(first, std::min(last_second_of(window.last), now)));
    }
    return spec;
  }

  // Of a day that is not over a report ends when it was asked for.
  static bool has_days(const ReportInfo& report, const TimeRange& wanted, DayRange window) {
    if (report.start != wanted.from || !report.end) return false;
    if (*report.end == wanted.to) return true;
    const Time whole = last_second_of(window.last);
    return wanted.to < whole && *report.end <= whole && *report.end >= report.created - kTurnMax;
  }

  // The id; empty: there is none. Amazon's list is read once in a run, and again for what is asked for anew.
  Task<std::string> find_fresh(std::string key, ReportSpec spec) {
    if (!declaration_.may_adopt || !adopts_) co_return std::string();
    const bool is_again = !asked_.insert(key).second;
    if (!fresh_ || is_again) co_await list_fresh();
    for (const ReportInfo& report : *fresh_) {
      if (tried_.contains(report.id) || report.marketplaces != spec.marketplaces) continue;
      if (spec.range && !has_days(report, *spec.range, window_of(key))) continue;
      tried_.insert(report.id);
      co_return report.id;
    }
    co_return std::string();
  }

  Task<> list_fresh() {
    static const std::vector<std::string> kUsable = {"DONE", "IN_PROGRESS", "IN_QUEUE"};
    const Time since = ctx_.now() - declaration_.again_after;
    const std::vector<std::string> marketplaces(1, marketplace_.id);
    HttpRequest request = list_reports_request(call_, declaration_.report_type, marketplaces, kUsable, since);
    const HttpResponse answer = co_await ctx_.http(std::move(request));
    ReportPage page = read_report_page(answer, declaration_.role);
    std::erase_if(page.reports, [&](const ReportInfo& report) {
      return report.type != declaration_.report_type || report.created < since;
    });
    std::ranges::sort(page.reports, std::greater(), &ReportInfo::created);
    fresh_ = std::move(page.reports);
  }

  const Marketplace marketplace_;
  const std::function<std::string(const std::string&)> frame_;  // none: the cursor is the stream's
  const bool is_trial_ = false;
  std::optional<std::vector<ReportInfo>> fresh_;  // the newest first
  std::set<std::string> asked_, tried_;           // keys; ids that are not taken (again)
  std::set<std::string> own_;                     // ids that were asked for in this run
  std::vector<std::string> left_;                 // keys whose report was somebody else's, and not as asked
  bool adopts_ = true;
  int rejected_in_a_row_ = 0;
  std::optional<Failure> refused_;
};

}  // namespace

Task<> sync_part(Context& ctx, const Call& call, const ReportDeclaration& declaration, const PartRun& part) {
  ReportSync sync(ctx, call, declaration, part);
  co_await sync.run();
}

Task<> sync_reports(Context& ctx, const Call& call, const ReportDeclaration& declaration) {
  ReportSync sync(ctx, call, declaration);
  co_await sync.run();
}

}  // namespace amazon_seller
