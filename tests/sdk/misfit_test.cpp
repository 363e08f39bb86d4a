// A manifest and a code that do not fit: the test double says so, in the host's words, before anything is stored shifted.
#include <catch2/catch.hpp>
#include <mooring/plugin.hpp>
#include <mooring/testing/task_driver.hpp>

using namespace mooring;
using namespace mooring::testing;

namespace {

Task<> sync_things(Context& ctx, const Call& call) {
  const size_t width = call.cursor.empty() ? 2 : static_cast<size_t>(std::stoi(call.cursor));
  Rows rows("things", width);
  for (int row = 0; row < 3; ++row) {
    rows.begin_row();
    for (size_t i = 0; i < width; ++i)
      rows.add_text("x");
  }
  co_await ctx.emit(rows);
  co_await ctx.checkpoint(std::to_string(width));
}
Task<> identify(Context& ctx, const Call&) {
  co_await ctx.identity(Identity());
}

constexpr Plugin kPlugin{.identify = identify, .streams = {{"things", sync_things}}};
constexpr Plugin kNobody{.identify = nullptr, .streams = {{"things", sync_things}}};

// `handlers` nullptr: not told.
mooring_plugin plugin_of(std::string_view manifest, const mooring_handlers* handlers) {
  mooring_plugin entry = make_plugin_entry<kPlugin>({manifest.data(), manifest.size()});
  entry.handlers = handlers;
  return entry;
}

std::string refusal_of(const mooring_plugin& plugin, const std::string& cursor = {}) {
  ScriptedHttp http;
  TaskDriver driver(plugin, http);
  driver.call.cursor = cursor;
  try {
    const bool done = driver.sync("things").done();  // CHECK would catch the refusal
    CHECK(done);
  } catch (const HostRefusal& refused) {
    return refused.what();
  }
  return {};
}

constexpr std::string_view kThings = R"(
[[streams]]
id = "things"
fields = [ { name = "id", type = "text" }, { name = "name", type = "text" } ]
)";
constexpr const mooring_handlers* kThingsOnly = &mooring::detail::HandlerList<kPlugin>::kHandlers;

}  // namespace

TEST_CASE("rows of another width than the manifest's are refused with both numbers") {
  const mooring_plugin plugin = plugin_of(kThings, kThingsOnly);
  CHECK(refusal_of(plugin, "2").empty());
  CHECK(refusal_of(plugin, "1") ==
        "the host refuses this: emit of 'things': its rows have 1 cell, plugin.toml declares 2 fields");
  CHECK(refusal_of(plugin, "3") ==
        "the host refuses this: emit of 'things': its rows have 3 cells, plugin.toml declares 2 fields");
}

TEST_CASE("MOORING_PLUGIN tells its handlers") {
  REQUIRE(kThingsOnly->stream_count == 1);
  CHECK(detail::view(kThingsOnly->streams[0]) == "things");
  CHECK(kThingsOnly->identify == 1);
  CHECK(kThingsOnly->struct_size == sizeof(mooring_handlers));
}

TEST_CASE("a stream that only the manifest or only the code knows is refused") {
  const std::string more = std::string(kThings) + "[[streams]]\nid = \"orders\"\n";
  CHECK(refusal_of(plugin_of(more, kThingsOnly)) ==
        "the host refuses this: the plugin has no handler of the stream 'orders'. Add it to MOORING_PLUGIN");
  CHECK(refusal_of(plugin_of(more + "fed_by = \"things\"\n", kThingsOnly)).empty());
  CHECK(refusal_of(plugin_of(more, nullptr)).empty());

  const std::string other = "[[streams]]\nid = \"orders\"\n";
  CHECK(refusal_of(plugin_of(more, &mooring::detail::HandlerList<kNobody>::kHandlers)) ==
        "the host refuses this: the plugin has no handler of identify/1. Add it to MOORING_PLUGIN");
  const mooring_str ids[] = {{"orders", 6}, {"things", 6}};
  const mooring_handlers both{sizeof both, 1, ids, 2};
  CHECK(refusal_of(plugin_of(other, &both)) ==
        "the host refuses this: the plugin has a handler of the stream 'things', which the manifest does not "
        "declare. Add it to plugin.toml");
  CHECK(
      refusal_of(plugin_of(more + "fed_by = \"things\"\n", &both)) ==
      "the host refuses this: the plugin has a handler of the stream 'orders', which has no runs of its own: "
      "it is fed by 'things'. Take it out of MOORING_PLUGIN");
}
