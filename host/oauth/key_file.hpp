// The file that holds the vault's key: 32 random bytes as hex, readable by its owner only. Used by
// the vault and the rotation of its key.
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
// Where the next key stands while the key is exchanged: beside the file, also when that is reached by a link.
std::filesystem::path next_key_file(const std::filesystem::path& file);
// The next key becomes the key, in one step and synced: afterwards the old one is gone.
Status put_next_key_in_place(const std::filesystem::path& file);
// No error when there is none.
Status remove_next_key(const std::filesystem::path& file);

}  // namespace mooring::host
