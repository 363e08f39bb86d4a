// AES-256-GCM over OpenSSL: one value sealed under one key, bound to a context. Pure, any thread.
// A sealed value is nonce (12) + ciphertext + tag (16). The context is authenticated, not stored: a value
// opens only with the same key and the same context. Internal to oauth/.
#pragma once
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "base/random.hpp"
#include "base/secret.hpp"

namespace mooring::host {

inline constexpr size_t kCipherKeyBytes = 32;

// Joins the parts so that no two different lists give the same context.
std::string cipher_context(std::initializer_list<std::string_view> parts);

// Empty only when OpenSSL fails, which is when memory is gone.
std::optional<std::string> seal(const Secret& key, const Secret& value, std::string_view context,
                                Random& random);
// Nothing when the key, the context or any bit is different.
std::optional<Secret> unseal(const Secret& key, std::string_view sealed, std::string_view context);

// Names a key without telling it.
std::string key_id_of(const Secret& key);

std::optional<std::string> hex_decode(std::string_view hex);

}  // namespace mooring::host
