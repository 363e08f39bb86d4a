#include "budget_usage.hpp"

#include <algorithm>

#include "api.hpp"
#include "entities.hpp"
#include "product_pass.hpp"

namespace amazon_ads {

using namespace mooring;

namespace {

constexpr size_t kCampaignsPerCall = 100;
constexpr size_t kMaxCampaigns = 200'000;     // of one product
constexpr size_t kRowsPerCheckpoint = 5'000;  // the host holds rows until then, and not any number of them
constexpr int kMaxPages = 20'000;
constexpr char kNoCursor[] = "{\"version\":1}";

struct Usage {
  Text campaign_id, budget, percent;
  std::optional<Time> at;
  std::string_view raw;
};

Usage read_usage(simdjson::ondemand::object object, ValueReader& values) {
  Usage usage;
  usage.raw = read_record(object, [&](std::string_view key, Value value) {
    if (key == "campaignId") usage.campaign_id = values.id("campaignId", value);
    if (key == "budget") usage.budget = values.decimal("budget", value);
    if (key == "budgetUsagePercent") usage.percent = values.decimal("budgetUsagePercent", value);
    if (key == "usageUpdatedTimestamp" || key == "lastUpdatedDate")
      usage.at = values.time("usageUpdatedTimestamp", value);
  });
  if (!usage.campaign_id) throw Unreadable("an entry has no campaignId");
  return usage;
}

std::string reason_of(Value error, ValueReader& values) {
  std::string code, details;
  for_each_member(error, [&](std::string_view key, Value value) {
    if (key == "code") code = values.text("error.code", value).value_or("");
    if (key == "details") details = values.text("error.details", value).value_or("");
  });
  if (details.empty()) return code;
  return code.empty() ? details : details + " (" + code + ")";
}

void read_answer(simdjson::ondemand::document& document, std::vector<Usage>& usages,
                 BudgetUsageAnswer& result, ValueReader& values) {
  bool found = false;
  for_each_member(document.get_object().value(), [&](std::string_view key, Value value) {
    if (key == "success") {
      found = true;
      for_each_record("success", value,
                      [&](Value entry) { usages.push_back(read_usage(entry.get_object(), values)); });
    } else if (key == "error") {
      for_each_element(value, [&](Value entry) {
        std::string reason = reason_of(entry, values);
        if (result.refused++ == 0) result.first_reason = std::move(reason);
      });
    }
  });
  if (!found) throw Unreadable("it has no member 'success'");
  if (document.current_location().error() != simdjson::OUT_OF_BOUNDS)
    throw Unreadable("something follows the end of the JSON");
}

std::string path_of(Product product) {
  if (product == Product::sponsored_products) return "sp";
  return product == Product::sponsored_brands ? "sb" : "sd";
}

HttpRequest usage_request(const Call& call, Product product, std::span<const std::string> campaigns) {
  const std::string name = path_of(product);
  const std::string media = "application/vnd." + name + "campaignbudgetusage.v1+json";
  std::string ids;
  for (const std::string& id : campaigns)
    ids += (ids.empty() ? "" : ",") + json_text(id);
  return for_profile(HttpRequest::post(call.api_base + "/" + name + "/campaigns/budget/usage",
                                       "{\"campaignIds\":[" + ids + "]}", media)
                         .with_header("accept", media),
                     call.marketplace().id, kBudgetUsageBudget);
}

class BudgetUsageSync {
 public:
  BudgetUsageSync(Context& ctx, const Call& call)
      : ctx_(ctx), call_(call), profile_(call.marketplace().id), reader_(profile_, {}) {}

  Task<> run() {
    ProductPass pass;
    for (const EntityList& list : lists_of(EntityStream::campaigns))
      co_await pass.read(ctx_, read_product(list));
    pass.finish();
  }

