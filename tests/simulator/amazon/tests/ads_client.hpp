// An Ads caller on a virtual clock without sockets: consent, token, lists, reports. One thread.
#pragma once
#include <Poco/JSON/Parser.h>

#include <map>
#include <vector>

#include "client.hpp"
#include "simulator/amazon/ads/accounts.hpp"

namespace mooring::amazon_simulator {

inline constexpr const char* kAllRegions = "amzn1.account.mooring-all";

Poco::JSON::Array::Ptr parse_array(const std::string& body);

struct AdsClient : Client {
  explicit AdsClient(Options given = small()) : Client(std::move(given)) {}
  static Options small();

  // The redirect of the consent page's decision.
  std::string consent(const std::string& region, const std::string& login,
                      const std::string& decision = "approve");
  Reply token_of_code(const std::string& region, const std::string& redirect);
  Reply refresh_in(const std::string& region, const std::string& refresh_token);
  std::string refresh_token(const std::string& region, const std::string& login = kAllRegions);
  std::string access(const std::string& region, const std::string& login = kAllRegions);  // a new one

  Reply call(const std::string& method, const std::string& path, const Fields& headers,
             const std::string& body = {});
  // With all headers of a good caller; `media` without application/.
  Reply ads(const std::string& method, const std::string& path, const std::string& media = {},
            const std::string& body = {});
  // The ids of a whole listing, page by page, as often as they came.
  std::map<std::string, int> list_all(const std::string& path, const std::string& media,
                                      const std::string& array, const std::string& id, int page_size,
                                      const std::string& more = {});
  Poco::JSON::Array::Ptr profiles(const std::string& region, const std::string& query = {});
  std::vector<Poco::JSON::Object::Ptr> oracle(const std::string& stream, const std::string& more = {});

  Reply ask_report(const std::string& type, const std::string& group, const std::string& columns,
                   const std::string& first, const std::string& last, const std::string& unit = "DAILY");
  Poco::JSON::Object::Ptr report(const std::string& id);
  // Waits in virtual time, downloads and unpacks.
  Poco::JSON::Array::Ptr rows(const Reply& asked);

  std::string region = "na", token, profile;              // of ads()
  void use(const std::string& new_region, size_t index);  // the index-th profile of the list of a region
};

std::string error_text(const Reply& reply);  // message, details or detail
std::string unzip(const std::string& packed);

}  // namespace mooring::amazon_simulator
