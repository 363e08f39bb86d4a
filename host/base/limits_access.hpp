// Limits of sign-in, sessions and API tokens. Included only where they are used.
#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace mooring::host::limits {

using namespace std::chrono_literals;

// scrypt: 32 MiB and about a quarter of a second for each password. Stored beside each hash, so it can grow.
inline constexpr uint64_t kScryptN = 1 << 15;
inline constexpr uint32_t kScryptR = 8;
inline constexpr uint32_t kScryptP = 3;
inline constexpr uint64_t kScryptMemoryBytesMax = 160 << 20;  // of a stored hash: what is verified at most
inline constexpr int kPasswordsAtOnce = 2;                    // hashed or verified
inline constexpr int kPasswordsWaitingMax = 4;                // each holds a thread of the admin interface
inline constexpr auto kPasswordWait = 5s;                     // for one of them to be done

inline constexpr size_t kPasswordCharactersMin = 12;
inline constexpr size_t kPasswordBytesMax = 256;
inline constexpr size_t kPasswordOwnCharactersMin = 8;  // without the user's name and common words
inline constexpr size_t kPasswordDistinctMin = 5;

inline constexpr size_t kUserNameBytesMax = 64;
inline constexpr int64_t kUsersMax = 500;
inline constexpr size_t kTokenNameBytesMax = 80;
inline constexpr int64_t kApiTokensMax = 500;  // not revoked
inline constexpr auto kApiTokenLifetimeMax = 24h * 366;
inline constexpr auto kApiTokenTouchEvery = 1min;
inline constexpr auto kEndedApiTokensKept = 24h * 90;
inline constexpr size_t kClientTextBytesMax = 160;  // of a session: which browser

inline constexpr auto kSetupLinkLifetime = 24h;
inline constexpr auto kUserLinkLifetime = 24h;

inline constexpr size_t kSigninKeysRememberedMax = 2000;  // clients and names that failed lately
inline constexpr int kSigninFailureEntriesAtOnce = 20;    // of the activity log; then one every
inline constexpr auto kSigninFailureEntryEvery = 5min;

}  // namespace mooring::host::limits
