// What the host refuses of a plugin when it loads it: streams that only the manifest or only the code knows, in its words.
#pragma once
#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

#include "mooring/abi.h"
#include "mooring/testing/batch_rules.hpp"

namespace mooring::testing::rules {

// A plugin that was built before ABI 1.4, or that says nothing of its handlers, passes.
inline void check_handlers(const mooring_plugin& plugin, const DeclaredPlugin& declared) {
  constexpr size_t kWithHandlers = offsetof(mooring_plugin, handlers) + sizeof plugin.handlers;
  if (plugin.struct_size < kWithHandlers || plugin.handlers == nullptr) return;
  const mooring_handlers& handlers = *plugin.handlers;
  require(handlers.identify != 0, "the plugin has no handler of identify/1. Add it to MOORING_PLUGIN");
  const auto id_of = [&](uint64_t i) {
    return std::string_view(handlers.streams[i].data, handlers.streams[i].size);
  };
  const auto has = [&](std::string_view id) {
    for (uint64_t i = 0; i < handlers.stream_count; ++i)
      if (id_of(i) == id) return true;
    return false;
  };
  for (const DeclaredStream& stream : declared.streams)
    require(!stream.fed_by.empty() || has(stream.id),
            "the plugin has no handler of the stream '" + stream.id + "'. Add it to MOORING_PLUGIN");
  for (uint64_t i = 0; i < handlers.stream_count; ++i) {
    const DeclaredStream* stream = declared.stream(id_of(i));
    const std::string handler = "the plugin has a handler of the stream '" + std::string(id_of(i)) + "', ";
    require(stream != nullptr, handler + "which the manifest does not declare. Add it to plugin.toml");
    require(stream->fed_by.empty(), handler + "which has no runs of its own: it is fed by '" +
                                        stream->fed_by + "'. Take it out of MOORING_PLUGIN");
  }
}

}  // namespace mooring::testing::rules
