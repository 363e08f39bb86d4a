#include "finances/payouts.hpp"

#include <algorithm>

#include "orders/sync.hpp"
#include "pages.hpp"
#include "run_or_backfill.hpp"
#include "times_cursor.hpp"

namespace amazon_seller {

using namespace mooring;

namespace {

constexpr char kPath[] = "/finances/v0/financialEventGroups";
constexpr char kBudget[] = "finances.v0";
constexpr char kRole[] = "Finance and Accounting";
constexpr PageShape kShape{"payload", "FinancialEventGroupList", "payload", "NextToken", "event group", "",
                           false};
constexpr size_t kFields = 14;
constexpr int64_t kPageSize = 100;

constexpr Duration kSettle = std::chrono::minutes(2);
constexpr Duration kKept = std::chrono::days(730);
constexpr Duration kSlice = std::chrono::days(90);  // windows of more than 180 days are answered with nothing
constexpr Duration kChanging = std::chrono::days(90);

struct Money {
  Text amount, currency;
};

Money read_money(const char* member, Value value, ValueReader& values) {
  Money money;
  amazon::for_each_member(value, [&](std::string_view key, Value content) {
    if (key == "CurrencyAmount") money.amount = values.decimal(member, content);
    if (key == "CurrencyCode") money.currency = values.some_text(member, content);
  });
  return money;
}

struct Group {
  Text id, status, transfer_status, trace_id, account_tail;
  std::optional<Time> start, end, transferred;
  Money total, converted, beginning;
  std::string_view raw;

  void read_member(std::string_view key, Value value, PageReader& reader) {
    ValueReader& values = reader.values();
    if (key == "FinancialEventGroupId") {
      id = values.some_text("FinancialEventGroupId", value);
      reader.name_record(id);
    }
    if (key == "ProcessingStatus") status = values.some_text("ProcessingStatus", value);
    if (key == "FundTransferStatus") transfer_status = values.some_text("FundTransferStatus", value);
    if (key == "FundTransferDate") transferred = values.time("FundTransferDate", value);
    if (key == "FinancialEventGroupStart") start = values.time("FinancialEventGroupStart", value);
    if (key == "FinancialEventGroupEnd") end = values.time("FinancialEventGroupEnd", value);
    if (key == "OriginalTotal") total = read_money("OriginalTotal", value, values);
    if (key == "ConvertedTotal") converted = read_money("ConvertedTotal", value, values);
    if (key == "BeginningBalance") beginning = read_money("BeginningBalance", value, values);
    if (key == "TraceId") trace_id = values.some_text("TraceId", value);
    if (key == "AccountTail") account_tail = values.some_text("AccountTail", value);
  }
};

class GroupListing : public Listed {
 public:
  GroupListing(const Call& call, Time from, Time until, bool to_now, std::string cursor)
      : Listed("payouts", kFields, std::move(cursor)),
        call_(call),
        from_(from),
        until_(until),
        to_now_(to_now) {}

  HttpRequest request(const std::string& token) const override {
    Url url(call_.api_base, kPath);
    url.add("FinancialEventGroupStartedAfter", format_time(from_));
    if (!to_now_) url.add("FinancialEventGroupStartedBefore", format_time(until_));
    url.add("MaxResultsPerPage", kPageSize);
    if (!token.empty()) url.add("NextToken", token);
    return HttpRequest::get(url).with_budget(kBudget).with_credential(kCredential);
  }

  void take(simdjson::ondemand::object record, PageReader& reader) override {
    Group group;
    group.raw = amazon::read_record(
        record, [&](std::string_view key, Value value) { group.read_member(key, value, reader); });
    if (!group.id) throw Unreadable("the member 'FinancialEventGroupId' is missing");
    rows_.begin_row({}, group.raw).add_text(group.id).add_timestamp(group.start).add_timestamp(group.end);
    rows_.add_text(group.status).add_text(group.transfer_status).add_timestamp(group.transferred);
    for (const Money* money : {&group.total, &group.converted, &group.beginning})
      rows_.add_decimal(money->amount).add_text(money->currency);
    rows_.add_text(group.trace_id).add_text(group.account_tail);
  }

 private:
  const Call& call_;
  const Time from_, until_;
  const bool to_now_;
};

class PayoutsSync {
 public:
  PayoutsSync(Context& ctx, const Call& call)
      : ctx_(ctx),
        call_(call),
        cursor_(call.cursor),
        settled_(std::chrono::floor<std::chrono::seconds>(call.now - kSettle)),
        oldest_(std::chrono::ceil<std::chrono::seconds>(call.now - kKept)) {}

  Task<> run() {
    const auto read_to = cursor_.at("read_to");
    const Time from = read_to ? std::min(*read_to, settled_) - kChanging
                              : std::chrono::ceil<std::chrono::seconds>(call_.history_from);
    co_await read_range(std::max(oldest_, std::min(from, settled_ - std::chrono::seconds(1))), settled_,
                        true);
  }

  Task<> backfill() {
    const TimeRange range = *call_.range();
    const Time from = std::clamp(oldest_, range.from, range.to);
    if (range.from < from)
      co_await ctx_.checkpoint(Checkpoint(cursor_.text()).lost("payouts", "", range.from, from));
    const auto read_to = cursor_.at("read_to");
    co_await read_range(read_to ? std::max(*read_to, from) : from, std::min(range.to, settled_), false);
  }

 private:
  Task<> read_range(Time from, Time until, bool to_now) {
    while (from < until) {
      const Time end = std::min(from + kSlice, until);
      co_await ctx_.progress(0, 0, "payouts of " + span_for_people(from, end));
      GroupListing listing(call_, from, end, to_now && end == until, cursor_.text());
      co_await read_listing(ctx_, reader_, kRole, listing);
      cursor_.set("read_to", end);
      co_await ctx_.checkpoint(Checkpoint(cursor_.text()).held("payouts", "", from, end));
      from = end;
    }
  }

  Context& ctx_;
  const Call& call_;
  TimesCursor cursor_;
  const Time settled_, oldest_;
  PageReader reader_{kShape};
};

}  // namespace

Task<> sync_payouts(Context& ctx, const Call& call) {
  return run_or_backfill<PayoutsSync>(ctx, call);
}

}  // namespace amazon_seller
