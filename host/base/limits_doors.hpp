// Limits of what strangers may send and make us do: bodies, waits for a provider, addresses. Included only where they are
// used.
#pragma once
#include <chrono>
#include <cstddef>

namespace mooring::host::limits {

// A body of JSON. Poco's value of a member takes some hundred bytes, whatever its text takes.
inline constexpr size_t kJsonValuesMax = 10'000;
inline constexpr size_t kJsonComplaintsMax = 20;  // told one by one; the rest is counted

// Of requests without a sign-in: signing in, set-up, pages of consents and links.
inline constexpr size_t kOpenBodyBytesMax = 16 << 10;

// Requests that wait for a provider's answer: each holds a worker, for as long as 90 seconds.
inline constexpr int kProviderWaitsMax = 3;
inline constexpr auto kProviderWaitPatience = std::chrono::seconds{2};  // of the next one, for a place

// Consents whose refusals were told in the activity log: each is told once.
inline constexpr size_t kRefusedConsentsRemembered = 1000;

// Whoever came by a link and has a password may choose another one without it for so long.
inline constexpr auto kLinkPasswordWindow = std::chrono::minutes{15};

// admin.trusted_proxies, and the hops of X-Forwarded-For that are looked at.
inline constexpr size_t kTrustedProxiesMax = 64;
inline constexpr size_t kForwardedHopsMax = 32;

}  // namespace mooring::host::limits
