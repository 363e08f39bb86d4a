#include "app/commands.hpp"

int main(int argc, char** argv) {
  return mooring::host::run_command_line(argc, argv);
}
