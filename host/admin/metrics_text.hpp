// Prometheus' text format, version 0.0.4. Pure; one thread.
#pragma once
#include <string>
#include <utility>
#include <vector>

namespace mooring::host::admin {

class MetricsText {
 public:
  using Labels = std::vector<std::pair<std::string, std::string>>;
  void describe(const std::string& name, const std::string& type, const std::string& help);
  void add(const std::string& name, const Labels& labels, double value);
  std::string take() { return std::move(text_); }

 private:
  std::string text_;
};

}  // namespace mooring::host::admin
