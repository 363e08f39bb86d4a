#include "seller/page_tokens.hpp"

#include "arguments.hpp"
#include "draw.hpp"

namespace mooring::amazon_simulator::seller {
namespace {

// The order of the arguments does not matter.
uint64_t hash_of(const Call& call, std::string_view parameter) {
  uint64_t sum = mix_text(call.seller.id, mix_text(call.request.path));
  for (const auto& [name, value] : call.request.query)
    if (name != parameter) sum += mix_text(value, mix_text(name));
  return sum;
}

}  // namespace

std::optional<PageSpot> spot_of(const Call& call, std::string_view parameter, int64_t life_us) {
  const int64_t now = call.world.now_us();
  const std::string* token = find(call.request.query, parameter);
  if (!token || token->empty()) return PageSpot{0, now, false};
  if (call.world.faults.take(call.subject, {"bad_page_token"}, now)) return std::nullopt;
  const auto text = call.world.signer.open(*token);
  if (!text) return std::nullopt;
  const auto values = numbers_of<5>(*text);
  if (!values) return std::nullopt;
  const auto [hash, given_us, offset, snapshot_us, after_empty] = *values;
  if (static_cast<uint64_t>(hash) != hash_of(call, parameter)) return std::nullopt;
  if (now - given_us > life_us) return std::nullopt;
  return PageSpot{static_cast<size_t>(offset), snapshot_us, after_empty != 0};
}

std::string page_token(const Call& call, std::string_view parameter, const PageSpot& next) {
  return call.world.signer.seal(std::to_string(static_cast<int64_t>(hash_of(call, parameter))) + "|" +
                                std::to_string(call.world.now_us()) + "|" + std::to_string(next.offset) +
                                "|" + std::to_string(next.snapshot_us) + "|" +
                                (next.after_empty ? "1" : "0"));
}

Reply invalid_input(const Call& call, std::string_view details) {
  return call.error(400, "InvalidInput", "Invalid Input", details);
}

host::Result<std::optional<int64_t>> time_of(const Call& call, std::string_view name) {
  const std::string text = call.query(name);
  if (text.empty()) return std::optional<int64_t>();
  return amazon_simulator::time_of(name, text).map([](int64_t us) { return std::optional(us); });
}

}  // namespace mooring::amazon_simulator::seller
