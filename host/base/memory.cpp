#include "base/memory.hpp"

#include <malloc.h>

namespace mooring::host {

void return_free_memory() {
  ::malloc_trim(0);
}

}  // namespace mooring::host
