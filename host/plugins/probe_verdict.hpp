// The last line of a probe's output: how the child tells its parent what it found.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace mooring::host {

inline constexpr std::string_view kProbeGood = "mooring-probe good";

std::string probe_refusal_line(const Error& error);
// Nothing when the line is no refusal.
std::optional<Error> read_probe_refusal(std::string_view line);

}  // namespace mooring::host
