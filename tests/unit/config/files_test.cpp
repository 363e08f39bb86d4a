#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch.hpp>

#include "config/config.hpp"
#include "config_folder.hpp"

using namespace mooring::host;
using namespace mooring::host::testing;
using Catch::Matchers::Contains;
using Catch::Matchers::EndsWith;

namespace {

ConfigLoad load_with_secret(ConfigFolder& folder, const std::string& secret) {
  return load_config(folder.write("c.toml", "[channels.a.application]\nclient_secret = " + secret + "\n"));
}

std::string secret_problem(ConfigFolder& folder, const std::string& secret) {
  return only_problem(load_with_secret(folder, secret));
}

std::string secret_value(ConfigFolder& folder, const std::string& secret) {
  auto load = load_with_secret(folder, secret);
  REQUIRE(load.problems.empty());
  return std::string(load.config.channels.at("a").client_secret.reveal());
}

}  // namespace

TEST_CASE("a file that cannot be read is one problem with the reason") {
  ConfigFolder folder;
  CHECK(only_problem(load_config(folder / "none.toml")) ==
        (folder / "none.toml").string() +
            ": cannot be read: No such file or directory. Check the name, and that the user that runs "
            "mooring may read it");
  CHECK_THAT(only_problem(load_config(folder.path())), Contains("is a folder"));
  CHECK_THAT(only_problem(load_config(folder.write("big.toml", std::string((1 << 20) + 1, '#')))),
             Contains("is larger than 1 MiB"));
}

TEST_CASE("drop-ins add in byte order, and only *.toml counts") {
  ConfigFolder folder;
  auto file = folder.write("mooring.toml", "[channels.a.application]\nclient_id = \"x\"\n");
  auto second = folder.write(
      "conf.d/20-b.toml",
      "[[connections]]\nname = \"two\"\nchannel = \"a\"\nregion = \"NA\"\n[log]\nlevel = \"debug\"\n");
  auto first =
      folder.write("conf.d/10-a.toml",
                   "key_file = \"k\"\n[[connections]]\nname = \"one\"\nchannel = \"a\"\nregion = \"NA\"\n"
                   "[channels.a.application]\napplication_id = \"y\"\n");
  folder.write("conf.d/notes.txt", "not toml at all");
  folder.write("conf.d/.#10-a.toml", "= an editor's lock file");
  auto load = load_config(file);
  REQUIRE(load.problems.empty());
  CHECK(load.config.files == std::vector<std::filesystem::path>{file, first, second});
  REQUIRE(load.config.connections.size() == 2);
  CHECK(load.config.connections[0].name == "one");
  CHECK(load.config.connections[1].name == "two");
  CHECK(load.config.origins.at("connections[1].name").file == second.string());
  CHECK(load.config.log.level == LogLevel::debug);
  CHECK(load.config.channels.at("a").application ==
        std::map<std::string, std::string>{{"client_id", "x"}, {"application_id", "y"}});
  CHECK(load.config.key_file == folder / "conf.d/k");  // relative to the file that names it
}

TEST_CASE("a drop-in never redefines: the problem names both files and lines") {
  ConfigFolder folder;
  auto file = folder.write("mooring.toml", "[admin]\nport = 1\n");
  auto drop_in = folder.write("conf.d/a.toml", "[admin]\n# again\nport = 1\n");
  CHECK(only_problem(load_config(file)) ==
        drop_in.string() + ":3:8: admin.port: is set already in " + file.string() +
            ":2. A drop-in may add keys, never change one: remove it from one of the two files");
}

TEST_CASE("a broken drop-in does not hide the other files' problems") {
  ConfigFolder folder;
  auto file = folder.write("mooring.toml", "[admin]\nprot = 1\n");
  folder.write("conf.d/a.toml", "x = \n");
  folder.write("conf.d/b.toml", "[log]\nlevl = \"x\"\n");
  CHECK(load_config(file).problems.size() == 3);
}

TEST_CASE("conf.d that is no folder is a problem") {
  ConfigFolder folder;
  auto file = folder.write("mooring.toml", "");
  folder.write("conf.d", "");
  CHECK_THAT(only_problem(load_config(file)), Contains("conf.d: cannot be read: Not a directory"));
}

TEST_CASE("connections of different files share one name space") {
  ConfigFolder folder;
  std::string one = "[[connections]]\nname = \"a\"\nchannel = \"x\"\nregion = \"NA\"\n";
  auto file = folder.write("mooring.toml", one);
  auto drop_in = folder.write("conf.d/b.toml", one);
  std::string text = only_problem(load_config(file));
  CHECK_THAT(text, Contains(drop_in.string() + ":2:1: connections[1].name"));
  CHECK_THAT(text, Contains("in " + file.string() + ":2"));
}

TEST_CASE("secrets come from a file or the environment") {
  ConfigFolder folder;
  folder.write("s", "file-secret-1\n");
  CHECK(secret_value(folder, "{ file = \"s\" }") == "file-secret-1");
  ScopedEnv env("MOORING_TEST_SECRET", "env-secret-1");
  CHECK(secret_value(folder, "{ env = \"MOORING_TEST_SECRET\" }") == "env-secret-1");
}

TEST_CASE("what an editor leaves around a secret is no part of it") {
  ConfigFolder folder;
  folder.write("s", "\xef\xbb\xbf  two words \r\n");
  CHECK(secret_value(folder, "{ file = \"s\" }") == "two words");
  folder.write("s", "\xef\xbb\xbf \n");
  CHECK_THAT(secret_problem(folder, "{ file = \"s\" }"), Contains("is empty"));
  ScopedEnv env("MOORING_TEST_SECRET", " from-env ");
  CHECK(secret_value(folder, "{ env = \"MOORING_TEST_SECRET\" }") == "from-env");
}

