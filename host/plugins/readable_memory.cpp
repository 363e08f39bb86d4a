#include "plugins/readable_memory.hpp"

#include <sys/uio.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>

namespace mooring::host {
namespace {

constexpr size_t kPagesAtOnce = 256;

// A transfer that stops early has met a page that cannot be read.
bool are_readable(const std::array<iovec, kPagesAtOnce>& pages, size_t count) {
  std::array<char, kPagesAtOnce> bytes;
  const iovec here{bytes.data(), count};
  const ssize_t got = ::process_vm_readv(::getpid(), &here, 1, pages.data(), count, 0);
  if (got < 0) return errno != EFAULT;
  return static_cast<size_t>(got) == count;
}

}  // namespace

bool is_readable(const void* from, size_t bytes) {
  if (bytes == 0) return true;
  const auto page_bytes = static_cast<uintptr_t>(::sysconf(_SC_PAGESIZE));
  const auto begin = reinterpret_cast<uintptr_t>(from);
  const uintptr_t last = begin + (bytes - 1);
  if (last < begin) return false;
  std::array<iovec, kPagesAtOnce> pages;
  size_t count = 0;
  for (uintptr_t at = begin;;) {
    pages[count++] = {reinterpret_cast<void*>(at), 1};
    const uintptr_t next = (at / page_bytes + 1) * page_bytes;
    const bool is_last = next > last || next < at;
    if (is_last || count == kPagesAtOnce) {
      if (!are_readable(pages, count)) return false;
      count = 0;
    }
    if (is_last) return true;
    at = next;
  }
}

}  // namespace mooring::host
