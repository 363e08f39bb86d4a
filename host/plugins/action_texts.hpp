// Reads the texts of one action of a plugin, one after the other, and keeps the first violation. Used by the action
// readers only, on worker threads.
#pragma once
#include <mooring/abi.h>

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/limits.hpp"
#include "base/text.hpp"
#include "plugins/task.hpp"
#include "plugins/task_context.hpp"

namespace mooring::host {

class ActionTexts {
 public:
  std::string text(mooring_str value, const char* what, size_t max_bytes = limits::kTaskTextBytesMax) {
    return keep(read_text(value, what, max_bytes));
  }
  std::string bytes(mooring_str value, const char* what, size_t max_bytes) {
    return keep(read_bytes(value, what, max_bytes));
  }
  // For people: cleaned and cut, never refused.
  static std::string words(mooring_str value, size_t max_bytes = limits::kTaskTextBytesMax) {
    if (!value.data) return {};
    return clean_line(std::string_view(value.data, std::min<uint64_t>(value.size, max_bytes)), max_bytes);
  }
  void require(bool condition, const char* rule) {
    if (!condition && !first_) first_ = Error{"plugin_violation", rule, {}};
  }
  template <class Value>
  Result<TaskAction> finish(Value value) {
    if (first_) return fail(*first_);
    return TaskAction(std::move(value));
  }
  bool good() const { return !first_; }

 private:
  std::string keep(const Result<std::string_view>& read) {
    if (read) return std::string(*read);
    if (!first_) first_ = read.error();
    return {};
  }
  std::optional<Error> first_;
};

}  // namespace mooring::host
