// Entities as the list operations of the Ads API show them. Pure, any thread.
#pragma once
#include <string>

#include "simulator/amazon/ads/entities.hpp"

namespace mooring::amazon_simulator::ads {

struct EntityJsonOptions {
  bool extended = false;   // times and serving status
  bool odd_state = false;  // a state nobody knows
};

void append_entity(std::string& out, const Catalog& catalog, const Entity& entity,
                   const EntityJsonOptions& options);

void append_date(std::string& out, int64_t us, bool compact = false);  // 2026-03-01 or 20260301, in UTC
void append_time_ms(std::string& out, int64_t us);  // "2026-03-01T10:00:00.000Z" with quotes
void append_integer(std::string& out, uint64_t value);

}  // namespace mooring::amazon_simulator::ads
