// Exchanging the vault's key: nothing is lost, wherever it is cut.
#include "connections/key_rotation.hpp"

#include <sys/stat.h>

#include <fstream>

#include "connections/pending_grants.hpp"
#include "life_fixture.hpp"
#include "store/rows_vault.hpp"

using namespace mooring::host;
using namespace mooring::test;

namespace fs = std::filesystem;

namespace {

std::string text_of(const fs::path& file) {
  std::ifstream in(file);
  return std::string(std::istreambuf_iterator<char>(in), {});
}

struct RotationFixture : LifeFixture {
  fs::path key_file = file().parent_path() / "vault.key";
  fs::path next_file = file().parent_path() / "vault.key.next";
  std::string id = connected("My shop", "Alpha");
  std::string other = connected("Other shop", "Beta");
  KeyRotation rotation{database(), *vault, journal, clock, random, logger(), key_file};

  // What a start of the host does with what it finds on disk.
  std::unique_ptr<Vault> start_anew() {
    REQUIRE(KeyRotation::settle(database(), key_file, logger()));
    CHECK_FALSE(fs::exists(next_file));
    auto opened = Vault::open(key_file, false, random, redactor);
    REQUIRE(opened);
    return std::move(*opened);
  }
  std::string token_by(Vault& opened, const std::string& connection) {
    return read([&](Session& session) {
      const auto grant = rows::active_or_last_grant(session, connection);
      auto token = opened.get(session, connection, "refresh_token/" + grant->id);
      return token ? std::string(token->reveal()) : token.error().code;
    });
  }
  std::vector<std::string> sealed_bytes() {
    return read([&](Session& session) {
      std::vector<std::string> all;
      for (const std::string& owner : rows::sealed_owners(session))
        for (const std::string& name : rows::sealed_names(session, owner))
          all.push_back(rows::find_sealed(session, owner, name)->sealed);
      return all;
    });
  }
};

}  // namespace

TEST_CASE("a rotation seals everything anew, under another key and other data keys") {
  RotationFixture f;
  const std::string old_key = text_of(f.key_file);
  const auto before = f.sealed_bytes();
  auto report = f.rotation.rotate("user:ann");
  REQUIRE(report);
  CHECK(report->resealed == 2);
  CHECK(report->unreadable == 0);
  CHECK(report->in_place);
  CHECK(report->key_id == f.vault->key_id());

  CHECK(text_of(f.key_file) != old_key);
  CHECK_FALSE(fs::exists(f.next_file));
  struct stat facts {};
  REQUIRE(stat(f.key_file.c_str(), &facts) == 0);
  CHECK((facts.st_mode & 0777) == 0600);
  const auto after = f.sealed_bytes();
  REQUIRE(after.size() == before.size());
  for (size_t i = 0; i < after.size(); ++i)
    CHECK(after[i] != before[i]);

  CHECK(f.stored_token(f.id) == "refresh-Alpha");
  CHECK(f.stored_token(f.other) == "refresh-Beta");
  auto anew = f.start_anew();
  CHECK(f.token_by(*anew, f.id) == "refresh-Alpha");
  CHECK(f.token_by(*anew, f.other) == "refresh-Beta");

  const fs::path kept = f.key_file.string() + ".old";
  std::ofstream(kept) << old_key;
  chmod(kept.c_str(), 0600);
  auto by_old = Vault::open(kept, false, f.random, f.redactor);
  REQUIRE(by_old);
  CHECK(f.token_by(**by_old, f.id) == "secret_damaged");

  const auto entry = f.entry("", "vault.key_rotated");
  REQUIRE(entry);
  CHECK(entry->actor == "user:ann");
  CHECK(entry->severity == Severity::info);
  CHECK(entry->message.find(old_key.substr(0, 8)) == std::string::npos);
}

TEST_CASE("what is sealed after a rotation opens after the next start, and rotations may follow each other") {
  RotationFixture f;
  REQUIRE(f.rotation.rotate("user:ann"));
  const std::string later = f.connected("Later shop", "Gamma");
  REQUIRE(f.rotation.rotate("cli"));
  auto anew = f.start_anew();
  for (const auto& [id, token] :
       {std::pair{f.id, "refresh-Alpha"}, {f.other, "refresh-Beta"}, {later, "refresh-Gamma"}})
    CHECK(f.token_by(*anew, id) == token);
}

TEST_CASE("consents that are under way and consents that wait outlive a rotation") {
  RotationFixture f;
  const std::string fresh = f.create("Third shop");
  auto started = f.begin(fresh, "Delta");
  auto waiting = f.begin(f.id, "Epsilon");  // another account than before
  const auto refused = f.finish(waiting);
  REQUIRE_FALSE(refused.result);
  REQUIRE(f.pending() == 1);
  rows::AuthorizationRow pending;
  pending.state_hash = "state-1";
  pending.connection_id = fresh;
  pending.pkce_verifier_sealed = *f.vault->seal_text(Secret("verifier-1"), kVerifierPurpose);
  pending.created_at = f.clock.now();
  pending.expires_at = f.clock.now() + std::chrono::minutes{10};
  f.write([&](Session& session) { rows::insert_authorization(session, pending); });
  const auto verifier = [&] {
    return f.read([](Session& session) { return rows::find_authorization(session, "state-1"); })
        ->pkce_verifier_sealed;
  };
  const auto sealed = [&] {
    return f.read([](Session& session) { return rows::sealed_consents(session).at(0).sealed; });
  };
  const std::string before = sealed();
  REQUIRE(f.rotation.rotate("user:ann"));
  CHECK(sealed() != before);
  CHECK(f.finish(started).result);
  auto anew = f.start_anew();
  CHECK(verifier() != pending.pkce_verifier_sealed);
  CHECK(anew->open_text(verifier(), kVerifierPurpose)->reveal() == "verifier-1");
  CHECK(anew->open_text(sealed(), kPendingConsentPurpose)->reveal() == "refresh-Epsilon");
}

