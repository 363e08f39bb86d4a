// The content-addressed copies and the memory of good probes.
#include "plugins/module_store.hpp"

#include <sys/stat.h>

#include "fixture.hpp"
#include "plugins/loaded_plugin.hpp"
#include "plugins/plugin_file.hpp"

using namespace mooring::host;
using namespace mooring::test;
using Catch::Matchers::Contains;

TEST_CASE("a copy is private, read-only and named by its content") {
  PluginFolder plugins;
  plugins.add("good");
  const PluginInfo info = plugins.only();
  REQUIRE(info.loaded());
  struct stat status {};
  REQUIRE(::stat(plugins.store.c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0700);
  const fs::path copy = plugins.store / (info.sha256 + ".so");
  REQUIRE(::stat(copy.c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0500);
  CHECK(read_file(copy) == read_file(library("good")));
}

TEST_CASE("a plugin is probed once per version of the host") {
  PluginFolder plugins;
  plugins.add("good");
  const PluginInfo first = plugins.only();
  REQUIRE(first.loaded());
  plugins.prober = "/bin/false";
  CHECK(plugins.only().loaded());  // not probed again

  const fs::path mark = plugins.store / (first.sha256 + ".ok");
  fs::remove(mark);
  write_file(mark, "probed by mooring 0.0.1\n");
  const PluginInfo again = plugins.only();
  REQUIRE(again.refusal);
  CHECK(again.refusal->step == "probe");
}

TEST_CASE("a refused probe is not remembered as a good one") {
  PluginFolder plugins;
  plugins.add("aborts");
  CHECK(plugins.only().refusal->step == "probe");
  CHECK(plugins.only().refusal->step == "probe");
}

TEST_CASE("a copy that was tampered with is replaced") {
  PluginFolder plugins;
  plugins.add("good");
  const PluginInfo info = plugins.only();
  const fs::path copy = plugins.store / (info.sha256 + ".so");
  fs::remove(copy);
  write_file(copy, "something else");
  CHECK(plugins.only().loaded());
  CHECK(read_file(copy) == read_file(library("good")));
}

TEST_CASE("overwriting the drop-in file does not touch a loaded plugin") {
  PluginFolder plugins;
  const auto path = plugins.add("good");
  const auto registry = plugins.discover();
  REQUIRE(registry->loaded("sample"));
  const auto before = registry->plugins().front().sha256;
  plugins.add("twin", "good");  // in place: the same inode
  CHECK(registry->manifest("sample")->version == "1.2.3");
  const auto renewed = plugins.discover();
  REQUIRE(renewed->plugins().front().loaded());
  CHECK(renewed->plugins().front().sha256 != before);
  // Two generations side by side: each has the code of its own copy.
  CHECK(&renewed->loaded("sample")->entry() != &registry->loaded("sample")->entry());
  CHECK(renewed->loaded("sample")->entry().struct_size > registry->loaded("sample")->entry().struct_size);
}

TEST_CASE("a module store that others may write to is refused") {
  PluginFolder plugins;
  plugins.add("good");
  fs::create_directory(plugins.store);
  ::chmod(plugins.store.c_str(), 0777);
  const PluginInfo info = plugins.only();
  REQUIRE(info.refusal);
  CHECK(info.refusal->step == "copy");
  CHECK_THAT(info.refusal->message, Contains("only the host's user may write to"));
}

TEST_CASE("old copies are removed above the limit, the newest stay") {
  TempDir root;
  const auto store = ModuleStore::open(root / "modules");
  REQUIRE(store);
  const auto now = fs::file_time_type::clock::now();
  fs::path first, last;
  for (size_t i = 0; i < limits::kModuleCopiesMax + 2; ++i) {
    PluginFile file{std::to_string(i), std::string(64 - std::to_string(i).size(), 'a') + std::to_string(i)};
    last = *store->put(file);
    if (i == 0) first = last;
    REQUIRE(store->remember_probed(file.sha256));
    fs::last_write_time(last, now - std::chrono::hours(1000 - i));
  }
  write_file(root / "modules" / "x.so.1.tmp", "left behind");
  fs::last_write_time(root / "modules" / "x.so.1.tmp", now - std::chrono::hours(2));
  store->prune();
  CHECK_FALSE(fs::exists(first));
  CHECK_FALSE(fs::exists(fs::path(first).replace_extension(".ok")));
  CHECK(fs::exists(last));
  CHECK_FALSE(fs::exists(root / "modules" / "x.so.1.tmp"));
}
