// Libraries that break one rule each: refused at the right step, with words that help, and the host lives.
#include "fixture.hpp"
#include "plugins/in_process_runner.hpp"
#include "plugins/loaded_plugin.hpp"

using namespace mooring::host;
using namespace mooring::test;
using Catch::Matchers::Contains;

namespace {

struct Expected {
  const char* library;
  const char* step;
  const char* message;
};

constexpr bool kSanitized =
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    true;
#else
    false;
#endif

}  // namespace

TEST_CASE("a good plugin is loaded from its content-addressed copy") {
  PluginFolder plugins;
  const auto path = plugins.add("good");
  {
    const auto registry = plugins.discover();
    REQUIRE(registry->plugins().size() == 1);
    const PluginInfo& info = registry->plugins().front();
    INFO((info.refusal ? info.refusal->message : ""));
    REQUIRE(info.loaded());
    CHECK(info.path == path);
    CHECK(info.size == fs::file_size(path));
    CHECK(info.manifest->version == "1.2.3");
    CHECK(registry->manifest("sample")->name == "Sample");
    REQUIRE(registry->loaded("sample"));
    CHECK(registry->loaded("sample")->entry().resume != nullptr);
    CHECK(registry->loaded("other") == nullptr);
    CHECK(is_mapped(plugins.store / (info.sha256 + ".so")));
    CHECK_FALSE(is_mapped(plugins.folder));
  }
  CHECK((kSanitized || !is_mapped(plugins.store)));
}

TEST_CASE("a task of a loaded library runs to its end, also when the registry went first") {
  PluginFolder plugins;
  plugins.add("good");
  VirtualClock time{from_unix_us(0)};
  ManualExecutor core{time};
  std::vector<TaskAction> actions;
  std::unique_ptr<PluginTask> task;
  {
    const auto registry = plugins.discover();
    InProcessTaskRunner runner(*registry, core, core, time, plugins.logger);
    TaskCall call;
    call.operation = "sync/1";
    call.stream = "things";
    call.account_id = "refuse!";
    const auto refused = runner.start("sample", call);
    REQUIRE_FALSE(refused);
    CHECK_THAT(refused.error().message, Contains("the account is not wanted"));
    call.account_id.clear();
    auto started = runner.start("sample", call);
    REQUIRE(started);
    task = std::move(*started);
  }
  for (int i = 0; i < 3; ++i) {
    task->resume(AcceptedEvent{}, [&](TaskAction action) { actions.push_back(std::move(action)); });
    core.run_ready();
  }
  REQUIRE(actions.size() == 3);
  REQUIRE(std::holds_alternative<EmitAction>(actions[0]));
  CHECK(std::get<EmitAction>(actions[0]).batch.cells[1].text == "-12.50");
  CHECK(std::get<CheckpointAction>(actions[1]).cursor == "next");
  CHECK(std::holds_alternative<DoneAction>(actions[2]));
  CHECK(is_mapped(plugins.store));
  task.reset();
  CHECK((kSanitized || !is_mapped(plugins.store)));
}

TEST_CASE("a refused library never runs when a static check refuses it") {
  const auto expected = GENERATE(values<Expected>({
      {"no_note", "note", "has no Mooring note"},
      {"two_notes", "note", "two manifests"},
      {"unknown_key", "manifest",
       "plugin.toml:23:1: streams[0].intervall: unknown key. Did you mean 'interval'?"},
      {"other_major", "abi", "made for plugin ABI 2, this host has 1.4"},
      {"newer_minor", "abi", "needs plugin ABI 1.9, this host has 1.4"},
  }));
  PluginFolder plugins;
  plugins.add(expected.library);
  const PluginInfo info = plugins.only();
  REQUIRE(info.refusal);
  CHECK(info.refusal->step == expected.step);
  CHECK_THAT(info.refusal->message, Contains(expected.message));
  CHECK_FALSE(ran(expected.library));
  CHECK_FALSE(fs::exists(plugins.store));
}

