// How the oracle writes the rows of one profile. Pure, any thread.
#pragma once
#include <functional>

#include "simulator/amazon/ads/report_rows.hpp"

namespace mooring::amazon_simulator::ads {

using Line = std::function<void(std::string_view)>;

std::string_view product_code(Product product);  // SPONSORED_PRODUCTS

// False: it is no stream of lists. oracle_lists.cpp
bool tell_list(const Catalog& catalog, std::string_view stream, int64_t as_of_us, const Line& line);
void tell_profile(const Profile& profile, const Line& line);

// False: it is no performance stream. oracle_performance.cpp
bool tell_performance(const Catalog& catalog, std::string_view stream, std::optional<int64_t> first_day,
                      std::optional<int64_t> last_day, int64_t as_of_us, const Line& line);

}  // namespace mooring::amazon_simulator::ads
