// tidy_check ROOT: prints what the rules find, one per line; exit code 1 when there is anything.
#include <cstdio>

#include "tidy.hpp"

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("usage: tidy_check ROOT\n", stderr);
    return 2;
  }
  auto tree = mooring::tidy::read_tree(argv[1]);
  if (tree.files.size() < 100) {
    std::fprintf(stderr, "%s is not the source tree: only %zu files to check\n", argv[1], tree.files.size());
    return 2;
  }
  auto findings = mooring::tidy::check_tree(tree);
  for (const auto& finding : findings)
    std::printf("%s:%d: %s\n", finding.path.c_str(), finding.line, finding.message.c_str());
  std::printf("%zu files checked, %zu findings\n", tree.files.size(), findings.size());
  return findings.empty() ? 0 : 1;
}
