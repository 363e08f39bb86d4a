// Who the seller is and where it sells.
#include "seller/operations.hpp"

namespace mooring::amazon_simulator::seller {
namespace {

bool has_fault(const Call& call, const Marketplace& marketplace, std::string_view kind) {
  Subject subject = call.subject;
  subject.marketplace = marketplace.id;
  return call.world.faults.take(subject, {kind}, call.world.now_us()).has_value();
}

std::string participations(const Call& call) {
  const Seller& seller = call.seller;
  std::string body = "[";
  for (const Participation& participation : seller.participations) {
    const Marketplace& m = *participation.marketplace;
    if (has_fault(call, m, "marketplace_missing")) continue;
    const bool takes_part = participation.participating && !has_fault(call, m, "marketplace_left");
    const bool suspended = participation.suspended || has_fault(call, m, "listings_suspended");
    if (body.size() > 1) body += ',';
    body += "{\"marketplace\":{\"id\":" + json_text(m.id) + ",\"name\":" + json_text(m.name) +
            ",\"countryCode\":" + json_text(m.country_code) +
            ",\"defaultCurrencyCode\":" + json_text(m.currency) +
            ",\"defaultLanguageCode\":" + json_text(m.language) + ",\"domainName\":" + json_text(m.domain) +
            "},\"storeName\":" + json_text(seller.name) +
            ",\"participation\":{\"isParticipating\":" + (takes_part ? "true" : "false") +
            ",\"hasSuspendedListings\":" + (suspended ? "true" : "false") + "}}";
  }
  return body + "]";
}

std::string account(const Call& call) {
  const Seller& seller = call.seller;
  const Marketplace& home = *seller.participations.front().marketplace;
  const std::string address = "{\"addressLine1\":\"1 Harbour Road\",\"city\":\"Porthaven\",\"countryCode\":" +
                              json_text(home.country_code) + "}";
  return "{\"payload\":{\"businessType\":\"PRIVATE_LIMITED\",\"sellingPlan\":\"PROFESSIONAL\",\"business\":{"
         "\"name\":" +
         json_text(seller.name + " Ltd.") + ",\"registeredBusinessAddress\":" + address +
         "},\"primaryContact\":{\"name\":\"Robin Doe\",\"address\":" + address +
         "},\"marketplaceParticipationList\":" + participations(call) + "}}";
}

}  // namespace

Reply list_participations(const Call& call) {
  return json_reply(200, "{\"payload\":" + participations(call) + "}");
}

Reply get_account(const Call& call) {
  return json_reply(200, account(call));
}

}  // namespace mooring::amazon_simulator::seller
