// What searches for listings and for products of the catalog share: the store, the data that is wanted, the size of pages.
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "simulator/amazon/seller/operations.hpp"

namespace mooring::amazon_simulator::seller {

struct CatalogueQuestion {
  const Marketplace* marketplace = nullptr;
  std::vector<std::string> data{};
  size_t page_size = 10;
  std::string wrong{};

  bool wants(std::string_view name) const;
};

inline constexpr size_t kCataloguePageMax = 20;
inline constexpr int64_t kCatalogueTokenLife_us = 3'600'000'000;

// `known`: what includedData takes.
CatalogueQuestion read_catalogue_question(const Call& call, std::span<const std::string_view> known);

}  // namespace mooring::amazon_simulator::seller
