// The host probes a plugin by running its own program again: here that is this test.
#define CATCH_CONFIG_RUNNER
#include <catch2/catch.hpp>

#include "plugins/registry.hpp"

int main(int argc, char** argv) {
  if (argc == 3 && std::string(argv[1]) == "probe-plugin") return mooring::host::probe_plugin_main(argv[2]);
  return Catch::Session().run(argc, argv);
}
