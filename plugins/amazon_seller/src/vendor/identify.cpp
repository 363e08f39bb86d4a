#include "vendor/identify.hpp"

#include <string_view>

#include "api.hpp"
#include "marketplaces.hpp"
#include "reports/report_api.hpp"
#include "vendor/orders.hpp"

namespace amazon_seller::vendor {

using namespace mooring;

namespace {

std::vector<Marketplace> stores_of(std::string_view region) {
  std::vector<Marketplace> stores;
  for (const VendorStore& one : kVendorStores) {
    const Store* store = one.region == region ? store_in(one.country_code) : nullptr;
    if (store == nullptr) continue;
    Marketplace& added = stores.emplace_back(std::string(store->id), std::string(store->name));
    added.country_code = store->country_code;
    added.currency = one.currency;
    added.note = "Amazon does not tell where a vendor sells: choose the stores of this account";
  }
  return stores;
}

HttpRequest one_order(const Call& call, Time now) {
  const Time day = std::chrono::floor<std::chrono::seconds>(now) - std::chrono::hours(24);
  return HttpRequest::get(
             Url(call.api_base, kOrdersPath).add("createdAfter", format_time(day)).add("limit", 1))
      .with_budget(kOrdersBudget)
      .with_credential(kCredential);
}

// The Sellers API does not know vendors.
HttpRequest participations(const Call& call) {
  return HttpRequest::get(Url(call.api_base, "/sellers/v1/marketplaceParticipations"))
      .with_budget(kParticipationsBudget)
      .with_credential(kCredential);
}

// Who may read only reports is a vendor, too. Amazon lists a seller's reports in the same way.
HttpRequest listed_reports(const Call& call, Time now) {
  return list_reports_request(call, "GET_VENDOR_SALES_REPORT", {}, {},
                              std::chrono::floor<std::chrono::seconds>(now) - std::chrono::hours(24));
}

// Nothing: it may be read. Failures that concern the whole connection, or pass by, are thrown.
Task<std::optional<Failure>> ask(Context& ctx, HttpRequest request) {
  const HttpResponse answer = co_await ctx.http(std::move(request));
  if (answer.ok()) co_return std::nullopt;
  const Failure failure = refusal(answer, kOrdersRole);
  if (failure.kind() != FailureKind::permission) throw failure;
  co_return failure;
}

Permission permission_of(const char* id, const std::optional<Failure>& refused) {
  return refused ? Permission(id, false, refused->message()) : Permission(id, true);
}

}  // namespace

Task<> identify(Context& ctx, const Call& call) {
  Identity identity;
  const std::optional<Failure> orders = co_await ask(ctx, one_order(call, ctx.now()));
  identity.permissions.push_back(permission_of("vendor_orders", orders));
  if (orders) {
    const std::optional<Failure> seller = co_await ask(ctx, participations(call));
    if (!seller)
      throw Failure(FailureKind::permission,
                    "this is a seller's account, and the connection was made for a vendor's");
    const std::optional<Failure> reports = co_await ask(ctx, listed_reports(call, ctx.now()));
    if (reports) throw *orders;
  }
  identity.marketplaces = stores_of(call.region);
  co_await ctx.identity(std::move(identity));
}

}  // namespace amazon_seller::vendor
