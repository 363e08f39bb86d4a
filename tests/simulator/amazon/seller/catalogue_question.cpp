#include "seller/catalogue_question.hpp"

#include <algorithm>
#include <charconv>

#include "arguments.hpp"
#include "base/text.hpp"

namespace mooring::amazon_simulator::seller {

bool CatalogueQuestion::wants(std::string_view name) const {
  return std::find(data.begin(), data.end(), name) != data.end();
}

CatalogueQuestion read_catalogue_question(const Call& call, std::span<const std::string_view> known) {
  CatalogueQuestion question;
  const auto refuse = [](std::string why) { return CatalogueQuestion{nullptr, {}, 0, std::move(why)}; };
  const auto ids = list_of(call.request.query, "marketplaceIds");
  if (ids.size() != 1) return refuse("Exactly one marketplaceId must be given.");
  question.marketplace = find_marketplace(ids.front());
  if (!question.marketplace || question.marketplace->region != call.seller.region)
    return refuse("marketplaceIds: not a marketplace of this region.");
  question.data = list_of(call.request.query, "includedData");
  for (const std::string& name : question.data)
    if (std::find(known.begin(), known.end(), name) == known.end())
      return refuse("includedData: unknown value " + host::clean_line(name, 40));
  if (question.data.empty()) question.data = {"summaries"};
  if (const std::string text = call.query("pageSize"); !text.empty()) {
    const auto read = std::from_chars(text.data(), text.data() + text.size(), question.page_size);
    if (read.ec != std::errc() || question.page_size < 1 || question.page_size > kCataloguePageMax)
      return refuse("pageSize takes 1 to 20.");
  }
  return question;
}

}  // namespace mooring::amazon_simulator::seller
