#include "plugins/probe_verdict.hpp"

#include "base/limits.hpp"
#include "base/text.hpp"

namespace mooring::host {
namespace {

constexpr std::string_view kRefused = "mooring-probe refused\t";

}  // namespace

std::string probe_refusal_line(const Error& error) {
  const auto part = [](const std::string& text) {
    return clean_line(text, limits::kProbeOutputBytesMax / 4);
  };
  return std::string(kRefused) + part(error.code) + "\t" + part(error.message) + "\t" + part(error.hint);
}

std::optional<Error> read_probe_refusal(std::string_view line) {
  if (!line.starts_with(kRefused)) return std::nullopt;
  line.remove_prefix(kRefused.size());
  const size_t first = line.find('\t');
  const size_t second = first == std::string_view::npos ? first : line.find('\t', first + 1);
  if (second == std::string_view::npos) return std::nullopt;
  return Error{std::string(line.substr(0, first)), std::string(line.substr(first + 1, second - first - 1)),
               std::string(line.substr(second + 1))};
}

}  // namespace mooring::host
