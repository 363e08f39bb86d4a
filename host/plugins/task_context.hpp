// What the host knows of a task while it reads the task's actions, and the checks of text that crosses the
// boundary. Used by the action and batch readers, on worker threads; the manifest outlives the task.
#pragma once
#include <mooring/abi.h>

#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "plugins/manifest.hpp"

namespace mooring::host {

struct TaskContext {
  const Manifest& manifest;
  const StreamRule* stream = nullptr;       // of a sync; nullptr for identify
  std::vector<std::string> marketplaces{};  // the selected ones that this run reads

  bool is_sync() const { return stream != nullptr; }
  // The declared stream when this task may fill it: its own, or one that is fed by it. Otherwise nullptr.
  const StreamRule* fillable(std::string_view id) const;
  // Whether this run may tell what is complete there: a marketplace of its own, or (empty) the whole connection
  // unless the stream is read marketplace by marketplace.
  bool may_list(std::string_view marketplace) const;
};

// A rule of the ABI that the plugin broke; the message names the rule.
tl::unexpected<Error> violation(std::string message);

// UTF-8 (no surrogates, nothing overlong) without NUL, which no database column of text takes.
bool is_clean_utf8(std::string_view text);
bool is_date(std::string_view text);  // "2026-01-31", a day that exists
// Microseconds since 1970 in the years 1 to 9999: what is not is another unit, and would overflow sums later.
constexpr bool is_time(int64_t us) {
  return us >= -62'135'596'800'000'000 && us <= 253'402'300'799'999'999;
}
// The view, after checking pointer, size and encoding. `what` names it in the error: "emit.stream".
Result<std::string_view> read_text(mooring_str text, const char* what, size_t max_bytes);
// The same for bytes that need not be text: a request's body.
Result<std::string_view> read_bytes(mooring_str bytes, const char* what, size_t max_bytes);

}  // namespace mooring::host
