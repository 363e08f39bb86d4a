#include "reports/listed_sync.hpp"

#include <algorithm>

#include "api.hpp"
#include "marketplaces.hpp"
#include "pages.hpp"
#include "reports/report_source.hpp"

namespace amazon_seller {

using namespace mooring;

namespace {

// Amazon refuses to list reports that are older; a little less, for clocks that differ.
constexpr Duration kListed = std::chrono::days(kReportsKeptDays) - std::chrono::minutes(30);
// What was read is remembered for as long as it may be listed.
constexpr Duration kRemembered = std::chrono::days(kReportsKeptDays + 10);
constexpr int kPagesMax = 200;
// A report that contradicts itself may have been cut off on its way: so many runs more read it, then it is taken as it is.
constexpr int64_t kReadAgainRuns = 3;

class ListedSync : public AmazonReports {
 public:
  ListedSync(Context& ctx, const Call& call, const ReportDeclaration& declaration)
      : AmazonReports(ctx, call, declaration), from_(std::max(ctx.now() - kListed, call.history_from)) {}

  Task<> run() {
    const Time until = ctx_.now();
    co_await list_all();
    std::vector<std::string> keys;
    std::ranges::sort(unread_, {}, &ReportInfo::created);
    for (const ReportInfo& report : unread_) {
      keys.push_back(report.id);
      // Nothing is asked for: each counts as one that waits for us.
      if (!book.find(report.id)) book.put(PendingReport(report.id, report.id, ctx_.now(), 1));
    }
    co_await collect_reports(ctx_, *this, std::move(keys), policy());
    co_await tell_held(unfinished_from_ ? std::min(until, *unfinished_from_) : until);
  }

  Task<std::string> create(std::string key) override {
    throw Failure(FailureKind::bad_response,
                  name_of(key) + " is listed, but its document is gone; the next run looks again")
        .at(document_request(call_, info(key).document_id).endpoint(), 404, {});
    co_return key;
  }

  Checkpoint finish(std::string key) override {
    if (had_document(key) && is_doubtful() && ++state_.doubted[key] <= kReadAgainRuns) {
      leave_open(info(key).created);
      return Checkpoint(cursor());
    }
    state_.doubted.erase(key);
    state_.read[key] = info(key).created;
    return Checkpoint(cursor());
  }

 protected:
  ReportScope scope_of(const std::string& key) const override {
    ReportScope scope;
    scope.report_id = key;
    const std::vector<std::string>& ids = info(key).marketplaces;
    if (ids.size() != 1) return scope;
    scope.marketplace = ids.front();
    if (const Store* store = find_store(scope.marketplace)) scope.country_code = store->country_code;
    const auto known = std::ranges::find(call_.selected, scope.marketplace, &Marketplace::id);
    if (known == call_.selected.end()) return scope;
    scope.currency = known->currency;
    return scope;
  }

  // The list told of it before.
  std::string why_other(const std::string& key, const ReportInfo& told) const override {
    const auto listed = std::ranges::find(unread_, key, &ReportInfo::id);
    if (listed == unread_.end() || told.marketplaces.empty() ||
        std::ranges::is_permutation(listed->marketplaces, told.marketplaces))
      return {};
    return "it is of other marketplaces than the list of reports told";
  }

  std::string name_of(const std::string& key) const override {
    return "Amazon's report " + std::string(declaration_.report_type) + " " + key;
  }

 private:
  Task<> list_all() {
    for (size_t first = 0; first < call_.marketplaces.size(); first += kListedMarketplacesMax) {
      const size_t last = std::min(first + kListedMarketplacesMax, call_.marketplaces.size());
      std::vector<std::string> part;
      for (size_t i = first; i < last; ++i)
        part.push_back(call_.marketplaces[i]);
      co_await list(std::move(part));
    }
  }

  Task<> list(std::vector<std::string> marketplaces) {
    const std::vector<std::string> any_status;
    HttpRequest request =
        list_reports_request(call_, declaration_.report_type, marketplaces, any_status, from_);
    PageSequence sequence;
    for (int page_number = 1;; ++page_number) {
      const HttpResponse answer = co_await ctx_.http(std::move(request));
      ReportPage page = read_report_page(answer, declaration_.role);
      for (ReportInfo& report : page.reports)
        note(std::move(report), marketplaces);
      if (page.next_token.empty()) break;
      sequence.add(answer, {}, page.next_token);
      if (page_number == kPagesMax) throw bad_answer(answer, "the list of reports has no end");
      request = next_reports_request(call_, page.next_token);
    }
  }

  void note(ReportInfo report, const std::vector<std::string>& marketplaces) {
    const bool is_ours = std::ranges::any_of(report.marketplaces, [&](const std::string& id) {
      return std::ranges::find(marketplaces, id) != marketplaces.end();
    });
    if (report.type != declaration_.report_type || !is_ours || report.created < from_) return;
    if (report.state == ReportState::building) leave_open(report.created);
    const bool is_known = state_.read.contains(report.id) ||
                          std::ranges::find(unread_, report.id, &ReportInfo::id) != unread_.end();
    if (report.state == ReportState::done && !is_known) unread_.push_back(std::move(report));
  }

  bool is_listed(const std::string& id) const {
    return std::ranges::find(unread_, id, &ReportInfo::id) != unread_.end();
  }

  void leave_open(Time from) { unfinished_from_ = std::min(from, unfinished_from_.value_or(from)); }

  // All that was listed is read. What Amazon no longer listed when it was listed again is lost.
  Task<> tell_held(Time until) {
    std::vector<std::pair<std::string, TimeRange>> held, lost;
    for (const std::string& id : call_.marketplaces) {
      const auto known = state_.listed.find(id);
      if (known != state_.listed.end() && known->second < from_)
        lost.emplace_back(id, TimeRange(known->second, from_));
      if (from_ < until) held.emplace_back(id, TimeRange(from_, until));
      state_.listed[id] = std::max(until, from_);
    }
    std::erase_if(state_.read, [&](const auto& entry) { return entry.second < ctx_.now() - kRemembered; });
    std::erase_if(state_.doubted, [&](const auto& entry) { return !is_listed(entry.first); });
    Checkpoint point(cursor());
    for (const ReportOutput& output : declaration_.outputs) {
      const std::string stream(output.stream);
      for (const auto& [id, range] : held)
        point.held(stream, id, range.from, range.to);
      for (const auto& [id, range] : lost)
        point.lost(stream, id, range.from, range.to);
    }
    co_await ctx_.checkpoint(std::move(point));
  }

  const Time from_;
  std::vector<ReportInfo> unread_;
  std::optional<Time> unfinished_from_;
};

}  // namespace

Task<> sync_listed_reports(Context& ctx, const Call& call, const ReportDeclaration& declaration) {
  if (call.marketplaces.empty())
    throw Failure(FailureKind::internal, "no marketplace is selected: select one to sync");
  ListedSync sync(ctx, call, declaration);
  co_await sync.run();
}

}  // namespace amazon_seller
