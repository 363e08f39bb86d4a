// A folder for the time of one command, removed with everything in it. Main thread.
#pragma once
#include <filesystem>
#include <utility>

#include "base/result.hpp"

namespace mooring::host {

class ScratchFolder {
 public:
  static Result<ScratchFolder> make();  // error: scratch_failed
  ScratchFolder(ScratchFolder&& other) noexcept : path_(std::exchange(other.path_, {})) {}
  ScratchFolder& operator=(ScratchFolder&&) = delete;
  ~ScratchFolder();
  const std::filesystem::path& path() const { return path_; }

 private:
  explicit ScratchFolder(std::filesystem::path path) : path_(std::move(path)) {}
  std::filesystem::path path_;
};

}  // namespace mooring::host
