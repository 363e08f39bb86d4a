// Reports that a provider builds in the background: request them all, wait, download and read each as it becomes ready.
// A plugin says what is different at its provider by implementing ReportSource; collect_reports() does the rest.
//
//   class SalesReports : public ReportSource { ... };
//   Task<> sync_sales(Context& ctx, const Call& call) {
//     SalesReports sales(ctx, call);                 // puts the book of call.cursor into sales.book
//     const std::vector<std::string> months{"2026-01-01/2026-01-31", "2026-02-01/2026-02-28"};
//     co_await collect_reports(ctx, sales, months);
//   }
//
// Every request is committed at once (in the cursor), so a run that is cut off re-attaches to what is being built. One
// report that fails does not stop the others; the first failure is thrown when all others are read and committed.
// Guide: docs/plugins/write-a-plugin.md.
#pragma once
#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "mooring/checkpoint.hpp"
#include "mooring/context.hpp"
#include "mooring/failure.hpp"
#include "mooring/http.hpp"
#include "mooring/report_book.hpp"
#include "mooring/task.hpp"
#include "mooring/time.hpp"

namespace mooring {

// How a report is getting on.
class ReportStatus {
 public:
  enum class State { pending, ready, empty, failed, gone };

  static ReportStatus pending() { return ReportStatus(State::pending); }
  static ReportStatus ready(std::string url) {
    ReportStatus status(State::ready);
    status.url_ = std::move(url);
    return status;
  }
  // It is built, and there is nothing in it: done without a download.
  static ReportStatus empty() { return ReportStatus(State::empty); }
  // The provider could not build it. recreate: asking again may help.
  static ReportStatus failed(Failure why, bool recreate) {
    ReportStatus status(State::failed);
    status.why_ = std::move(why);
    status.recreate_ = recreate;
    return status;
  }
  // The provider does not know it (any more): it is requested anew.
  static ReportStatus gone() { return ReportStatus(State::gone); }

  State state() const { return state_; }
  const std::string& url() const { return url_; }
  const Failure& why() const { return why_; }
  bool may_recreate() const { return recreate_; }

 private:
  explicit ReportStatus(State state) : state_(state), why_(FailureKind::internal, {}) {}

  State state_;
  std::string url_;
  Failure why_;
  bool recreate_ = false;
};

// What a plugin says about its reports. A key is the plugin's own name for what a report holds; it is all that the
// functions need to know which report is meant, also after a restart.
class ReportSource {
 public:
  virtual ~ReportSource() = default;

  // Requests the report; its id. A provider that refuses because it builds the same one already names that one: return it.
  virtual Task<std::string> create(std::string key) = 0;
  virtual Task<ReportStatus> status(std::string key, std::string id) = 0;
  // How a finished report is fetched. The address is signed in general: no credential.
  virtual HttpRequest download(std::string url) {
    return HttpRequest::get(std::move(url)).with_streamed_body();
  }
  // The download has begun: what the headers tell of the body that read() then gets.
  virtual void opened(const HttpResponse& /*answer*/) {}
  // The answer is open: emit the rows of the body, see ctx.read() and JsonArraySplitter. A large report is committed in
  // between with ctx.checkpoint(cursor()); cut off there, it is read again.
  virtual Task<> read(std::string key) = 0;
  // All rows are emitted and the report is out of the book: what to commit with them, Checkpoint(cursor()).held(...).
  virtual Checkpoint finish(std::string key) = 0;
  // Where the stream stands now, with book.to_json() in it.
  virtual std::string cursor() const = 0;

  ReportBook book;
};

struct ReportPolicy {
  ReportPolicy() {}

  Duration first_poll = std::chrono::seconds(15);
  Duration slowest_poll = std::chrono::minutes(10);
  double poll_growth = 1.5;                        // from one poll of a report to its next
  Duration give_up_after = std::chrono::hours(4);  // then it is requested anew
  int attempts_max = 3;                            // requests of one report
  Duration recreate_after = Duration::zero();      // from the request of a report that failed to its next one
  int downloads_max = 3;                           // an address that has expired is asked for again
  int status_failures_max = 3;                     // in a row, of the kind that passes
  size_t pending_max = 100;                        // at the same time, so that the book fits into a cursor
};

namespace detail {

// One call of collect_reports().
class ReportCollector {
 public:
  ReportCollector(Context& ctx, ReportSource& source, std::vector<std::string> wanted, ReportPolicy policy)
      : ctx_(ctx), source_(source), policy_(std::move(policy)) {
    for (std::string& key : wanted) {
      if (std::find(wanted_.begin(), wanted_.end(), key) == wanted_.end()) wanted_.push_back(std::move(key));
    }
    total_ = wanted_.size();
  }

