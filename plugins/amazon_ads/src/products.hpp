// The advertising products of Amazon, in the words of its API. Pure.
#pragma once
#include <string_view>

namespace amazon_ads {

enum class Product { none, sponsored_products, sponsored_brands, sponsored_display };

// What has a campaign; in the order in which they are read.
inline constexpr Product kProducts[] = {Product::sponsored_products, Product::sponsored_brands,
                                        Product::sponsored_display};

// The value of the field ad_product: "SPONSORED_PRODUCTS". Empty for none.
constexpr std::string_view code_of(Product product) {
  switch (product) {
    case Product::sponsored_products:
      return "SPONSORED_PRODUCTS";
    case Product::sponsored_brands:
      return "SPONSORED_BRANDS";
    case Product::sponsored_display:
      return "SPONSORED_DISPLAY";
    default:
      return {};
  }
}

// For people: "Sponsored Products".
constexpr std::string_view title_of(Product product) {
  switch (product) {
    case Product::sponsored_products:
      return "Sponsored Products";
    case Product::sponsored_brands:
      return "Sponsored Brands";
    case Product::sponsored_display:
      return "Sponsored Display";
    default:
      return "this profile";
  }
}

}  // namespace amazon_ads
