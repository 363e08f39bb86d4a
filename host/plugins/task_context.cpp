#include "plugins/task_context.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstring>

namespace mooring::host {
namespace {

bool is_continuation(unsigned char byte) {
  return (byte & 0xC0) == 0x80;
}

// The length of the valid sequence at the front of [at, end), 0 when there is none.
size_t sequence_length(const unsigned char* at, const unsigned char* end) {
  const size_t left = static_cast<size_t>(end - at);
  const unsigned char lead = at[0];
  if (lead < 0x80) return lead == 0 ? 0 : 1;
  if (lead >= 0xC2 && lead <= 0xDF) return left >= 2 && is_continuation(at[1]) ? 2 : 0;
  if (lead >= 0xE0 && lead <= 0xEF) {
    if (left < 3 || !is_continuation(at[1]) || !is_continuation(at[2])) return 0;
    if (lead == 0xE0 && at[1] < 0xA0) return 0;  // overlong
    if (lead == 0xED && at[1] > 0x9F) return 0;  // surrogate
    return 3;
  }
  if (lead >= 0xF0 && lead <= 0xF4) {
    if (left < 4 || !is_continuation(at[1]) || !is_continuation(at[2]) || !is_continuation(at[3])) return 0;
    if (lead == 0xF0 && at[1] < 0x90) return 0;  // overlong
    if (lead == 0xF4 && at[1] > 0x8F) return 0;  // beyond U+10FFFF
    return 4;
  }
  return 0;
}

// Eight bytes that are all in 0x01..0x7F.
bool is_plain_word(const unsigned char* at) {
  constexpr uint64_t kOnes = 0x0101010101010101, kHigh = 0x8080808080808080;
  uint64_t word;
  std::memcpy(&word, at, sizeof word);
  return ((word | (word - kOnes)) & kHigh) == 0;
}

}  // namespace

const StreamRule* TaskContext::fillable(std::string_view id) const {
  if (!stream) return nullptr;
  if (stream->id == id) return stream;
  const StreamRule* other = manifest.stream(id);
  return other && other->fed_by == stream->id ? other : nullptr;
}

bool TaskContext::may_list(std::string_view marketplace) const {
  if (marketplace.empty()) return stream && stream->scope == StreamScope::connection;
  return std::find(marketplaces.begin(), marketplaces.end(), marketplace) != marketplaces.end();
}

tl::unexpected<Error> violation(std::string message) {
  return fail("plugin_violation", std::move(message));
}

bool is_clean_utf8(std::string_view text) {
  const auto* at = reinterpret_cast<const unsigned char*>(text.data());
  const auto* const end = at + text.size();
  while (at != end) {
    if (end - at >= 8 && is_plain_word(at)) {
      at += 8;
      continue;
    }
    const size_t length = sequence_length(at, end);
    if (length == 0) return false;
    at += length;
  }
  return true;
}

bool is_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  for (size_t i : {0, 1, 2, 3, 5, 6, 8, 9})
    if ((text[i] < '0' || text[i] > '9')) return false;
  const auto number = [&](size_t at, size_t count) {
    unsigned value = 0;
    for (char c : text.substr(at, count))
      value = value * 10 + static_cast<unsigned>(c - '0');
    return value;
  };
  using namespace std::chrono;
  return number(0, 4) > 0 &&
         year_month_day{year{static_cast<int>(number(0, 4))}, month{number(5, 2)}, day{number(8, 2)}}.ok();
}

Result<std::string_view> read_bytes(mooring_str bytes, const char* what, size_t max_bytes) {
  if (bytes.size == 0) return std::string_view();
  if (!bytes.data) return violation(std::string(what) + " has a size but no data");
  if (bytes.size > max_bytes)
    return violation(std::string(what) + " has " + std::to_string(bytes.size) + " bytes, at most " +
                     std::to_string(max_bytes) + " are allowed");
  return std::string_view(bytes.data, bytes.size);
}

Result<std::string_view> read_text(mooring_str text, const char* what, size_t max_bytes) {
  auto view = read_bytes(text, what, max_bytes);
  if (view && !is_clean_utf8(*view)) return violation(std::string(what) + " is not valid UTF-8 without NUL");
  return view;
}

}  // namespace mooring::host
