#include "base/result.hpp"

namespace mooring::host {

std::string describe(const Error& error) {
  return error.hint.empty() ? error.message : error.message + ". " + error.hint;
}

}  // namespace mooring::host
