// What the plugins' playbooks advise can be done.
#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>

#include "base/text.hpp"
#include "plugins/manifest.hpp"

using namespace mooring::host;

TEST_CASE("no playbook advises to reload the configuration: the host reads it at its start only") {
  for (const char* plugin : {"amazon_seller", "amazon_ads"}) {
    const auto file = std::filesystem::path(MOORING_BINARY_DIR) / "plugins" / (std::string(plugin) + ".toml");
    std::ifstream in(file, std::ios::binary);
    REQUIRE(in);
    const auto manifest = parse_manifest(std::string(std::istreambuf_iterator<char>(in), {}), file.string());
    REQUIRE(manifest);
    REQUIRE_FALSE(manifest->playbook.empty());
    for (const auto& entry : manifest->playbook) {
      INFO(plugin << ": " << entry.title << ": " << entry.you_can);
      CHECK_FALSE(contains_ignoring_case(entry.you_can, "reload"));
    }
  }
}
