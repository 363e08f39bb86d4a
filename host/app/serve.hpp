// `mooring serve`: runs a host until a signal ends it, or its disk fails.
#pragma once
#include "app/commands.hpp"

namespace mooring::host {

// The disk failed to keep a write (sysexits EX_SOFTWARE): the service manager starts the host again, which continues from the
// last commit.
inline constexpr int kExitDiskLost = 70;

int serve(const CommandOptions& options, bool print_signin_link);

}  // namespace mooring::host
