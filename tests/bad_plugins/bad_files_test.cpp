// Files that are no plugin or that somebody else could have changed: refused before anything of them runs.
#include <sys/stat.h>
#include <unistd.h>

#include <cstring>
#include <functional>
#include <random>

#include "fixture.hpp"
#include "plugins/elf_note.hpp"

using namespace mooring::host;
using namespace mooring::test;
using Catch::Matchers::Contains;

namespace {

struct BadFile {
  const char* name;
  std::function<void(PluginFolder&, const fs::path&)> make;  // the good library stands at the path
  const char* step;
  const char* message;
};

void resize(const fs::path& path, uint64_t size) {
  fs::resize_file(path, size);
}

const std::vector<BadFile> kBadFiles = {
    {"text", [](auto&, auto& path) { write_file(path, "#!/bin/sh\necho no\n"); }, "note",
     "is not an ELF library"},
    {"empty", [](auto&, auto& path) { write_file(path, ""); }, "file", "is empty"},
    {"header cut off", [](auto&, auto& path) { resize(path, 40); }, "note", "cut off within the ELF header"},
    {"program headers cut off", [](auto&, auto& path) { resize(path, 100); }, "note",
     "cut off within its program headers"},
    {"half copied", [](auto&, auto& path) { resize(path, 700); }, "note", "cut off"},
    {"too large", [](auto&, auto& path) { resize(path, limits::kPluginFileBytesMax + 1); }, "file",
     "is larger than 256 MiB"},
    {"folder",
     [](auto&, auto& path) {
       fs::remove(path);
       fs::create_directory(path);
     },
     "file", "is a folder, not a regular file"},
    {"pipe",
     [](auto&, auto& path) {
       fs::remove(path);
       REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
     },
     "file", "is a pipe, not a regular file"},
    {"symbolic link",
     [](auto& plugins, auto& path) {
       fs::rename(path, plugins.root / "real.so");
       fs::create_symlink(plugins.root / "real.so", path);
     },
     "file", "is a symbolic link"},
    {"world-writable", [](auto&, auto& path) { ::chmod(path.c_str(), 0646); }, "file", "may be written to"},
    {"group-writable", [](auto&, auto& path) { ::chmod(path.c_str(), 0664); }, "file", "may be written to"},
    {"world-writable folder", [](auto& plugins, auto&) { ::chmod(plugins.folder.c_str(), 0777); }, "file",
     "may be written to by everybody"},
    {"sticky folder", [](auto& plugins, auto&) { ::chmod(plugins.folder.c_str(), 01777); }, "file",
     "may be written to by everybody"},
    {"world-writable above", [](auto& plugins, auto&) { ::chmod(plugins.root.path().c_str(), 0777); }, "file",
     "above it may be written to by everybody"},
};

}  // namespace

TEST_CASE("files that cannot be trusted are refused before they run") {
  for (const BadFile& bad : kBadFiles) {
    DYNAMIC_SECTION(bad.name) {
      PluginFolder plugins;
      const auto path = plugins.add("good");
      bad.make(plugins, path);
      const PluginInfo info = plugins.only();
      REQUIRE(info.refusal);
      CHECK(info.refusal->step == bad.step);
      CHECK_THAT(info.refusal->message, Contains(bad.message));
      CHECK_FALSE(ran("good"));
      CHECK_FALSE(fs::exists(plugins.store));
      const PluginInfo inspected = inspect_plugin(path);
      REQUIRE(inspected.refusal);
      CHECK(inspected.refusal->message == info.refusal->message);
    }
  }
}

TEST_CASE("a file or a folder of another user is refused") {
  if (::geteuid() != 0) return;  // only root can make one
  PluginFolder plugins;
  const auto path = plugins.add("good");
  const bool whole_folder = GENERATE(false, true);
  REQUIRE(::chown(whole_folder ? plugins.folder.c_str() : path.c_str(), 65534, 65534) == 0);
  const PluginInfo info = plugins.only();
  REQUIRE(info.refusal);
  CHECK(info.refusal->step == "file");
  CHECK_THAT(info.refusal->message, Contains("belongs to user 65534"));
  CHECK_FALSE(ran("good"));
}

TEST_CASE("only files named .so are looked at, and a missing folder is no error") {
  PluginFolder plugins;
  write_file(plugins.folder / "README.md", "text");
  CHECK(plugins.discover()->plugins().empty());
  fs::remove_all(plugins.folder);
  CHECK(plugins.discover()->plugins().empty());
  const PluginInfo info = inspect_plugin(plugins.root / "plugin.dll");
  REQUIRE(info.refusal);
  CHECK_THAT(info.refusal->message, Contains("does not end with .so"));
}

TEST_CASE("inspect reads the manifest of a good library") {
  PluginFolder plugins;
  const PluginInfo info = inspect_plugin(plugins.add("good"));
  CHECK(info.loaded());
  CHECK(info.manifest->streams.front().id == "things");
  CHECK(info.sha256.size() == 64);
  CHECK_FALSE(ran("good"));
}

TEST_CASE("a manifest note that is longer than its segment is broken") {
  std::string bytes = read_file(library("good"));
  const size_t header_at =
      bytes.find(std::string("Mooring", 8)) - 12;  // sizes of name and manifest, type, name
  const uint32_t size = static_cast<uint32_t>(fs::file_size(fs::path(MANIFESTS) / "good.toml"));
  for (uint32_t wrong : {size + 8, 0x7FFFFFFFu, 0xFFFFFFFFu, 0u}) {
    std::memcpy(bytes.data() + header_at + 4, &wrong, sizeof wrong);
    const auto note = read_manifest_note(bytes);
    REQUIRE_FALSE(note);
    CHECK(note.error().code == "note_broken");
  }
}

TEST_CASE("the note reader survives every damaged file") {
  const std::string good = read_file(library("good"));
  const std::string manifest(*read_manifest_note(good));
  CHECK(manifest == read_file(fs::path(MANIFESTS) / "good.toml"));
  std::mt19937_64 random(20260131);
  size_t refused = 0;
  for (int round = 0; round < 3000; ++round) {
    std::string bytes = good;
    // Most damage goes where the reader looks: the headers and the first pages.
    const size_t reach = round % 4 == 0 ? bytes.size() : std::min<size_t>(bytes.size(), 1024);
    for (uint64_t i = 0, count = 1 + random() % 8; i < count; ++i)
      bytes[random() % reach] = static_cast<char>(random() % 3 == 0 ? 0xFF : random());
    if (round % 5 == 0) bytes.resize(random() % bytes.size());
    // A heap copy of the exact size: a sanitizer sees one byte too far.
    const std::vector<char> exact(bytes.begin(), bytes.end());
    const std::string_view view(exact.data(), exact.size());
    const auto note = read_manifest_note(view);
    if (!note) {
      ++refused;
    } else {
      REQUIRE(note->data() >= view.data());
      REQUIRE(note->data() + note->size() <= view.data() + view.size());
    }
  }
  CHECK(refused > 500);
}
