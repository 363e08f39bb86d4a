// Every sample of C++ in the guide and in the comments that open the headers stands, word for word, in a file of samples/, which is
// compiled: what an author copies is what a compiler has seen.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;

const fs::path kRoot = MOORING_SOURCE_DIR;

std::string text_of(const fs::path& path) {
  std::ifstream file(path);
  REQUIRE(file);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  for (size_t at = 0; at < text.size();) {
    const size_t end = std::min(text.find('\n', at), text.size());
    lines.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return lines;
}

// Without comments and white space, which do not matter.
std::string bare(const std::string& text) {
  std::string result;
  for (const std::string& line : lines_of(text)) {
    size_t end = line.find("//");
    while (end != std::string::npos && end > 0 && line[end - 1] == ':')  // of a URL
      end = line.find("//", end + 2);
    for (const char c : line.substr(0, end))
      if (!std::isspace(static_cast<unsigned char>(c))) result += c;
  }
  return result;
}

// "..." stands for what is the author's.
std::vector<std::string> pieces_of(const std::string& sample) {
  std::vector<std::string> pieces;
  const std::string text = bare(sample);
  for (size_t at = 0; at <= text.size();) {
    const size_t end = std::min(text.find("...", at), text.size());
    if (end > at) pieces.push_back(text.substr(at, end - at));
    at = end + 3;
  }
  return pieces;
}

bool has_pieces(const std::string& code, const std::vector<std::string>& pieces) {
  size_t at = 0;
  for (const std::string& piece : pieces) {
    at = code.find(piece, at);
    if (at == std::string::npos) return false;
    at += piece.size();
  }
  return true;
}

std::vector<std::string> compiled_samples() {
  std::vector<std::string> all;
  for (const auto& entry : fs::directory_iterator(kRoot / "tests/sdk/samples"))
    all.push_back(bare(text_of(entry.path())));
  return all;
}

void check_is_compiled(const std::string& sample, const fs::path& where) {
  static const std::vector<std::string> compiled = compiled_samples();
  const std::vector<std::string> pieces = pieces_of(sample);
  INFO(where.string() << ":\n" << sample);
  CHECK_FALSE(pieces.empty());
  CHECK(std::any_of(compiled.begin(), compiled.end(),
                    [&](const std::string& code) { return has_pieces(code, pieces); }));
}

std::vector<std::string> samples_of_page(const std::string& text) {
  std::vector<std::string> samples;
  bool inside = false;
  for (const std::string& line : lines_of(text)) {
    if (line == "```cpp") {
      samples.emplace_back();
      inside = true;
    } else if (line == "```") {
      inside = false;
    } else if (inside) {
      samples.back() += line + '\n';
    }
  }
  return samples;
}

// The indented lines of the comment before #pragma once, one sample.
std::string sample_of_header(const std::string& text) {
  const std::string mark = "//   ";
  std::string sample;
  for (const std::string& line : lines_of(text)) {
    if (line == "#pragma once") break;
    if (line.starts_with(mark)) sample += line.substr(mark.size()) + '\n';
  }
  return sample;
}

}  // namespace

TEST_CASE("every sample of the guide is compiled") {
  size_t count = 0;
  for (const char* page : {"write-a-plugin.md", "write-a-plugin-streams.md"}) {
    const fs::path path = kRoot / "docs/plugins" / page;
    for (const std::string& sample : samples_of_page(text_of(path))) {
      check_is_compiled(sample, path);
      ++count;
    }
  }
  CHECK(count >= 12);
}

TEST_CASE("every sample of a header is compiled") {
  size_t count = 0;
  for (const auto& entry : fs::recursive_directory_iterator(kRoot / "sdk/include/mooring")) {
    const fs::path& path = entry.path();
    if (path.extension() != ".hpp" || path.filename() == "golden_case.hpp") continue;  // its files, no code
    const std::string sample = sample_of_header(text_of(path));
    if (sample.empty()) continue;
    check_is_compiled(sample, path);
    ++count;
  }
  CHECK(count >= 10);
}

TEST_CASE("a sample is found where it stands, and nowhere else") {
  const std::string code = bare("int a = 1;  // one\nconst char* u = \"https://x\"; int b = 2;\n");
  CHECK(code == "inta=1;constchar*u=\"https://x\";intb=2;");
  CHECK(has_pieces(code, pieces_of("int a = 1;\n...\nint b =\n 2; // two")));
  CHECK_FALSE(has_pieces(code, pieces_of("int b = 2; ... int a = 1;")));
  CHECK_FALSE(has_pieces(code, pieces_of("int a = 2;")));
}