TEST_CASE("a secret written into the file is refused and not repeated") {
  ConfigFolder folder;
  std::string text = secret_problem(folder, "\"swordfish-secret\"");
  CHECK_THAT(
      text,
      Contains(
          "c.toml:2:17: channels.a.application.client_secret: is a secret and must not stand in this file"));
  CHECK_THAT(text, Contains("{ file = \"path\" }"));
  CHECK_THAT(text, !Contains("swordfish"));
  CHECK_THAT(secret_problem(folder, "{ env = \"Atzr|swordfish\" }"), !Contains("swordfish"));
  CHECK_THAT(secret_problem(folder, "{ env = \"Atzr|swordfish\" }"),
             Contains("takes the name of an environment variable"));
}

TEST_CASE("a secret's source is checked") {
  ConfigFolder folder;
  folder.write("s", "file-secret-1\n");
  ScopedEnv empty("MOORING_TEST_EMPTY", "");
  CHECK_THAT(secret_problem(folder, "{ env = \"MOORING_TEST_UNSET\" }"),
             Contains("the environment variable MOORING_TEST_UNSET is not set"));
  CHECK_THAT(secret_problem(folder, "{ env = \"MOORING_TEST_EMPTY\" }"),
             Contains("MOORING_TEST_EMPTY is empty"));
  CHECK_THAT(secret_problem(folder, "{ env = \"A\", file = \"s\" }"),
             Contains("names both 'env' and 'file'"));
  CHECK_THAT(secret_problem(folder, "{}"), Contains("names neither 'env' nor 'file'"));
  CHECK_THAT(secret_problem(folder, "{ file = 1 }"), Contains("client_secret.file: must be text"));
  CHECK_THAT(secret_problem(folder, "{ file = \"none\" }"), Contains("No such file or directory"));
  CHECK_THAT(secret_problem(folder, "{ file = \"none\" }"),
             EndsWith("run: chmod 600 '" + (folder / "none").string() + "'"));
  CHECK_THAT(secret_problem(folder, "{ file = \".\" }"), Contains("is not a regular file"));
  folder.write("blank", " \n\n");
  CHECK_THAT(secret_problem(folder, "{ file = \"blank\" }"), Contains("is empty"));
  folder.write("two", "one\ntwo\n");
  CHECK_THAT(secret_problem(folder, "{ file = \"two\" }"), Contains("more than one line"));
  folder.write("big", std::string((64 << 10) + 1, 'x'));
  CHECK_THAT(secret_problem(folder, "{ file = \"big\" }"), Contains("too large for a secret"));
  auto unknown = load_with_secret(folder, "{ path = \"s\" }");
  REQUIRE(unknown.problems.size() == 2);
  CHECK_THAT(describe(unknown.problems[1]), Contains("client_secret.path: unknown key"));
}

TEST_CASE("a pipe is refused as a secret without waiting for its writer") {
  ConfigFolder folder;
  REQUIRE(::mkfifo((folder / "pipe").c_str(), 0600) == 0);
  CHECK_THAT(secret_problem(folder, "{ file = \"pipe\" }"), Contains("is not a regular file"));
}

TEST_CASE("a secret that other users may read or change is refused") {
  ConfigFolder folder;
  for (unsigned mode : {0604u, 0644u, 0660u, 0620u, 0602u, 0601u, 0444u}) {
    CAPTURE(mode);
    auto file = folder.write("s", "file-secret-1\n", mode);
    std::string text = secret_problem(folder, "{ file = \"s\" }");
    CHECK_THAT(text, Contains("other users of this machine may read or change " + file.string()));
    CHECK_THAT(text, EndsWith("Run: chmod 600 '" + file.string() + "'"));
  }
  for (unsigned mode : {0600u, 0400u, 0700u}) {
    folder.write("s", "file-secret-1\n", mode);
    CHECK(secret_value(folder, "{ file = \"s\" }") == "file-secret-1");
  }
}

TEST_CASE("a group may read a secret that root owns, not one that a user owns") {
  ConfigFolder folder;
  auto file = folder.write("s", "file-secret-1\n", 0640);
  if (::geteuid() == 0) {
    CHECK(secret_value(folder, "{ file = \"s\" }") == "file-secret-1");
    REQUIRE(::chown(file.c_str(), 65534, 65534) == 0);
  }
  CHECK_THAT(secret_problem(folder, "{ file = \"s\" }"), Contains("other users of this machine may read"));
}

TEST_CASE("files in the service manager's credentials folder are taken as they are") {
  ConfigFolder folder;
  auto file = folder.write("creds/s", "file-secret-1\n", 0444);
  CHECK_THAT(secret_problem(folder, "{ file = \"creds/s\" }"), Contains("other users"));
  {
    ScopedEnv env("CREDENTIALS_DIRECTORY", (folder / "creds").string());
    CHECK(secret_value(folder, "{ file = \"creds/s\" }") == "file-secret-1");
    folder.write("creds-2/s", "file-secret-1\n", 0444);
    CHECK_THAT(secret_problem(folder, "{ file = \"creds-2/s\" }"), Contains("other users"));
    CHECK_THAT(secret_problem(folder, "{ file = \"creds/../creds-2/s\" }"), Contains("other users"));
  }
}
