// Troubles on order: what goes wrong, for whom, from when, how often. Filled by the control API and by
// scenarios, asked by every rule. Thread-safe.
#pragma once
#include <cstdint>
#include <initializer_list>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace mooring::amazon_simulator {

struct FaultKind {
  std::string_view name, title;
  std::string_view group;  // grant, login, access, answer, paging
};
const std::vector<FaultKind>& fault_kinds();

// The endpoints that a fault may name, those of Ads behind the others.
const std::vector<std::string>& fault_endpoints();

// Whom a request concerns; empty: not known.
struct Subject {
  std::string seller{}, region{}, endpoint{}, client_id{};  // seller: or the id of an Amazon login
  std::string profile{};                                    // Ads only
  std::string channel{};                                    // "seller" or "ads"
  std::string report_type{};                                // report_forbidden only
  std::string marketplace{};                                // of faults of a seller's participations
};

struct Fault {
  int64_t id = 0;
  std::string kind;
  Subject target;      // an empty member matches everything
  int64_t count = -1;  // how many requests it spoils; -1: no end
  int64_t from_us = 0;
  int64_t until_us = 0;  // 0: no end
  int64_t serial = 0;    // grants issued up to here are hit by revoke_grant and expire_grant
  int64_t hits = 0;
  int status = 503;          // http_error
  int delay_ms = 2000;       // slow; the rate of drip is fixed
  int delay_s = 3 * 3600;    // report_slow
  int64_t bytes = 70 << 20;  // oversized
  int retry_after_s = 0;     // throttle, http_error; 0: no header, as Amazon
  int expires_in_s = 60;     // short_lived_token
  bool keep_access_tokens =
      false;  // revoke_grant, expire_grant: tokens given out before work on until they expire

  bool active(int64_t now_us) const {
    return count != 0 && now_us >= from_us && (until_us == 0 || now_us < until_us);
  }
};

// Says what is wrong with a fault that someone asks for.
host::Status check_fault(const Fault& fault);

class FaultBook {
 public:
  int64_t add(Fault fault);
  bool remove(int64_t id);
  void clear();
  // Ends revoke_grant and expire_grant for a seller or login and a region; empty: of all.
  size_t restore_grants(std::string_view seller, std::string_view region, int64_t now_us);
  std::vector<Fault> list() const;

  // The first active fault of these kinds for the subject; counts it.
  std::optional<Fault> take(const Subject& subject, std::initializer_list<std::string_view> kinds,
                            int64_t now_us);
  // revoke_grant or expire_grant that hits a grant with this serial.
  std::optional<Fault> grant_fault(const Subject& subject, int64_t grant_serial, int64_t now_us) const;

 private:
  mutable std::mutex mutex_;
  std::vector<Fault> faults_;
  int64_t last_id_ = 0;
};

}  // namespace mooring::amazon_simulator
