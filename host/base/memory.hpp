// The allocator's own. Any thread.
#pragma once

namespace mooring::host {

// Gives free memory back to the system, also what lies between blocks that are used. Takes some milliseconds, of a large heap
// many: not for the core executor.
void return_free_memory();

}  // namespace mooring::host
