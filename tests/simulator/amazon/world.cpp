#include "world.hpp"

#include <algorithm>

namespace mooring::amazon_simulator {
namespace {

const host::Clock& clock_of(const Options& options) {
  static const host::SystemClock kSystemClock;
  if (options.virtual_clock) return *options.virtual_clock;
  return options.clock ? *options.clock : kSystemClock;
}

}  // namespace

World::World(const Options& given)
    : options(given),
      sellers(make_sellers(given.seed, given.sellers)),
      vendors(make_vendors(given.seed, given.vendors)),
      opened(clock_of(given).now()),
      ads(std::make_unique<ads::Side>(options, sellers, host::to_unix_us(opened))),
      signer(given.seed),
      budgets(given.budget_scale),
      gzip(given.gzip),
      clock_(clock_of(given)),
      applications_(given.applications) {
  books_.reserve(sellers.size() + vendors.size());
  for (const Seller& seller : sellers) {
    by_id_[seller.id] = books_.size();
    books_.emplace_back(options.seed, seller, options.orders, options.history_days, opened,
                        options.orders_shape);
  }
  for (const Seller& vendor : vendors) {
    by_id_[vendor.id] = books_.size();
    books_.emplace_back(options.seed, vendor, 1, options.history_days, opened);
  }
}

int64_t World::next_serial() {
  const std::lock_guard lock(mutex_);
  last_serial_ = std::max(now_us(), last_serial_ + 1);
  return last_serial_;
}

const Seller* World::seller(std::string_view id) const {
  const auto entry = by_id_.find(std::string(id));
  if (entry == by_id_.end()) return nullptr;
  const size_t at = entry->second;
  return at < sellers.size() ? &sellers[at] : &vendors[at - sellers.size()];
}

std::optional<Holder> World::holder(std::string_view seller_id) const {
  if (const Seller* found = seller(seller_id)) return Holder{found->id, found->region, false};
  const auto grant = ads::read_grant_holder(seller_id);
  if (!grant || !ads->accounts.login(grant->login)) return std::nullopt;
  return Holder{grant->login, grant->region, true};
}

const OrderBook* World::book(std::string_view seller_id) const {
  const auto entry = by_id_.find(std::string(seller_id));
  return entry == by_id_.end() ? nullptr : &books_[entry->second];
}

std::optional<Application> World::application_of_client(std::string_view client_id) const {
  const std::lock_guard lock(mutex_);
  for (const Application& application : applications_) {
    if (application.client_id == client_id) return application;
  }
  return std::nullopt;
}

std::optional<Application> World::application(std::string_view application_id) const {
  const std::lock_guard lock(mutex_);
  for (const Application& application : applications_) {
    if (application.application_id == application_id) return application;
  }
  return std::nullopt;
}

bool World::replace_secret(std::string_view client_id, std::string secret) {
  const std::lock_guard lock(mutex_);
  for (Application& application : applications_) {
    if (application.client_id != client_id) continue;
    application.client_secret = std::move(secret);
    return true;
  }
  return false;
}

std::string World::new_refresh_token(const std::string& seller_id, const std::string& client_id) {
  return signer.make({'R', seller_id, client_id, next_serial(), 0});
}

std::string World::well_known_refresh_token(const std::string& seller_id,
                                            const std::string& client_id) const {
  return signer.make({'R', seller_id, client_id, 1, 0});
}

std::string World::random_text(size_t length) {
  static constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  std::string text;
  while (text.size() < length)
    text += kAlphabet[random_.next() % kAlphabet.size()];
  return text;
}

std::string World::new_code(Code code) {
  const std::string text = random_text(20);
  const int64_t now = now_us();
  code.expires_us = now + kCodeLifetime_us;
  const std::lock_guard lock(mutex_);
  std::erase_if(codes_, [&](const auto& entry) { return entry.second.expires_us < now; });
  codes_[text] = std::move(code);
  return text;
}

std::optional<Code> World::redeem(const std::string& text) {
  const int64_t now = now_us();
  const std::lock_guard lock(mutex_);
  const auto entry = codes_.find(text);
  if (entry == codes_.end()) return std::nullopt;
  const Code code = entry->second;
  codes_.erase(entry);
  if (code.expires_us < now) return std::nullopt;
  return code;
}

void World::forget_codes() {
  const std::lock_guard lock(mutex_);
  codes_.clear();
}

std::string World::request_id() {
  static constexpr char kHex[] = "0123456789abcdef";
  std::string id = "00000000-0000-4000-8000-000000000000";
  uint64_t high = random_.next(), low = random_.next();
  for (size_t i = 0; i < id.size(); ++i) {
    if (id[i] != '0') continue;
    uint64_t& source = i < 18 ? high : low;
    id[i] = kHex[source & 15];
    source >>= 4;
  }
  return id;
}

}  // namespace mooring::amazon_simulator
