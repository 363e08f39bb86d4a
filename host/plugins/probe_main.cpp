// The child's side of a probe.
#include <sys/resource.h>
#include <unistd.h>

#include <cstdio>

#include "base/limits.hpp"
#include "base/text.hpp"
#include "plugins/elf_note.hpp"
#include "plugins/loaded_plugin.hpp"
#include "plugins/plugin_file.hpp"
#include "plugins/probe_verdict.hpp"
#include "plugins/registry.hpp"

namespace mooring::host {
namespace {

void limit_this_process() {
  const rlimit no_core{0, 0};
  ::setrlimit(RLIMIT_CORE, &no_core);
#if !defined(__SANITIZE_ADDRESS__) && \
    !defined(__SANITIZE_THREAD__)  // they reserve terabytes of address space
  const rlimit memory{limits::kProbeMemoryMax, limits::kProbeMemoryMax};
  ::setrlimit(RLIMIT_AS, &memory);
#endif
}

Status load_and_unload(const std::filesystem::path& path) {
  const auto file = read_plugin_file(path);
  if (!file) return fail(file.error());
  const auto note = read_manifest_note(file->bytes);
  if (!note) return fail("note", note.error().message, note.error().hint);
  auto manifest = parse_manifest(*note, path.filename().string());
  if (!manifest) return fail("manifest", manifest.error().message, manifest.error().hint);
  if (auto status = check_abi(*manifest); !status) return status;
  const auto plugin = load_plugin(path, *note, std::move(*manifest));
  if (!plugin) return fail(plugin.error());
  return {};  // unloads: a library that crashes in its destructors does so before the verdict
}

}  // namespace

int probe_plugin_main(const std::filesystem::path& path) {
  limit_this_process();
  const Status status = load_and_unload(path);
  const std::string verdict = status ? std::string(kProbeGood) : probe_refusal_line(status.error());
  std::printf("\n%s\n", verdict.c_str());  // the plugin may have left an unfinished line
  std::fflush(stdout);
  return status ? 0 : 1;
}

}  // namespace mooring::host
