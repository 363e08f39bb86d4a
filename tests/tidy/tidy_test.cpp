// Each rule is shown a tree that breaks it, and one that is close to breaking it and does not.
#include "tidy.hpp"

#include <catch2/catch.hpp>

using namespace mooring::tidy;

namespace {

std::vector<Finding> check(const std::string& path, const std::string& text,
                           std::set<std::string> paths = {}) {
  Tree tree;
  tree.files.push_back({path, text});
  tree.paths = std::move(paths);
  tree.paths.insert(path);
  return check_tree(tree);
}

void finds(const std::string& path, const std::string& text, int line, const std::string& words) {
  auto findings = check(path, text);
  CAPTURE(path, text);
  REQUIRE(findings.size() == 1);
  CHECK(findings.front().line == line);
  CHECK_THAT(findings.front().message, Catch::Matchers::Contains(words));
}

void passes(const std::string& path, const std::string& text) {
  CAPTURE(path, text);
  for (const auto& finding : check(path, text))
    FAIL_CHECK(finding.line << ": " << finding.message);
}

}  // namespace

TEST_CASE("a folder includes only downwards") {
  finds("host/store/x.cpp", "#include <string>\n#include \"sync/engine.hpp\"\n", 2,
        "store/ includes sync/engine.hpp");
  finds("host/base/x.cpp", "  #include \"config/config.hpp\"\n", 1, "stands above it");
  finds("host/sync/x.cpp", "#include \"badge/badge.hpp\"\n", 1, "sync/ includes badge");
  finds("host/extra/x.cpp", "", 0, "host/extra is not in the list");
  passes("host/sync/x.cpp",
         "#include \"store/rows.hpp\"\n#include \"sync/engine.hpp\"\n#include \"base/log.hpp\"\n");
  passes("host/main.cpp", "#include \"app/commands.hpp\"\n");
  passes("host/base/x.cpp",
         "// #include \"sync/engine.hpp\"\n#include \"mooring/abi.h\"\n#include <sys/stat.h>\n");
  passes("tests/unit/base/x.cpp", "#include \"sync/engine.hpp\"\n");
}

TEST_CASE("host and sdk name no provider") {
  finds("host/oauth/x.cpp", "\n// as Amazon does\n", 2, "names a provider");
  finds("sdk/include/mooring/x.hpp", "// like amazon\n", 1, "names a provider");
  finds("host/admin/console/src/x.ts", "const a = 'AMAZON_seller'\n", 1, "names a provider");
  passes("plugins/amazon_seller/src/x.cpp", "// Amazon\n");
  passes("config/demo.toml", "# Amazon\n");
}

TEST_CASE("no file is longer than 450 lines") {
  std::string lines;
  for (int i = 0; i < 450; ++i)
    lines += "int x;\n";
  passes("host/base/x.cpp", lines);
  finds("host/base/x.cpp", lines + "\n", 0, "has 451 lines");
  finds("tests/e2e/x.mjs", lines + "\n", 0, "has 451 lines");
  passes("docs/x.md", lines + "\n");
}

TEST_CASE("a header begins with its contract") {
  finds("host/base/x.hpp", "#pragma once\n// too late\n", 1, "without its contract");
  finds("sdk/include/mooring/x.h", "\n/* late */\n", 1, "without its contract");
  passes("host/base/x.hpp", "// What it is.\n#pragma once\n");
  passes("sdk/include/mooring/x.h", "/* What it is. */\n");
  passes("host/base/x.cpp", "#include <string>\n");
}

TEST_CASE("the clock is asked in one place") {
  finds("host/sync/x.cpp", "auto t = std::chrono::system_clock::now();\n", 1, "take a Clock&");
  finds("host/sync/x.cpp", "auto t = steady_clock::now();\n", 1, "take a Clock&");
  finds("plugins/shop/src/x.cpp", "clock_gettime(CLOCK_REALTIME, &t);\n", 1, "take a Clock&");
  passes("host/base/clock.cpp", "return std::chrono::system_clock::now();\n");
  passes("host/sync/x.cpp",
         "// system_clock::now()\nauto text = \"system_clock::now()\";\nusing T = "
         "std::chrono::system_clock::time_point;\n");
  passes("tests/unit/base/x.cpp", "auto t = std::chrono::steady_clock::now();\n");
}

TEST_CASE("threads are made in the named places only") {
  finds("host/sync/x.cpp", "std::thread t(run);\n", 1, "makes a thread");
  finds("host/oauth/x.cpp", "auto f = std::async(run);\n", 1, "makes a thread");
  finds("host/store/rows_runs.cpp", "std::jthread t(run);\n", 1, "makes a thread");
  passes("host/base/executor.cpp", "std::thread t(run);\n");
  passes("host/store/writer.cpp", "std::thread t(run);\n");
  passes("host/sync/x.cpp", "auto id = std::thread::id{};\nauto me = std::this_thread::get_id();\n");
}