TEST_CASE("cut before the transaction: the old key stays the key") {
  RotationFixture f;
  const std::string old_key = text_of(f.key_file);
  std::ofstream(f.next_file) << std::string(64, 'a') << "\n";
  chmod(f.next_file.c_str(), 0600);
  auto anew = f.start_anew();
  CHECK(text_of(f.key_file) == old_key);
  CHECK(f.token_by(*anew, f.id) == "refresh-Alpha");

  std::ofstream(f.next_file) << "half a ke";  // cut while it was written
  chmod(f.next_file.c_str(), 0600);
  anew = f.start_anew();
  CHECK(f.token_by(*anew, f.other) == "refresh-Beta");
}

TEST_CASE("cut after the transaction: the new key is put in place") {
  RotationFixture f;
  const fs::path kept = f.key_file.string() + ".old";
  fs::copy_file(f.key_file, kept);
  REQUIRE(f.rotation.rotate("user:ann"));
  const std::string new_key = text_of(f.key_file);
  fs::rename(f.key_file, f.next_file);  // as the disk stands when the rename did not come any more
  fs::rename(kept, f.key_file);
  auto anew = f.start_anew();
  CHECK(text_of(f.key_file) == new_key);
  CHECK(f.token_by(*anew, f.id) == "refresh-Alpha");
  CHECK(f.token_by(*anew, f.other) == "refresh-Beta");
}

TEST_CASE("a rotation whose transaction fails changes nothing") {
  RotationFixture f;
  const std::string old_key = text_of(f.key_file);
  const auto before = f.sealed_bytes();
  f.write([](Session& session) {
    session << "CREATE TRIGGER no_entry BEFORE INSERT ON activity WHEN NEW.kind = 'vault.key_rotated' "
               "BEGIN SELECT RAISE(ABORT, 'not today'); END",
        Poco::Data::Keywords::now;
  });
  CHECK_FALSE(f.rotation.rotate("user:ann"));
  CHECK(f.sealed_bytes() == before);
  CHECK(f.stored_token(f.id) == "refresh-Alpha");
  const std::string later = f.connected("Later shop", "Gamma");  // sealed by the key that stays
  f.write([](Session& session) { session << "DROP TRIGGER no_entry", Poco::Data::Keywords::now; });
  auto anew = f.start_anew();
  CHECK(text_of(f.key_file) == old_key);
  CHECK(f.token_by(*anew, later) == "refresh-Gamma");
  REQUIRE(f.rotation.rotate("user:ann"));
  CHECK(f.stored_token(later) == "refresh-Gamma");
}

TEST_CASE("a folder that cannot be written to refuses the rotation before anything happens") {
  RotationFixture f;
  fs::create_directory(f.next_file);  // in the way: root may write everywhere
  const auto before = f.sealed_bytes();
  auto report = f.rotation.rotate("user:ann");
  REQUIRE_FALSE(report);
  CHECK_FALSE(report.error().hint.empty());
  CHECK(f.sealed_bytes() == before);
  CHECK(f.stored_token(f.id) == "refresh-Alpha");
}

TEST_CASE("what another key sealed stays as it is and is told of") {
  RotationFixture f;
  f.write([&](Session& session) {
    auto row = *rows::find_sealed(session, f.other, "key");
    row.sealed[20] = static_cast<char>(row.sealed[20] ^ 1);
    rows::put_sealed(session, row);
  });
  auto report = f.rotation.rotate("user:ann");
  REQUIRE(report);
  CHECK(report->resealed == 1);
  CHECK(report->unreadable == 1);
  CHECK(f.entry("", "vault.key_rotated")->severity == Severity::warning);
  CHECK(f.stored_token(f.id) == "refresh-Alpha");
  CHECK(f.stored_token(f.other) == "secret_damaged");
}

TEST_CASE("a key file that is reached by a link is replaced where it stands") {
  RotationFixture f;
  const fs::path folder = f.file().parent_path() / "keys";
  fs::create_directory(folder);
  fs::rename(f.key_file, folder / "real.key");
  fs::create_symlink(folder / "real.key", f.key_file);
  const std::string old_key = text_of(folder / "real.key");
  REQUIRE(f.rotation.rotate("user:ann"));
  CHECK(fs::is_symlink(f.key_file));
  CHECK(text_of(folder / "real.key") != old_key);
  CHECK(f.token_by(*f.start_anew(), f.id) == "refresh-Alpha");
}
