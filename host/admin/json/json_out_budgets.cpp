#include "admin/json/json_out_budgets.hpp"

#include <algorithm>

namespace mooring::host::admin {
namespace {

void add_rule(JsonObject& out, const BudgetRule& rule, const ChannelConfig* config) {
  out->set("id", rule.id);
  out->set("rate_per_s", rule.rate_per_s);
  out->set("burst", rule.burst);
  out->set("from", "manifest");
  if (!config) return;
  const auto found = config->budgets.find(rule.id);
  if (found == config->budgets.end()) return;
  out->set("rate_per_s", found->second.rate_per_s);
  out->set("burst", found->second.burst.value_or(rule.burst));
  out->set("from", "configuration");
}

}  // namespace

JsonArray budgets_json(const Manifest& manifest, const std::string& account_kind, const ChannelConfig* config,
                       const std::vector<BudgetState>& now) {
  auto out = json_array();
  for (const BudgetRule& rule : manifest.budgets) {
    if (!rule.is_for(account_kind)) continue;
    auto item = json_object();
    add_rule(item, rule, config);
    const auto state =
        std::find_if(now.begin(), now.end(), [&](const auto& one) { return one.id == rule.id; });
    const bool known = state != now.end();
    using Var = Poco::Dynamic::Var;
    item->set("rate_now_per_s", known ? Var(state->rate_per_s) : Var());
    item->set("tokens", known ? Var(state->tokens) : Var());
    item->set("waiting", known ? Var(state->waiting) : Var());
    item->set("blocked_until", known ? json_time(state->blocked_until) : Var());
    out->add(item);
  }
  return out;
}

}  // namespace mooring::host::admin