TEST_CASE("random numbers, environment, sleeping and unsafe calls") {
  finds("host/sync/x.cpp", "int a = rand();\n", 1, "take a Random&");
  finds("host/sync/x.cpp", "std::mt19937_64 engine;\n", 1, "take a Random&");
  finds("host/sync/x.cpp", "auto v = std::getenv(\"X\");\n", 1, "key of the configuration");
  finds("host/sync/x.cpp", "std::this_thread::sleep_for(1s);\n", 1, "sleeps");
  finds("host/sync/x.cpp", "sprintf(buffer, \"%d\", 1);\n", 1, "is unsafe");
  finds("host/sync/x.cpp", "std::system(command);\n", 1, "is unsafe");
  passes("host/config/secret_source.cpp", "auto v = std::getenv(\"X\");\n");
  passes(
      "host/sync/x.cpp",
      "int operand(int);\nint b = operand(1);\nstd::snprintf(b, 1, \"\");\nd.random(3);\nfile_system(x);\n");
}

TEST_CASE("a plugin does no input, output or locking") {
  finds("plugins/shop/src/x.cpp", "#include <fstream>\n", 1, "pure state machine");
  finds("plugins/shop/src/x.cpp", "std::mutex m;\n", 1, "pure state machine");
  passes("plugins/shop/tests/x.cpp", "#include <fstream>\n");
  passes("host/plugins/x.cpp", "#include <fstream>\nstd::mutex m;\n");
}

TEST_CASE("each library has its place") {
  finds("host/sync/x.cpp", "#include <Poco/JSON/Object.h>\n", 1,
        "POCO (Poco/JSON/Object.h) has no place in sync/");
  finds("host/oauth/x.cpp", "#include <Poco/Data/Session.h>\n", 1, "Poco::Data");
  finds("host/oauth/x.cpp", "#include <Poco/Net/HTTPServer.h>\n", 1, "Poco::Net");
  finds("host/oauth/x.cpp", "#include <toml++/toml.h>\n", 1, "toml++");
  finds("host/app/x.cpp", "#include <boost/dll.hpp>\n", 1, "Boost.DLL");
  finds("host/oauth/x.cpp", "#include <curl/curl.h>\n", 1, "libcurl");
  finds("host/admin/x.cpp", "#include <sqlite3.h>\n", 1, "SQLite's own interface");
  finds("host/main.cpp", "#include <Poco/Path.h>\n", 1, "has no place in main/");
  passes("host/store/x.cpp", "#include <Poco/Data/Session.h>\n#include <sqlite3.h>\n");
  passes("host/oauth/x.cpp", "#include <Poco/JSON/Object.h>\n// #include <toml++/toml.h>\n");
}

TEST_CASE("links in documents lead somewhere") {
  std::set<std::string> paths{"docs/a.md", "docs/b", "README.md"};
  CHECK(
      check("docs/x.md", "See [a](a.md), [b](b/), [up](../README.md), [web](https://example.com/x).\n", paths)
          .empty());
  auto missing = check("docs/x.md", "# T\n\nSee [c](c.md).\n", paths);
  REQUIRE(missing.size() == 1);
  CHECK(missing.front() == Finding{"docs/x.md", 3, "links to c.md, which does not exist"});
  CHECK(check("docs/x.md", "```\n[c](c.md)\n```\n\n    [c](c.md)\n\n`[c](c.md)`\n", paths).empty());
}

TEST_CASE("an anchor names a heading") {
  Tree tree;
  tree.files = {
      {"docs/a.md", "# The `first` Part, and more\n\n```\n# Not a heading\n```\n"},
      {"docs/x.md",
       "[1](a.md#the-first-part-and-more) [2](a.md#not-a-heading)\n\n## Own\n\n[3](#own) [4](#other)\n"}};
  tree.paths = {"docs/a.md", "docs/x.md"};
  auto findings = check_tree(tree);
  REQUIRE(findings.size() == 2);
  CHECK(findings[0] ==
        Finding{"docs/x.md", 1, "links to a.md#not-a-heading, but no heading there has that name"});
  CHECK(findings[1].line == 5);
}

TEST_CASE("pages that sources name exist") {
  auto findings = check("host/base/x.cpp", "// docs/nowhere.md\n// docs/internals/a.md says more\n",
                        {"docs/internals/a.md"});
  REQUIRE(findings.size() == 1);
  CHECK(findings.front() == Finding{"host/base/x.cpp", 1, "names docs/nowhere.md, which does not exist"});
}

TEST_CASE("comments and strings are told from code") {
  CHECK(without_comments("a // b\nc", false) == "a     \nc");
  CHECK(without_comments("a /* b\n */ c", false) == "a     \n    c");
  CHECK(without_comments("\"// no\" x", false) == "\"// no\" x");
  CHECK(without_comments("\"a\\\"b\" x", true) == "\"    \" x");
  CHECK(without_comments("R\"(a // \" b)\" // c", true) == "R\"(        )\"     ");
  CHECK(without_comments("10'000 // x", false) == "10'000     ");
  CHECK(without_comments("'\"' // x", false) == "'\"'     ");
  CHECK(without_comments("\"open\n// x", true) == "\"    \n    ");
}
