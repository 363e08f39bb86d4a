// Reads the texts of one action of a plugin, one after the other, and keeps the first violation. Used by the action
// readers only, on worker threads.
#pragma once
#include <mooring/abi.h>

#include <cctype>
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
  // For people: cleaned and cut, never refused. A cut never goes through what may be a token: of half a secret nobody could
  // tell later that it is one.
  static std::string words(mooring_str value, size_t max_bytes = limits::kTaskTextBytesMax) {
    constexpr std::string_view kMore = "...";
    if (!value.data) return {};
    if (value.size <= max_bytes) return clean_line(std::string_view(value.data, value.size), max_bytes);
    std::string text = clean_line(std::string_view(value.data, max_bytes), max_bytes - kMore.size());
    while (!text.empty() && is_of_token(text.back()))
      text.pop_back();
    return text + std::string(kMore);
  }
  void require(bool condition, const char* rule) {
    if (!condition && !first_) first_ = Error{"plugin_violation", rule, {}};
  }
  void require(bool condition, std::string&& rule) {
    if (!condition && !first_) first_ = Error{"plugin_violation", std::move(rule), {}};
  }
  template <class Value>
  Result<TaskAction> finish(Value value) {
    if (first_) return fail(*first_);
    return TaskAction(std::move(value));
  }
  bool good() const { return !first_; }

 private:
  static bool is_of_token(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) ||
           std::string_view("|_-.~+/=%").find(c) != std::string_view::npos;
  }
  std::string keep(const Result<std::string_view>& read) {
    if (read) return std::string(*read);
    if (!first_) first_ = read.error();
    return {};
  }
  std::optional<Error> first_;
};

}  // namespace mooring::host
