// Whether memory that a plugin points to can be read at all: for what an older ABI passes without saying how much of it there is.
// Any thread.
#pragma once
#include <cstddef>

namespace mooring::host {

// Asks the kernel, a byte of each page. True also where it does not answer such questions.
bool is_readable(const void* from, size_t bytes);

}  // namespace mooring::host
