// Everything the rules share: sellers, orders, grants, faults, budgets, time. Owned by AmazonSimulator;
// thread-safe.
#pragma once
#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "ads/side.hpp"
#include "base/random.hpp"
#include "budgets.hpp"
#include "faults.hpp"
#include "options.hpp"
#include "orders.hpp"
#include "request_log.hpp"
#include "seller/reports.hpp"
#include "tokens.hpp"

namespace mooring::amazon_simulator {

struct Code {
  std::string seller_id, client_id, redirect_uri;  // seller_id: as Holder::text
  int64_t expires_us = 0;
};

// Who gave a grant: a seller, or an Amazon login at the consent page of one Ads region.
struct Holder {
  std::string id;      // of the seller or the login
  std::string region;  // of the grant
  bool is_ads = false;
};

class World {
 public:
  explicit World(const Options& options);

  int64_t now_us() const { return host::to_unix_us(clock_.now()); }
  host::SteadyTime steady_now() const { return clock_.steady_now(); }
  // Grows with every call, also while a virtual clock stands still; never behind the clock.
  int64_t next_serial();

  const Seller* seller(std::string_view id) const;  // also a vendor
  // Of a token's or a code's seller_id: a seller's id, or ads::grant_holder(). Nothing when there is no such one.
  std::optional<Holder> holder(std::string_view seller_id) const;
  bool is_someone(std::string_view id) const { return seller(id) || ads->accounts.login(id); }
  const OrderBook* book(std::string_view seller_id) const;
  std::optional<Application> application_of_client(std::string_view client_id) const;
  std::optional<Application> application(std::string_view application_id) const;
  bool replace_secret(std::string_view client_id, std::string secret);

  // A new grant, as consent and self-authorisation give it.
  std::string new_refresh_token(const std::string& seller_id, const std::string& client_id);
  // The same token for ever, for a private application and its documentation.
  std::string well_known_refresh_token(const std::string& seller_id, const std::string& client_id) const;
  std::string new_code(Code code);
  std::optional<Code> redeem(const std::string& code);  // single use
  std::string request_id();
  void forget_codes();

  const Options options;
  const std::vector<Seller> sellers;
  const std::vector<Seller> vendors;
  const host::Timestamp opened;
  const std::unique_ptr<ads::Side> ads;
  TokenSigner signer;
  FaultBook faults;
  Budgets budgets;
  RequestLog log;
  seller::ReportDesk seller_reports;
  std::atomic<bool> gzip;

  static constexpr int64_t kCodeLifetime_us = 5 * 60 * 1'000'000ll;
  static constexpr int64_t kAccessTokenLifetime_s = 3600;

 private:
  std::string random_text(size_t length);

  const host::Clock& clock_;
  std::vector<OrderBook> books_;
  std::unordered_map<std::string, size_t> by_id_;
  mutable std::mutex mutex_;
  std::vector<Application> applications_;
  std::unordered_map<std::string, Code> codes_;
  int64_t last_serial_ = 0;
  host::OsRandom random_;
};

}  // namespace mooring::amazon_simulator
