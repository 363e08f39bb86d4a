// `mooring serve`: runs a host until a signal ends it, or its disk fails. Main thread; gives the exit code.
#pragma once
#include "app/commands.hpp"

namespace mooring::host {

int serve(const CommandOptions& options, bool print_signin_link);

}  // namespace mooring::host
