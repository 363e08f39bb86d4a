#include "oauth/vault.hpp"

#include <sys/stat.h>

#include <catch2/catch.hpp>
#include <fstream>

#include "oauth/cipher.hpp"
#include "support/store_fixture.hpp"

using namespace mooring::host;
using mooring::test::StoreFixture;
using mooring::test::TempDir;

namespace {

struct VaultFixture {
  TempDir folder;
  StoreFixture store;
  OsRandom random;
  Redactor redactor;
  std::unique_ptr<Vault> vault;

  VaultFixture() {
    vault = *Vault::open(folder / "vault.key", true, random, redactor);
    store.add_connection("con_a");
    store.add_connection("con_b");
  }
  void put(const std::string& connection, const std::string& name, const std::string& value) {
    store.write([&](Session& session) { REQUIRE(vault->put(session, connection, name, Secret(value))); });
  }
  // The value, or the error's code.
  std::string get(const std::string& connection, const std::string& name) {
    return store.read([&](Session& session) {
      auto value = vault->get(session, connection, name);
      return value ? std::string(value->reveal()) : value.error().code;
    });
  }
  rows::SealedRow row(const std::string& connection, const std::string& name) {
    return *store.read([&](Session& session) { return rows::find_sealed(session, connection, name); });
  }
  void put_row(const rows::SealedRow& row) {
    store.write([&](Session& session) { rows::put_sealed(session, row); });
  }
};

std::string code_of_open(const std::filesystem::path& file, bool create = false) {
  OsRandom random;
  Redactor redactor;
  auto opened = Vault::open(file, create, random, redactor);
  if (opened) return "opened";
  CHECK_FALSE(opened.error().hint.empty());
  CHECK(opened.error().message.find(file.filename().string()) != std::string::npos);
  return opened.error().code;
}

void write_file(const std::filesystem::path& file, const std::string& text, mode_t mode = 0600) {
  std::ofstream(file) << text;
  chmod(file.c_str(), mode);
}

}  // namespace

TEST_CASE("the key file is made once, for its owner only") {
  TempDir folder;
  auto file = folder / "vault.key";
  CHECK(code_of_open(file, false) == "vault_key_missing");
  CHECK(code_of_open(file, true) == "opened");
  struct stat facts {};
  REQUIRE(stat(file.c_str(), &facts) == 0);
  CHECK((facts.st_mode & 07777) == 0600);
  CHECK(facts.st_size == 65);
  std::string first;
  std::ifstream(file) >> first;
  CHECK(code_of_open(file, true) == "opened");
  std::string second;
  std::ifstream(file) >> second;
  CHECK(first == second);
  CHECK(std::distance(std::filesystem::directory_iterator(folder.path()), {}) == 1);  // nothing left over
}

