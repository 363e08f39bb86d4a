#include "app/scratch_folder.hpp"

#include <stdlib.h>

#include <cerrno>
#include <cstring>

namespace mooring::host {

namespace fs = std::filesystem;

Result<ScratchFolder> ScratchFolder::make() {
  std::error_code problem;
  std::string name = (fs::temp_directory_path(problem) / "mooring-XXXXXX").string();
  if (problem || !::mkdtemp(name.data()))
    return fail("scratch_failed", "No temporary folder can be made: " + std::string(std::strerror(errno)),
                "Name another place in TMPDIR");
  return ScratchFolder(fs::path(name));
}

ScratchFolder::~ScratchFolder() {
  std::error_code problem;
  if (!path_.empty()) fs::remove_all(path_, problem);
}

}  // namespace mooring::host
