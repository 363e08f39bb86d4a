#include "plugins/registry.hpp"

#include <algorithm>
#include <cerrno>
#include <set>
#include <system_error>

#include "plugins/elf_note.hpp"
#include "plugins/loaded_plugin.hpp"
#include "plugins/module_store.hpp"
#include "plugins/plugin_file.hpp"
#include "plugins/probe.hpp"

namespace mooring::host {
namespace {

namespace fs = std::filesystem;

PluginRefusal refusal(std::string step, const Error& error) {
  return {std::move(step), describe(error)};
}

struct Inspected {
  PluginInfo info;
  PluginFile file;
  std::string_view note;  // into file.bytes
};

// The rungs of the ladder that run no code.
Inspected inspect(const fs::path& path) {
  Inspected result;
  result.info.path = path;
  auto file = read_plugin_file(path);
  if (!file) {
    result.info.refusal = refusal("file", file.error());
    return result;
  }
  result.file = std::move(*file);
  result.info.sha256 = result.file.sha256;
  result.info.size = result.file.bytes.size();
  const auto note = read_manifest_note(result.file.bytes);
  if (!note) {
    result.info.refusal = refusal("note", note.error());
    return result;
  }
  result.note = *note;
  auto manifest = parse_manifest(*note, "plugin.toml");
  if (!manifest) {
    result.info.refusal = refusal("manifest", manifest.error());
    return result;
  }
  result.info.manifest = std::move(*manifest);
  if (auto status = check_abi(*result.info.manifest); !status)
    result.info.refusal = refusal("abi", status.error());
  return result;
}

std::vector<fs::path> libraries_in(const fs::path& folder, Logger& logger) {
  std::vector<fs::path> files;
  std::error_code error;
  for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error))
    if (it->path().extension() == ".so") files.push_back(it->path());
  if (error == std::errc::no_such_file_or_directory)
    logger.info("plugin folder does not exist, skipped", {{"folder", folder.string()}});
  else if (error)
    logger.warning("plugin folder cannot be read",
                   {{"folder", folder.string()}, {"reason", error.message()}});
  std::sort(files.begin(), files.end());
  return files;
}

// Copy, probe, load. The info gets the refusal when one of them fails.
std::shared_ptr<const LoadedPlugin> bring_in(Inspected& candidate, const Result<ModuleStore>& store,
                                             const PluginRegistry::Options& options, Logger& logger) {
  const auto refuse = [&](std::string step, const Error& error) {
    candidate.info.refusal = refusal(std::move(step), error);
    return nullptr;
  };
  if (!store) return refuse("copy", store.error());
  const auto copy = store->put(candidate.file);
  if (!copy) return refuse("copy", copy.error());
  if (!store->was_probed(candidate.file.sha256)) {
    if (auto status = probe_in_child(options.prober, *copy, options.probe_timeout); !status)
      return refuse(status.error().code, status.error());
    // Without the mark the next start is slower, nothing else.
    if (auto status = store->remember_probed(candidate.file.sha256); !status)
      logger.warning("plugin probe cannot be remembered", {{"reason", describe(status.error())}});
  }
  auto plugin = load_plugin(*copy, candidate.note, *candidate.info.manifest);
  if (!plugin) return refuse(plugin.error().code, plugin.error());
  return *plugin;
}

}  // namespace

PluginRegistry::PluginRegistry() = default;
PluginRegistry::~PluginRegistry() = default;

void PluginRegistry::add(PluginInfo info, std::shared_ptr<const LoadedPlugin> plugin, Logger& logger) {
  if (info.refusal)
    logger.warning(
        "plugin refused",
        {{"path", info.path.string()}, {"step", info.refusal->step}, {"reason", info.refusal->message}});
  else
    logger.info(plugin ? "plugin loaded" : "plugin found", {{"plugin", info.manifest->id},
                                                            {"version", info.manifest->version},
                                                            {"path", info.path.string()},
                                                            {"sha256", info.sha256}});
  plugins_.push_back(std::move(info));
  loaded_.push_back(std::move(plugin));
}

void PluginRegistry::refuse(const std::string& channel, PluginRefusal refusal, Logger& logger) {
  for (size_t i = 0; i < plugins_.size(); ++i) {
    PluginInfo& info = plugins_[i];
    if (!info.loaded() || !info.manifest || info.manifest->id != channel) continue;
    logger.warning("plugin refused",
                   {{"path", info.path.string()}, {"step", refusal.step}, {"reason", refusal.message}});
    info.refusal = std::move(refusal);
    loaded_[i].reset();
    return;
  }
}

std::unique_ptr<PluginRegistry> PluginRegistry::discover(const Options& options, Logger& logger) {
  auto registry = std::make_unique<PluginRegistry>();
  std::optional<Result<ModuleStore>> store;  // made when the first plugin needs it
  for (const fs::path& folder : options.folders) {
    for (const fs::path& path : libraries_in(folder, logger)) {
      if (registry->plugins_.size() >= limits::kPluginsMax) {
        logger.warning("too many plugins, the rest is not looked at",
                       {{"limit", std::to_string(limits::kPluginsMax)}, {"first_left_out", path.string()}});
        return registry;
      }
      Inspected candidate = inspect(path);
      std::shared_ptr<const LoadedPlugin> plugin;
      if (!candidate.info.refusal) {
        if (const PluginInfo* first = registry->info(candidate.info.manifest->id)) {
          candidate.info.refusal = {"duplicate", path.string() + " has the id '" + first->manifest->id +
                                                     "' of " + first->path.string() +
                                                     ", which was found first. Remove one of them"};
        } else if (options.load) {
          if (!store) store = ModuleStore::open(options.module_store);
          plugin = bring_in(candidate, *store, options, logger);
        }
      }
      registry->add(std::move(candidate.info), std::move(plugin), logger);
    }
  }
  if (store && *store) (*store)->prune();
  return registry;
}

const PluginInfo* PluginRegistry::info(const std::string& channel) const {
  for (const PluginInfo& info : plugins_)
    if (info.loaded() && info.manifest->id == channel) return &info;
  return nullptr;
}

const Manifest* PluginRegistry::manifest(const std::string& channel) const {
  const PluginInfo* found = info(channel);
  return found ? &*found->manifest : nullptr;
}

std::shared_ptr<const LoadedPlugin> PluginRegistry::loaded(const std::string& channel) const {
  for (const auto& plugin : loaded_)
    if (plugin && plugin->manifest().id == channel) return plugin;
  return nullptr;
}

Status PluginRegistry::add_linked(const mooring_plugin& entry) {
  const std::string_view text(entry.manifest.data ? entry.manifest.data : "", entry.manifest.size);
  if (auto status = check_entry(entry, text); !status) return status;
  auto manifest = parse_manifest(text, "plugin.toml");
  if (!manifest) return fail(manifest.error());
  if (auto status = check_abi(*manifest); !status) return status;
  if (auto status = check_handlers(entry, *manifest); !status) return status;
  if (info(manifest->id)) return fail("duplicate", "there is already a plugin '" + manifest->id + "'");
  PluginInfo info;
  info.path = "(linked)";
  info.manifest = *manifest;
  plugins_.push_back(std::move(info));
  loaded_.push_back(std::make_shared<const LoadedPlugin>(nullptr, entry, std::move(*manifest)));
  return {};
}

PluginInfo inspect_plugin(const fs::path& path) {
  return inspect(path).info;
}

}  // namespace mooring::host