  Task<> run() {
    if (total_ > 0) co_await tell();  // the plan is known; the first report may take hours
    co_await attach();
    while (!wanted_.empty() || !waits_.empty()) {
      co_await request_more();
      if (waits_.empty()) continue;
      const size_t next = next_due();
      if (waits_[next].poll_at > ctx_.now())
        co_await ctx_.sleep_until(waits_[next].poll_at, waits_[next].recreate_why ? "retry" : "report");
      else
        co_await poll(next);
    }
    throw_first();
  }

 private:
  struct Wait {
    std::string key;
    Time poll_at;
    Duration interval;
    int status_failures = 0, downloads = 0;
    std::optional<Failure> recreate_why{};  // poll_at is then the time of the next request
  };

  // What is pending from before and still wanted goes on; the rest is forgotten.
  Task<> attach() {
    std::vector<std::string> forgotten;
    for (const PendingReport& report : source_.book.pending()) {
      const auto found = std::find(wanted_.begin(), wanted_.end(), report.key);
      if (found == wanted_.end()) {
        forgotten.push_back(report.key);
      } else {
        wanted_.erase(found);
        waits_.push_back({report.key, ctx_.now(), policy_.first_poll});
      }
    }
    for (const std::string& key : forgotten)
      source_.book.erase(key);
    if (!forgotten.empty()) co_await ctx_.checkpoint(source_.cursor());
  }

  Task<> request_more() {
    while (!wanted_.empty() && waits_.size() < policy_.pending_max) {
      const std::string key = wanted_.front();
      wanted_.erase(wanted_.begin());
      if (co_await request(key, 1))
        waits_.push_back({key, ctx_.now() + policy_.first_poll, policy_.first_poll});
    }
  }

  // Requests a report and commits that at once. False: it failed, and is noted.
  Task<bool> request(std::string key, int attempt) {
    std::optional<Failure> why;
    std::string id;
    try {
      id = co_await source_.create(key);
    } catch (const Failure& failure) {
      why = failure;
    }
    if (!why && id.empty()) why.emplace(FailureKind::internal, "the plugin gave no id for the report " + key);
    if (why) {
      co_await give_up(key, std::move(*why), false);
      co_return false;
    }
    source_.book.put(PendingReport(key, std::move(id), ctx_.now(), attempt));
    co_await ctx_.checkpoint(source_.cursor());
    co_return true;
  }

  size_t next_due() const {
    const auto sooner = [](const Wait& a, const Wait& b) { return a.poll_at < b.poll_at; };
    return static_cast<size_t>(std::min_element(waits_.begin(), waits_.end(), sooner) - waits_.begin());
  }

  Task<> poll(size_t index) {
    if (waits_[index].recreate_why) {
      co_await recreate(index, *std::exchange(waits_[index].recreate_why, std::nullopt));
      co_return;
    }
    const PendingReport report = *source_.book.find(waits_[index].key);
    std::optional<Failure> why;
    ReportStatus status = ReportStatus::pending();
    try {
      status = co_await source_.status(report.key, report.id);
    } catch (const Failure& failure) {
      why = failure;
    }
    if (why) {
      co_await status_failed(index, std::move(*why));
      co_return;
    }
    waits_[index].status_failures = 0;
    switch (status.state()) {
      case ReportStatus::State::pending:
        if (ctx_.now() - report.requested_at < policy_.give_up_after)
          wait_longer(waits_[index]);
        else
          co_await recreate(index, Failure(FailureKind::server,
                                           "the report " + report.key + " was not ready " +
                                               minutes(policy_.give_up_after) + " after it was requested"));
        break;
      case ReportStatus::State::ready:
        co_await fetch(index, status.url());
        break;
      case ReportStatus::State::empty:
        co_await finish(index);
        break;
      case ReportStatus::State::failed:
        if (status.may_recreate() && report.attempts < policy_.attempts_max &&
            ctx_.now() < report.requested_at + policy_.recreate_after) {
          waits_[index].recreate_why = status.why();
          waits_[index].poll_at = report.requested_at + policy_.recreate_after;
          co_await tell();
        } else if (status.may_recreate())
          co_await recreate(index, status.why());
        else
          co_await give_up(take(index), status.why(), false);
        break;
      case ReportStatus::State::gone:
        co_await recreate(index, Failure(FailureKind::bad_response,
                                         "the provider no longer knows the report " + report.key));
        break;
    }
  }

  // An outage shorter than the wait does not matter.
  Task<> status_failed(size_t index, Failure why) {
    if (passes(why.kind()) && ++waits_[index].status_failures < policy_.status_failures_max)
      wait_longer(waits_[index]);
    else
      co_await give_up(take(index), std::move(why), true);
  }

