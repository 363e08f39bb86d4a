#include "tidy.hpp"

#include <algorithm>
#include <cctype>

namespace mooring::tidy {
namespace {

// Walks C++ text character by character and blanks what is not code.
class Blanker {
 public:
  Blanker(std::string_view text, bool also_strings) : out_(text), also_strings_(also_strings) {}

  std::string run() {
    while (at_ < out_.size()) {
      if (starts("//"))
        blank_until_line_end();
      else if (starts("/*"))
        blank_block();
      else if (starts("R\"") && !inside_word())
        pass_raw_string();
      else if (out_[at_] == '"' || (out_[at_] == '\'' && !inside_word()))
        pass_quoted(out_[at_]);
      else
        ++at_;
    }
    return std::move(out_);
  }

 private:
  bool starts(std::string_view what) const { return std::string_view(out_).substr(at_).starts_with(what); }
  // 10'000 is one number, not the start of a character.
  bool inside_word() const {
    return at_ > 0 && (std::isalnum(static_cast<unsigned char>(out_[at_ - 1])) || out_[at_ - 1] == '_');
  }
  void blank(size_t end) {
    for (; at_ < end && at_ < out_.size(); ++at_)
      if (out_[at_] != '\n') out_[at_] = ' ';
  }
  void blank_until_line_end() { blank(std::min(out_.find('\n', at_), out_.size())); }
  void blank_block() {
    size_t end = out_.find("*/", at_ + 2);
    blank(end == std::string::npos ? out_.size() : end + 2);
  }
  void pass(size_t begin, size_t end) {
    at_ = begin;
    if (also_strings_) blank(end);
    at_ = end;
  }
  void pass_raw_string() {
    size_t open = out_.find('(', at_);
    if (open == std::string::npos) return void(++at_);
    std::string close = ")" + out_.substr(at_ + 2, open - at_ - 2) + "\"";
    size_t end = out_.find(close, open);
    if (end == std::string::npos) return void(at_ = out_.size());
    pass(open + 1, end);
    at_ = end + close.size();
  }
  void pass_quoted(char quote) {
    size_t end = at_ + 1;
    while (end < out_.size() && out_[end] != quote && out_[end] != '\n')
      end += out_[end] == '\\' ? 2 : 1;
    end = std::min(end, out_.size());
    pass(at_ + 1, end);
    at_ = std::min(end + 1, out_.size());
  }

  std::string out_;
  bool also_strings_;
  size_t at_ = 0;
};

}  // namespace

std::vector<std::string_view> split_lines(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    size_t end = text.find('\n');
    lines.push_back(text.substr(0, end));
    text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
  }
  return lines;
}

std::string without_comments(std::string_view text, bool also_strings) {
  return Blanker(text, also_strings).run();
}

bool is_cpp(const std::string& path) {
  return path.ends_with(".cpp") || path.ends_with(".hpp") || path.ends_with(".h") || path.ends_with(".c");
}

std::string folder_of(const std::string& path, std::string_view top) {
  std::string prefix = std::string(top) + "/";
  if (!path.starts_with(prefix)) return {};
  size_t end = path.find('/', prefix.size());
  return end == std::string::npos ? std::string{} : path.substr(prefix.size(), end - prefix.size());
}

}  // namespace mooring::tidy
