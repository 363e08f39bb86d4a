// The file that holds the vault's key: 32 random bytes as hex, readable by its owner only. Internal to
// oauth/.
#pragma once
#include <filesystem>

#include "base/random.hpp"
#include "base/result.hpp"
#include "base/secret.hpp"

namespace mooring::host {

// Errors as listed at Vault::open.
Result<Secret> read_key_file(const std::filesystem::path& file);
// Atomic and synced: afterwards the file is there whole, also after a power loss. When another process made
// one in the meantime, that one stays.
Status create_key_file(const std::filesystem::path& file, Random& random);

}  // namespace mooring::host
