// `mooring plugins ...`: looks at the plugin folders itself, without a running host and without running
// plugin code.
#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <iomanip>
#include <iostream>
#include <memory>
#include <sstream>

#include "app/cli/command_set.hpp"
#include "app/cli/output.hpp"
#include "app/commands/plugin_lines.hpp"
#include "app/host.hpp"
#include "app/scratch_folder.hpp"
#include "base/text.hpp"

namespace mooring::host::cli {
namespace {

using Object = Poco::JSON::Object;
using Array = Poco::JSON::Array;

Object::Ptr to_object(const PluginInfo& info) {
  Object::Ptr object(new Object(Poco::JSON_PRESERVE_KEY_ORDER));
  object->set("id", info.manifest ? info.manifest->id : std::string());
  object->set("version", info.manifest ? info.manifest->version : std::string());
  object->set("path", info.path.string());
  object->set("sha256", info.sha256);
  object->set("size_bytes", info.size);
  object->set("state", info.refusal ? "refused" : "good");
  if (info.refusal) {
    object->set("step", info.refusal->step);
    object->set("message", info.refusal->message);
  }
  if (!info.manifest) return object;
  object->set("name", info.manifest->name);
  object->set("abi", std::to_string(info.manifest->abi_major) + "." +
                         std::to_string(info.manifest->abi_minor_required));
  Array::Ptr streams(new Array), hosts(new Array), regions(new Array);
  for (const auto& stream : info.manifest->streams)
    streams->add(stream.id);
  for (const auto& host : info.manifest->hosts)
    hosts->add(host);
  for (const auto& region : info.manifest->regions)
    regions->add(region.id);
  object->set("streams", streams);
  object->set("regions", regions);
  object->set("hosts", hosts);
  return object;
}

void print_one(const PluginInfo& info) {
  std::string id = info.manifest ? info.manifest->id + " " + info.manifest->version : std::string("?");
  std::cout << std::left << std::setw(24) << id << std::setw(9) << (info.refusal ? "refused" : "good")
            << info.path.string() << "\n";
  if (info.refusal) std::cout << "    " << info.refusal->step << ": " << info.refusal->message << "\n";
}

int plugins_list(const CommandOptions& options) {
  auto config = load_or_complain(options);
  if (!config) return kExitBadConfiguration;
  SystemClock clock;
  Redactor redactor;
  Logger logger(STDERR_FILENO, LogLevel::warning, LogFormat::text, clock, redactor);
  auto registry_opts = registry_options(*config);
  registry_opts.load = false;
  auto registry = PluginRegistry::discover(registry_opts, logger);
  Array all;
  for (const auto& info : registry->plugins()) {
    if (options.json)
      all.add(to_object(info));
    else
      print_one(info);
  }
  if (options.json) {
    all.stringify(std::cout);
    std::cout << "\n";
  } else if (registry->plugins().empty()) {
    std::cout << "No plugin in";
    for (const auto& folder : registry_opts.folders)
      std::cout << " " << folder.string();
    std::cout << "\n";
  } else {
    std::cout << "\nLooked at were the files and their manifests; `mooring plugins verify FILE` loads one, "
                 "too. A running host "
                 "finds new files when it is restarted.\n";
  }
  return kExitOk;
}

struct InspectInput {
  std::string which;   // a file, or the id of what is in the plugin folders
  std::string stream;  // empty: all of the manifest
};

// Nothing is run: neither of the file nor of what the folders hold.
std::optional<PluginInfo> look_up(const CommandOptions& options, const std::string& which, int& code) {
  code = kExitOk;
  if (which.find('/') != std::string::npos || std::filesystem::exists(which)) return inspect_plugin(which);
  auto config = load_or_complain(options);
  code = kExitBadConfiguration;
  if (!config) return std::nullopt;
  SystemClock clock;
  Redactor redactor;
  Logger logger(STDERR_FILENO, LogLevel::error, LogFormat::text, clock, redactor);
  auto registry_opts = registry_options(*config);
  registry_opts.load = false;
  const auto registry = PluginRegistry::discover(registry_opts, logger);
  for (const auto& info : registry->plugins())
    if (info.manifest && info.manifest->id == which) return info;
  code = complain({"plugin_unknown", "There is no file and no plugin '" + clean_line(which, 80) + "'",
                   "`mooring plugins list` shows what there is"});
  return std::nullopt;
}

int inspect_stream(const CommandOptions& options, const PluginInfo& info, const std::string& stream) {
  const auto& streams = info.manifest->streams;
  const auto found =
      std::find_if(streams.begin(), streams.end(), [&](const StreamRule& one) { return one.id == stream; });
  if (found == streams.end())
    return complain({"stream_unknown",
                     "The plugin " + info.manifest->id + " has no stream '" + clean_line(stream, 80) + "'",
                     "`mooring plugins inspect " + info.manifest->id + "` lists them"});
  if (options.json)
    print_json(fields_json(*found));
  else
    print_stream_fields(*found);
  return kExitOk;
}

int plugins_inspect(const CommandOptions& options, const InspectInput& input) {
  int code = kExitOk;
  const auto info = look_up(options, input.which, code);
  if (!info) return code;
  if (info->manifest && !input.stream.empty()) return inspect_stream(options, *info, input.stream);
  if (options.json) {
    auto object = to_object(*info);
    if (info->manifest) {
      object->set("consents", consents_json(*info->manifest));
      object->set("settings", settings_json(*info->manifest));
    }
    print_json(object);
    return info->refusal ? kExitFailed : kExitOk;
  }
  print_one(*info);
  if (info->manifest) {
    std::cout << "  name      " << info->manifest->name << "\n  abi       " << info->manifest->abi_major
              << "." << info->manifest->abi_minor_required << "\n  sha256    " << info->sha256 << "\n";
    print_manifest(*info->manifest);
  }
  return info->refusal ? kExitFailed : kExitOk;
}

// As the host does before it loads one: static checks, then its code in a child process. Nothing of the data folder changes.
int plugins_verify(const CommandOptions& options, const std::filesystem::path& file) {
  auto scratch = ScratchFolder::make();
  if (!scratch) return complain(scratch.error());
  PluginInfo info = inspect_plugin(file);
  if (!info.refusal) {
    SystemClock clock;
    Redactor redactor;
    Logger logger(STDERR_FILENO, LogLevel::error, LogFormat::text, clock, redactor);
    std::error_code problem;
    const auto folder = scratch->path() / "plugins";
    std::filesystem::create_directory(folder, problem);
    if (!problem) std::filesystem::copy_file(file, folder / file.filename(), problem);
    if (problem)
      return complain({"scratch_failed", file.string() + " cannot be copied: " + problem.message(), ""});
    PluginRegistry::Options registry_opts = registry_options(Config());
    registry_opts.folders = {folder};
    registry_opts.module_store = scratch->path() / "modules";
    auto registry = PluginRegistry::discover(registry_opts, logger);
    if (!registry->plugins().empty()) info.refusal = registry->plugins().front().refusal;
  }
  if (options.json)
    print_json(to_object(info));
  else
    print_one(info);
  return info.refusal ? kExitFailed : kExitOk;
}

}  // namespace

void add_plugin_commands(CommandSet& set) {
  CLI::App& plugins = set.group("plugins", "What is in the plugin folders");
  set.add(plugins, "list", "Every file, and why one is refused", plugins_list);
  auto input = std::make_shared<InspectInput>();
  CLI::App& inspect =
      set.add(plugins, "inspect", "One: its streams and settings, without running its code",
              [input](const CommandOptions& options) { return plugins_inspect(options, *input); });
  inspect.add_option("plugin", input->which, "Library (.so), or the id of a channel")->required();
  inspect.add_option("--stream", input->stream, "The fields of this stream");
  auto file = std::make_shared<std::filesystem::path>();
  set.add(plugins, "verify", "All checks of a start, its code in a child process",
          [file](const CommandOptions& options) { return plugins_verify(options, *file); })
      .add_option("file", *file, "Library (.so)")
      ->required();
}

}  // namespace mooring::host::cli