TEST_CASE("a library that the probe refuses is never mapped into the host") {
  const auto expected = GENERATE(values<Expected>({
      {"other_member", "manifest", "its embedded manifest and the one in mooring_plugin_v1 differ"},
      {"newer_minor_entry", "abi", "needs plugin ABI 1.9"},
      {"other_symbol", "abi", "does not export mooring_plugin_v1"},
      {"short_entry", "abi", "says that it has 40 bytes"},
      {"no_resume", "abi", "lacks start, resume or destroy"},
      {"no_handler", "manifest",
       "the plugin has no handler of the stream 'things'. Add it to MOORING_PLUGIN"},
      {"extra_handler", "manifest",
       "the plugin has a handler of the stream 'thing', which the manifest does not declare. Add it to "
       "plugin.toml"},
      {"unresolved", "load", "function_that_nobody_has"},
      {"crashes", "probe", kSanitized ? "test process" : "crashed a test process with SIGSEGV"},
      {"aborts", "probe", "crashed a test process with SIGABRT; it said: about to misbehave"},
      {"exits", "probe", "ended a test process with exit code 0; it said: about to misbehave"},
      {"aborts_at_end", "probe", "crashed a test process with SIGABRT"},
  }));
  PluginFolder plugins;
  plugins.add(expected.library);
  const auto registry = plugins.discover();
  REQUIRE(registry->plugins().size() == 1);
  const PluginInfo& info = registry->plugins().front();
  REQUIRE(info.refusal);
  INFO(expected.library);
  CHECK(info.refusal->step == expected.step);
  CHECK_THAT(info.refusal->message, Contains(expected.message));
  CHECK(info.manifest->id == "sample");  // shown beside the refusal
  CHECK(registry->manifest("sample") == nullptr);
  CHECK(registry->loaded("sample") == nullptr);
  CHECK_FALSE(is_mapped(plugins.store));
}

TEST_CASE("a library that hangs in its constructor is killed") {
  PluginFolder plugins;
  plugins.probe_timeout = std::chrono::milliseconds(300);
  plugins.add("hangs");
  const PluginInfo info = plugins.only();
  REQUIRE(info.refusal);
  CHECK(info.refusal->step == "probe");
  CHECK_THAT(info.refusal->message, Contains("did not load within"));
}

TEST_CASE("a bad library beside a good one costs only itself") {
  PluginFolder plugins;
  plugins.add("aborts", "a");
  plugins.add("good", "b");
  const auto registry = plugins.discover();
  REQUIRE(registry->plugins().size() == 2);
  CHECK(registry->plugins()[0].refusal->step == "probe");
  CHECK(registry->plugins()[1].loaded());
  CHECK(registry->loaded("sample") != nullptr);
}

TEST_CASE("of two plugins with one id the first wins and the second names both files") {
  PluginFolder plugins;
  const auto first =
      plugins.add("twin", "a");  // its entry is longer than ours: a tail of a later minor is ignored
  const auto second = plugins.add("good", "b");
  const auto registry = plugins.discover();
  REQUIRE(registry->plugins().size() == 2);
  CHECK(registry->plugins()[0].loaded());
  const auto& refusal = registry->plugins()[1].refusal;
  REQUIRE(refusal);
  CHECK(refusal->step == "duplicate");
  CHECK_THAT(refusal->message, Contains(first.string()) && Contains(second.string()));
  CHECK(registry->info("sample")->path == first);
  CHECK_FALSE(ran("good"));
}

TEST_CASE("listing runs no code") {
  PluginFolder plugins;
  plugins.add("good");
  plugins.add("aborts", "z");
  const auto registry = plugins.discover(false);
  REQUIRE(registry->plugins().size() == 2);
  CHECK(registry->plugins()[0].loaded());
  CHECK(registry->manifest("sample")->id == "sample");
  CHECK(registry->loaded("sample") == nullptr);
  CHECK_FALSE(ran("good"));
  CHECK_FALSE(ran("aborts"));
  CHECK_FALSE(fs::exists(plugins.store));
}

TEST_CASE("a missing prober refuses the plugin and names the program") {
  PluginFolder plugins;
  plugins.add("good");
  plugins.prober = plugins.root / "nothing";
  const PluginInfo info = plugins.only();
  REQUIRE(info.refusal);
  CHECK(info.refusal->step == "probe");
  CHECK_THAT(info.refusal->message, Contains(plugins.prober.string()));
}

TEST_CASE("no more plugins than the limit are looked at") {
  PluginFolder plugins;
  for (size_t i = 0; i < limits::kPluginsMax + 3; ++i)
    write_file(plugins.folder / (std::to_string(100 + i) + ".so"), "x");
  CHECK(plugins.discover()->plugins().size() == limits::kPluginsMax);
}
