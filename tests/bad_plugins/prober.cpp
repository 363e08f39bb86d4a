// Stands in for `mooring probe-plugin <file>`.
#include <cstring>

#include "plugins/registry.hpp"

int main(int argc, char** argv) {
  if (argc != 3 || std::strcmp(argv[1], "probe-plugin") != 0) return 2;
  return mooring::host::probe_plugin_main(argv[2]);
}