TEST_CASE("a key file that is not fit for use is refused with the reason") {
  TempDir folder;
  auto file = folder / "vault.key";
  std::string good(64, 'a');
  for (mode_t mode : {0640, 0604, 0660, 0644}) {
    write_file(file, good, mode);
    CHECK(code_of_open(file) == "vault_key_permissions");
  }
  write_file(file, good, 0400);
  CHECK(code_of_open(file) == "opened");
  chmod(file.c_str(), 0600);
  for (const std::string& text : {std::string(), std::string(63, 'a'), std::string(66, 'a'),
                                  std::string(64, 'g'), std::string(10'000, 'a')}) {
    write_file(file, text);
    CHECK(code_of_open(file, true) == "vault_key_malformed");
  }
  CHECK(code_of_open(folder / "no-such-folder" / "vault.key", true) == "vault_key_unreadable");
  std::filesystem::create_directory(folder / "folder.key");
  CHECK(code_of_open(folder / "folder.key", true) == "vault_key_malformed");
}

TEST_CASE("what is put comes back, across a restart, and is not in the database in clear") {
  VaultFixture f;
  f.put("con_a", "refresh_token/grt_1", "Atzr|the first secret");
  f.put("con_a", "refresh_token/grt_2", "");
  f.put("con_b", "refresh_token/grt_1", "another secret");
  f.put("con_a", "refresh_token/grt_1", "Atzr|replaced secret");
  f.vault = *Vault::open(f.folder / "vault.key", false, f.random, f.redactor);
  CHECK(f.get("con_a", "refresh_token/grt_1") == "Atzr|replaced secret");
  CHECK(f.get("con_a", "refresh_token/grt_2").empty());
  CHECK(f.get("con_b", "refresh_token/grt_1") == "another secret");
  CHECK(f.get("con_a", "refresh_token/none") == "secret_missing");
  CHECK(f.get("con_none", "refresh_token/grt_1") == "secret_missing");

  f.store.close();
  for (const auto& entry : std::filesystem::directory_iterator(f.store.file().parent_path())) {
    std::ifstream in(entry.path(), std::ios::binary);
    std::string bytes{std::istreambuf_iterator<char>(in), {}};
    CHECK(bytes.find("replaced secret") == std::string::npos);
    CHECK(bytes.find("the first secret") == std::string::npos);
  }
}

TEST_CASE("erase removes one value and leaves the others") {
  VaultFixture f;
  f.put("con_a", "one", "first value");
  f.put("con_a", "two", "second value");
  f.store.write([&](Session& session) { REQUIRE(f.vault->erase(session, "con_a", "one")); });
  CHECK(f.get("con_a", "one") == "secret_missing");
  CHECK(f.get("con_a", "two") == "second value");
}

TEST_CASE("the bytes of a sealed value that was erased or shredded are not in the file any more") {
  VaultFixture f;
  f.put("con_a", "one", "first value");
  f.put("con_b", "two", "second value");
  const std::string erased = f.row("con_a", "one").sealed, shredded = f.row("con_b", "two").sealed;
  const std::string data_key = f.row("con_b", "key").sealed;
  const auto stands_in_file = [&](const std::string& bytes) {
    std::ifstream in(f.store.file(), std::ios::binary);
    const std::string all{std::istreambuf_iterator<char>(in), {}};
    return all.find(bytes) != std::string::npos;
  };
  f.store.close();  // everything goes from the log to the file
  REQUIRE(stands_in_file(erased));
  f.store.reopen();
  f.store.write([&](Session& session) { REQUIRE(f.vault->erase(session, "con_a", "one")); });
  f.store.write([&](Session& session) { f.vault->shred(session, "con_b"); });
  f.store.close();
  CHECK_FALSE(stands_in_file(erased));
  CHECK_FALSE(stands_in_file(shredded));
  CHECK_FALSE(stands_in_file(data_key));
}

TEST_CASE("every changed bit of a sealed value or data key is noticed") {
  VaultFixture f;
  f.put("con_a", "token", "a value");
  for (const char* name : {"token", "key"}) {
    const rows::SealedRow good = f.row("con_a", name);
    for (size_t bit = 0; bit < good.sealed.size() * 8; bit += 3) {
      rows::SealedRow bad = good;
      bad.sealed[bit / 8] = static_cast<char>(bad.sealed[bit / 8] ^ (1 << (bit % 8)));
      f.put_row(bad);
      REQUIRE(f.get("con_a", "token") == "secret_damaged");
    }
    for (size_t size : {size_t{0}, size_t{27}, good.sealed.size() - 1}) {
      rows::SealedRow cut = good;
      cut.sealed.resize(size);
      f.put_row(cut);
      CHECK(f.get("con_a", "token") == "secret_damaged");
    }
    f.put_row(good);
    CHECK(f.get("con_a", "token") == "a value");
  }
}

TEST_CASE("a sealed value opens only in its own row, under its own keys") {
  VaultFixture f;
  f.put("con_a", "one", "value one of a");
  f.put("con_a", "two", "value two of a");
  f.put("con_b", "one", "value one of b");

  rows::SealedRow other_name = f.row("con_a", "one");
  other_name.name = "two";
  f.put_row(other_name);
  CHECK(f.get("con_a", "two") == "secret_damaged");

  rows::SealedRow other_connection = f.row("con_a", "one");
  other_connection.connection_id = "con_b";
  f.put_row(other_connection);
  CHECK(f.get("con_b", "one") == "secret_damaged");
  rows::SealedRow other_key = f.row("con_a", "key");
  other_key.connection_id = "con_b";
  f.put_row(other_key);
  CHECK(f.get("con_b", "one") == "secret_damaged");

  rows::SealedRow other_id = f.row("con_a", "one");
  other_id.key_id = "0123456789abcdef";
  f.put_row(other_id);
  CHECK(f.get("con_a", "one") == "secret_damaged");

  f.vault = *Vault::open(f.folder / "other.key", true, f.random, f.redactor);
  CHECK(f.get("con_a", "one") == "secret_damaged");
}

TEST_CASE("with another key file a new value can be sealed: connecting again works") {
  VaultFixture f;
  f.put("con_a", "one", "value one");
  f.vault = *Vault::open(f.folder / "other.key", true, f.random, f.redactor);
  f.put("con_a", "two", "value two");
  CHECK(f.get("con_a", "two") == "value two");
  CHECK(f.get("con_a", "one") == "secret_damaged");
}

TEST_CASE("the data key cannot be read, replaced or erased as if it were a value") {
  VaultFixture f;
  f.put("con_a", "one", "value one");
  CHECK(f.get("con_a", "key") == "secret_missing");
  f.store.write([&](Session& session) {
    CHECK(f.vault->put(session, "con_a", "key", Secret("x")).error().code == "secret_name_invalid");
    CHECK(f.vault->erase(session, "con_a", "key").error().code == "secret_name_invalid");
  });
  CHECK(f.get("con_a", "one") == "value one");
}

TEST_CASE("what the vault has seen is redacted, its key too") {
  VaultFixture f;
  f.put("con_a", "one", "a-value-in-the-vault");
  CHECK(f.redactor.redact("x a-value-in-the-vault y") == "x [secret] y");
  Redactor fresh;
  f.vault = *Vault::open(f.folder / "vault.key", false, f.random, fresh);
  CHECK(f.get("con_a", "one") == "a-value-in-the-vault");
  CHECK(fresh.redact("x a-value-in-the-vault y") == "x [secret] y");
  std::string key;
  std::ifstream(f.folder / "vault.key") >> key;
  CHECK(fresh.redact(key) == "[secret]");
}

TEST_CASE("small texts are sealed for one purpose") {
  VaultFixture f;
  auto sealed = f.vault->seal_text(Secret("verifier-123"), "pkce verifier");
  REQUIRE(sealed);
  CHECK(sealed->find("verifier") == std::string::npos);
  CHECK(f.vault->open_text(*sealed, "pkce verifier")->reveal() == "verifier-123");
  CHECK(f.vault->open_text(*sealed, "other").error().code == "secret_damaged");
  CHECK(f.vault->open_text("zz" + *sealed, "pkce verifier").error().code == "secret_damaged");
  CHECK(f.vault->open_text("", "pkce verifier").error().code == "secret_damaged");
  CHECK(*f.vault->seal_text(Secret("verifier-123"), "pkce verifier") != *sealed);  // a fresh nonce each time
}

TEST_CASE("contexts of different parts are different") {
  CHECK(cipher_context({"a", "bc"}) != cipher_context({"ab", "c"}));
  CHECK(cipher_context({"a", ""}) != cipher_context({"a"}));
}
