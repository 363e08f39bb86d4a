// A plugin linked into the test: every resume calls a function of the test with the event and the action.
#pragma once
#include <mooring/abi.h>

#include <atomic>
#include <functional>
#include <string>

#include "sample_manifest.hpp"

namespace mooring::test {

class ScriptedPlugin {
 public:
  using Resume = std::function<void(const mooring_event&, mooring_action&)>;
  using Start = std::function<int32_t(const mooring_call&, mooring_error&)>;

  // Only one at a time: the ABI has no user pointer, and a plugin has no mutable globals.
  ScriptedPlugin() {
    current() = this;
    entry.struct_size = sizeof entry;
    entry.manifest = {kSampleManifest.data(), kSampleManifest.size()};
    entry.start = [](const mooring_call* call, mooring_task** out, mooring_error* error) -> int32_t {
      if (current()->on_start)
        if (const int32_t code = current()->on_start(*call, *error)) return code;
      if (!current()->give_no_task) *out = reinterpret_cast<mooring_task*>(new int(0));
      ++current()->alive;
      return 0;
    };
    entry.resume = [](mooring_task*, const mooring_event* event, mooring_action* action) {
      current()->on_resume(*event, *action);
    };
    entry.destroy = [](mooring_task* task) {
      if (current()->on_destroy) current()->on_destroy();
      delete reinterpret_cast<int*>(task);
      --current()->alive;
    };
  }
  ScriptedPlugin(const ScriptedPlugin&) = delete;
  ScriptedPlugin& operator=(const ScriptedPlugin&) = delete;

  mooring_plugin entry{};
  Start on_start;
  Resume on_resume;
  std::function<void()> on_destroy;
  bool give_no_task = false;
  std::atomic<int> alive = 0;  // tasks

 private:
  static ScriptedPlugin*& current() {
    static ScriptedPlugin* plugin = nullptr;
    return plugin;
  }
};

inline mooring_str str(std::string_view text) {
  return {text.data(), text.size()};
}

}  // namespace mooring::test