  Task<> recreate(size_t index, Failure why) {
    const PendingReport report = *source_.book.find(waits_[index].key);
    if (report.attempts >= policy_.attempts_max) {
      Failure last(why.kind(),
                   why.message() + "; it was requested " + std::to_string(report.attempts) + " times");
      last.at(why.endpoint(), why.status(), why.request_id());
      co_await give_up(take(index), std::move(last), false);
      co_return;
    }
    if (!co_await request(report.key, report.attempts + 1)) {
      take(index);
      co_return;
    }
    Wait& wait = waits_[index];
    wait = {wait.key, ctx_.now() + policy_.first_poll, policy_.first_poll};
  }

  Task<> fetch(size_t index, std::string url) {
    const std::string key = waits_[index].key;
    std::optional<Failure> why;
    bool is_open = false;
    try {
      const HttpResponse answer = co_await ctx_.http(source_.download(std::move(url)));
      is_open = answer.ok();
      if (is_open) {
        source_.opened(answer);
        co_await source_.read(key);
      } else
        why =
            answer.failure(FailureKind::bad_response, "the report " + key + " cannot be downloaded: status " +
                                                          std::to_string(answer.status()));
    } catch (const Failure& failure) {
      why = failure;
    }
    const bool is_expired = why && !is_open && why->status() >= 400 && why->status() < 500;
    if (!why)
      co_await finish(index);
    else if (is_expired && ++waits_[index].downloads < policy_.downloads_max)
      waits_[index].poll_at = ctx_.now();  // the status has a fresh address
    else
      co_await give_up(take(index), std::move(*why), passes(why->kind()));
  }

  Task<> finish(size_t index) {
    const std::string key = take(index);
    source_.book.erase(key);
    co_await ctx_.checkpoint(source_.finish(key));
    ++done_;
    co_await tell();
  }

  // A long pause after a failure is no silence: it is told why.
  ProgressAwaiter tell() {
    const auto paused =
        std::find_if(waits_.begin(), waits_.end(), [](const Wait& one) { return one.recreate_why; });
    std::string note = paused == waits_.end()
                           ? "reports"
                           : paused->recreate_why->message() + "; it is requested again after a pause";
    return ctx_.progress(static_cast<int64_t>(done_), static_cast<int64_t>(total_), std::move(note));
  }

  // stays: it may be read by a later run. Failures that concern more than one report end the run here.
  Task<> give_up(std::string key, Failure why, bool stays) {
    if (concerns_all(why.kind())) throw why;
    if (!stays && source_.book.find(key)) {
      source_.book.erase(key);
      co_await ctx_.checkpoint(source_.cursor());
    }
    if (!first_) first_ = std::move(why);
    ++failed_;
  }

  void throw_first() const {
    if (!first_) return;
    std::string message = first_->message();
    if (failed_ > 1) message += " (and " + std::to_string(failed_ - 1) + " more reports failed)";
    throw Failure(first_->kind(), std::move(message))
        .at(first_->endpoint(), first_->status(), first_->request_id());
  }

  std::string take(size_t index) {
    std::string key = std::move(waits_[index].key);
    waits_.erase(waits_.begin() + static_cast<std::ptrdiff_t>(index));
    return key;
  }

  void wait_longer(Wait& wait) const {
    wait.poll_at = ctx_.now() + wait.interval;
    wait.interval = std::min(
        Duration(static_cast<int64_t>(static_cast<double>(wait.interval.count()) * policy_.poll_growth)),
        policy_.slowest_poll);
  }

  static bool passes(FailureKind kind) {
    return kind == FailureKind::throttled || kind == FailureKind::server || kind == FailureKind::network;
  }
  static bool concerns_all(FailureKind kind) {
    return kind == FailureKind::grant_rejected || kind == FailureKind::grant_revoked ||
           kind == FailureKind::application_rejected || kind == FailureKind::internal ||
           kind == FailureKind::cancelled;
  }
  static std::string minutes(Duration duration) {
    return std::to_string(std::chrono::duration_cast<std::chrono::minutes>(duration).count()) + " minutes";
  }

  Context& ctx_;
  ReportSource& source_;
  const ReportPolicy policy_;
  std::vector<std::string> wanted_;  // not requested yet
  std::vector<Wait> waits_;          // requested, in the book
  size_t total_ = 0, done_ = 0, failed_ = 0;
  std::optional<Failure> first_;
};

}  // namespace detail

// Reads all the wanted reports (keys; one that stands twice is read once). What is in source.book and no longer wanted
// is forgotten. Throws the first failure after everything else was read and committed.
inline Task<> collect_reports(Context& ctx, ReportSource& source, std::vector<std::string> wanted,
                              ReportPolicy policy = {}) {
  detail::ReportCollector collector(ctx, source, std::move(wanted), std::move(policy));
  co_await collector.run();
}

}  // namespace mooring
