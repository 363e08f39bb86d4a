// Packs what the simulated storages hold. Pure, any thread.
#pragma once
#include <string>

namespace mooring::amazon_simulator {

// One gzip member; empty when zlib has no memory.
std::string gzip(const std::string& text);

}  // namespace mooring::amazon_simulator
