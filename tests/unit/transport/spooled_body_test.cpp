#include "transport/spooled_body.hpp"

#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <csignal>
#include <fstream>
#include <random>

#include "support/gzip.hpp"
#include "support/temp_dir.hpp"
#include "transport/gunzip.hpp"

using namespace mooring::host;
using mooring::test::TempDir;

namespace {

std::shared_ptr<SpooledBody> spooled(const TempDir& folder, std::string_view bytes,
                                     uint64_t unpacked_bytes_max = limits::kSpoolUnpackedBytesMax) {
  auto body = SpooledBody::create(folder / "spool", unpacked_bytes_max);
  REQUIRE(body);
  REQUIRE((*body)->append(bytes.data(), bytes.size()));
  return *body;
}

// Everything in parts, or the code of the error that ended them.
std::string read_all(SpooledBody& body) {
  std::string all;
  while (true) {
    auto part = body.next_part();
    if (!part) return part.error().code;
    if (part->empty()) return all;
    CHECK(part->size() <= limits::kSpoolPartBytes);
    CHECK(part->capacity() >= part->size() + kBodyPaddingBytes);
    all += *part;
  }
}

std::string report(size_t rows) {
  std::string text;
  std::mt19937 random(5);
  for (size_t i = 0; i < rows; ++i)
    text += "{\"campaignId\":\"" + std::to_string(random()) +
            "\",\"clicks\":" + std::to_string(random() % 50) + "},\n";
  return text;
}

size_t files_in(const std::filesystem::path& folder) {
  size_t count = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(folder))
    ++count;
  return count;
}

}  // namespace

TEST_CASE("a plain body comes back part by part, and then nothing for ever") {
  TempDir folder;
  std::string text = report(30'000);
  REQUIRE(text.size() > 3 * limits::kSpoolPartBytes);
  auto body = spooled(folder, text);
  CHECK(body->size_bytes() == text.size());
  CHECK(read_all(*body) == text);
  CHECK(read_all(*body).empty());
  auto nothing = spooled(folder, "");
  CHECK(read_all(*nothing).empty());
  auto short_one = spooled(folder, "\x1f");  // half of gzip's mark
  CHECK(read_all(*short_one) == "\x1f");
}

TEST_CASE("gzip is unpacked, every member of it, however it was cut into pieces") {
  TempDir folder;
  std::string first = report(30'000), second(2 * limits::kSpoolPartBytes, 'x');
  std::string packed = gzip(first) + gzip("") + gzip(second) + gzip("end");
  auto body = spooled(folder, packed);
  CHECK(read_all(*body) == first + second + "end");
  CHECK(read_all(*body).empty());

  auto made = SpooledBody::create(folder / "spool");
  REQUIRE(made);
  for (char byte : packed)
    REQUIRE((*made)->append(&byte, 1));
  CHECK(read_all(**made) == first + second + "end");
}

TEST_CASE("what unpacks to exactly the size of a part ends there") {
  TempDir folder;
  for (size_t size : {limits::kSpoolPartBytes - 1, limits::kSpoolPartBytes, limits::kSpoolPartBytes + 1}) {
    std::string text(size, 'y');
    CHECK(read_all(*spooled(folder, gzip(text))) == text);
    CHECK(read_all(*spooled(folder, gzip(text) + gzip(text))) == text + text);
  }
}

TEST_CASE("gzip that is cut anywhere, or broken, is an error and never a short body") {
  TempDir folder;
  std::string packed = gzip(report(300)) + gzip("more");
  for (size_t size :
       {size_t{2}, size_t{9}, size_t{100}, packed.size() - 30, packed.size() - 9, packed.size() - 1}) {
    INFO("cut to " << size << " of " << packed.size());
    CHECK(read_all(*spooled(folder, packed.substr(0, size))) == "body_malformed");
  }
  std::string flipped = packed;
  flipped[packed.size() / 2] = static_cast<char>(flipped[packed.size() / 2] ^ 0x40);
  CHECK(read_all(*spooled(folder, flipped)) == "body_malformed");
  CHECK(read_all(*spooled(folder, packed + "trailing")) == "body_malformed");
}

TEST_CASE("a body that unpacks without end is stopped") {
  TempDir folder;
  std::string bomb = gzip(std::string(8 << 20, '\0'));
  auto body = spooled(folder, bomb, 1 << 20);
  size_t parts = 0;
  Result<std::string> part = body->next_part();
  for (; part && !part->empty(); part = body->next_part())
    ++parts;
  REQUIRE_FALSE(part);
  CHECK(part.error().code == "body_too_large");
  CHECK(parts <= (1 << 20) / limits::kSpoolPartBytes);
}

TEST_CASE("the folder is made for the owner only, and shows no files") {
  TempDir folder;
  auto body = spooled(folder, "text");
  struct stat facts {};
  REQUIRE(stat((folder / "spool").c_str(), &facts) == 0);
  CHECK((facts.st_mode & 0777) == 0700);
  CHECK(files_in(folder / "spool") == 0);
}

TEST_CASE("leftovers of a crash are removed, and nothing else") {
  TempDir folder;
  std::ofstream(folder / "mooring-body-a1B2c3") << "left";
  std::ofstream(folder / "notes.txt") << "someone's";
  SpooledBody::remove_leftovers(folder.path());
  CHECK_FALSE(std::filesystem::exists(folder / "mooring-body-a1B2c3"));
  CHECK(std::filesystem::exists(folder / "notes.txt"));
  SpooledBody::remove_leftovers(folder / "not-there");
}

TEST_CASE("a folder that cannot be used says which one and why") {
  TempDir folder;
  std::ofstream(folder / "spool") << "a file";
  auto body = SpooledBody::create(folder / "spool");
  REQUIRE_FALSE(body);
  CHECK(body.error().code == "spool_failed");
  CHECK(body.error().message.find((folder / "spool").string()) != std::string::npos);
  CHECK(body.error().message.find("Not a directory") != std::string::npos);
  CHECK_FALSE(SpooledBody::create(""));
}

TEST_CASE("a disk that is full is told, and the next body can be written") {
  TempDir folder;
  // A limit on the size of files stands for the disk: writing beyond it fails in the same place.
  struct rlimit before {};
  getrlimit(RLIMIT_FSIZE, &before);
  auto old_handler = std::signal(SIGXFSZ, SIG_IGN);
  struct rlimit small = {64 << 10, before.rlim_max};
  setrlimit(RLIMIT_FSIZE, &small);
  auto body = SpooledBody::create(folder / "spool");
  std::string text(100 << 10, 'z');
  Status written = body ? (*body)->append(text.data(), text.size()) : Status(fail(body.error()));
  setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, old_handler);
  REQUIRE(body);
  REQUIRE_FALSE(written);
  CHECK(written.error().code == "spool_failed");
  CHECK(describe(written.error()).find("free space") != std::string::npos);
  auto next = spooled(folder, text);
  CHECK(read_all(*next) == text);
}

TEST_CASE("a body begins again, plain or packed, wherever it was read to") {
  TempDir folder;
  const std::string text = report(30'000);
  for (const std::string& bytes : {text, gzip(text)}) {
    auto body = spooled(folder, bytes);
    CHECK(read_all(*body) == text);
    body->rewind();
    REQUIRE(body->next_part());
    body->rewind();
    CHECK(read_all(*body) == text);
  }
  // What counts against the limit is one reading.
  auto limited = spooled(folder, gzip(text), text.size());
  CHECK(read_all(*limited) == text);
  limited->rewind();
  CHECK(read_all(*limited) == text);
}
