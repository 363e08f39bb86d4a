// Page tokens of operations that list by "the same arguments again": a token is bound to the seller, the operation and all its
// other arguments, and lives as long as that operation's tokens do. Pure functions of the call and the clock.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "seller/operations.hpp"

namespace mooring::amazon_simulator::seller {

// What page to answer.
struct PageSpot {
  size_t offset = 0;
  int64_t snapshot_us = 0;   // when the first page was asked for: decides what belongs to the list
  bool after_empty = false;  // the page before this one was empty on purpose
};

// Of the call's token, or the first page. Nothing: the token is damaged, of other arguments, or older than `life_us`.
std::optional<PageSpot> spot_of(const Call& call, std::string_view parameter, int64_t life_us);
std::string page_token(const Call& call, std::string_view parameter, const PageSpot& next);

// 400 as Amazon words it.
Reply invalid_input(const Call& call, std::string_view details);

// An ISO 8601 date-time or date. Nothing: not given. An error: its text.
host::Result<std::optional<int64_t>> time_of(const Call& call, std::string_view name);

}  // namespace mooring::amazon_simulator::seller
