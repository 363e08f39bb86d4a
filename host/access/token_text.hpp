// The text of an API token: "mtk_", 32 random characters, and 6 that are the CRC-32 of those, all of [0-9A-Za-z]. Scanners
// for secrets find it by its prefix and tell it from lookalikes by the checksum. Pure functions.
#pragma once
#include <string>
#include <string_view>

#include "base/random.hpp"

namespace mooring::host {

inline constexpr std::string_view kTokenPrefix = "mtk_";

std::string make_token_text(Random& random);
bool is_token_text(std::string_view text);              // has the form and the right checksum
std::string shown_token_prefix(std::string_view text);  // what lists show: "mtk_x7Qp"

}  // namespace mooring::host
