#include "seller/page_tokens.hpp"

#include <charconv>

#include "base/text.hpp"
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
  int64_t values[5] = {};
  const char* at = text->data();
  const char* const end = at + text->size();
  for (int64_t& value : values) {
    const auto result = std::from_chars(at, end, value);
    if (result.ec != std::errc()) return std::nullopt;
    at = result.ptr == end ? end : result.ptr + 1;
  }
  if (static_cast<uint64_t>(values[0]) != hash_of(call, parameter)) return std::nullopt;
  if (now - values[1] > life_us) return std::nullopt;
  return PageSpot{static_cast<size_t>(values[2]), values[3], values[4] != 0};
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

std::vector<std::string> list_of(const Call& call, std::string_view name) {
  std::vector<std::string> values;
  for (const auto& [key, text] : call.request.query) {
    if (key != name) continue;
    for (size_t start = 0; start <= text.size();) {
      const size_t end = std::min(text.find(',', start), text.size());
      if (end > start) values.push_back(text.substr(start, end - start));
      start = end + 1;
    }
  }
  return values;
}

host::Result<std::optional<int64_t>> time_of(const Call& call, std::string_view name) {
  std::string text = call.query(name);
  if (text.empty()) return std::optional<int64_t>();
  if (text.size() == 10) text += "T00:00:00Z";
  const auto time = host::parse_time(text);
  if (!time)
    return host::fail("InvalidInput",
                      std::string(name) + " is not an ISO 8601 date-time: " + host::clean_line(text, 60));
  return std::optional(host::to_unix_us(*time));
}

}  // namespace mooring::amazon_simulator::seller
