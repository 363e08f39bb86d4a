// What is shipped inside the program or linked to it, with its licence, and how the program was built. Immutable.
#pragma once
#include <span>
#include <string>

namespace mooring::host::admin {

struct ShippedLicence {
  const char *name, *used_for, *licence, *url;
};
std::span<const ShippedLicence> shipped_licences();
std::string build_text();  // "GCC 12.2.0, C++20, release"

}  // namespace mooring::host::admin
