// What a host asks of its process. Called by Host::start on the main thread, before there are others.
#pragma once

namespace mooring::host {

// A core dump would hold tokens; a closed pipe or a full file must be an error code, not the end.
void harden_process();
// Pages of some megabytes come and go in many threads: left alone, the allocator keeps them for each thread.
void return_memory_early();
// Every open page, event stream and outbound call is a descriptor; the usual soft limit is 1024.
void raise_file_limit();

}  // namespace mooring::host