 private:
  // A notice when Amazon gave errors for some of the campaigns.
  Task<std::optional<Notice>> read_product(const EntityList& list) {
    const std::vector<std::string> campaigns = co_await enabled_campaigns(list);
    BudgetUsageAnswer total;
    size_t uncommitted = 0;
    for (size_t first = 0; first < campaigns.size(); first += kCampaignsPerCall) {
      co_await ctx_.progress(static_cast<int64_t>(first), static_cast<int64_t>(campaigns.size()),
                             "budget usage of " + std::string(title_of(list.product)));
      const size_t count = std::min(kCampaignsPerCall, campaigns.size() - first);
      const HttpResponse answer =
          co_await ctx_.http(usage_request(call_, list.product, std::span(campaigns).subspan(first, count)));
      require_ok(answer, list.product);
      BudgetUsageAnswer part = read_budget_usage(answer, list.product, profile_, rows_);
      if (total.refused == 0) total.first_reason = std::move(part.first_reason);
      total.refused += part.refused;
      uncommitted += part.good;
      co_await ctx_.emit(rows_);
      if (uncommitted < kRowsPerCheckpoint) continue;
      co_await commit(list.product, false);
      uncommitted = 0;
    }
    co_await commit(list.product, total.refused == 0);
    if (total.refused == 0) co_return std::nullopt;
    co_return Notice("budget_usage_incomplete",
                     "Amazon gave no budget usage for " + std::to_string(total.refused) + " of " +
                         std::to_string(campaigns.size()) + " campaigns of " +
                         std::string(title_of(list.product)) + ": " + total.first_reason);
  }

  // Campaigns that are no longer enabled have no usage. With errors among the answers that cannot be told.
  detail::CheckpointAwaiter commit(Product product, bool complete) {
    Checkpoint point{kNoCursor};
    if (complete) {
      point.complete(Listing("budget_usage", profile_).where("ad_product", std::string(code_of(product))));
    }
    return ctx_.checkpoint(std::move(point));
  }

  Task<std::vector<std::string>> enabled_campaigns(const EntityList& list) {
    const char* states = list.style == ListStyle::query ? "enabled" : "ENABLED";
    std::vector<std::string> ids;
    PagePosition position;
    for (int page_number = 1;; ++page_number) {
      const HttpResponse answer =
          co_await ctx_.http(page_request(list, call_.api_base, profile_, states, position));
      require_ok(answer, list.product);
      EntityPage page =
          reader_.read(list, answer, [&](const Entity& entity) { ids.emplace_back(*entity.id); });
      position.start_index += static_cast<int64_t>(page.objects);
      const bool is_query = list.style == ListStyle::query;
      const bool more =
          is_query ? page.objects >= static_cast<size_t>(list.page_size) : !page.next_token.empty();
      if (!more) break;
      const bool repeated = !is_query && page.next_token == position.token;
      if (repeated) throw bad_answer(answer, "it gives the same page token again");
      if (page_number >= kMaxPages || ids.size() > kMaxCampaigns)
        throw bad_answer(answer, "the list of campaigns has no end");
      position.token = std::move(page.next_token);
    }
    std::ranges::sort(ids);  // while paging, a campaign may come twice
    ids.erase(std::ranges::unique(ids).begin(), ids.end());
    co_return ids;
  }

  Context& ctx_;
  const Call& call_;
  const std::string profile_;
  EntityReader reader_;
  Rows rows_{"budget_usage", kBudgetUsageFields};
};

}  // namespace

BudgetUsageAnswer read_budget_usage(const HttpResponse& answer, Product product,
                                    const std::string& profile_id, Rows& rows) {
  require_whole_json(answer);
  BudgetUsageAnswer result;
  std::vector<Usage> usages;
  ValueReader values;
  simdjson::ondemand::parser parser;
  try {
    simdjson::ondemand::document document = parser.iterate(padded(answer));
    read_answer(document, usages, result, values);
  } catch (const simdjson::simdjson_error& error) {
    const std::string member = values.member();
    throw bad_answer(answer, (member.empty() ? "" : "member '" + member + "': ") + error.what());
  } catch (const Unreadable& problem) {
    throw bad_answer(answer, problem.what());
  }
  for (const Usage& usage : usages) {
    rows.begin_row(profile_id, usage.raw).add_text(profile_id).add_text(code_of(product));
    rows.add_text(usage.campaign_id).add_decimal(usage.budget).add_decimal(usage.percent);
    rows.add_timestamp(usage.at);
  }
  result.good = usages.size();
  return result;
}

Task<> sync_budget_usage(Context& ctx, const Call& call) {
  BudgetUsageSync sync(ctx, call);
  co_await sync.run();
}

}  // namespace amazon_ads
