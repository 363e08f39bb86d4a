#include <algorithm>
#include <cctype>
#include <filesystem>
#include <regex>

#include "tidy.hpp"

namespace mooring::tidy {
namespace {

namespace fs = std::filesystem;

std::string without_code(std::string_view line) {
  std::string out(line);
  bool inside = false;
  for (char& c : out) {
    if (c == '`') inside = !inside;
    if (inside) c = ' ';
  }
  return out;
}

// The anchor that a heading gets: lower case, words joined by '-', other signs dropped.
std::string anchor_of(std::string_view heading) {
  std::string out;
  for (char c : heading) {
    auto u = static_cast<unsigned char>(c);
    if (std::isalnum(u) || c == '-' || c == '_' || u >= 0x80)
      out += static_cast<char>(std::tolower(u));
    else if (c == ' ')
      out += '-';
  }
  return out;
}

bool has_anchor(std::string_view text, const std::string& anchor) {
  bool fenced = false;
  for (std::string_view line : split_lines(text)) {
    if (line.starts_with("```")) fenced = !fenced;
    if (fenced || !line.starts_with('#')) continue;
    size_t at = line.find_first_not_of('#');
    if (at == std::string_view::npos || line[at] != ' ') continue;
    if (anchor_of(line.substr(at + 1)) == anchor) return true;
  }
  return false;
}

const SourceFile* find_file(const Tree& tree, const std::string& path) {
  auto found =
      std::find_if(tree.files.begin(), tree.files.end(), [&](const auto& file) { return file.path == path; });
  return found == tree.files.end() ? nullptr : &*found;
}

// Empty when the link is good.
std::string what_is_wrong(const SourceFile& file, const std::string& link, const Tree& tree) {
  size_t hash = link.find('#');
  std::string target = link.substr(0, hash);
  std::string path = file.path;
  if (!target.empty()) {
    path = (fs::path(file.path).parent_path() / target).lexically_normal().generic_string();
    if (path.ends_with('/')) path.pop_back();
    if (!tree.paths.contains(path)) return "links to " + link + ", which does not exist";
  }
  if (hash == std::string::npos) return {};
  const SourceFile* linked = find_file(tree, path);
  if (linked && !has_anchor(linked->text, link.substr(hash + 1)))
    return "links to " + link + ", but no heading there has that name";
  return {};
}

void check_markdown(const SourceFile& file, const Tree& tree, std::vector<Finding>& out) {
  static const std::regex kLink(R"(\]\(\s*<?([^)\s>]+)>?[^)]*\))");
  int number = 0;
  bool fenced = false;
  for (std::string_view raw : split_lines(file.text)) {
    ++number;
    if (raw.starts_with("```")) fenced = !fenced;
    if (fenced || raw.starts_with("    ")) continue;
    std::string line = without_code(raw);
    for (std::sregex_iterator match(line.begin(), line.end(), kLink), end; match != end; ++match) {
      std::string link = (*match)[1];
      if (link.find("://") != std::string::npos || link.starts_with("mailto:")) continue;
      std::string wrong = what_is_wrong(file, link, tree);
      if (!wrong.empty()) out.push_back({file.path, number, wrong});
    }
  }
}

// A comment or a message that sends its reader to a page.
void check_mentions(const SourceFile& file, const Tree& tree, std::vector<Finding>& out) {
  static const std::regex kPage(R"(\bdocs/[A-Za-z0-9_/.-]+\.md\b)");
  int number = 0;
  for (std::string_view view : split_lines(file.text)) {
    ++number;
    std::string line(view);
    for (std::sregex_iterator match(line.begin(), line.end(), kPage), end; match != end; ++match)
      if (!tree.paths.contains(match->str()))
        out.push_back({file.path, number, "names " + match->str() + ", which does not exist"});
  }
}

}  // namespace

void check_links(const SourceFile& file, const Tree& tree, std::vector<Finding>& out) {
  if (file.path.ends_with(".md"))
    check_markdown(file, tree, out);
  else if (!file.path.starts_with("tests/tidy/"))  // its examples name pages that do not exist
    check_mentions(file, tree, out);
}

}  // namespace mooring::tidy
