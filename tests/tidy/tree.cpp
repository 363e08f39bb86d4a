#include <array>
#include <fstream>
#include <iterator>

#include "tidy.hpp"

namespace mooring::tidy {
namespace {

namespace fs = std::filesystem;

// What is built, fetched or run, not written.
bool is_skipped(const std::string& name) {
  static constexpr std::array<std::string_view, 7> kSkipped{".git",    "build",  "data",        "dist",
                                                            "install", ".cache", "node_modules"};
  for (auto skipped : kSkipped)
    if (name == skipped) return true;
  return name.starts_with("build-");
}

bool is_checked(const fs::path& path) {
  static constexpr std::array<std::string_view, 14> kExtensions{".cpp",   ".hpp",  ".c",       ".h",  ".ts",
                                                                ".tsx",   ".mjs",  ".css",     ".md", ".toml",
                                                                ".cmake", ".html", ".service", ".in"};
  std::string extension = path.extension().string();
  for (auto checked : kExtensions)
    if (extension == checked) return true;
  return path.filename() == "CMakeLists.txt";
}

}  // namespace

Tree read_tree(const fs::path& root) {
  Tree tree;
  for (auto item = fs::recursive_directory_iterator(root); item != fs::recursive_directory_iterator();
       ++item) {
    std::string name = item->path().filename().string();
    if (is_skipped(name)) {
      item.disable_recursion_pending();
      continue;
    }
    std::string path = item->path().lexically_relative(root).generic_string();
    tree.paths.insert(path);
    if (!item->is_regular_file() || !is_checked(item->path())) continue;
    std::ifstream in(item->path(), std::ios::binary);
    tree.files.push_back({path, {std::istreambuf_iterator<char>(in), {}}});
  }
  return tree;
}

}  // namespace mooring::tidy
