#include "plugins/loaded_plugin.hpp"

#include <algorithm>
#include <cstddef>
#include <exception>
#include <string>

#include "base/limits.hpp"
#include "base/text.hpp"
#include "plugins/boost_dll.hpp"

namespace mooring::host {
namespace {

// What a plugin built for ABI 1.0 exports: handlers came with 1.4.
constexpr uint32_t kEntryBytes1_0 = offsetof(mooring_plugin, handlers);
// A plugin of a later minor has a longer struct; far beyond that it is no struct of ours.
constexpr uint32_t kEntrySizeMax = 4096;

std::string minor_text(uint32_t minor) {
  return std::to_string(MOORING_ABI_MAJOR) + "." + std::to_string(minor);
}

Status check_minor(uint32_t required) {
  if (required <= MOORING_ABI_MINOR) return {};
  return fail("abi",
              "needs plugin ABI " + minor_text(required) + ", this host has " + minor_text(MOORING_ABI_MINOR),
              "Use a newer host, or build the plugin against an older SDK");
}

}  // namespace

Status check_abi(const Manifest& manifest) {
  if (manifest.abi_major != MOORING_ABI_MAJOR)
    return fail("abi",
                "is made for plugin ABI " + std::to_string(manifest.abi_major) + ", this host has " +
                    minor_text(MOORING_ABI_MINOR),
                "Build the plugin with the SDK of this host");
  return check_minor(manifest.abi_minor_required);
}

Status check_entry(const mooring_plugin& entry, std::string_view note) {
  if (entry.struct_size < kEntryBytes1_0 || entry.struct_size > kEntrySizeMax)
    return fail("abi",
                std::string(MOORING_PLUGIN_SYMBOL) + " says that it has " +
                    std::to_string(entry.struct_size) + " bytes, at least " + std::to_string(kEntryBytes1_0) +
                    " are expected",
                "Set struct_size to sizeof(mooring_plugin)");
  if (auto status = check_minor(entry.abi_minor_required); !status) return status;
  if (!entry.start || !entry.resume || !entry.destroy)
    return fail("abi", std::string(MOORING_PLUGIN_SYMBOL) + " lacks start, resume or destroy",
                "Set all three functions");
  if (!entry.manifest.data || std::string_view(entry.manifest.data, entry.manifest.size) != note)
    return fail("manifest",
                "its embedded manifest and the one in " + std::string(MOORING_PLUGIN_SYMBOL) + " differ",
                "Build it again with mooring_add_plugin(), which makes both from one plugin.toml");
  return {};
}

namespace {

tl::unexpected<Error> no_handler(const std::string& of) {
  return fail("manifest", "the plugin has no handler of " + of, "Add it to MOORING_PLUGIN");
}

std::string_view id_of(const mooring_str& stream) {
  return stream.data ? std::string_view(stream.data, stream.size) : std::string_view();
}

Status check_stream_handler(const Manifest& manifest, const std::string& id) {
  const std::string handler = "the plugin has a handler of the stream '" + clean_line(id, 80) + "', ";
  const StreamRule* stream = manifest.stream(id);
  if (!stream)
    return fail("manifest", handler + "which the manifest does not declare", "Add it to plugin.toml");
  if (!stream->fed_by.empty())
    return fail("manifest", handler + "which has no runs of its own: it is fed by '" + stream->fed_by + "'",
                "Take it out of MOORING_PLUGIN");
  return {};
}

}  // namespace

Status check_handlers(const mooring_plugin& entry, const Manifest& manifest) {
  if (entry.struct_size < kEntryBytes1_0 + sizeof entry.handlers || !entry.handlers) return {};
  const mooring_handlers& given = *entry.handlers;
  if (given.struct_size < sizeof given || (given.stream_count > 0 && !given.streams) ||
      given.stream_count > limits::kTaskListMax)
    return fail("abi", std::string(MOORING_PLUGIN_SYMBOL) + " has handlers that cannot be read",
                "Set their struct_size, streams and stream_count");
  if (given.identify == 0) return no_handler("identify/1");
  const auto* end = given.streams + given.stream_count;
  for (const StreamRule& stream : manifest.streams)
    if (stream.fed_by.empty() &&
        std::none_of(given.streams, end, [&](const mooring_str& one) { return id_of(one) == stream.id; }))
      return no_handler("the stream '" + stream.id + "'");
  for (const auto* one = given.streams; one != end; ++one)
    if (auto status = check_stream_handler(manifest, std::string(id_of(*one))); !status) return status;
  return {};
}

namespace {

// Boost wraps the loader's sentence into its own and an errno that means nothing: only the sentence is told.
std::string reason_of(const std::exception& error) {
  std::string text = error.what();
  const std::string before = "dlerror system message: ", after = "): ";
  size_t begin = text.find(before), end = text.rfind(after);
  if (begin != std::string::npos && end != std::string::npos && begin + before.size() < end)
    text = text.substr(begin + before.size(), end - begin - before.size());
  return clean_line(text, limits::kLogFieldBytesMax);
}

}  // namespace

Result<std::shared_ptr<const LoadedPlugin>> load_plugin(const std::filesystem::path& file,
                                                        std::string_view note, Manifest manifest) {
  namespace dll = boost::dll;
  try {
    auto library =
        std::make_shared<dll::shared_library>(file, dll::load_mode::rtld_now | dll::load_mode::rtld_local);
    if (!library->has(MOORING_PLUGIN_SYMBOL))
      return fail("abi",
                  "does not export " + std::string(MOORING_PLUGIN_SYMBOL) + ", the entry of plugin ABI " +
                      std::to_string(MOORING_ABI_MAJOR),
                  "Build the plugin with the SDK of this host");
    const auto& entry = library->get<const mooring_plugin>(MOORING_PLUGIN_SYMBOL);
    if (auto status = check_entry(entry, note); !status) return fail(status.error());
    if (auto status = check_handlers(entry, manifest); !status) return fail(status.error());
    return std::make_shared<const LoadedPlugin>(std::move(library), entry, std::move(manifest));
  } catch (const std::exception& error) {
    return fail("load", "cannot be loaded: " + reason_of(error),
                "Install the libraries it needs, or build it again");
  }
}

}  // namespace mooring::host
