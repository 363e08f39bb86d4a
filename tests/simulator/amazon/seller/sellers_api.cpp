// Who the seller is and where it sells.
#include "seller/operations.hpp"

namespace mooring::amazon_simulator::seller {
namespace {

std::string participations(const Seller& seller) {
  std::string body = "[";
  for (const Participation& participation : seller.participations) {
    const Marketplace& m = *participation.marketplace;
    if (body.size() > 1) body += ',';
    body += "{\"marketplace\":{\"id\":" + json_text(m.id) + ",\"name\":" + json_text(m.name) +
            ",\"countryCode\":" + json_text(m.country_code) +
            ",\"defaultCurrencyCode\":" + json_text(m.currency) +
            ",\"defaultLanguageCode\":" + json_text(m.language) + ",\"domainName\":" + json_text(m.domain) +
            "},\"storeName\":" + json_text(seller.name) +
            ",\"participation\":{\"isParticipating\":" + (participation.participating ? "true" : "false") +
            ",\"hasSuspendedListings\":" + (participation.suspended ? "true" : "false") + "}}";
  }
  return body + "]";
}

std::string account(const Seller& seller) {
  const Marketplace& home = *seller.participations.front().marketplace;
  const std::string address = "{\"addressLine1\":\"1 Harbour Road\",\"city\":\"Porthaven\",\"countryCode\":" +
                              json_text(home.country_code) + "}";
  return "{\"payload\":{\"businessType\":\"PRIVATE_LIMITED\",\"sellingPlan\":\"PROFESSIONAL\",\"business\":{"
         "\"name\":" +
         json_text(seller.name + " Ltd.") + ",\"registeredBusinessAddress\":" + address +
         "},\"primaryContact\":{\"name\":\"Robin Doe\",\"address\":" + address +
         "},\"marketplaceParticipationList\":" + participations(seller) + "}}";
}

}  // namespace

Reply list_participations(const Call& call) {
  return json_reply(200, "{\"payload\":" + participations(call.seller) + "}");
}

Reply get_account(const Call& call) {
  return json_reply(200, account(call.seller));
}

}  // namespace mooring::amazon_simulator::seller
