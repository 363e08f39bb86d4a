// The database of a host that runs: as Database::open, and somebody is told when its disk can no longer be trusted.
#pragma once
#include <functional>
#include <memory>

#include "store/database.hpp"

namespace mooring::host {

// on_disk_lost is called once, on the writer thread, after a sync of the disk failed: every write is refused from then on, and
// only a restart helps. It must be quick and must not call write. Errors: as Database::open.
Result<std::unique_ptr<Database>> open_watched(const Database::Options& options, Logger& logger,
                                               std::function<void()> on_disk_lost);

}  // namespace mooring::host
