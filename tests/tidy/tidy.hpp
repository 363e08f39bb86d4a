// Checks of the source tree: which folder includes which, what is named where, sizes, contracts, banned calls, links.
// check_tree is pure: it gets the tree as values, so that a test can hand it a broken one.
#pragma once
#include <filesystem>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace mooring::tidy {

struct SourceFile {
  std::string path;  // relative to the root, with '/'
  std::string text;
};

struct Tree {
  std::vector<SourceFile> files;  // those whose text is checked
  std::set<std::string> paths;    // every file and folder, for links
};

struct Finding {
  std::string path;
  int line = 0;  // 0: the whole file
  std::string message;
  bool operator==(const Finding&) const = default;
};

Tree read_tree(const std::filesystem::path& root);
std::vector<Finding> check_tree(const Tree& tree);

// ---- parts, for check_tree ----

std::vector<std::string_view> split_lines(std::string_view text);
// The same text with comments (and, when asked, what strings hold) replaced by blanks; lines stay where they are.
std::string without_comments(std::string_view text, bool also_strings);
bool is_cpp(const std::string& path);
std::string folder_of(const std::string& path,
                      std::string_view top);  // "host/store/x.cpp", "host" -> "store"

void check_includes(const SourceFile& file, std::vector<Finding>& out);
void check_neutrality(const SourceFile& file, std::vector<Finding>& out);
void check_size(const SourceFile& file, std::vector<Finding>& out);
void check_contract(const SourceFile& file, std::vector<Finding>& out);
void check_calls(const SourceFile& file, std::vector<Finding>& out);
void check_libraries(const SourceFile& file, std::vector<Finding>& out);
void check_links(const SourceFile& file, const Tree& tree, std::vector<Finding>& out);

}  // namespace mooring::tidy
