// How the program ends: every exit code of `mooring`, the same as in docs/reference/commands.md. Codes of sysexits where there
// is one, so that a service manager can tell them apart.
#pragma once

namespace mooring::host {

inline constexpr int kExitOk = 0;
inline constexpr int kExitFailed = 1;
inline constexpr int kExitUsage = 2;
// `serve`: the disk failed to keep a write (EX_SOFTWARE). The service manager starts the host again, which continues from the
// last commit.
inline constexpr int kExitDiskLost = 70;
inline constexpr int kExitBadConfiguration =
    78;  // EX_CONFIG: the systemd unit does not start the host again on it

}  // namespace mooring::host
