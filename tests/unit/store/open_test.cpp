// Opening: files and their modes, the host lock, versions, and files that are not what they should be.
#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <fstream>

#include "store/migrations.hpp"
#include "store/sqlite_tools.hpp"
#include "support/store_fixture.hpp"

using namespace mooring::host;
using namespace mooring::test;

namespace {

Error open_error(const std::filesystem::path& file, bool create = true) {
  QuietLogger quiet;
  auto opened = Database::open({.file = file, .create = create}, quiet.get());
  REQUIRE_FALSE(opened.has_value());
  CHECK_FALSE(opened.error().hint.empty());
  CHECK(opened.error().message.find(file.string()) != std::string::npos);
  return opened.error();
}

unsigned mode(const std::filesystem::path& path) {
  struct stat info {};
  REQUIRE(stat(path.c_str(), &info) == 0);
  return info.st_mode & 0777;
}

std::string contents(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void overwrite(const std::filesystem::path& file, const std::string& text) {
  std::ofstream(file, std::ios::binary) << text;
}

void run_sql(const std::filesystem::path& file, const char* sql) {
  sqlite3* database = nullptr;
  REQUIRE(sqlite3_open(file.c_str(), &database) == SQLITE_OK);
  REQUIRE(sqlite3_exec(database, sql, nullptr, nullptr, nullptr) == SQLITE_OK);
  sqlite3_close(database);
}

// Root may write anywhere, so the test becomes nobody for a while.
class WithoutPrivileges {
 public:
  explicit WithoutPrivileges(const std::filesystem::path& owned) {
    if (geteuid() != 0) return;
    was_root_ = chown(owned.c_str(), kNobody, kNobody) == 0 && seteuid(kNobody) == 0;
  }
  ~WithoutPrivileges() {
    if (was_root_) REQUIRE(seteuid(0) == 0);
  }
  bool effective() const { return geteuid() != 0; }

 private:
  static constexpr uid_t kNobody = 65534;
  bool was_root_ = false;
};

}  // namespace

TEST_CASE("everything the store makes is private") {
  TempDir folder;
  QuietLogger quiet;
  auto previous = umask(0);
  auto file = folder / "new/data/mooring.db";
  auto database = Database::open({.file = file}, quiet.get());
  umask(previous);
  REQUIRE(database.has_value());
  auto status = (*database)->write([](Session& s) -> Status {
    rows::put_fact(s, "k", "v");
    return {};
  });
  REQUIRE(status.has_value());
  CHECK(mode(folder / "new") == 0700);
  CHECK(mode(folder / "new/data") == 0700);
  for (const char* suffix : {"", "-wal", "-shm", ".lock"})
    CHECK(mode(file.string() + suffix) == 0600);
}

TEST_CASE("two hosts never run on one file") {
  StoreFixture store;
  auto error = open_error(store.file());
  CHECK(error.code == "store_locked");
  CHECK(error.message.find(std::to_string(getpid())) != std::string::npos);
  auto other_way = store.file().parent_path() / "." / store.file().filename();
  QuietLogger quiet;
  CHECK_FALSE(Database::open({.file = other_way}, quiet.get()).has_value());
  store.close();
  CHECK(Database::open({.file = store.file()}, quiet.get()).has_value());
}

TEST_CASE("a database of a newer version is refused and left alone") {
  StoreFixture store;
  store.close();
  run_sql(store.file(), "PRAGMA user_version=99");
  auto before = contents(store.file());
  auto error = open_error(store.file());
  CHECK(error.code == "store_newer");
  CHECK(error.message.find("version 99") != std::string::npos);
  CHECK(error.message.find("up to " + std::to_string(all_migrations().size())) != std::string::npos);
  CHECK(contents(store.file()) == before);
}

TEST_CASE("a file that is no database is refused and left alone") {
  TempDir folder;
  auto file = folder / "notes.txt";
  std::string text = "dear diary, this is not a database, but long enough to look at\n";
  overwrite(file, text + text);
  CHECK(open_error(file).code == "store_not_a_database");
  CHECK(contents(file) == text + text);
}

TEST_CASE("another program's database is refused and left alone") {
  TempDir folder;
  auto file = folder / "bookmarks.db";
  run_sql(file, "CREATE TABLE bookmarks (url TEXT)");
  CHECK(open_error(file).code == "store_not_a_database");
  auto marked = folder / "marked.db";
  run_sql(marked, "PRAGMA application_id=77");
  CHECK(open_error(marked).code == "store_not_a_database");
}

TEST_CASE("a damaged database is refused") {
  StoreFixture store;
  store.close();
  auto damaged = contents(store.file());
  REQUIRE(damaged.size() > 4096);
  for (size_t i = 100; i < 4096; ++i)
    damaged[i] = static_cast<char>(i * 31);
  overwrite(store.file(), damaged);
  CHECK(open_error(store.file()).code == "store_corrupt");
}

TEST_CASE("an empty file becomes a database") {
  TempDir folder;
  QuietLogger quiet;
  overwrite(folder / "m.db", "");
  CHECK(Database::open({.file = folder / "m.db"}, quiet.get()).has_value());
}

TEST_CASE("paths that cannot be a database") {
  TempDir folder;
  CHECK(open_error(folder.path()).code == "store_unreadable");
  CHECK(open_error(folder / "missing.db", false).code == "store_unreadable");
  CHECK_FALSE(std::filesystem::exists(folder / "missing.db"));
  overwrite(folder / "file", "x");
  QuietLogger quiet;
  auto below_a_file = Database::open({.file = folder / "file/m.db"}, quiet.get());
  REQUIRE_FALSE(below_a_file.has_value());
  CHECK(below_a_file.error().code == "store_unreadable");
  auto empty = Database::open({.file = ""}, quiet.get());
  REQUIRE_FALSE(empty.has_value());
  CHECK(empty.error().code == "store_unreadable");
}

TEST_CASE("a folder or a file without write permission is named") {
  TempDir folder;
  std::filesystem::permissions(folder.path(), std::filesystem::perms(0500));
  {
    WithoutPrivileges nobody(folder.path());
    if (!nobody.effective()) {
      WARN("this process cannot give up its privileges; not tested");
      return;
    }
    CHECK(open_error(folder / "m.db").code == "store_readonly");
  }
  std::filesystem::permissions(folder.path(), std::filesystem::perms(0700));
  overwrite(folder / "m.db", "");
  std::filesystem::permissions(folder / "m.db", std::filesystem::perms(0444));
  {
    WithoutPrivileges nobody(folder.path());
    CHECK(open_error(folder / "m.db").code == "store_readonly");
  }
}

TEST_CASE("opening again runs no migration and keeps what is there") {
  StoreFixture store;
  store.write([](Session& s) { rows::put_fact(s, "k", "v"); });
  store.reopen();
  CHECK(store.read([](Session& s) { return rows::get_fact(s, "k"); }) == "v");
}
