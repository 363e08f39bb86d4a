#include "admin/metrics_text.hpp"

#include <array>
#include <charconv>

namespace mooring::host::admin {
namespace {

std::string escape_label(const std::string& value) {
  std::string out;
  for (const char c : value) {
    if (c == '\n') {
      out += "\\n";
      continue;
    }
    if (c == '\\' || c == '"') out += '\\';
    out += c;
  }
  return out;
}

std::string number(double value) {
  std::array<char, 32> digits{};
  const auto [end, problem] = std::to_chars(digits.data(), digits.data() + digits.size(), value);
  return problem == std::errc{} ? std::string(digits.data(), end) : "NaN";
}

}  // namespace

void MetricsText::describe(const std::string& name, const std::string& type, const std::string& help) {
  text_ += "# HELP " + name + " " + help + "\n# TYPE " + name + " " + type + "\n";
}

void MetricsText::add(const std::string& name, const Labels& labels, double value) {
  text_ += name;
  for (size_t i = 0; i < labels.size(); ++i)
    text_ += (i == 0 ? "{" : ",") + labels[i].first + "=\"" + escape_label(labels[i].second) + "\"";
  text_ += (labels.empty() ? " " : "} ") + number(value) + "\n";
}

}  // namespace mooring::host::admin
