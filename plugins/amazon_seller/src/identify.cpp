#include "identify.hpp"

#include <algorithm>

#include "api.hpp"
#include "marketplaces.hpp"
#include "vendor/identify.hpp"

namespace amazon_seller {

using namespace mooring;

namespace {

// Opens the list of marketplaces in every region. Selling Partner Insights does, too; that of the orders only in the Far East.
constexpr char kParticipationsRole[] = "Product Listing";

struct Participation {
  std::string marketplace_id, marketplace_name, country_code, currency, store_name;
  bool participating = false, suspended_listings = false;
};

bool flag(simdjson::ondemand::value value) {
  return !value.is_null() && bool(value.get_bool());
}

Participation read_participation(simdjson::ondemand::value entry) {
  Participation result;
  for_each_member(entry, [&](std::string_view part, simdjson::ondemand::value content) {
    if (part == "storeName") result.store_name = optional_text(content).value_or("");
    if (part != "marketplace" && part != "participation") return;
    for_each_member(content, [&](std::string_view key, simdjson::ondemand::value value) {
      if (key == "id") result.marketplace_id = optional_text(value).value_or("");
      if (key == "name") result.marketplace_name = optional_text(value).value_or("");
      if (key == "countryCode") result.country_code = optional_text(value).value_or("");
      if (key == "defaultCurrencyCode") result.currency = optional_text(value).value_or("");
      if (key == "isParticipating") result.participating = flag(value);
      if (key == "hasSuspendedListings") result.suspended_listings = flag(value);
    });
  });
  return result;
}

std::vector<Participation> read_participations(const HttpResponse& answer) {
  if (!answer.ok()) throw refusal(answer, kParticipationsRole);
  if (const std::string instead = what_instead_of_json(answer.body()); !instead.empty()) {
    throw bad_answer(answer, "it is " + instead);
  }
  std::vector<Participation> result;
  simdjson::ondemand::parser parser;
  std::optional<simdjson::ondemand::document> document;  // nothing: the text is no JSON at all
  try {
    document.emplace(parser.iterate(padded(answer)).value());
    require_whole_json(answer);
    bool has_payload = false;
    for_each_member(document->get_object().value(),
                    [&](std::string_view key, simdjson::ondemand::value value) {
                      if (key == "errors") refuse_errors(answer, value);
                      if (key != "payload") return;
                      has_payload = true;
                      amazon::for_each_record("payload", value, [&](simdjson::ondemand::value entry) {
                        result.push_back(read_participation(entry));
                      });
                    });
    if (!has_payload) throw bad_answer(answer, "the list of marketplaces: it has no member 'payload'");
  } catch (const simdjson::simdjson_error& error) {
    throw bad_answer(
        answer, std::string("the list of marketplaces: ") + error.what() + place_of(error, answer, document));
  } catch (const amazon::Unreadable& problem) {
    throw bad_answer(answer, std::string("the list of marketplaces: ") + problem.what());
  }
  return result;
}

Marketplace to_marketplace(const Participation& from, const Store& store) {
  Marketplace result{std::string(store.id), std::string(store.name)};
  result.country_code = store.country_code;
  result.currency = from.currency;
  result.available = from.participating;
  if (!from.participating) result.note = "the seller does not take part in this marketplace";
  // Listings are suspended during a holiday, too: the orders can still be read.
  if (from.participating && from.suspended_listings) result.note = "the seller's listings are suspended";
  return result;
}

Identity to_identity(const std::vector<Participation>& participations) {
  Identity identity;
  std::vector<std::string> names;
  for (const Participation& entry : participations) {
    const Store* store = find_store(entry.marketplace_id);
    if (store == nullptr) continue;
    identity.marketplaces.push_back(to_marketplace(entry, *store));
    if (!entry.store_name.empty() && std::ranges::find(names, entry.store_name) == names.end()) {
      names.push_back(entry.store_name);
    }
  }
  for (const std::string& name : names)
    identity.account_name += (identity.account_name.empty() ? "" : ", ") + name;
  return identity;
}

// One order of the last hour: Amazon tells only by its refusal that the role is missing.
Task<Permission> probe_orders(Context& ctx, const Call& call, const std::vector<Marketplace>& marketplaces) {
  const auto usable = std::ranges::find_if(marketplaces, &Marketplace::available);
  if (usable == marketplaces.end()) {
    co_return Permission("orders", std::nullopt, "no marketplace of this account can be read");
  }
  const Url url =
      Url(call.api_base, kOrdersPath)
          .add("lastUpdatedAfter",
               format_time(std::chrono::floor<std::chrono::seconds>(ctx.now()) - std::chrono::hours(1)))
          .add("marketplaceIds", usable->id)
          .add("maxResultsPerPage", 1);
  std::optional<Failure> failure;
  try {
    const HttpResponse answer =
        co_await ctx.http(HttpRequest::get(url).with_budget(kOrdersBudget).with_credential(kCredential));
    if (answer.ok()) co_return Permission("orders", true);
    failure = refusal(answer);
  } catch (const Failure& problem) {
    failure = problem;
  }
  switch (failure->kind()) {
    case FailureKind::permission:
      co_return Permission("orders", false, failure->message());
    case FailureKind::grant_rejected:
    case FailureKind::grant_revoked:
    case FailureKind::application_rejected:
    case FailureKind::cancelled:
      throw *failure;  // these concern the whole connection
    default:
      co_return Permission("orders", std::nullopt, "could not be checked: " + failure->message());
  }
}

}  // namespace

Task<> identify(Context& ctx, const Call& call) {
  if (call.account_kind == vendor::kAccountKind) co_return co_await vendor::identify(ctx, call);
  HttpResponse answer =
      co_await ctx.http(HttpRequest::get(Url(call.api_base, "/sellers/v1/marketplaceParticipations"))
                            .with_budget(kParticipationsBudget)
                            .with_credential(kCredential));
  Identity identity = to_identity(read_participations(answer));
  identity.permissions.push_back(co_await probe_orders(ctx, call, identity.marketplaces));
  co_await ctx.identity(std::move(identity));
}

}  // namespace amazon_seller
